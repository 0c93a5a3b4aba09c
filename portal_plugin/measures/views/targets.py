"""The yearly targets of a plan."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import Response, make_response, render_template, request

from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.models import PlanTarget
from portal_plugin.measures.report_rows import PlanRow
from portal_plugin.measures.risks import TargetText, set_targets
from portal_plugin.measures.views.plan_editor import plan_or_404
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.thai import arabic_digits

_SPARE = 2
_MOST_ROWS = 40


def show(plan_id: UUID) -> str:
    """The targets as a form, with two empty rows at its end."""
    return _form(plan_id, None, NO_FAULTS)


def send(plan_id: UUID) -> Response:
    """Replace the targets by what the form says; a row without a name is left out."""
    plan = plan_or_404(plan_id)
    try:
        targets = [
            _target(request.form, place, plan)
            for place in range(_rows_in(request.form))
            if request.form.get(f"name-{place}", "").strip()
        ]
        set_targets(current_session(), current_actor(), plan_id, targets)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(plan_id, request.form, faults), 422)
    return on_to("targets", domain.gettext("แก้ไขค่าเป้าหมายแล้ว"), plan_id=plan_id)


def _form(plan_id: UUID, typed: Mapping[str, str] | None, faults: Faults) -> str:
    plan = plan_or_404(plan_id)
    query = sa.select(PlanTarget).where(PlanTarget.plan_id == plan_id)
    rows = current_session().scalars(query.order_by(PlanTarget.position)).all()
    shown = _fields_of(rows) if typed is None else typed
    return render_template(
        "portal_plugin/measures/targets.html",
        plan=plan,
        typed=shown,
        places=range(_rows_in(shown) + (_SPARE if typed is None else 0)),
        faults=faults,
    )


def _fields_of(targets: Sequence[PlanTarget]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for place, target in enumerate(targets):
        typed[f"name-{place}"] = target.name
        typed[f"unit-{place}"] = target.unit
        typed[f"base-{place}"] = str(target.base_year or "")
        for year, value in target.values.items():
            typed[f"value-{place}-{year}"] = f"{value:g}"
    return typed


def _target(typed: Mapping[str, str], place: int, plan: PlanRow) -> TargetText:
    years = range(plan.year_from, plan.year_to + 1)
    values = {year: _number(typed, f"value-{place}-{year}") for year in years}
    base = _number(typed, f"base-{place}")
    return TargetText(
        name=typed.get(f"name-{place}", ""),
        values={year: value for year, value in values.items() if value is not None},
        unit=typed.get(f"unit-{place}", ""),
        base_year=int(base) if base is not None and 2400 <= base <= 2699 else None,
    )


def _number(typed: Mapping[str, str], field: str) -> float | None:
    """Raises `RuleBroken` for what is no number."""
    text = arabic_digits(typed.get(field, "")).replace(",", "").strip()
    if not text:
        return None
    if len(text) > 15 or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise RuleBroken.single("PLAN", field, domain.gettext("กรุณาใส่เป็นตัวเลข เช่น 10 หรือ 85.5"))
    number = float(text)
    return number if math.isfinite(number) else None


def _rows_in(typed: Mapping[str, str]) -> int:
    places = [
        int(name.removeprefix("name-")) for name in typed if re.fullmatch(r"name-[0-9]{1,2}", name)
    ]
    return min(max(places, default=-1) + 1, _MOST_ROWS)
