"""A handle on the running server: its addresses, its databases, and leaving it."""

import os
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from portal_plugin.embedded.initialising import ADMINISTRATOR, administrator_password
from portal_plugin.embedded.locks import STEP_SECONDS, FileLock, is_held
from portal_plugin.embedded.place import Place
from portal_plugin.embedded.starting import STOP_SECONDS, ensure_running


class Server:
    """One process's use of the embedded server; it runs at least until `leave`."""

    def __init__(self, place: Place, using: FileLock, watcher_id: int | None) -> None:
        self.place = place
        self._using = using
        self._watcher_ids = [] if watcher_id is None else [watcher_id]

    @property
    def home(self) -> Path:
        return self.place.home

    @property
    def socket_directory(self) -> Path:
        return self.place.socket_directory

    def url(
        self, user: str = ADMINISTRATOR, database: str = "postgres", password: str | None = None
    ) -> str:
        """A URL for SQLAlchemy with psycopg, without a password the administrator's."""
        secret = administrator_password(self.place) if password is None else password
        host = urlencode({"host": str(self.socket_directory)})
        account = f"{quote(user, safe='')}:{quote(secret, safe='')}"
        return f"postgresql+psycopg://{account}@/{quote(database, safe='')}?{host}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """The administrator's connection, in autocommit."""
        return psycopg.connect(
            host=str(self.socket_directory),
            user=ADMINISTRATOR,
            password=administrator_password(self.place),
            dbname=database,
            autocommit=True,
        )

    def create_database(
        self, name: str, template: str | None = None, owner: str | None = None
    ) -> None:
        """Make a database, as a copy of `template` if given; psycopg's errors pass through."""
        parts = [sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))]
        if owner is not None:
            parts.append(sql.SQL("OWNER {}").format(sql.Identifier(owner)))
        if template is not None:
            parts.append(sql.SQL("TEMPLATE {}").format(sql.Identifier(template)))
        with self.connect() as connection:
            connection.execute(sql.SQL(" ").join(parts))

    def drop_database(self, name: str) -> None:
        """Remove a database if it exists, ending the connections to it."""
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.connect() as connection:
            connection.execute(command.format(sql.Identifier(name)))

    def restart_if_dead(self) -> bool:
        """Start the server again if it was killed; True if that was needed."""
        if is_held(self.place.watcher_lock):
            return False
        watcher_id = ensure_running(self.place)
        self._reap()
        if watcher_id is not None:
            self._watcher_ids.append(watcher_id)
        return True

    def leave(self) -> None:
        """Stop using the server; the last one to leave returns when it has stopped."""
        if self._using.descriptor < 0:
            return
        self._using.close()
        deadline = time.monotonic() + STOP_SECONDS
        while is_held(self.place.watcher_lock) and time.monotonic() < deadline:
            if self._others_use_it():
                break
            time.sleep(STEP_SECONDS)
        self._reap()

    def _others_use_it(self) -> bool:
        with FileLock(self.place.users_lock) as users:
            return not users.try_exclusive() and users.try_shared()

    def _reap(self) -> None:
        """Collect watchers that this process started and that have ended."""
        self._watcher_ids = [each for each in self._watcher_ids if not _has_ended(each)]


def _has_ended(process_id: int) -> bool:
    try:
        return os.waitpid(process_id, os.WNOHANG)[0] == process_id
    except ChildProcessError:
        return True
