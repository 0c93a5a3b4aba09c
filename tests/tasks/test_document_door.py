"""The door to files: it makes a set once, and the sweep leads to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.config.names import Queue, Task
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering, Rendition
from portal_plugin.documents.product import Format
from portal_plugin.documents.renditions.service import ask


def test_a_set_is_swept_and_made_once(
    worker: Any,
    planned: None,
    open_session: Any,
    plan_officer: Actor,
    tenant_ids: dict[str, UUID],
) -> None:
    with open_session() as session:
        wanted = {"fiscal_year": 2566, "round": None, "products": ["targets", "budget-table"]}
        ask(session, plan_officer, **wanted, formats=[Format.PDF, Format.CSV])
        session.commit()
    worker.run(Task.SWEEP)
    messages = [message for message in worker.sent if message.task == Task.RENDER]
    assert [message.queue for message in messages] == [Queue.DOCUMENTS.value]
    assert messages[0].args[0] == str(tenant_ids["rimnam"])
    for _ in range(2):
        worker.run(Task.RENDER, *messages[0].args)
    with open_session() as session:
        assert session.scalars(sa.select(Rendering.state)).one() is RenderingState.DONE
        files = session.execute(sa.select(Rendition.filename, Rendition.data)).all()
    assert sorted(name for name, _ in files) == [
        "rimnam-budget-table-2566.csv",
        "rimnam-budget-table-2566.pdf",
        "rimnam-targets-2566.csv",
        "rimnam-targets-2566.pdf",
    ]
    assert all(data.startswith(b"%PDF") for name, data in files if name.endswith("pdf"))
