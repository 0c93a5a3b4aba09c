"""The ITA result of a year: its scores, its issues, and the measures that answer them (R8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.ita import ItaResult, link_issue, record_assessment
from portal_plugin.measures.ita_indicators import INDICATOR_NAMES, instrument_of
from portal_plugin.measures.ita_standing import ItaStanding, answering_measures, ita_standing
from portal_plugin.measures.views.looking import year_of
from portal_plugin.measures.views.progress_form import uuid_or_none
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.thai import arabic_digits

_PARTS = ("total", "iit", "eit", "oit")


def show(fiscal_year: int) -> str:
    """The result of a Buddhist fiscal year as a form, and its issues with their measures."""
    return _form(year_of(fiscal_year), None, NO_FAULTS)


def send(fiscal_year: int) -> Response:
    """Set the result by what the form says; links of issues that stay are kept."""
    year = year_of(fiscal_year)
    try:
        record_assessment(current_session(), current_actor(), year, _typed(request.form))
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(year, request.form, faults), 422)
    return on_to("ita_result", domain.gettext("แก้ไขผล ITA แล้ว"), fiscal_year=year)


def link(fiscal_year: int, issue_id: UUID) -> Response:
    """Say which measures answer an issue: the field `measures`, several."""
    asked = map(uuid_or_none, request.form.getlist("measures"))
    chosen = [measure_id for measure_id in asked if measure_id is not None]
    link_issue(current_session(), current_actor(), issue_id, chosen)
    return on_to("ita_result", domain.gettext("เชื่อมมาตรการแล้ว"), fiscal_year=year_of(fiscal_year))


def _form(year: int, typed: Mapping[str, str] | None, faults: Faults) -> str:
    session = current_session()
    standing = ita_standing(session, year)
    return render_template(
        "portal_plugin/measures/ita.html",
        year=year,
        standing=standing,
        typed=_fields_of(standing) if typed is None else typed,
        indicators=[
            (number, name, instrument_of(number)) for number, name in INDICATOR_NAMES.items()
        ],
        measures=answering_measures(session, year),
        faults=faults,
    )


def _fields_of(standing: ItaStanding | None) -> dict[str, str]:
    if standing is None:
        return {}
    typed = {name: _written(getattr(standing, name)) for name in _PARTS}
    typed["level"] = standing.level or ""
    for number, score in standing.scores.items():
        typed[f"score-{number}"] = _written(score)
    for number in INDICATOR_NAMES:
        of_number = [issue.text for issue in standing.issues if issue.indicator_number == number]
        typed[f"issues-{number}"] = "\n".join(of_number)
    return typed


def _typed(form: Mapping[str, str]) -> ItaResult:
    scores = {number: _score(form, f"score-{number}") for number in INDICATOR_NAMES}
    return ItaResult(
        **{name: _score(form, name) for name in _PARTS},
        level=form.get("level", "").strip()[:80] or None,
        scores={number: score for number, score in scores.items() if score is not None},
        issues={
            number: [line.strip() for line in form.get(f"issues-{number}", "").splitlines()]
            for number in INDICATOR_NAMES
        },
    )


def _score(form: Mapping[str, str], field: str) -> Decimal | None:
    """A score of 0 to 100 with at most two decimals. Raises `RuleBroken` for anything else."""
    text = arabic_digits(form.get(field, "")).strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text) or Decimal(text) > 100:
        sentence = domain.gettext("กรุณาใส่คะแนน 0 ถึง 100 เช่น 85.25")
        raise RuleBroken.single("ITA", field, sentence)
    return Decimal(text)


def _written(score: Decimal | None) -> str:
    return "" if score is None else format(score, "f")
