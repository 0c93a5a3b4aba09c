"""The names that go over the broker. One enum each, so that a typing error cannot lose work."""

from __future__ import annotations

import enum


class Queue(enum.StrEnum):
    """Queues; `retry` is apart, so that one sick receiver delays no first delivery."""

    REPORTS = "portal_plugin.reports"
    PUSH = "portal_plugin.push"
    RETRY = "portal_plugin.retry"
    UPKEEP = "portal_plugin.upkeep"


class Task(enum.StrEnum):
    """Tasks, by the name they are asked for."""

    COMPILE_REPORT = "portal_plugin.reports.compile"
    PUSH_REPORT = "portal_plugin.push.report"
    SWEEP = "portal_plugin.upkeep.sweep"


QUEUE_OF: dict[Task, Queue] = {
    Task.COMPILE_REPORT: Queue.REPORTS,
    Task.PUSH_REPORT: Queue.PUSH,
    Task.SWEEP: Queue.UPKEEP,
}
