"""Doors to what keeps the rest going."""

from __future__ import annotations

from portal_plugin.config.names import Task
from portal_plugin.documents.renditions.sweep import sweep_renderings
from portal_plugin.reports import heartbeat
from portal_plugin.reports.sweep import sweep
from portal_plugin.tasks.base import Door, door


@door(Task.SWEEP)
def sweep_province(self: Door) -> None:
    """Find what is due in all municipalities and nudge the worker.

    May run twice, or five at once: it notes each expected report at most once (unique row), and
    its nudges reach tasks that find nothing left to do.
    """
    ground = self.ground
    settings = ground.settings
    expires = max(settings.sweep_seconds, 1.0)
    sweep(ground.province_engine, ground.app_engine, self.sender, expires=expires)
    sweep_renderings(ground.province_engine, self.sender, expires=expires)
    heartbeat.beat(settings.home)
