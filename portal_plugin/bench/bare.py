"""The plainest way to take a complaint: Flask, psycopg and one INSERT; no rule, no tracking code.

Run as a process of its own: `python -m portal_plugin.bench.bare PORT THREADS`, with the database's
URL in BARE_DATABASE_URL.
"""

from __future__ import annotations

import os
import sys
import threading

import psycopg
import waitress
from flask import Flask, request

URL = "BARE_DATABASE_URL"
TABLE = """
CREATE TABLE public.bare_complaint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, received_at timestamptz DEFAULT now(),
    topic text, subject text, detail text, place text, name text, phone text
);
GRANT INSERT, SELECT ON public.bare_complaint TO portal_plugin_app;
"""
_FIELDS = ("topic", "subject", "detail", "place", "name", "phone")
_INSERT = (
    f"INSERT INTO public.bare_complaint ({', '.join(_FIELDS)})"  # noqa: S608
    f" VALUES ({', '.join(['%s'] * len(_FIELDS))}) RETURNING id"
)


def make_app(url: str) -> Flask:
    """An application with two addresses: /complain, where each thread keeps its connection, and
    /complain-anew, which connects for each post."""
    app = Flask(__name__)
    kept = threading.local()

    @app.post("/complain")
    def complain() -> tuple[str, int]:
        if not hasattr(kept, "connection"):
            kept.connection = psycopg.connect(url, autocommit=True)
        return _insert(kept.connection)

    @app.post("/complain-anew")
    def complain_anew() -> tuple[str, int]:
        with psycopg.connect(url) as connection:
            return _insert(connection)

    return app


def _insert(connection: psycopg.Connection) -> tuple[str, int]:
    given = [request.form[name] for name in _FIELDS]
    [number] = connection.execute(_INSERT.encode(), given).fetchone() or [0]
    return f"<!doctype html><title>OK</title><p>{number}</p>", 201


if __name__ == "__main__":
    waitress.serve(
        make_app(os.environ[URL]), host="127.0.0.1", port=int(sys.argv[1]), threads=int(sys.argv[2])
    )
