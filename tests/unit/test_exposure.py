"""Nobody else is let in: by the UI, by downloads without a checksum, by pickles."""

import ast
import hashlib
import re
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import Parameter, signature
from pathlib import Path

import psutil
import pytest
from configs import given
from mlflow import MlflowClient
from stores import LOOPBACK, free_port, healthy, wait_until

from ductus.cli import main
from ductus.data.sources import archive
from ductus.data.sources.archive import is_url
from ductus.data.sources.catalogue import ARCHIVES

CHECKOUT = Path(__file__).parents[2]
SOURCES = sorted((CHECKOUT / "src").rglob("*.py"))
RULES = [CHECKOUT / "Snakefile", *sorted((CHECKOUT / "workflow").rglob("*.smk"))]


def listening(process):
    """Addresses at which a process and its children take connections."""
    family = [process, *process.children(recursive=True)]
    found = set()
    for member in family:
        with suppress(psutil.NoSuchProcess):
            sockets = member.net_connections(kind="inet")
            found |= {one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN}
    return found


@pytest.fixture
def make_ui(tmp_path, empty_store):
    """`make ui` in a folder with a run, in a session of its own; nothing of it is left behind."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "installed").touch()  # this environment is used instead
    (tmp_path / "results").mkdir()
    shutil.copy(empty_store, tmp_path / "results" / "mlflow.db")
    MlflowClient(f"sqlite:///{tmp_path}/results/mlflow.db").create_experiment("one")
    started = []

    def start(port):
        with (tmp_path / "said.txt").open("wb") as said:
            make = subprocess.Popen(
                ["make", "ui", f"PORT={port}", f"BIN={Path(sys.executable).parent}"],
                cwd=tmp_path,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        started.append(make)
        return make, tmp_path / "said.txt"

    yield start
    for make in started:
        for left in [psutil.Process(make.pid), *family(make)] if make.poll() is None else []:
            with suppress(psutil.NoSuchProcess):
                left.kill()
        make.wait()


def family(process):
    """Whatever a process has started, and they in turn."""
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.reliability("Exposed nowhere: addresses that `make ui` listens at")
def test_make_ui_listens_to_this_machine_alone_and_ends_with_its_servers(make_ui):
    port = free_port()
    make, said = make_ui(port)
    wait_until(lambda: healthy(f"http://{LOOPBACK}:{port}"), 180, make)
    assert listening(psutil.Process(make.pid)) == {LOOPBACK}
    assert f"http://{LOOPBACK}:{port}/" in said.read_text()
    servers = family(make)
    assert len(servers) > 1
    make.terminate()  # by its process id, which in a terminal nobody else is told
    make.wait(30)
    assert psutil.wait_procs(servers, 30)[1] == []
    with socket.create_server((LOOPBACK, port)):
        pass  # nobody holds it


@pytest.mark.reliability("Many at once: `make ui` at a port that is taken")
def test_make_ui_at_a_port_that_is_taken_is_one_line(make_ui):
    with ThreadingHTTPServer((LOOPBACK, 0), BaseHTTPRequestHandler) as another:
        make, said = make_ui(another.server_port)
        assert make.wait(60) != 0
    lines = said.read_text().splitlines()
    (line,) = [line for line in lines if not re.match(r"make(\[\d+\])?: ", line)]
    assert line.startswith(f"ductus ui: port {another.server_port} is not free")


@pytest.fixture
def elsewhere(monkeypatch):
    """A server on loopback that has something else under every name; what it was asked for."""
    monkeypatch.setenv("no_proxy", LOOPBACK)
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"something else")

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer((LOOPBACK, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://{LOOPBACK}:{server.server_port}", asked
        server.shutdown()


@pytest.mark.reliability("Exposed nowhere: something else in the place of a download: taken")
@pytest.mark.parametrize(
    ("source", "option", "path", "fetched"),
    [
        ("digilets", "archive", "/d.tar.gz", True),
        ("omniglot", "archive", "/o.zip", True),
        ("own", "file", "/mine.csv", False),
        ("own", "file", "/mine.parquet", False),
    ],
)
def test_whatever_comes_from_elsewhere_is_known_by_its_checksum_or_not_read(
    elsewhere, tmp_path, capsys, source, option, path, fetched
):
    url, asked = elsewhere
    data = {"source": source, source: {option: url + path}}
    config = given(data=data, split={"trained": "a", "new": "b"})
    words = ["data", "--config", config, "--cache", str(tmp_path / "cache")]
    assert main([*words, "--out", str(tmp_path / "t.parquet")]) == 2
    assert bool(asked) == fetched
    assert not (tmp_path / "t.parquet").exists()
    assert not list((tmp_path / "cache").glob("*"))
    if fetched:
        assert re.search("checksum|not a whole", capsys.readouterr().err)


def test_every_archive_on_the_web_is_one_of_these_sources():
    assert set(ARCHIVES) == {"digilets", "omniglot", "cursive"}
    assert all(is_url(url) and url.startswith("https://") for url in ARCHIVES.values())
    assert all(re.search(r"/[0-9a-f]{40}[./]", url) for url in ARCHIVES.values())  # a commit


@pytest.mark.reliability("Exposed nowhere: something else in the place of a download: taken")
def test_archives_are_read_by_checksum_alone():
    for reader in (archive.read_archive, archive.read_whole):
        (name,) = [name for name in signature(reader).parameters if name.startswith("checksum")]
        assert signature(reader).parameters[name].default is Parameter.empty
    content, wrong = b"content", hashlib.sha256(b"another").hexdigest()
    with pytest.raises(archive.DuctusError, match="checksum"):
        archive._verified(content, wrong, "origin")


# What fetches something; ductus.tracking.store speaks to a tracking store, by mlflow alone.
NETWORK = {"urllib.request", "requests", "httpx", "aiohttp", "http.client", "socket", "ftplib"}
NETWORK |= {"pooch", "torch.hub", "torchvision", "huggingface_hub", "urllib3", "wget"}
PICKLES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
PICKLES |= {"jsonpickle", "pickletools", "torch.package"}
HARMLESS = {"pickle.UnpicklingError"}  # what torch.load raises when it refuses one


def imported(tree):
    """Modules that a source file imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names} - HARMLESS
            yield from [node.module, *names] if names else []


def reads_pickles(text):
    """What in a source file would run code that a file brings along."""
    tree = ast.parse(text)
    yield from (n for n in imported(tree) if n in PICKLES or n.split(".")[0] in PICKLES)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        given = {k.arg: k.value for k in call.keywords}
        says = {k: v.value for k, v in given.items() if isinstance(v, ast.Constant)}
        safe = says.get("weights_only") is True
        if says.get("allow_pickle", False) is not False or "allow_pickle" in given.keys() - says:
            yield f"{name} with allow_pickle"
        if name == "torch.load" and not safe:
            yield name
        # Lightning reads a checkpoint whole unless told otherwise.
        if name.endswith(".load_from_checkpoint") and not safe:
            yield name
        if name.endswith(".fit") and "ckpt_path" in given and not safe:
            yield name
        last = name.split(".")[-1]
        if last in {"read_pickle", "unsafe_load", "full_load"} or name in {"eval", "exec"}:
            yield name
        if name == "yaml.load":
            yield name
        if name in {"np.load", "numpy.load"} and len(call.args) > 2:  # mmap_mode, allow_pickle
            yield name


@pytest.mark.reliability("Exposed nowhere: pickles read, anywhere in the code")
def test_no_pickle_is_read():
    found = {str(path): list(reads_pickles(path.read_text())) for path in SOURCES}
    assert {name: what for name, what in found.items() if what} == {}
    for path in RULES:  # Snakemake's own language, which `ast` does not read
        text = path.read_text()
        assert not re.search(r"pickle|torch\.load|weights_only|joblib|shelve|marshal", text), path


@pytest.mark.reliability("Exposed nowhere: pickles read, anywhere in the code")
@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import UnpicklingError, load",
        "def f():\n    from joblib import load",
        "import torch\ntorch.load('a')",
        "torch.load('a', weights_only=False)",
        "torch.load('a', weights_only=x)",
        "np.load('a', allow_pickle=True)",
        "np.load('a', allow_pickle=x)",
        "np.load('a', None, True)",
        "trainer.fit(module, ckpt_path=path)",
        "Module.load_from_checkpoint(path)",
        "pd.read_pickle('a')",
        "yaml.load(text, Loader)",
        "eval(text)",
    ],
)
def test_a_pickle_would_be_seen(text):
    assert list(reads_pickles(text))


@pytest.mark.reliability("Exposed nowhere: something else in the place of a download: taken")
def test_only_the_reader_of_archives_fetches_anything():
    users = {path.name for path in SOURCES if NETWORK & set(imported(ast.parse(path.read_text())))}
    assert users == {"archive.py", "ui.py"}  # the latter looks whether its port is free
    callers = [
        (path.name, function.name)
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"download", "archive.download"}
    ]
    assert callers == [("archive.py", "_read")]  # which hands it to what compares checksums
    for path in RULES:
        assert not re.search(r"\b(curl|wget|pip|git clone|urlopen)\b", path.read_text()), path
