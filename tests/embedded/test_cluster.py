"""The server runs as long as somebody uses it, and only one runs for a home."""

import psycopg
import pytest

from portal_plugin.embedded import EmbeddedPostgres, join
from portal_plugin.embedded.leftovers import server_processes


def test_the_server_answers_while_it_is_used_and_is_gone_afterwards(home):
    with EmbeddedPostgres(home).running() as server:
        with server.connect() as connection:
            version = connection.execute("SHOW server_version_num").fetchone()
        assert version[0].startswith("18")
        place = server.place
    assert server_processes(place) == []


def test_what_was_written_is_there_after_a_restart(home):
    with EmbeddedPostgres(home).running() as server, server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'ก' AS letter")
    with EmbeddedPostgres(home).running() as server, server.connect() as connection:
        assert connection.execute("SELECT letter FROM kept").fetchone() == ("ก",)


def test_the_url_opens_a_connection_through_sqlalchemy(server):
    sqlalchemy = pytest.importorskip("sqlalchemy")
    engine = sqlalchemy.create_engine(server.url())
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT current_user")) == "portal_plugin_admin"
    engine.dispose()


def test_the_server_stays_until_its_last_user_leaves(home):
    first = join(home)
    second = join(home)
    first.leave()
    with second.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.leave()
    assert server_processes(second.place) == []


def test_leaving_twice_is_harmless(home):
    server = join(home)
    server.leave()
    server.leave()


def test_eight_racing_starters_share_one_server(new_home, user):
    users = [user(new_home, "wait") for _ in range(8)]
    assert {each.stdout.readline() for each in users} == {"waiting\n"}
    for each in users:
        each.stdin.write("go\n")
        each.stdin.flush()
    postmasters = {each.stdout.readline() for each in users}
    assert len(postmasters) == 1
    assert postmasters.pop().strip().isdecimal()
    for each in users:
        each.communicate()
        assert each.returncode == 0


def test_a_database_is_copied_from_its_template(server):
    server.create_database("pattern")
    with server.connect("pattern") as connection:
        connection.execute("CREATE TABLE sample AS SELECT 1 AS number")
    server.create_database("copy", template="pattern")
    with server.connect("copy") as connection:
        assert connection.execute("SELECT number FROM sample").fetchone() == (1,)


def test_a_dropped_database_is_gone_even_while_somebody_is_connected(server):
    server.create_database("short lived")
    with server.connect("short lived"):
        server.drop_database("short lived")
    server.drop_database("short lived")
    with pytest.raises(psycopg.OperationalError):
        server.connect("short lived")


def test_text_is_utf8_and_sorted_the_same_on_every_machine(server):
    with server.connect() as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale"
            " FROM pg_database WHERE datname = 'template1'"
        ).fetchone()
    assert row == ("UTF8", "b", "C.UTF-8")


def test_nothing_that_is_kept_waits_only_in_memory(server):
    with server.connect() as connection:
        settings = [
            connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]
    assert settings == ["on", "on", "on"]
