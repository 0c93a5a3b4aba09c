"""The money of one measure in one fiscal year: planned, in the ordinance, paid."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.config.catalogue import lao_words
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session, current_tenant
from portal_plugin.language import domain
from portal_plugin.measures.budgets import EDITABLE_STATES, BudgetInput, set_budget
from portal_plugin.measures.measure_detail import measure_detail
from portal_plugin.measures.report_rows import BudgetRow
from portal_plugin.measures.views.looking import year_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.said import said
from portal_plugin.thai import arabic_digits

_AMOUNTS = ("plan_amount", "ordinance_amount", "paid_amount")


def show(measure_id: UUID, fiscal_year: int) -> str:
    """The form, filled with the amounts that stand now."""
    return _form(measure_id, fiscal_year, None, NO_FAULTS)


def send(measure_id: UUID, fiscal_year: int) -> Response:
    """Set the amounts; what looks wrong without being forbidden is said afterwards (R3)."""
    year = year_of(fiscal_year)
    try:
        given = _typed(request.form)
        warnings = set_budget(current_session(), current_actor(), measure_id, year, given)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(measure_id, year, request.form, faults), 422)
    sentences = [domain.gettext("ปรับงบประมาณแล้ว"), *(said(each.message) for each in warnings)]
    kind = "doing" if warnings else "done"
    return on_to("measure", " ".join(sentences), kind, measure_id=measure_id, year=year)


def _form(
    measure_id: UUID, fiscal_year: int, typed: Mapping[str, str] | None, faults: Faults
) -> str:
    detail = measure_detail(current_session(), measure_id, year_of(fiscal_year))
    return render_template(
        "portal_plugin/measures/budget.html",
        detail=detail,
        typed=_as_typed(detail.measure.budget(fiscal_year)) if typed is None else typed,
        faults=faults,
        plan_is_fixed=detail.plan.state not in EDITABLE_STATES,
        ordinance_word=said(lao_words(current_tenant().type)["ordinance"]),
    )


def _as_typed(line: BudgetRow | None) -> dict[str, str]:
    if line is None:
        return {}
    amounts = {name: getattr(line, name) for name in _AMOUNTS}
    typed = {name: "" if amount is None else str(amount) for name, amount in amounts.items()}
    return typed | ({"in_ordinance": "1"} if line.in_ordinance else {})


def _typed(form: Mapping[str, str]) -> BudgetInput:
    breaches: list[Breach] = []
    amounts = {name: _baht(name, form.get(name, ""), breaches) for name in _AMOUNTS}
    if breaches:
        raise RuleBroken(breaches)
    return BudgetInput(
        plan_amount=amounts["plan_amount"] or 0,
        ordinance_amount=amounts["ordinance_amount"],
        in_ordinance=bool(form.get("in_ordinance")),
        paid_amount=amounts["paid_amount"],
    )


def _baht(name: str, text: str, breaches: list[Breach]) -> int | None:
    """Whole baht as typed, with Thai digits or thousands separators or not; None when empty."""
    digits = arabic_digits(text).replace(",", "").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= 15:
        return int(digits)
    if digits:
        sentence = domain.gettext("กรุณาใส่จำนวนเงินเป็นบาทเต็ม เช่น 50000")
        breaches.append(Breach("R3", name, sentence))
    return None
