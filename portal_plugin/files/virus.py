"""The virus scanner as a port: ClamAV's daemon where one is set up, none elsewhere."""

from __future__ import annotations

import logging
import re
import socket
import struct
import time
from contextlib import suppress
from typing import Protocol

from portal_plugin.files.kinds import FileRefused

CHUNK = 65_536
LONGEST_REPLY = 4_096

_HOST_AND_PORT = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[\w.-]+)):(?P<port>\d{1,5})", re.ASCII
)

_log = logging.getLogger(__name__)


class VirusFound(FileRefused):
    """The scanner knows this content as harmful."""

    def __init__(self) -> None:
        super().__init__("พบไวรัสในไฟล์นี้ จึงไม่ได้เก็บไว้ กรุณาตรวจเครื่องของท่านแล้วแนบไฟล์อื่น")


class TooLargeToScan(FileRefused):
    """The scanner takes only smaller files (StreamMaxLength of clamd.conf)."""

    def __init__(self) -> None:
        super().__init__("ไฟล์ใหญ่เกินกว่าที่ระบบตรวจไวรัสได้ กรุณาย่อไฟล์แล้วแนบใหม่")


class ScannerUnreachable(FileRefused):
    """The scanner gave no verdict; nothing is kept that was not scanned."""

    status = 503

    def __init__(self) -> None:
        super().__init__("ขณะนี้ตรวจไวรัสไม่ได้ จึงยังไม่ได้เก็บไฟล์นี้ กรุณาแนบใหม่ภายหลัง")


class Scanner(Protocol):
    """Judges content before it is opened or kept."""

    def scan(self, content: bytes) -> None:
        """Return when clean. Raises `VirusFound`, `TooLargeToScan` or `ScannerUnreachable`."""


class NoScanner:
    """Where no scanner is set up, all passes."""

    def scan(self, content: bytes) -> None:
        """Nothing is asked."""


class ClamAV:
    """clamd over its INSTREAM command, one connection a file (docs.clamav.net, ClamD Protocol).

    `address` is (host, port) or the path of a socket; `patience` bounds the whole of a scan, in
    seconds. The line to clamd is not encrypted: keep it on this machine or a private network.
    """

    def __init__(self, address: tuple[str, int] | str, *, patience: float = 20.0) -> None:
        self._address = address
        self._patience = patience

    def __repr__(self) -> str:
        return f"ClamAV({self._address!r})"

    def scan(self, content: bytes) -> None:
        """Send the content and read the verdict; anything but a whole "OK" is no pass."""
        deadline = time.monotonic() + self._patience
        try:
            with self._connected() as line:
                sent = _sent(line, content, deadline)
                reply = _reply(line, deadline)
        except (OSError, ValueError) as fault:
            self._warn(type(fault).__name__)
            raise ScannerUnreachable from None
        if reply.startswith(b"INSTREAM size limit exceeded"):
            self._warn("size limit exceeded: raise StreamMaxLength above the largest upload")
            raise TooLargeToScan
        if reply.startswith(b"stream: ") and reply.endswith(b" FOUND\0"):
            raise VirusFound
        if not sent or reply != b"stream: OK\0":
            self._warn("no verdict in its reply")
            raise ScannerUnreachable

    def _connected(self) -> socket.socket:
        if not isinstance(self._address, str):
            return socket.create_connection(self._address, self._patience)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(self._patience)
            line.connect(self._address)
        except BaseException:
            line.close()
            raise
        return line

    def _warn(self, fault: str) -> None:
        _log.warning("clamd at %s: %s", self._address, fault)


def scanner_of(setting: str | None) -> Scanner:
    """The scanner of the setting `clamav`: "host:port", "[::1]:3310" or an absolute path.

    None is `NoScanner`. Raises ValueError("must ...") for what cannot be an address.
    """
    if setting is None:
        return NoScanner()
    return ClamAV(_address(setting))


def _address(setting: str) -> tuple[str, int] | str:
    if setting.startswith("/") and "\0" not in setting:
        return setting
    found = _HOST_AND_PORT.fullmatch(setting)
    if found is None or not 0 < int(found["port"]) < 65_536:
        raise ValueError("must be host:port, such as 127.0.0.1:3310, or the path of a socket")
    return found["six"] or found["host"], int(found["port"])


def _sent(line: socket.socket, content: bytes, deadline: float) -> bool:
    """Whether clamd took it all; when it hangs up early, its reply says why."""
    try:
        line.settimeout(_left(deadline))
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            line.settimeout(_left(deadline))
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _reply(line: socket.socket, deadline: float) -> bytes:
    """All clamd says up to the end of its record or of the line."""
    reply = b""
    with suppress(ConnectionResetError):
        while b"\0" not in reply and len(reply) < LONGEST_REPLY:
            line.settimeout(_left(deadline))
            piece = line.recv(LONGEST_REPLY)
            if not piece:
                break
            reply += piece
    return reply


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
