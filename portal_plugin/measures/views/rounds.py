"""Rounds: opened, watched, closed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.queries import plans
from portal_plugin.measures.round_overview import round_overview
from portal_plugin.measures.rounds import (
    close_round,
    list_rounds,
    open_round,
    reopen_round,
    round_by,
)
from portal_plugin.measures.views.looking import present_year, round_code_of, year_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.thai import arabic_digits


def show_all() -> str:
    """Every round, and the form that opens one."""
    return _list({}, NO_FAULTS)


def open_one() -> Response:
    """Open a round of a Buddhist fiscal year; one that is open already stays as it is."""
    year = arabic_digits(request.form.get("fiscal_year", "")).strip()
    number = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
    try:
        row = open_round(current_session(), current_actor(), number, request.form.get("code", ""))
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_list(request.form, faults), 422)
    sentence = domain.gettext("เปิดรอบรายงานแล้ว")
    return on_to("round", sentence, fiscal_year=row.fiscal_year, round_code=row.code.value)


def show(fiscal_year: int, round_code: str) -> str:
    """One round: which departments have reported, which are late."""
    period = round_overview(current_session(), _round_id(fiscal_year, round_code))
    return render_template("portal_plugin/measures/round.html", period=period, faults=NO_FAULTS)


def close(fiscal_year: int, round_code: str) -> Response:
    """Take no further entries."""
    row = close_round(current_session(), current_actor(), _round_id(fiscal_year, round_code))
    sentence = domain.gettext("ปิดรอบแล้ว หน่วยงานส่งผลเพิ่มไม่ได้จนกว่าจะเปิดรอบอีกครั้ง")
    return on_to("round", sentence, fiscal_year=row.fiscal_year, round_code=row.code.value)


def reopen(fiscal_year: int, round_code: str) -> Response:
    """Take entries again, for a correction."""
    reason = request.form.get("reason", "")
    round_id = _round_id(fiscal_year, round_code)
    try:
        reopen_round(current_session(), current_actor(), round_id, reason)
    except RuleBroken as broken:
        faults = undone(broken)
        period = round_overview(current_session(), round_id)
        page = render_template("portal_plugin/measures/round.html", period=period, faults=faults)
        return make_response(page, 422)
    sentence = domain.gettext("เปิดรอบอีกครั้งแล้ว หน่วยงานส่งผลได้")
    return on_to("round", sentence, fiscal_year=fiscal_year, round_code=round_code)


def _round_id(fiscal_year: int, round_code: str) -> UUID:
    return round_by(current_session(), year_of(fiscal_year), round_code_of(round_code)).id


def _list(typed: Mapping[str, str], faults: Faults) -> str:
    session = current_session()
    rounds = list_rounds(session)
    return render_template(
        "portal_plugin/measures/rounds.html",
        rounds=rounds,
        overviews={row.id: round_overview(session, row.id) for row in rounds[:4]},
        has_plan=bool(plans(session)),
        typed={"fiscal_year": str(present_year(rounds)), "code": "6M"} | dict(typed),
        faults=faults,
    )
