"""The names that go over the broker. One enum each, so that a typing error cannot lose work."""

from __future__ import annotations

import enum


class Queue(enum.StrEnum):
    """Queues; `retry` is apart, so that one sick receiver delays no first delivery."""

    REPORTS = "portal_plugin.reports"
    PUSH = "portal_plugin.push"
    RETRY = "portal_plugin.retry"
    COMPLAINTS = "portal_plugin.complaints"
    DOCUMENTS = "portal_plugin.documents"
    UPKEEP = "portal_plugin.upkeep"


class Task(enum.StrEnum):
    """Tasks, by the name they are asked for."""

    COMPILE_REPORT = "portal_plugin.reports.compile"
    PUSH_REPORT = "portal_plugin.push.report"
    SWEEP = "portal_plugin.upkeep.sweep"
    SEND_NOTICES = "portal_plugin.complaints.notices"
    TEND_COMPLAINTS = "portal_plugin.complaints.tend"
    TEND_PROVINCE = "portal_plugin.complaints.tend_province"
    RENDER = "portal_plugin.documents.render"


QUEUE_OF: dict[Task, Queue] = {
    Task.COMPILE_REPORT: Queue.REPORTS,
    Task.PUSH_REPORT: Queue.PUSH,
    Task.SWEEP: Queue.UPKEEP,
    Task.SEND_NOTICES: Queue.COMPLAINTS,
    Task.TEND_COMPLAINTS: Queue.COMPLAINTS,
    Task.TEND_PROVINCE: Queue.UPKEEP,
    Task.RENDER: Queue.DOCUMENTS,
}
