"""Whatever is killed with SIGKILL: nothing is left running, and the next start works."""

import subprocess
import time
from pathlib import Path

import pytest

from portal_plugin.embedded import EmbeddedPostgres, join
from portal_plugin.embedded.leftovers import server_processes
from portal_plugin.embedded.locks import is_held
from portal_plugin.embedded.place import prepare_place

pytestmark = pytest.mark.kills


def postmaster(server):
    return int((server.place.data / "postmaster.pid").read_text().split()[0])


def usable(home):
    with EmbeddedPostgres(home).running() as server, server.connect() as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_nothing_runs_after_the_only_user_is_killed(home, user, eventually):
    lonely = user(home)
    assert lonely.stdout.readline().strip().isdecimal()
    place = prepare_place(home)
    assert server_processes(place)
    lonely.kill()
    eventually(lambda: not server_processes(place) and not is_held(place.watcher_lock))
    assert usable(home)


def test_the_server_outlives_a_killed_starter_that_is_not_its_only_user(home, user):
    starter = user(home)
    starter.stdout.readline()
    server = join(home)
    starter.kill()
    starter.wait()
    time.sleep(0.1)
    with server.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.leave()
    assert server_processes(server.place) == []


def test_a_killed_server_comes_back_with_its_data(home, kill, eventually):
    with EmbeddedPostgres(home).running() as server:
        with server.connect() as connection:
            connection.execute("CREATE TABLE outlasting AS SELECT 1 AS number")
        assert not server.restart_if_dead()
        kill(postmaster(server))
        eventually(server.restart_if_dead)
        with server.connect() as connection:
            assert connection.execute("SELECT number FROM outlasting").fetchone() == (1,)


def test_a_server_whose_watcher_is_killed_ends_and_can_be_started_again(home, kill, eventually):
    with EmbeddedPostgres(home).running() as server:
        kill(server._watcher_ids[0])
        eventually(lambda: not server_processes(server.place))
        assert server.restart_if_dead()
        with server.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_server_and_watcher_and_user_killed_together_leave_nothing(home, user, kill, eventually):
    lonely = user(home)
    first = int(lonely.stdout.readline())
    place = prepare_place(home)
    watcher = int(Path(f"/proc/{first}/stat").read_text().rsplit(")", 1)[1].split()[1])
    for each in (watcher, lonely.pid, first):
        kill(each)
    eventually(lambda: not server_processes(place))
    assert usable(home)


@pytest.mark.parametrize("seconds", [0.2, 0.35])
def test_a_starter_killed_at_any_moment_does_no_harm(new_home, user, eventually, seconds):
    starter = user(new_home)
    time.sleep(seconds)
    starter.kill()
    starter.wait()
    assert usable(new_home)
    folder = prepare_place(new_home).data.parent
    # A killed starter's initdb may go on writing for a moment; the next start removes the rest.
    eventually(lambda: usable(new_home) and not list(folder.glob("data.unfinished-*")))


def test_the_rest_of_a_killed_initdb_is_removed(new_home):
    unfinished = prepare_place(new_home).data.with_name("data.unfinished-left")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18")
    assert usable(new_home)
    assert not unfinished.exists()


def test_a_process_id_given_to_another_program_since_keeps_nobody_out(home):
    with EmbeddedPostgres(home).running() as server:
        record = (server.place.data / "postmaster.pid").read_text()
    stale = server.place.data / "postmaster.pid"
    account = server.place.account
    # One of the server's own account, or PostgreSQL would see by itself that it is another.
    options = {} if account.is_current else {"user": account.user_id}
    with subprocess.Popen(["sleep", "60"], **options) as other:
        stale.write_text(record.replace(record.split()[0], str(other.pid), 1))
        account.own(stale)
        try:
            assert usable(home)
        finally:
            other.kill()
