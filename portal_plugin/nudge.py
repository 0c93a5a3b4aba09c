"""Tell the worker that there is work, once the row that says so is committed.

A nudge is a convenience: the row is the truth, and the sweep finds what no nudge told. So a broker
that is away never breaks the work that asked.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Protocol

from portal_plugin.config.names import Queue, Task
from portal_plugin.tenants.session import TenantSession

_LOG = logging.getLogger(__name__)
_KEY = "portal_plugin.sender"

Argument = str | int


class Sender(Protocol):
    """Puts one message on the broker; may raise when the broker is away."""

    def __call__(
        self,
        task: Task,
        *arguments: Argument,
        queue: Queue | None = None,
        countdown: float | None = None,
        expires: float | None = None,
    ) -> None:
        """Send `task` by name. `countdown` and `expires` are seconds from now."""


def equip(session: TenantSession, sender: Sender | None) -> None:
    """Give a session its way to the worker; without one, the sweep alone finds the work."""
    session.info[_KEY] = sender


def ask(session: TenantSession, task: Task, *arguments: Argument) -> None:
    """Send `task` after the commit of `session`; a rollback forgets it."""
    sender: Sender | None = session.info.get(_KEY)
    if sender is not None:
        session.after_commit(partial(_send_quietly, sender, task, *arguments))


def _send_quietly(sender: Sender, task: Task, *arguments: Argument) -> None:
    send(sender, task, *arguments)


def send(
    sender: Sender,
    task: Task,
    *arguments: Argument,
    queue: Queue | None = None,
    countdown: float | None = None,
    expires: float | None = None,
) -> bool:
    """Send now; False, and a line in the log, when the broker is away."""
    try:
        sender(task, *arguments, queue=queue, countdown=countdown, expires=expires)
    except Exception as fault:  # each broker has its own errors, and none may pass
        _LOG.warning("the broker took no %s (%s); the sweep will", task, type(fault).__name__)
        return False
    return True
