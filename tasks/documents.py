"""The door to files of documents."""

from __future__ import annotations

from uuid import UUID

from portal_plugin.config.names import Task
from portal_plugin.documents.emblem import emblem_of
from portal_plugin.documents.renditions.work import Means, render_set
from portal_plugin.tasks.base import Door, door


@door(Task.RENDER)
def render(self: Door, tenant_id: str, rendering_id: str) -> None:
    """Make the files of a set that was asked for.

    May run twice, or be killed anywhere: the set is claimed by a lease, each product's files are
    stored in one transaction, and the next run makes what is missing.
    """
    settings = self.ground.settings
    means = Means(settings.lease_seconds, emblem_of(settings.emblem_file))
    render_set(self.ground.app_engine, UUID(tenant_id), UUID(rendering_id), means)
