"""The risk register of a plan: read by all staff, written while the plan can be edited."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from flask import Response, make_response, render_template, request

from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.codes import RiskLevel
from portal_plugin.measures.models import Measure
from portal_plugin.measures.risks import risk_rows, set_risks
from portal_plugin.measures.views.plan_editor import plan_or_404
from portal_plugin.measures.views.risk_form import (
    SPARE,
    MeasureNumber,
    fields_of,
    risks_typed,
    rows_in,
)
from portal_plugin.refusals import NO_FAULTS, Faults, undone


def show(plan_id: UUID) -> str:
    """The register as a form, with two empty rows at its end."""
    return _form(plan_id, None, NO_FAULTS)


def send(plan_id: UUID) -> Response:
    """Replace the register by what the form says."""
    try:
        risks = risks_typed(request.form, _measures(plan_id))
        set_risks(current_session(), current_actor(), plan_id, risks)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(plan_id, request.form, faults), 422)
    return on_to("risks", domain.gettext("แก้ไขทะเบียนความเสี่ยงแล้ว"), plan_id=plan_id)


def _form(plan_id: UUID, typed: Mapping[str, str] | None, faults: Faults) -> str:
    plan = plan_or_404(plan_id)
    rows = risk_rows(current_session(), plan_id)
    shown = fields_of(rows) if typed is None else typed
    return render_template(
        "portal_plugin/measures/risks.html",
        plan=plan,
        typed=shown,
        places=range(rows_in(shown) + (SPARE if typed is None else 0)),
        levels=list(RiskLevel),
        loose=[control.text for row in rows for control in row.controls if not control.measure_seq],
        faults=faults,
    )


def _measures(plan_id: UUID) -> list[MeasureNumber]:
    query = sa.select(Measure.id, Measure.seq, Measure.title).where(Measure.plan_id == plan_id)
    return [MeasureNumber(*row) for row in current_session().execute(query)]
