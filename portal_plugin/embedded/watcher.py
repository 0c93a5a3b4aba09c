"""Run one PostgreSQL server for as long as anybody uses it; a program of its own.

Started by `starting.py` as `python -I watcher.py …`, by path and with the standard library
alone, so that it is up in a few hundredths of a second and loads nothing that it watches.
It holds the watcher lock (inherited as descriptor 3) while it lives. Users hold the users
lock shared; the kernel lets it go when they die, even by kill -9, and then the watcher gets
it alone and stops the server. When the watcher itself is killed the kernel tells the server
to shut down.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO, TypedDict

WATCHER_LOCK = 3
FAST_SECONDS = 6.0
IMMEDIATE_SECONDS = 2.0
LOG_BYTES = 8 * 1024 * 1024
PR_SET_PDEATHSIG = 1


class Orders(TypedDict):
    """What to run and as whom, handed over as JSON on the command line."""

    command: list[str]
    user_id: int
    group_id: int
    change_user: bool
    users_lock: str
    log: str


def main(orders: Orders) -> None:
    # What the starter had open (pipes of a shell, sockets) must not stay open through us.
    os.closerange(WATCHER_LOCK + 1, os.sysconf("SC_OPEN_MAX"))
    os.umask(0o077)
    users = os.open(orders["users_lock"], os.O_RDWR | os.O_CLOEXEC)
    server = start_server(orders)
    threading.Thread(target=stop_when_unused, args=(server, users), daemon=True).start()
    server.wait()
    # In this order: whoever gets the users lock next must find no watcher.
    os.close(WATCHER_LOCK)
    os._exit(0)


def start_server(orders: Orders) -> subprocess.Popen[bytes]:
    """Start postgres; it gets a fast shutdown from the kernel when this thread dies."""
    libc = ctypes.CDLL(None, use_errno=True)
    watcher = os.getpid()

    def die_with_watcher() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != watcher:
            os._exit(1)

    change = orders["change_user"]
    with open_log(Path(orders["log"])) as log:
        return subprocess.Popen(
            orders["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            preexec_fn=die_with_watcher,  # noqa: PLW1509  # no thread runs yet
            user=orders["user_id"] if change else None,
            group=orders["group_id"] if change else None,
            extra_groups=[] if change else None,
        )


def open_log(path: Path) -> BinaryIO:
    """The server's log, appended; the former one is kept when it has grown large."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def stop_when_unused(server: subprocess.Popen[bytes], users: int) -> None:
    """Wait until no process holds the users lock, then stop: fast, immediate, killed."""
    fcntl.flock(users, fcntl.LOCK_EX)
    for how, seconds in (
        (signal.SIGINT, FAST_SECONDS),
        (signal.SIGQUIT, IMMEDIATE_SECONDS),
        (signal.SIGKILL, IMMEDIATE_SECONDS),
    ):
        server.send_signal(how)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
