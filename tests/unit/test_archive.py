import gzip
import hashlib
import io
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ductus.data.sources import archive as archive_module
from ductus.data.sources.archive import (
    check_url,
    download,
    read_archive,
    read_checksums,
    read_whole,
)
from ductus.errors import DuctusError

FILES = {"data/one": b"first\n", "data/two": b"second\n"}
CHECKSUMS = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}


def plain(name, content):
    member = tarfile.TarInfo(f"top/{name}")
    member.size = len(content)
    return member, content


def special(name, kind, target=""):
    member = tarfile.TarInfo(f"top/{name}")
    member.type, member.linkname = kind, target
    return member, b""


def tar_gz(members, **options):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", **options) as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


GOOD = tar_gz([plain(*item) for item in FILES.items()])


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "archive.tar.gz"
        path.write_bytes(content)
        return path

    return write


class Server(HTTPServer):
    """Counts requests; a client that hangs up early is no news."""

    requests = 0

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def serve(monkeypatch):
    """Serve answers on loopback: each is (status, headers, body); the server counts requests."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    servers = []

    def start(status=200, headers=None, body=GOOD, wait=None):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.requests += 1
                if wait:
                    wait.wait(10)
                self.send_response(status)
                for key, value in ({"Content-Length": len(body)} | (headers or {})).items():
                    self.send_header(key, str(value))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        server.url = f"http://127.0.0.1:{server.server_port}/archive.tar.gz"
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def error_line(caught):
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_members_come_in_the_order_of_the_checksums(written):
    backwards = dict(reversed(CHECKSUMS.items()))
    members = read_archive(written(GOOD), backwards)
    assert members == FILES
    assert list(members) == ["data/two", "data/one"]


def test_checksum_list_is_what_sha256sum_prints(tmp_path):
    path = tmp_path / "list.sha256"
    path.write_text("".join(f"{digest}  {name}\n" for name, digest in CHECKSUMS.items()))
    assert read_checksums(path) == CHECKSUMS


@pytest.mark.reliability(
    "Bad input: archives with links, devices, members outside the folder, wrong checksums"
)
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([plain("data/one", b"first\n")], "data/two"),
        ([plain("data/one", b"First\n"), plain("data/two", b"second\n")], "checksum"),
        ([special("data/one", tarfile.SYMTYPE, "/etc/passwd")], "plain file"),
        ([plain("x", b"first\n"), special("data/one", tarfile.LNKTYPE, "top/x")], "plain file"),
        ([special("data/one", tarfile.CHRTYPE)], "plain file"),
        ([special("data/one", tarfile.DIRTYPE)], "plain file"),
        ([plain("../data/one", b"first\n"), plain("/data/one", b"first\n")], "2 of 2"),
        ([], "2 of 2"),
    ],
)
def test_member_that_is_not_the_listed_plain_file_is_refused(written, members, expected):
    path = written(tar_gz(members))
    with pytest.raises(DuctusError) as caught:
        read_archive(path, CHECKSUMS)
    assert expected in error_line(caught)
    assert str(path) in error_line(caught)


@pytest.mark.reliability(
    "Bad input: archives with links, devices, members outside the folder, wrong checksums"
)
def test_hostile_members_beside_the_listed_ones_touch_no_disk(tmp_path, monkeypatch):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    outside = tarfile.TarInfo("../../evil")
    outside.size = 4
    link = special("link", tarfile.SYMTYPE, "/")
    members = [(outside, b"evil"), link, *[plain(*item) for item in FILES.items()]]
    (tmp_path / "archive.tar.gz").write_bytes(tar_gz(members))
    assert read_archive(tmp_path / "archive.tar.gz", CHECKSUMS) == FILES
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "archive.tar.gz", "b"]


@pytest.mark.reliability("Bad input: archives that are damaged, cut or none")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an archive",
        GOOD[: len(GOOD) // 2],
        gzip.compress(b"no tar in here" * 100),
        gzip.compress(b""),
        GOOD[:20] + bytes(40) + GOOD[60:],
    ],
    ids=["empty", "text", "half", "no tar", "nothing in it", "holes"],
)
def test_damaged_archive_is_one_clear_line(written, content):
    with pytest.raises(DuctusError) as caught:
        read_archive(written(content), CHECKSUMS)
    assert "archive.tar.gz" in error_line(caught)


@pytest.mark.reliability("Bad input: archives that are damaged, cut or none")
def test_missing_archive_is_named(tmp_path):
    with pytest.raises(DuctusError, match=r"nowhere\.tar\.gz: no such file"):
        read_archive(tmp_path / "nowhere.tar.gz", CHECKSUMS)


@pytest.mark.reliability("Bad input: archives that are damaged, cut or none")
def test_folder_in_place_of_an_archive_is_one_clear_line(tmp_path):
    with pytest.raises(DuctusError) as caught:
        read_archive(tmp_path, CHECKSUMS)
    assert str(tmp_path) in error_line(caught)


@pytest.mark.reliability("Bad input: archives that would fill memory or never end")
def test_listed_member_that_is_too_large_is_refused(written, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_MEMBER", 2**20)
    with pytest.raises(DuctusError, match="data/one: larger than 1 MB"):
        read_archive(written(tar_gz([plain("data/one", bytes(2**20 + 1))])), CHECKSUMS)


@pytest.mark.reliability("Bad input: archives that would fill memory or never end")
def test_bomb_before_the_listed_members_is_refused(written, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_UNPACKED", 2**22)
    bomb = [plain("bomb", bytes(2**23)), *[plain(*item) for item in FILES.items()]]
    with pytest.raises(DuctusError, match="when unpacked"):
        read_archive(written(tar_gz(bomb)), CHECKSUMS)


@pytest.mark.reliability("Bad input: archives that would fill memory or never end")
def test_extended_header_that_would_fill_memory_is_refused(written, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_MEMBER", 2**20)
    member, content = plain("data/one", b"first\n")
    member.pax_headers = {"comment": "x" * 2**21}
    content = tar_gz([(member, content)], format=tarfile.PAX_FORMAT)
    with pytest.raises(DuctusError, match="piece larger than"):
        read_archive(written(content), CHECKSUMS)


@pytest.mark.reliability("Bad input: archives that would fill memory or never end")
def test_endless_list_of_members_is_refused(written, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_MEMBERS", 10)
    with pytest.raises(DuctusError, match="more than 10 members"):
        read_archive(written(tar_gz([plain(str(i), b"") for i in range(20)])), CHECKSUMS)


def test_download_is_kept_and_not_fetched_twice(serve, tmp_path, capsys):
    server = serve()
    for _ in range(2):
        assert read_archive(server.url, CHECKSUMS, tmp_path / "cache") == FILES
    assert server.requests == 1
    [kept] = (tmp_path / "cache").iterdir()
    assert kept.read_bytes() == GOOD
    progress = capsys.readouterr().err
    assert progress.startswith(f"fetching {server.url}: 0.0")


def test_two_addresses_are_kept_apart(serve, tmp_path):
    for server in (serve(), serve()):
        read_archive(server.url, CHECKSUMS, tmp_path)
        assert server.requests == 1
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.reliability(
    "Bad input: downloads cut short, damaged, redirected, too long, or never answered"
)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"headers": {"Content-Length": len(GOOD) + 100}}, "cut short"),
        ({"body": GOOD[:-40]}, "not a whole .tar.gz"),
        ({"body": b"<html>sign in</html>"}, "not a whole .tar.gz"),
        ({"body": tar_gz([plain("data/one", b"other"), plain("data/two", b"")])}, "checksum"),
        ({"status": 404}, "HTTP Error 404"),
        ({"status": 302, "headers": {"Location": "http://example.org/x"}}, "expected an https"),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "not allowed"),
        ({"headers": {"Content-Length": 10**12}}, "larger than"),
    ],
)
def test_bad_download_is_one_line_and_leaves_nothing(serve, tmp_path, answer, expected):
    server = serve(**answer)
    with pytest.raises(DuctusError) as caught:
        read_archive(server.url, CHECKSUMS, tmp_path)
    assert expected in error_line(caught)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.reliability(
    "Bad input: downloads cut short, damaged, redirected, too long, or never answered"
)
def test_download_without_an_announced_length_is_bounded_too(serve, tmp_path, monkeypatch):
    class Unannounced(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(bytes(2**22))

        def log_message(self, *args):
            pass

    server = serve()
    server.RequestHandlerClass = Unannounced
    monkeypatch.setattr(archive_module, "MAX_DOWNLOAD", 2**20)
    with pytest.raises(DuctusError, match="larger than 1 MB"):
        download(server.url, tmp_path / "file")
    assert (tmp_path / "file").stat().st_size <= 2**20


@pytest.mark.reliability(
    "Bad input: downloads cut short, damaged, redirected, too long, or never answered"
)
def test_silent_server_ends_in_an_error(serve, tmp_path, monkeypatch):
    monkeypatch.setattr(archive_module, "TIMEOUT", 0.2)
    done = threading.Event()
    server = serve(wait=done)
    with pytest.raises(DuctusError, match=r"cannot be fetched.*timed out"):
        read_archive(server.url, CHECKSUMS, tmp_path)
    done.set()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.reliability(
    "Bad input: downloads cut short, damaged, redirected, too long, or never answered"
)
def test_refused_connection_ends_in_an_error(serve, tmp_path):
    server = serve()
    server.shutdown()
    server.server_close()
    with pytest.raises(DuctusError, match="cannot be fetched"):
        read_archive(server.url, CHECKSUMS, tmp_path)


@pytest.mark.reliability(
    "Bad input: downloads cut short, damaged, redirected, too long, or never answered"
)
def test_kept_download_that_went_bad_is_removed_and_fetched_anew(serve, tmp_path):
    server = serve()
    read_archive(server.url, CHECKSUMS, tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(b"damaged")
    with pytest.raises(DuctusError, match="run again to fetch anew"):
        read_archive(server.url, CHECKSUMS, tmp_path)
    assert read_archive(server.url, CHECKSUMS, tmp_path) == FILES
    assert server.requests == 2


@pytest.mark.reliability("Exposed nowhere: addresses other than https")
@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.tar.gz",
        "http://127.0.0.1.example.org/a.tar.gz",
        "http://127.0.0.1@example.org/a.tar.gz",
        "ftp://example.org/a.tar.gz",
        "file:///etc/passwd",
        "https:///a.tar.gz",
    ],
)
def test_only_https_is_fetched(url, tmp_path):
    with pytest.raises(DuctusError, match="expected an https address"):
        read_archive(url, CHECKSUMS, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_https_address_is_accepted():
    check_url("https://example.org/a.tar.gz")


WHOLE = hashlib.sha256(GOOD).hexdigest()


def test_file_with_one_checksum_comes_as_it_is(written):
    assert read_whole(written(GOOD), WHOLE) == GOOD


@pytest.mark.reliability(
    "Bad input: archives with links, devices, members outside the folder, wrong checksums"
)
@pytest.mark.parametrize("content", [b"", GOOD[:-1], GOOD + b"\0"])
def test_any_other_content_is_refused(written, content):
    path = written(content)
    with pytest.raises(DuctusError) as caught:
        read_whole(path, WHOLE)
    assert error_line(caught).startswith(f"{path}: checksum is ")


@pytest.mark.reliability("Bad input: archives that would fill memory or never end")
def test_file_too_large_to_hold_is_refused(written, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_DOWNLOAD", 2**20)
    with pytest.raises(DuctusError, match="larger than 1 MB"):
        read_whole(written(bytes(2**20 + 1)), WHOLE)


@pytest.mark.reliability("Bad input: archives that are damaged, cut or none")
def test_what_is_no_file_is_one_line(tmp_path):
    with pytest.raises(DuctusError, match=r"no\.zip: no such file"):
        read_whole(tmp_path / "no.zip", WHOLE)
    with pytest.raises(DuctusError, match="cannot be read") as caught:
        read_whole(tmp_path, WHOLE)
    error_line(caught)


def test_verified_file_is_kept_and_not_fetched_twice(serve, tmp_path):
    server = serve()
    for _ in range(2):
        assert read_whole(server.url, WHOLE, tmp_path) == GOOD
    assert server.requests == 1
    [kept] = tmp_path.iterdir()
    assert kept.name.endswith(".tar.gz")


@pytest.mark.reliability(
    "Bad input: downloads cut short, damaged, redirected, too long, or never answered"
)
def test_unverified_download_leaves_nothing(serve, tmp_path):
    server = serve(body=b"<html>sign in</html>")
    with pytest.raises(DuctusError, match="checksum is"):
        read_whole(server.url, WHOLE, tmp_path)
    assert list(tmp_path.iterdir()) == []
