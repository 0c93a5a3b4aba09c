"""Pictures, office files and virus daemons of the tests' own making."""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """A picture as a file: `picture("JPEG", size=(60, 40), mode="RGB", **options of saving)`."""

    def _picture(
        kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any
    ) -> bytes:
        image = Image.new(mode, size)
        file = io.BytesIO()
        image.save(file, kind, **options)
        return file.getvalue()

    return _picture


@pytest.fixture(scope="session")
def office() -> Callable[..., bytes]:
    """A zip with a table of content types and the named parts."""

    def _office(*parts: str) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for part in ("[Content_Types].xml", *parts):
                archive.writestr(part, "<x/>")
        return data.getvalue()

    return _office


@dataclass
class Daemon:
    """A clamd on loopback; `streams` are the contents it was sent whole, one a connection."""

    address: tuple[str, int] | str = ""
    streams: list[bytes] = field(default_factory=list)
    asked: int = 0


@pytest.fixture
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Daemon]]:
    """Starts a daemon that answers each stream with `reply`, or does with the line as `serve` says.

    `unix` listens on a path. With `serve` the daemon reads nothing by itself.
    """
    over = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def _start(
        reply: bytes = b"stream: OK\0",
        *,
        serve: Callable[[socket.socket, threading.Event], None] | None = None,
        unix: bool = False,
    ) -> Daemon:
        daemon = Daemon()
        if unix:
            daemon.address = str(tmp_path_factory.mktemp("clamd") / "clamd.ctl")
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(daemon.address)
            listener.listen()
        else:
            listener = socket.create_server(("127.0.0.1", 0))
            daemon.address = listener.getsockname()
        listener.settimeout(0.05)

        def _run() -> None:
            while not over.is_set():
                try:
                    line, _ = listener.accept()
                except TimeoutError:
                    continue
                daemon.asked += 1
                with line:
                    line.settimeout(5)
                    try:
                        if serve is not None:
                            serve(line, over)
                        else:
                            daemon.streams.append(_stream(line))
                            line.sendall(reply)
                    except OSError:
                        continue

        thread = threading.Thread(target=_run, daemon=True)
        thread.start()
        listeners.append(listener)
        threads.append(thread)
        return daemon

    yield _start
    over.set()
    for thread in threads:
        thread.join(10)
    for listener in listeners:
        listener.close()


def _stream(line: socket.socket) -> bytes:
    with line.makefile("rb") as said:
        assert said.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", said.read(4))[0]:
            content += said.read(length)
        return content
