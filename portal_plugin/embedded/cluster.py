"""The embedded PostgreSQL server of one home folder, shared by all processes that use it.

The first process to join starts the server, the last one to leave stops it; leaving also
happens when a process is killed. See `watcher.py` for how.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal_plugin.embedded.locks import FileLock
from portal_plugin.embedded.place import prepare_place
from portal_plugin.embedded.server import Server
from portal_plugin.embedded.starting import STOP_SECONDS, ensure_running


class EmbeddedPostgres:
    """The server whose state is kept below `home`; nothing is started before joining."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def join(self) -> Server:
        """Start the server or join the running one.

        Raises EmbeddedError, in one sentence, when it cannot run here.
        """
        place = prepare_place(self.home)
        using = FileLock(place.users_lock)
        try:
            using.shared(STOP_SECONDS)
            return Server(place, using, ensure_running(place))
        except BaseException:
            using.close()
            raise

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Use the server inside a `with` block."""
        server = self.join()
        try:
            yield server
        finally:
            server.leave()


def join(home: Path) -> Server:
    """Start or join the server of `home`; call `leave` on what it returns."""
    return EmbeddedPostgres(home).join()
