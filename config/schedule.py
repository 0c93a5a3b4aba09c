"""What beat starts, and how often. Each entry may be missed or doubled without harm."""

from __future__ import annotations

from typing import Any

from portal_plugin.config.names import QUEUE_OF, Task
from portal_plugin.config.settings import Settings


def beat_schedule(settings: Settings) -> dict[str, dict[str, Any]]:
    """The schedule for Celery's beat.

    A sweep expires when the next is due, so a stopped worker meets one sweep, not a thousand.
    """
    return {
        "sweep": {
            "task": Task.SWEEP.value,
            "schedule": settings.sweep_seconds,
            "options": {
                "queue": QUEUE_OF[Task.SWEEP].value,
                "expires": max(settings.sweep_seconds, 1.0),
            },
        }
    }
