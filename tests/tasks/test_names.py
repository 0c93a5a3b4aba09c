"""Names: what is sent is registered, what is registered is routed, what is routed is consumed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from celery import Celery

from portal_plugin.celery import make_celery, worker_arguments
from portal_plugin.config.names import QUEUE_OF, Queue, Task
from portal_plugin.config.schedule import beat_schedule
from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.tasks.base import Door

BROKERS = (
    "pgmq://portal_plugin_broker:secret@127.0.0.1/portal_plugin_broker",
    "amqp://guest@127.0.0.1//",
    "redis://127.0.0.1/0",
)


@pytest.fixture(params=BROKERS, ids=["pgmq", "amqp", "redis"])
def celery(request: Any, settings: Settings) -> Celery:
    celery = make_celery(replace(settings, broker_url=request.param))
    celery.loader.import_default_modules()
    celery.finalize()
    return celery


def _ours(celery: Celery) -> dict[str, Any]:
    return {name: task for name, task in celery.tasks.items() if name.startswith("portal_plugin.")}


def test_every_name_has_its_task_and_every_task_its_name(celery: Celery) -> None:
    assert set(_ours(celery)) == {task.value for task in Task}


def test_no_two_tasks_or_queues_share_a_name_and_all_carry_ours() -> None:
    names = [*(task.value for task in Task), *(queue.value for queue in Queue)]
    assert len(set(names)) == len(names)
    assert all(name.startswith("portal_plugin.") for name in names)


def test_every_task_is_routed_to_a_queue_and_every_queue_is_consumed(celery: Celery) -> None:
    queues = {queue.name for queue in celery.conf.task_queues}
    for task in Task:
        assert celery.conf.task_routes[task.value]["queue"] == QUEUE_OF[task].value
    assert queues == {queue.value for queue in Queue}
    arguments = worker_arguments(Settings(broker_url=celery.conf.broker_url))
    assert set(arguments[arguments.index("--queues") + 1].split(",")) == queues


def test_the_schedule_names_tasks_and_queues_that_exist(settings: Settings, celery: Celery) -> None:
    for entry in beat_schedule(settings).values():
        assert entry["task"] in _ours(celery)
        assert entry["options"]["queue"] in {queue.value for queue in Queue}
        assert celery.conf.beat_schedule


def test_only_json_travels(celery: Celery) -> None:
    assert celery.conf.accept_content == ["json"]
    assert celery.conf.task_serializer == celery.conf.result_serializer == "json"


def test_a_task_is_handed_out_again_when_its_worker_dies(celery: Celery) -> None:
    assert celery.conf.worker_prefetch_multiplier == 1
    for task in _ours(celery).values():
        assert isinstance(task, Door)
        assert task.acks_late and task.reject_on_worker_lost and task.ignore_result


def test_every_task_says_why_it_may_run_twice(celery: Celery) -> None:
    for task in _ours(celery).values():
        assert re.search(r"May run twice.*[:,]", task.run.__doc__ or "", re.DOTALL), task.name


def test_a_message_stays_hidden_longer_than_its_task_and_its_countdown_last(
    celery: Celery, settings: Settings
) -> None:
    hidden = celery.conf.broker_transport_options.get("visibility_timeout")
    if hidden is not None:  # RabbitMQ keeps a message with its consumer instead
        assert hidden > celery.conf.task_time_limit + settings.sweep_seconds
    assert celery.conf.task_time_limit > settings.lease_seconds


def test_queues_of_rabbitmq_are_quorum_queues(settings: Settings) -> None:
    celery = make_celery(settings)
    assert {queue.queue_arguments["x-queue-type"] for queue in celery.conf.task_queues} == {
        "quorum"
    }


def test_a_missing_broker_is_told_in_one_sentence() -> None:
    with pytest.raises(SettingsError, match="PORTAL_PLUGIN_BROKER_URL is not set"):
        make_celery(Settings())


def test_two_applications_in_one_process_keep_their_own_ground(settings: Settings) -> None:
    grounds = []
    for celery in (make_celery(settings), make_celery(settings)):
        celery.loader.import_default_modules()
        celery.finalize()
        grounds.append(celery.tasks[Task.SWEEP.value].ground)
    assert grounds[0] is not grounds[1]
