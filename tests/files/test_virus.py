"""The virus scanner: only a whole "OK" to a whole stream is a pass."""

from __future__ import annotations

import logging
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.files.virus import (
    CHUNK,
    ClamAV,
    NoScanner,
    ScannerUnreachable,
    TooLargeToScan,
    VirusFound,
    scanner_of,
)


@pytest.mark.parametrize("unix", [False, True])
@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_clean_content_passes_and_arrives_whole(clamd, unix, size):
    daemon = clamd(unix=unix)
    content = bytes(number % 251 for number in range(size))
    ClamAV(daemon.address).scan(content)
    assert daemon.streams == [content]


@pytest.mark.parametrize(
    "reply", [b"stream: Eicar-Signature FOUND\0", b"stream: OK\0stream: Eicar FOUND\0"]
)
def test_a_virus_is_refused(clamd, reply):
    daemon = clamd(reply)
    with pytest.raises(VirusFound):
        ClamAV(daemon.address).scan(b"harm")


def test_what_is_too_large_for_the_daemon_is_refused_with_that_reason(clamd):
    def hangs_up(line, _over):
        line.recv(20)
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    daemon = clamd(serve=hangs_up)
    with pytest.raises(TooLargeToScan):
        ClamAV(daemon.address, patience=5).scan(b"a" * 20_000_000)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\0",
        b"stream: OK",
        b"stream: OK\n",
        b"OK\0",
        b"stream: NOT OK\0",
        b"stream: OK\0stream: OK\0",
        b"UNKNOWN COMMAND\0",
        b"stream: Can't allocate memory ERROR\0",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff" * 100_000,
        b"stream: OK" + b" " * 5_000 + b"\0",
    ],
)
def test_any_other_reply_is_no_pass(clamd, reply):
    with pytest.raises(ScannerUnreachable):
        ClamAV(clamd(reply).address, patience=5).scan(b"text")


def test_a_daemon_that_says_ok_before_it_heard_all_is_no_pass(clamd):
    def too_early(line, _over):
        line.sendall(b"stream: OK\0")

    with pytest.raises(ScannerUnreachable):
        ClamAV(clamd(serve=too_early).address, patience=5).scan(b"a" * 20_000_000)


def test_a_daemon_that_closes_at_once_is_no_pass(clamd):
    with pytest.raises(ScannerUnreachable):
        ClamAV(clamd(serve=lambda _line, _over: None).address, patience=5).scan(b"a" * 5_000_000)


def test_silence_ends_with_the_patience(clamd):
    daemon = clamd(serve=lambda _line, over: over.wait())
    for content in (b"text", b"a" * 20_000_000):
        with pytest.raises(ScannerUnreachable):
            ClamAV(daemon.address, patience=0.2).scan(content)


def test_a_reply_that_trickles_in_ends_with_the_patience_too(clamd):
    def trickles(line, over):
        for letter in b"stream: OK\0":
            if over.wait(0.1):
                return
            line.sendall(bytes([letter]))

    with pytest.raises(ScannerUnreachable):
        ClamAV(clamd(serve=trickles).address, patience=0.3).scan(b"text")


def test_where_nobody_listens_there_is_no_pass(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for address in (("127.0.0.1", port), str(tmp_path / "none.ctl"), "/" + "a" * 300):
        with pytest.raises(ScannerUnreachable):
            ClamAV(address).scan(b"text")


def test_the_log_tells_the_operator_which_daemon_and_nothing_of_the_file(clamd, caplog):
    daemon = clamd(b"stream: secret words ERROR\0")
    with caplog.at_level(logging.WARNING), pytest.raises(ScannerUnreachable):
        ClamAV(daemon.address).scan(b"my own text")
    assert str(daemon.address[1]) in caplog.text
    assert "secret" not in caplog.text
    assert "own text" not in caplog.text


def test_without_a_setting_nothing_is_asked():
    scanner = scanner_of(None)
    assert isinstance(scanner, NoScanner)
    scanner.scan(b"anything")


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("clam-av.internal:3310", ("clam-av.internal", 3310)),
        ("[::1]:3310", ("::1", 3310)),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    ],
)
def test_a_setting_names_a_host_with_its_port_or_a_path(setting, address):
    assert repr(scanner_of(setting)) == f"ClamAV({address!r})"


@pytest.mark.parametrize(
    "setting",
    ["", "localhost", ":3310", "localhost:", "localhost:0", "localhost:65536", "::1:3310", "a b:3310",
     "http://localhost:3310", "user@localhost:3310", "localhost:3310/x", "run/clamd.ctl", "/run/\0", "localhost:๓๓๑๐"],
)  # fmt: skip
def test_a_setting_that_names_no_place_is_refused(setting):
    with pytest.raises(ValueError, match=r"^must be"):
        scanner_of(setting)


@given(st.binary(max_size=300).filter(lambda reply: reply != b"stream: OK\0"))
def test_no_other_reply_is_a_pass(reply):
    ours, theirs = socket.socketpair()

    class Answered(ClamAV):
        def _connected(self):
            return ours

    with theirs:
        theirs.sendall(reply)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises((ScannerUnreachable, VirusFound, TooLargeToScan)):
            Answered("/nowhere", patience=5).scan(b"text")
        assert theirs.recv(100) == b"zINSTREAM\0" + struct.pack("!I", 4) + b"text" + b"\0\0\0\0"
