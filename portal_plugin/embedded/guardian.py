"""End the demo's processes when the demo is gone; a program of its own.

Started by `processes.py` as `python -I guardian.py TOKEN`. Its standard input is a pipe that
only the demo holds open: when the demo dies, even by kill -9, reading ends. Every process
that carries the token in its environment is then killed, with its process group.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

TOKEN_VARIABLE = "PORTAL_PLUGIN_DEMO_TOKEN"  # noqa: S105  # a variable's name
ROUNDS_SECONDS = 0.02


def carriers(token: str) -> list[int]:
    """The process ids whose environment carries the token."""
    mark = f"{TOKEN_VARIABLE}={token}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            # Gone meanwhile, or another account's: neither is ours.
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found


def kill_carriers(token: str) -> None:
    """Kill until no carrier is left; a process may have been starting another."""
    while found := carriers(token):
        for process_id in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                group = os.getpgid(process_id)
                os.killpg(group, signal.SIGKILL) if group != os.getpgrp() else None
                os.kill(process_id, signal.SIGKILL)
        time.sleep(ROUNDS_SECONDS)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    kill_carriers(sys.argv[1])
