"""Homes for embedded servers, and programs that use them and can be killed."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal_plugin.embedded import EmbeddedPostgres, Server
from portal_plugin.embedded.leftovers import server_processes
from portal_plugin.embedded.place import prepare_place

Program = subprocess.Popen[str]


@pytest.fixture(scope="session")
def eventually() -> Callable[..., None]:
    def wait(promise: Callable[[], object], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not promise():
            assert time.monotonic() < deadline, "it did not come true in time"
            time.sleep(0.02)

    return wait


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other accounts can pass through; pytest's own is closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="portal-plugin-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def new_home(open_folder: Path, eventually: Callable[..., None]) -> Iterator[Path]:
    """A home that does not exist yet and must be left without a running server."""
    folder = open_folder / "home"
    yield folder
    if folder.exists():
        eventually(lambda: not server_processes(prepare_place(folder)))


@pytest.fixture(scope="session")
def used_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="portal-plugin-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def home(used_home: Path, eventually: Callable[..., None]) -> Iterator[Path]:
    """A home that other tests use one after another; every one leaves it without a server."""
    yield used_home
    eventually(lambda: not server_processes(prepare_place(used_home)))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests that leave it as they found it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-plugin-test-", dir="/tmp"))
    folder.chmod(0o755)
    with EmbeddedPostgres(folder / "home").running() as running:
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def program() -> Iterator[Callable[..., Program]]:
    """Start Python code as a program of its own; what is left of it is killed afterwards."""
    started: list[Program] = []

    def start(
        code: str, *arguments: object, python: str = sys.executable, **options: object
    ) -> Program:
        command = [python, "-c", code, *map(str, arguments)]
        started.append(
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                **options,
            )
        )
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.communicate()


JOINING = """
import site, sys
site.addsitedir(sys.argv[2])
from pathlib import Path
from portal_plugin.embedded import join
if "wait" in sys.argv:
    print("waiting", flush=True)
    sys.stdin.readline()
server = join(Path(sys.argv[1]))
print((server.place.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
server.leave()
"""


@pytest.fixture
def user(program: Callable[..., Program]) -> Callable[..., Program]:
    """A program that joins the server of a home, prints its process id, leaves at its input's end."""
    packages = sysconfig.get_path("purelib")
    return lambda home, *words, **options: program(JOINING, home, packages, *words, **options)


@pytest.fixture
def kill() -> Callable[[int], None]:
    return lambda process_id: os.kill(process_id, signal.SIGKILL)
