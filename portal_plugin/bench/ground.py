"""A ground of its own for each bench: a folder, an embedded server and its databases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from portal_plugin.config.settings import PREFIX
from portal_plugin.embedded.server import Server
from portal_plugin.logins import EMBEDDED_DATABASE
from portal_plugin.workplace import Workplace, open_workplace


@dataclass(frozen=True, slots=True)
class Ground:
    """The workplace of one bench and the settings it was opened with (no others apply)."""

    place: Workplace
    environment: dict[str, str]

    @property
    def server(self) -> Server:
        """The embedded server."""
        assert self.place.server is not None
        return self.place.server

    def administrator(self, database: str = EMBEDDED_DATABASE) -> psycopg.Connection:
        """A connection that no wall holds: it fills tables and puts them back, no more."""
        return self.server.connect(database)


@contextmanager
def own_home() -> Iterator[Path]:
    """A home folder that is removed afterwards; the account of the server may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="portal-plugin-bench-"))
    folder.chmod(0o711)
    try:
        home = folder / "home"
        home.mkdir()
        yield home
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def opened(home: Path, **settings: str) -> Iterator[Ground]:
    """A workplace in `home` with the given settings and defaults; the environment's stay out."""
    environment = {PREFIX + name: value for name, value in settings.items()}
    environment[PREFIX + "HOME"] = str(home)
    with open_workplace(environment) as place:
        yield Ground(place, environment)
