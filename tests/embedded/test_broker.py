"""Each broker gets the settings that keep tasks from being lost, and the embedded one works."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from kombu import Queue

from portal_plugin.embedded import EmbeddedError
from portal_plugin.embedded.broker import (
    BROKER_DATABASE,
    BROKER_ROLE,
    broker_options,
    install_pgmq,
    prepare_broker,
    queue_arguments,
    worker_flags,
)

PGMQ = "pgmq://somebody:secret@db.example/tasks"
WORKER = """
import os, sys, time
from pathlib import Path
from celery import Celery
from portal_plugin.embedded.broker import broker_options

options = broker_options(os.environ["BROKER"], task_seconds=2, countdown_seconds=0)
options["broker_transport_options"]["visibility_timeout"] = 2
app = Celery("sample", set_as_current=False)
app.conf.update(options, task_ignore_result=True, task_acks_late=True,
                task_reject_on_worker_lost=True, worker_prefetch_multiplier=1,
                task_default_queue="portal_plugin.sample")

@app.task(name="portal_plugin.sample")
def sample(number):
    time.sleep(0.02)
    with Path(os.environ["DONE"]).open("a") as done:
        done.write(f"{number}\\n")

app.worker_main(["worker", "--concurrency=2", "--loglevel=WARNING", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def broker_url(server):
    return prepare_broker(server)


@pytest.fixture(scope="module")
def sender(broker_url):
    app = Celery("sender", set_as_current=False)
    app.conf.update(broker_options(broker_url, task_seconds=2, countdown_seconds=0))
    app.conf.task_default_queue = "portal_plugin.sample"
    yield app
    app.close()


def test_a_message_stays_hidden_longer_than_task_and_countdown_together():
    for url in (PGMQ, "redis://localhost/0", "rediss://localhost/0"):
        options = broker_options(url, task_seconds=300, countdown_seconds=600)
        assert options["broker_transport_options"]["visibility_timeout"] > 900


def test_pgmq_needs_no_extension_and_no_long_poll():
    options = broker_options(PGMQ, 10, 10)
    transport = options["broker_transport_options"]
    assert transport["init_extension"] is False
    assert transport["wait_time_seconds"] == 0
    assert transport["polling_interval"] == 0.1
    assert options["worker_enable_remote_control"] is False


def test_rabbitmq_gets_confirmed_quorum_queues():
    options = broker_options("amqps://guest:guest@localhost//", 10, 10)
    assert options["broker_transport_options"] == {"confirm_publish": True}
    assert options["task_default_queue_type"] == "quorum"
    assert options["worker_detect_quorum_queues"] is True
    assert queue_arguments("amqp://localhost//") == {"x-queue-type": "quorum"}


@pytest.mark.parametrize("url", [PGMQ, "redis://localhost/0"])
def test_only_rabbitmq_queues_have_a_type(url):
    assert queue_arguments(url) == {}


def test_celery_recognises_the_quorum_queues_and_counts_per_consumer():
    from celery.utils.quorum_queues import detect_quorum_queues

    url = "amqp://localhost//"
    app = Celery("sample", set_as_current=False)
    app.conf.update(broker_options(url, 10, 10))
    app.conf.task_queues = [Queue("portal_plugin.x", queue_arguments=queue_arguments(url))]
    assert detect_quorum_queues(app, "amqp") == (True, "portal_plugin.x")


@pytest.mark.parametrize("url", ["", "sqs://", "filesystem://", "memory://", "nonsense"])
def test_another_kind_of_broker_is_refused_in_one_sentence(url):
    with pytest.raises(EmbeddedError, match="PORTAL_PLUGIN_BROKER_URL must begin with"):
        broker_options(url, 10, 10)


@pytest.mark.parametrize("url", ["pgmq://", "pgmq://host/db", "pgmq://a:b@host", "pgmq://a:b@/db"])
def test_an_incomplete_pgmq_url_is_refused_in_one_sentence(url):
    with pytest.raises(EmbeddedError, match="must name user, password, host and database"):
        broker_options(url, 10, 10)


def test_a_password_that_the_client_would_misread_is_refused():
    with pytest.raises(EmbeddedError, match="another password"):
        broker_options("pgmq://a:b%20c@host/db", 10, 10)


def test_preparing_the_broker_again_changes_nothing(server, broker_url):
    assert prepare_broker(server) == broker_url
    assert install_pgmq(broker_url) is False


def test_the_brokers_role_has_no_power_outside_its_database(server, broker_url):
    with server.connect() as connection:
        powers = connection.execute(
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
            " FROM pg_roles WHERE rolname = %s",
            [BROKER_ROLE],
        ).fetchone()
        connection.execute("CREATE TABLE IF NOT EXISTS private AS SELECT 1 AS number")
    assert powers == (False,)
    inside = broker_url.replace("pgmq://", "postgresql://")
    outside = inside.replace(f"/{BROKER_DATABASE}?", "/postgres?")
    with (
        psycopg.connect(outside) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT number FROM private")


def test_nobody_else_may_enter_the_brokers_database(server, broker_url):
    with server.connect() as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.url("stranger", BROKER_DATABASE, "stranger").replace("+psycopg", ""))


@pytest.mark.kills
def test_no_task_is_lost_when_the_worker_is_killed_twice(sender, broker_url, tmp_path, eventually):
    done = tmp_path / "done"
    done.touch()
    environment = os.environ | {"BROKER": broker_url, "DONE": str(done)}

    @contextmanager
    def working():
        command = [sys.executable, "-c", WORKER, *worker_flags(broker_url)]
        with (tmp_path / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield worker
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()

    def finished():
        return {int(line) for line in done.read_text().split()}

    for number in range(60):
        sender.send_task("portal_plugin.sample", [number])
    for enough in (10, 25):
        with working():
            eventually(lambda enough=enough: len(finished()) >= enough)
    with working():
        eventually(lambda: finished() == set(range(60)), seconds=20)


def test_a_worker_over_pgmq_has_no_child_whose_death_would_stop_it(
    broker_url, tmp_path, eventually
):
    environment = os.environ | {"BROKER": broker_url, "DONE": str(tmp_path / "done")}
    command = [sys.executable, "-c", WORKER, *worker_flags(broker_url)]
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        worker = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        eventually(lambda: "concurrency: 2 (thread)" in log.read_text())
        time.sleep(0.5)
        assert Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text() == ""
    finally:
        worker.kill()
        worker.wait()
