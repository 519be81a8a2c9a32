"""Read an archive from this machine or the web, without trusting it.

Nothing is ever unpacked to disk. Of a .tar.gz (`read_archive`), a member counts only if it is a
plain file under the exact name that the list of checksums gives, and has the checksum given there;
everything else is passed over. The archive's own checksum would not do: hosts that make archives on
request do not promise the same compressed bytes twice. A file that its makers uploaded as it is has
one checksum (`read_whole`), by which all that is in it is known before it is opened.

The standard library does the download. Download managers for data sets (pooch) rest on one checksum
per downloaded file, which the first kind does not have, and bound neither the size nor redirects.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import shutil
import sys
import tarfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ductus.errors import DuctusError, not_there
from ductus.files.atomic import write_atomically
from ductus.files.bounded import read_bounded

MAX_DOWNLOAD = 512 * 2**20  # bytes
MAX_UNPACKED = 2 * 2**30  # bytes in the whole archive, wanted or not
MAX_MEMBER = 16 * 2**20  # bytes in one member
MAX_MEMBERS = 100_000
TIMEOUT = 30  # seconds without a sign of life from the server
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

Content = TypeVar("Content")


def is_url(archive: str | Path) -> bool:
    """Tell a web address from a path."""
    return "://" in str(archive)


def check_url(url: str) -> None:
    """Raise DuctusError unless the address is https (plain http on this machine only)."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.hostname and (parts.scheme == "https" or local)):
        raise DuctusError(f"{url}: expected an https address or a path")


def read_checksums(path: Path) -> dict[str, str]:
    """Read a list as `sha256sum` prints it; member names begin below the archive's top folder."""
    lines = path.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def read_archive(
    archive: str | Path, checksums: dict[str, str], cache: Path | None = None
) -> dict[str, bytes]:
    """Return the content of the listed members of a .tar.gz; fetch it first if it is on the web.

    Parameters
    ----------
    archive : path, or https address. A download is kept in `cache` once it has been verified, and
        taken from there the next time.
    checksums : member name below the archive's top folder -> sha256, in hexadecimal.
    cache : folder for downloads, default ``~/.cache/ductus``.

    Returns
    -------
    dict with the names of `checksums`, in their order.

    Raises
    ------
    DuctusError
        The archive is missing, cannot be fetched, is damaged or too large, or a member is missing,
        not a plain file, or not the one that the checksum stands for.
    """
    return _read(archive, lambda path, origin: read_members(path, checksums, origin), cache)


def read_whole(archive: str | Path, checksum: str, cache: Path | None = None) -> bytes:
    """Return the content of a file with a known sha256; fetch it first if it is on the web.

    Parameters and errors are those of `read_archive`, but for the one `checksum` of the file.
    """

    def read(path: Path, origin: str) -> bytes:
        return _verified(read_bounded(path, MAX_DOWNLOAD, origin), checksum, origin)

    return _read(archive, read, cache)


def _read(archive: str | Path, read: Callable[[Path, str], Content], cache: Path | None) -> Content:
    """Return what `read(path, origin)` makes of an archive here, or of one fetched and kept."""
    if not is_url(archive):
        return read(Path(archive), str(archive))
    url = str(archive)
    check_url(url)
    folder = Path.home() / ".cache" / "ductus" if cache is None else Path(cache)
    # The address is part of the name: two commits' archives may end in the same last part.
    ending = "".join(Path(urlsplit(url).path).suffixes)[-len(".tar.gz") :]
    kept = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}{ending}"
    if not kept.exists():
        with write_atomically(kept) as beside:
            download(url, beside)
            return read(beside, url)
    try:
        return read(kept, f"{url} (kept as {kept})")
    except DuctusError as error:
        kept.unlink(missing_ok=True)
        raise DuctusError(f"{error}; the kept file is removed, run again to fetch anew") from error


def read_members(path: Path, checksums: dict[str, str], origin: str) -> dict[str, bytes]:
    """Return the content of the listed members of a .tar.gz on this machine; see read_archive."""
    found: dict[str, bytes] = {}
    try:
        with (
            _BoundedGzip(path) as unpacked,
            tarfile.open(fileobj=unpacked, mode="r:") as tar,
        ):
            for count, member in enumerate(tar, start=1):
                if count > MAX_MEMBERS:
                    raise DuctusError(f"{origin}: holds more than {MAX_MEMBERS} members")
                name = member.name.partition("/")[2]
                if name in checksums and name not in found:
                    found[name] = _checked(tar, member, checksums[name], f"{origin}: {name}")
                if len(found) == len(checksums):
                    break
    except FileNotFoundError:
        raise DuctusError(f"{origin}: {not_there(path)}") from None
    except _TooLargeError as error:
        raise DuctusError(f"{origin}: {error}") from error
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise DuctusError(f"{origin}: not a whole .tar.gz: {_one_line(error)}") from error
    missing = [name for name in checksums if name not in found]
    if missing:
        raise DuctusError(
            f"{origin}: {len(missing)} of {len(checksums)} expected files are missing, "
            f"the first is {missing[0]}"
        )
    return {name: found[name] for name in checksums}


def download(url: str, target: Path) -> None:
    """Fetch `url` into the file `target`, saying on standard error how far it has come.

    Raises DuctusError for a refused or broken connection, a body shorter than announced or longer
    than MAX_DOWNLOAD; what has been written by then is left for the caller to remove.
    """
    opener = urllib.request.build_opener(_CheckedRedirects)
    request = urllib.request.Request(url, headers={"User-Agent": "ductus"})
    try:
        with opener.open(request, timeout=TIMEOUT) as response, target.open("wb") as file:
            announced = int(response.headers.get("Content-Length") or 0)
            done = 0
            _progress(url, done, announced)
            while chunk := response.read(2**18):
                done += len(chunk)
                if max(done, announced) > MAX_DOWNLOAD:
                    raise DuctusError(f"{url}: larger than {MAX_DOWNLOAD >> 20} MB, not fetched")
                file.write(chunk)
                if sys.stderr.isatty():
                    _progress(url, done, announced)
    except (OSError, ValueError, http.client.HTTPException) as error:  # URLError is an OSError
        raise DuctusError(f"{url}: cannot be fetched: {_one_line(error)}") from error
    if done < announced:
        raise DuctusError(f"{url}: cut short, {done} of {announced} bytes came")
    _progress(url, done, announced, end="\n")


def _progress(url: str, done: int, announced: int, end: str = "") -> None:
    of = f" of {announced / 2**20:.1f}" if announced else ""
    line = f"fetching {url}: {done / 2**20:.1f}{of} MB"
    if sys.stderr.isatty():  # one line that is written over
        width = shutil.get_terminal_size().columns - 1
        line = f"\r{line if len(line) <= width else '...' + line[-(width - 3) :]}"
    else:
        end = "\n"
    print(line, end=end, file=sys.stderr, flush=True)


def _verified(content: bytes, checksum: str, origin: str) -> bytes:
    came = hashlib.sha256(content).hexdigest()
    if came != checksum:
        raise DuctusError(f"{origin}: checksum is {came[:12]}..., expected {checksum[:12]}...")
    return content


def _checked(tar: tarfile.TarFile, member: tarfile.TarInfo, digest: str, origin: str) -> bytes:
    if not member.isreg() or member.issparse():
        raise DuctusError(f"{origin}: expected a plain file, got another kind of member")
    if member.size > MAX_MEMBER:
        raise DuctusError(f"{origin}: larger than {MAX_MEMBER >> 20} MB")
    return _verified(tar.extractfile(member).read(), digest, origin)


def _one_line(error: Exception) -> str:
    plain_url_error = type(error) is urllib.error.URLError  # wraps what went wrong
    return " ".join(str(error.reason if plain_url_error else error).split()) or repr(error)


class _TooLargeError(Exception):
    """More was asked of an archive than a sound one needs; not an OSError, which tarfile eats."""


class _BoundedGzip(gzip.GzipFile):
    """A gzip file that ends in an error instead of filling memory or time."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")

    def read(self, size: int | None = -1) -> bytes:
        # tarfile reads a member's extended header in one piece, as long as the archive claims.
        if size is None or not 0 <= size <= MAX_MEMBER + 512:
            raise _TooLargeError(f"holds a piece larger than {MAX_MEMBER >> 20} MB")
        self._bound(self.tell() + size)
        return super().read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._bound(offset)
        return super().seek(offset, whence)

    def _bound(self, end: int) -> None:
        if end > MAX_UNPACKED:
            raise _TooLargeError(f"larger than {MAX_UNPACKED >> 30} GB when unpacked")


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        check_url(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
