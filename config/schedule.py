"""What beat starts, and how often. Each entry may be missed or doubled without harm."""

from __future__ import annotations

from typing import Any

from portal_plugin.config.names import QUEUE_OF, Task
from portal_plugin.config.settings import Settings


def beat_schedule(settings: Settings) -> dict[str, dict[str, Any]]:
    """The schedule for Celery's beat.

    Each entry expires when the next is due, so a stopped worker meets one sweep, not a thousand.
    """
    return {
        "sweep": _every(settings.sweep_seconds, Task.SWEEP),
        "tend": _every(settings.tend_seconds, Task.TEND_PROVINCE),
    }


def _every(seconds: float, task: Task) -> dict[str, Any]:
    return {
        "task": task.value,
        "schedule": seconds,
        "options": {"queue": QUEUE_OF[task].value, "expires": max(seconds, 1.0)},
    }
