"""What a killed server leaves behind: processes that end a little later, and stale files.

Processes are known by their titles, which anybody may read: the postmaster's command line
names the data directory, its children carry the cluster's name.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.embedded.locks import STEP_SECONDS
from portal_plugin.embedded.place import SOCKET_NAME, Place

PATIENCE_SECONDS = 8.0
KILL_SECONDS = 2.0


def server_processes(place: Place) -> list[int]:
    """The process ids of the server of `place`: the postmaster and its children."""
    child = f"postgres: {place.cluster_name}:".encode()
    named = f"cluster_name={place.cluster_name}".encode()
    return [
        process_id
        for process_id, title in _titles(place.account.user_id)
        if title.startswith(child) or named in title.split(b"\0")
    ]


def clear_leftovers(place: Place) -> None:
    """Wait for the last processes of an earlier server, then remove its stale files.

    The caller holds the watcher lock, so no server that is looked after can be running;
    without its watcher a server shuts down by itself, and is killed if it does not.
    """
    for how, seconds in ((None, PATIENCE_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
        deadline = time.monotonic() + seconds
        while remaining := server_processes(place):
            if how is not None:
                for process_id in remaining:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process_id, how)
            if time.monotonic() > deadline:
                break
            time.sleep(STEP_SECONDS)
        else:
            break
    else:
        raise EmbeddedError(
            f"An earlier database server of {place.home} does not end: end the processes "
            f"{', '.join(map(str, remaining))} and try again."
        )
    # A process id may have been given to another program since; the server would then
    # refuse to start although nobody uses its files.
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (place.socket_directory / name).unlink(missing_ok=True)


def _titles(user_id: int) -> Iterator[tuple[int, bytes]]:
    """The command lines of the living processes of one account."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == user_id:
                yield int(folder.name), (folder / "cmdline").read_bytes()
