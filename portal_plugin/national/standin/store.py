"""The stand-in's memory: one SQLite file, one transaction per effect, on disk before the reply."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

from portal_plugin.national.standin.refusals import Busy

_TABLES = """
CREATE TABLE IF NOT EXISTS profile (
    lao_code TEXT PRIMARY KEY, body BLOB NOT NULL, saved_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS plan (
    lao_code TEXT REFERENCES profile, plan_ref TEXT, body BLOB NOT NULL,
    registered_at TEXT NOT NULL, PRIMARY KEY (lao_code, plan_ref));
CREATE TABLE IF NOT EXISTS mark (
    lao_code TEXT, plan_ref TEXT, measure_ref TEXT, conforming TEXT NOT NULL,
    PRIMARY KEY (lao_code, plan_ref, measure_ref));
CREATE TABLE IF NOT EXISTS receipt (
    key TEXT PRIMARY KEY, request_sha256 TEXT NOT NULL, reply BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS report (
    lao_code TEXT, plan_ref TEXT, fiscal_year INTEGER, round INTEGER, revision INTEGER NOT NULL,
    key TEXT NOT NULL REFERENCES receipt, body BLOB NOT NULL,
    PRIMARY KEY (lao_code, plan_ref, fiscal_year, round));
CREATE TABLE IF NOT EXISTS line (
    lao_code TEXT, plan_ref TEXT, fiscal_year INTEGER, round INTEGER, measure_ref TEXT,
    status INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (lao_code, plan_ref, fiscal_year, round, measure_ref));
-- Deliberately without a unique key: a second effect of one report would show here.
CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, effect TEXT NOT NULL,
    lao_code TEXT NOT NULL, plan_ref TEXT, fiscal_year INTEGER, round INTEGER, revision INTEGER,
    key TEXT);
"""
_LOCK_SECONDS = 10.0


def canonical(value: Any) -> bytes:
    """The one JSON text of a value; equal values have equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value."""
    return hashlib.sha256(canonical(value)).hexdigest()


class Store:
    """The SQLite file `standin.sqlite3` in `home`, which only its owner may open."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = home / "standin.sqlite3"
        self._path.touch(mode=0o600)
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside is kept on disk when it ends well, and nothing when it raises.

        Writers take turns. Raises `Busy` when the turn does not come within ten seconds.
        """
        with closing(self._connect()) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                raise Busy from fault
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_LOCK_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def note(connection: sqlite3.Connection, effect: str, at: str, **what: object) -> int:
    """Add one row to the journal in the effect's own transaction; gives its number."""
    columns = ("lao_code", "plan_ref", "fiscal_year", "round", "revision", "key")
    row = connection.execute(
        "INSERT INTO journal (at, effect, lao_code, plan_ref, fiscal_year, round, revision, key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (at, effect, *(what.get(column) for column in columns)),
    ).fetchone()
    return int(row["id"])
