"""What every task shares: JSON ids in, a tenant's space, one owner of the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from celery import Task as CeleryTask
from celery import shared_task

from portal_plugin import nudge
from portal_plugin.celery import Ground, celery_sender, ground_of
from portal_plugin.config.names import Task
from portal_plugin.tenants.session import TenantSession, tenant_session


class Door(CeleryTask):  # type: ignore[misc]
    """A task. It may run twice and may be killed anywhere; each one's docstring says why."""

    acks_late = True
    reject_on_worker_lost = True
    ignore_result = True

    @property
    def ground(self) -> Ground:
        """What the task stands on in this process."""
        return ground_of(self.app)

    @property
    def sender(self) -> nudge.Sender:
        """The way to another task."""
        return celery_sender(self.app)

    @contextmanager
    def space(self, tenant_id: str) -> Iterator[TenantSession]:
        """A tenant's session, committed when the body ends well."""
        with tenant_session(self.ground.app_engine, UUID(tenant_id)) as session:
            nudge.equip(session, self.sender)
            yield session
            session.commit()


def door(task: Task) -> Callable[[Callable[..., None]], Any]:
    """Register a function as `task`; its first argument is the `Door`."""
    return shared_task(name=task.value, bind=True, base=Door)  # type: ignore[no-any-return]
