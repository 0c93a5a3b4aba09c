"""What an acknowledgement tells of the plan: it is registered, and which measures conform.

Noted after the receipt is safe. Cut off here, the next acknowledgement of the plan notes it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import SYSTEM
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import PlanState
from portal_plugin.measures.models import Measure, Plan
from portal_plugin.measures.plans import move_plan
from portal_plugin.national.endpoint import Accepted, NationalEndpoint
from portal_plugin.tenants.session import TenantSession, tenant_session


def note_registration(
    engine: sa.Engine,
    endpoint: NationalEndpoint,
    tenant_id: UUID,
    plan_id: UUID,
    body: Mapping[str, Any],
) -> None:
    """Note the registration of the plan that `body`, an acknowledged report, belongs to.

    An announced plan becomes REGISTERED. The marks (สอดคล้องกับมิติ) are asked for; where the
    endpoint does not answer they stay as they are.
    """
    marks = endpoint.conformity(body["tenant"]["code"], body["plan"]["ref"])
    with tenant_session(engine, tenant_id) as session:
        _register(session, plan_id, body["plan"]["ref"])
        if isinstance(marks, Accepted):
            _mark(session, plan_id, marks.receipt.conforming)
        session.commit()


def _register(session: TenantSession, plan_id: UUID, reference: str) -> None:
    state = session.scalar(sa.select(Plan.state).where(Plan.id == plan_id))
    if state is PlanState.ANNOUNCED:
        with suppress(RuleBroken):  # a plan that lacks something stays announced until it is mended
            move_plan(session, SYSTEM, plan_id, PlanState.REGISTERED, eplan_ref=reference)


def _mark(session: TenantSession, plan_id: UUID, marks: Mapping[str, bool | None]) -> None:
    """Take over the marks that the national side set; a measure it has not marked keeps its own."""
    measures = session.scalars(sa.select(Measure).where(Measure.plan_id == plan_id))
    for measure in measures:
        mark = marks.get(str(measure.id))
        if mark is not None and mark is not measure.conforming:
            measure.conforming = mark
            audit.record(session, SYSTEM, "measure.mark", "measure", measure.id, conforming=mark)
