"""The options that keep a task hidden, and a sender free, reach the client of Redis."""

from __future__ import annotations

import pytest
from celery import Celery

from portal_plugin.embedded.broker import PUBLISH_SECONDS

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def broker_url(redis_url: str) -> str:
    return redis_url


def test_a_message_stays_hidden_longer_than_its_task_may_last(celery: Celery) -> None:
    with celery.connection() as connection:
        assert connection.default_channel.visibility_timeout > celery.conf.task_time_limit


def test_no_command_waits_for_ever(celery: Celery) -> None:
    with celery.connection() as connection:
        options = connection.default_channel.client.connection_pool.connection_kwargs
        assert options["socket_timeout"] == options["socket_connect_timeout"] == PUBLISH_SECONDS
