"""The Celery application of the worker and of beat, and what its tasks stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from celery import Celery

from portal_plugin.config.names import QUEUE_OF, Queue, Task
from portal_plugin.config.schedule import beat_schedule
from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.embedded.broker import (
    PUBLISH_LIMITS,
    broker_options,
    broker_queue,
    worker_flags,
)
from portal_plugin.engines import make_engine
from portal_plugin.mail import Mailer, mailer_of
from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.endpoint import NationalEndpoint
from portal_plugin.nudge import Argument, Sender
from portal_plugin.tenants.policy import refuse_unsafe_role

_SPARE_SECONDS = 30.0
_WORKER_KILOBYTES = 600_000
"""A child that holds more ends after its task: the typesetter gives back nothing of what it
remembers."""
_ONE_MORE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
"""For senders. A worker waits for its broker for ever, by settings of its own."""

Thing = TypeVar("Thing")


@dataclass(eq=False)
class Ground:
    """What tasks stand on in one process: database, national endpoint, mailer, settings.

    Engines and client are made at first use, once for all threads, so that a forked worker never
    shares a connection with its parent. Tests hand in their own.
    """

    settings: Settings
    given_app_engine: sa.Engine | None = None
    given_province_engine: sa.Engine | None = None
    given_endpoint: NationalEndpoint | None = None
    given_mailer: Mailer | None = None
    _made: dict[str, Any] = field(default_factory=dict, repr=False)
    _making: RLock = field(default_factory=RLock, repr=False)

    @property
    def app_engine(self) -> sa.Engine:
        """The restricted role's engine. Raises `UnsafeDatabaseRole` for any other."""
        return self._once("app", self._make_app_engine)

    @property
    def province_engine(self) -> sa.Engine:
        """The engine that sees what is due in all municipalities, and nothing else."""
        return self._once("province", self._make_province_engine)

    @property
    def endpoint(self) -> NationalEndpoint:
        """The national endpoint."""
        return self._once("endpoint", self._make_endpoint)

    @property
    def mailer(self) -> Mailer:
        """The carrier of letters; it sends none where no mail is set up."""
        return self._once("mailer", self._make_mailer)

    def _once(self, name: str, make: Callable[[], Thing]) -> Thing:
        with self._making:
            if name not in self._made:
                self._made[name] = make()
            thing: Thing = self._made[name]
            return thing

    def _make_app_engine(self) -> sa.Engine:
        engine = self.given_app_engine or make_engine(
            _needed(self.settings.database_url, "DATABASE_URL", "the role portal_plugin_app")
        )
        with engine.connect() as connection:
            refuse_unsafe_role(connection)
        return engine

    def _make_province_engine(self) -> sa.Engine:
        return self.given_province_engine or make_engine(
            _needed(
                self.settings.province_database_url,
                "PROVINCE_DATABASE_URL",
                "the role portal_plugin_province, which the sweep reads what is due with",
            )
        )

    def _make_endpoint(self) -> NationalEndpoint:
        if self.given_endpoint is not None:
            return self.given_endpoint
        settings = self.settings
        return HttpNationalEndpoint(
            _needed(settings.national_url, "NATIONAL_URL", "the national endpoint"),
            settings.national_client_id or "",
            settings.national_client_secret or "",
            seconds=settings.national_timeout_seconds,
        )

    def _make_mailer(self) -> Mailer:
        return self.given_mailer or mailer_of(self.settings.mail_url, self.settings.mail_from)


_GROUNDS: WeakKeyDictionary[Celery, Ground] = WeakKeyDictionary()


def make_celery(
    settings: Settings,
    *,
    app_engine: sa.Engine | None = None,
    province_engine: sa.Engine | None = None,
    endpoint: NationalEndpoint | None = None,
    mailer: Mailer | None = None,
) -> Celery:
    """A Celery application for worker, beat and senders. Raises `SettingsError`."""
    app = Celery("portal_plugin", set_as_current=False)
    ground = Ground(settings, app_engine, province_engine, endpoint, mailer)
    return plug_celery(app, ground)


def plug_celery(app: Celery, ground: Ground) -> Celery:
    """Give a host's own Celery application our tasks, queues and schedule."""
    settings = ground.settings
    broker_url = _needed(settings.broker_url, "BROKER_URL", "the message broker")
    app.conf.update(_options(settings, broker_url))
    app.conf.beat_schedule = {**(app.conf.beat_schedule or {}), **beat_schedule(settings)}
    app.autodiscover_tasks(["portal_plugin"])
    _GROUNDS[app] = ground
    return app


def worker_arguments(settings: Settings) -> list[str]:
    """Command-line arguments of a worker that consumes every queue there is."""
    broker_url = _needed(settings.broker_url, "BROKER_URL", "the message broker")
    return [*worker_flags(broker_url), "--queues", ",".join(queue.value for queue in Queue)]


def ground_of(app: Celery) -> Ground:
    """What the tasks of `app` stand on."""
    return _GROUNDS[app]


def celery_sender(app: Celery) -> Sender:
    """The way to the worker: one message by name, JSON, tried once."""

    def send(
        task: Task,
        *arguments: Argument,
        queue: Queue | None = None,
        countdown: float | None = None,
        expires: float | None = None,
    ) -> None:
        app.send_task(
            task.value,
            args=arguments,
            queue=(queue or QUEUE_OF[task]).value,
            countdown=countdown,
            expires=expires,
            ignore_result=True,
            retry=True,  # once, at once: a pooled connection may have died with a restarted broker
            retry_policy=_ONE_MORE_TRY,
            **PUBLISH_LIMITS,
        )

    return send


def _options(settings: Settings, broker_url: str) -> dict[str, Any]:
    """A task that outlives its lease is stopped: another worker may have its delivery by then.

    `acks_late` alone loses a task whose child process is killed, so the broker is told to hand
    such a task out again; what the broker loses all the same, the sweep finds.
    """
    task_seconds = int(settings.lease_seconds + _SPARE_SECONDS)
    broker = broker_options(broker_url, task_seconds, longest_countdown(settings))
    return {
        **broker,
        "broker_transport_options": {**broker["broker_transport_options"], **_ONE_MORE_TRY},
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_serializer": "json",
        "event_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": task_seconds,
        "task_track_started": False,
        "worker_prefetch_multiplier": 1,
        "worker_max_memory_per_child": _WORKER_KILOBYTES,
        "worker_hijack_root_logger": False,
        "worker_send_task_events": False,
        "task_default_queue": Queue.UPKEEP.value,
        "task_queues": [broker_queue(broker_url, queue.value) for queue in Queue],
        "task_routes": {task.value: {"queue": QUEUE_OF[task].value} for task in Task},
        "enable_utc": True,
        "timezone": "UTC",
    }


def longest_countdown(settings: Settings) -> int:
    """Seconds; a longer pause is left to the sweep, so that no broker keeps it in memory."""
    return int(settings.sweep_seconds) + 1


def _needed(value: str | None, name: str, what: str) -> str:
    if value is None:
        raise SettingsError(f"PORTAL_PLUGIN_{name} is not set: give the address of {what}")
    return value
