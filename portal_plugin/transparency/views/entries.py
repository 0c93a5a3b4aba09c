"""Where an officer corrects the OIT catalogue of a year and adds what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import clock
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.queries import departments
from portal_plugin.measures.views.looking import year_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.statistics.views.asked import only_of_municipalities
from portal_plugin.thai import arabic_digits, fiscal_year_of
from portal_plugin.transparency.index import OitIndex, index_years, oit_index
from portal_plugin.transparency.index_entries import EntryText, drop_entry, keep_entry
from portal_plugin.transparency.views.leading import served

_FIELDS = ("topic", "number", "title", "href", "dated", "department", "person", "note")


def show(fiscal_year: int) -> str:
    """The year's items, and the form of one of them (`?topic=`) or of a further one."""
    only_of_municipalities()
    index = oit_index(current_session(), year_of(fiscal_year), served())
    return _page(index, _as_typed(index, request.args.get("topic", "")), NO_FAULTS)


def keep(fiscal_year: int) -> Response:
    """Keep what was typed, or let the catalogue alone speak again."""
    only_of_municipalities()
    year, topic = year_of(fiscal_year), request.form.get("topic", "")
    session, actor = current_session(), current_actor()
    if request.form.get("drop"):
        drop_entry(session, actor, year, topic)
        return on_to("oit_entries", domain.gettext("ลบข้อมูลของหน่วยงานแล้ว"), fiscal_year=year)
    try:
        keep_entry(session, actor, year, topic, _typed(request.form))
    except RuleBroken as broken:
        faults = undone(broken)
        index = oit_index(session, year, served())
        return make_response(_page(index, dict(request.form), faults), 422)
    return on_to("oit_entries", domain.gettext("ปรับรายการแล้ว"), fiscal_year=year)


def _page(index: OitIndex, typed: Mapping[str, str], faults: Faults) -> str:
    present = fiscal_year_of(clock.today())
    years = {index.fiscal_year, present, *index_years(current_session(), present)}
    return render_template(
        "portal_plugin/transparency/entries.html",
        index=index,
        years=sorted(years, reverse=True),
        typed=typed,
        line=next((one for one in index.lines if one.topic == typed.get("topic")), None),
        faults=faults,
        fields=_FIELDS,
        departments=departments(current_session()),
    )


def _as_typed(index: OitIndex, topic: str) -> dict[str, str]:
    """The entry of a topic as its form shows it; nothing for a further item."""
    line = next((one for one in index.lines if one.topic == topic), None)
    if line is None:
        return {}
    entry = line.entry
    if entry is None:
        return {"topic": topic}
    return {
        "topic": topic,
        "number": entry.number,
        "title": entry.title,
        "href": entry.href,
        "dated": entry.dated.isoformat() if entry.dated else "",
        "department": str(entry.department_id or ""),
        "person": entry.person,
        "note": entry.note,
    }


def _typed(form: Mapping[str, str]) -> EntryText:
    return EntryText(
        number=form.get("number", ""),
        title=form.get("title", ""),
        href=form.get("href", ""),
        dated=_day(form.get("dated", "")),
        department_id=_department(form.get("department", "")),
        person=form.get("person", ""),
        note=form.get("note", ""),
    )


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(arabic_digits(text.strip()))
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกวันที่ให้ถูกต้อง")
        raise RuleBroken([Breach("OIT", "dated", sentence)]) from None


def _department(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
