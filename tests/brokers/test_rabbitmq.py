"""Queues of RabbitMQ are quorum queues: they outlive a node, and know no classic twin."""

from __future__ import annotations

from typing import Any

import pytest
from amqp.exceptions import PreconditionFailed
from celery import Celery

from portal_plugin.config.names import Queue

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def broker_url(rabbitmq_url: str) -> str:
    return rabbitmq_url


def test_every_queue_is_a_quorum_queue(celery: Celery, working: Any) -> None:
    with working(), celery.connection() as connection:
        for queue in Queue:
            with pytest.raises(PreconditionFailed, match=r"x-queue-type.*quorum"):
                connection.channel().queue_declare(queue.value, durable=True, auto_delete=False)


def test_the_broker_confirms_what_it_takes(celery: Celery) -> None:
    with celery.connection() as connection:
        assert connection.default_channel.connection.confirm_publish
