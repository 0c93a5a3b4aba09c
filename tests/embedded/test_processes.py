"""The demo's commands are kept alive, and none of them outlives the demo."""

import os
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal_plugin.embedded import AlreadyRunning, EmbeddedError, EmbeddedPostgres, processes
from portal_plugin.embedded.guardian import carriers
from portal_plugin.embedded.processes import Command, DemoLock, ProcessSupervisor, sole_demo
from portal_plugin.embedded.starting import becomes_ready

IDLE = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + IDLE
# Like a worker's pool, and beyond it: one child in the group, one in a session of its own.
FAMILY = (
    "import subprocess, sys;"
    "idle = [sys.executable, '-c', 'import time; time.sleep(600)'];"
    "subprocess.Popen(idle); subprocess.Popen(idle, start_new_session=True);" + IDLE
)
SUPERVISING = """
import sys
from pathlib import Path
from portal_plugin.embedded.processes import Command, ProcessSupervisor, sole_demo
home, code = Path(sys.argv[1]), sys.argv[2]
with sole_demo(home) as lock:
    lock.announce("http://127.0.0.1:1")
    names = ("sandbox", "worker", "web")
    commands = [Command(name, [sys.executable, "-c", code]) for name in names]
    supervisor = ProcessSupervisor(home, commands)
    print(supervisor._token, flush=True)
    supervisor.run()
print("stopped in order", flush=True)
"""


def idle(name="web", code=IDLE, **options):
    return Command(name, [sys.executable, "-c", code], **options)


@contextmanager
def supervised(home, *commands, server=None):
    supervisor = ProcessSupervisor(home, commands, server)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def group(process_id):
    try:
        return os.getpgid(process_id)
    except ProcessLookupError:
        return None


def alive(process_id):
    return Path(f"/proc/{process_id}").exists()


def test_what_a_command_prints_is_in_its_log(tmp_path, eventually):
    with supervised(tmp_path, idle()):
        eventually(lambda: (tmp_path / "logs" / "web.log").read_text() == "ready\n")
    assert (tmp_path / "logs").stat().st_mode & 0o077 == 0


def test_a_command_sees_the_environment_it_is_given(tmp_path, eventually):
    code = "import os, time; print(os.environ['COLOUR'], flush=True); time.sleep(600)"
    with supervised(tmp_path, idle(code=code, environment={"COLOUR": "blue"})):
        eventually(lambda: (tmp_path / "logs" / "web.log").read_text() == "blue\n")


@pytest.mark.kills
def test_a_killed_command_is_started_again_without_what_it_left(tmp_path, kill, eventually):
    with supervised(tmp_path, idle(code=FAMILY)) as supervisor:
        first = supervisor.process_ids["web"]
        eventually(lambda: len(carriers(supervisor._token)) == 3)
        kill(first)
        eventually(lambda: supervisor.tend() == ["web"])
        second = supervisor.process_ids["web"]
        assert second != first
        assert alive(second)
        eventually(
            lambda: not [each for each in carriers(supervisor._token) if group(each) == first]
        )


def test_a_command_that_always_fails_is_tried_less_and_less_often(tmp_path):
    with supervised(tmp_path, idle(code="print('again')")) as supervisor:
        ending = time.monotonic() + 1.6
        while time.monotonic() < ending:
            supervisor.tend()
            time.sleep(0.01)
    tries = (tmp_path / "logs" / "web.log").read_text().count("again")
    assert 2 <= tries <= 5


def test_stopping_ends_commands_that_ignore_it_and_all_that_they_started(tmp_path, eventually):
    commands = idle("web", STUBBORN, grace_seconds=0.3), idle("worker", FAMILY)
    with supervised(tmp_path, *commands) as supervisor:
        eventually(lambda: len(carriers(supervisor._token)) == 4)
        begun = time.monotonic()
    assert time.monotonic() - begun < 3
    assert carriers(supervisor._token) == []


def test_no_grace_lets_stopping_take_longer_than_the_limit(tmp_path, eventually, monkeypatch):
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
    commands = [idle(name, STUBBORN, grace_seconds=60) for name in ("web", "worker", "beat")]
    with supervised(tmp_path, *commands):
        eventually(lambda: all(path.read_text() for path in (tmp_path / "logs").iterdir()))
        begun = time.monotonic()
    assert time.monotonic() - begun < 2


def test_a_command_that_does_not_exist_stops_the_others_and_is_named(tmp_path):
    supervisor = ProcessSupervisor(tmp_path, [idle(), Command("beat", ["/no/such/program"])])
    with pytest.raises(EmbeddedError, match="Cannot start beat with /no/such/program"):
        supervisor.start()
    assert supervisor.process_ids["web"] is None
    assert carriers(supervisor._token) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_everything_in_order(tmp_path, program, eventually, number):
    demo = program(SUPERVISING, tmp_path, FAMILY, start_new_session=True)
    token = demo.stdout.readline().strip()
    eventually(lambda: len(carriers(token)) == 9)
    begun = time.monotonic()
    demo.send_signal(number)
    said, _ = demo.communicate(timeout=10)
    assert said == "stopped in order\n"
    assert demo.returncode == 0
    assert time.monotonic() - begun < 10
    assert carriers(token) == []


@pytest.mark.kills
def test_killing_the_demo_kills_everything_it_started(tmp_path, program, eventually):
    demo = program(SUPERVISING, tmp_path, FAMILY)
    token = demo.stdout.readline().strip()
    eventually(lambda: len(carriers(token)) == 9)
    demo.kill()
    eventually(lambda: carriers(token) == [])


@pytest.mark.kills
def test_a_killed_guardian_is_replaced(tmp_path, program, eventually, kill):
    with supervised(tmp_path, idle()) as supervisor:
        first = supervisor._guardian.pid
        kill(first)
        supervisor._guardian.wait()
        supervisor.tend()
        assert supervisor._guardian.pid != first
        assert supervisor._guardian.poll() is None


@pytest.mark.kills
def test_a_killed_database_is_started_again_while_work_goes_on(home, kill, eventually):
    with (
        EmbeddedPostgres(home).running() as server,
        ProcessSupervisor(home, [idle()], server).tending(),
    ):
        record = server.place.data / "postmaster.pid"
        first = int(record.read_text().split()[0])
        kill(first)
        eventually(lambda: record.exists() and int(record.read_text().split()[0]) != first)
        assert becomes_ready(server.place)
        with server.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_what_goes_wrong_while_tending_is_raised_at_the_end(tmp_path, monkeypatch):
    def fail(self):
        raise EmbeddedError("the disk is full")

    monkeypatch.setattr(ProcessSupervisor, "tend", fail)
    with (
        pytest.raises(EmbeddedError, match="the disk is full"),
        ProcessSupervisor(tmp_path, [idle()]).tending(),
    ):
        time.sleep(0.5)


def test_a_second_demo_is_refused_with_the_address_of_the_first(tmp_path, program):
    demo = program(SUPERVISING, tmp_path, IDLE)
    assert demo.stdout.readline()
    with pytest.raises(AlreadyRunning, match=r"already runs on .* at http://127.0.0.1:1:"):
        DemoLock(tmp_path)
    demo.terminate()
    demo.communicate()
    with sole_demo(tmp_path) as lock:
        assert lock.home == tmp_path


@pytest.mark.kills
def test_a_killed_demo_keeps_nobody_out(tmp_path, program, eventually):
    demo = program(SUPERVISING, tmp_path, IDLE)
    token = demo.stdout.readline().strip()
    demo.kill()
    demo.wait()
    with sole_demo(tmp_path):
        assert not (tmp_path / "demo.address").exists()
    eventually(lambda: carriers(token) == [])
