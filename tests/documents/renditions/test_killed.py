"""A worker that is killed over a set of files: nothing is lost, nothing is made twice."""

from __future__ import annotations

import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering, Rendition
from portal_plugin.documents.product import Format
from portal_plugin.documents.renditions import work
from portal_plugin.documents.renditions.service import ask
from portal_plugin.tenants.policy import APP_ROLE

_WORKER = """
import sys, time
from uuid import UUID
from portal_plugin.documents.renditions import work
from portal_plugin.engines import make_engine

made = []
really = work._make

def make(*arguments):
    if len(made) == int(sys.argv[4]):
        print("here", flush=True)
        time.sleep(60)
    made.append(really(*arguments))

work._make = make
work.render_set(
    make_engine(sys.argv[1]), UUID(sys.argv[2]), UUID(sys.argv[3]), work.Means(lease_seconds=0)
)
"""


@pytest.mark.kills
@pytest.mark.parametrize("finished", [0, 1])
def test_what_a_killed_worker_had_made_stays_and_the_rest_follows(
    database: Any,
    tenant_ids: dict[str, UUID],
    open_session: Any,
    plan_officer: Actor,
    planned: None,
    finished: int,
) -> None:
    with open_session() as session:
        wanted = {"fiscal_year": 2566, "round": None, "products": ["targets", "budget-table"]}
        rendering = ask(session, plan_officer, **wanted, formats=[Format.JSON])
        session.commit()
        rendering_id = rendering.id
    url = database.server.url(APP_ROLE, database.name).render_as_string(hide_password=False)
    arguments = [url, str(tenant_ids["rimnam"]), str(rendering_id), str(finished)]
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, *arguments], stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout is not None and worker.stdout.readline() == "here\n"
        worker.kill()
    means = work.Means(lease_seconds=60)
    assert work.render_set(database.app, tenant_ids["rimnam"], rendering_id, means)
    with open_session() as session:
        row = session.scalars(sa.select(Rendering)).one()
        assert (row.state, row.done, row.attempts) == (RenderingState.DONE, 2, 2)
        assert len(session.scalars(sa.select(Rendition.id)).all()) == 2
