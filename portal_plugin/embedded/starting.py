"""Start the server of a place, or find it running; one starter at a time."""

import json
import os
import socket
import sys
import time
from pathlib import Path

from portal_plugin.embedded import watcher
from portal_plugin.embedded.binaries import binaries_for
from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.embedded.initialising import initialise
from portal_plugin.embedded.leftovers import clear_leftovers
from portal_plugin.embedded.locks import STEP_SECONDS, FileLock, is_held
from portal_plugin.embedded.place import ELSEWHERE, SOCKET_NAME, Place

START_SECONDS = 120.0  # a crash recovery of a large database takes its time
STOP_SECONDS = 15.0

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "io_method": "sync",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Rows and statements hold what people wrote: they stay out of the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


def ensure_running(place: Place) -> int | None:
    """Return when the server of `place` accepts connections.

    The caller holds the users lock (shared). Returns the watcher's process id when this
    call started the server, None when it ran already. Raises EmbeddedError.
    """
    with FileLock(place.start_lock) as starting:
        starting.exclusive(START_SECONDS)
        if is_held(place.watcher_lock) and becomes_ready(place):
            return None
        with FileLock(place.watcher_lock) as watching:
            watching.exclusive(STOP_SECONDS)
            clear_leftovers(place)
            binaries = binaries_for(place.account, ELSEWHERE)
            initialise(place, binaries)
            place.make_socket_directory()
            watcher_id = start_watcher(place, binaries, watching)
        if not becomes_ready(place):
            raise EmbeddedError(
                f"PostgreSQL did not start ({last_words(place.log)}): see {place.log}."
            )
        return watcher_id


def start_watcher(place: Place, binaries: Path, watching: FileLock) -> int:
    """Start the watcher with the lock that says it lives; returns its process id."""
    settings = SETTINGS | {
        "unix_socket_directories": str(place.socket_directory),
        "cluster_name": place.cluster_name,
    }
    command = [str(binaries / "postgres"), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    orders: watcher.Orders = {
        "command": command,
        "user_id": place.account.user_id,
        "group_id": place.account.group_id,
        "change_user": not place.account.is_current,
        "users_lock": str(place.users_lock),
        "log": str(place.log),
    }
    # posix_spawn rather than Popen: the watcher may well outlive this process.
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-I", "-S", str(watcher.__file__), json.dumps(orders)],
        {"PATH": os.defpath},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(place.log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, watching.descriptor, watcher.WATCHER_LOCK),
        ],
        setsid=True,
    )


def becomes_ready(place: Place) -> bool:
    """Wait until the server accepts connections; False when its watcher is gone instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if says_ready(place) and answers(place):
            return True
        if not is_held(place.watcher_lock):
            return False
        time.sleep(STEP_SECONDS)
    raise EmbeddedError(
        f"PostgreSQL has not become ready in {START_SECONDS:.0f} seconds: see {place.log}."
    )


def says_ready(place: Place) -> bool:
    """Whether the eighth line of postmaster.pid is the word that pg_ctl waits for, too."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def answers(place: Place) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(place.socket_directory / SOCKET_NAME))
        except OSError:
            return False
    return True


def last_words(log: Path) -> str:
    """The last line of the log that says why, for an error's sentence."""
    try:
        lines = log.read_bytes()[-4000:].decode(errors="replace").splitlines()
    except FileNotFoundError:
        return "it left no log"
    fatal = [line for line in lines if "FATAL" in line or "Error" in line or "could not" in line]
    return (fatal or lines or ["it left no reason"])[-1].strip()
