"""The list of complaints that a working day begins with."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, url_for

from portal_plugin import clock
from portal_plugin.complaints.codes import State
from portal_plugin.complaints.due import OPEN_DUES, Due
from portal_plugin.complaints.queries import complaint_list, departments, duty
from portal_plugin.complaints.states import GONE
from portal_plugin.complaints.views.words import words
from portal_plugin.guard import current_actor, current_session, current_tenant
from portal_plugin.thai import FISCAL_YEARS, fiscal_year_of

_ALL = "all"
_FILTERS = ("q", "state", "topic", "department", "due", "year", "who")
_YEARS_BACK = 5
_Code = TypeVar("_Code", State, Due)


def show() -> str:
    """What has to be done, or with `?view=all` everything; filtered and searched by address."""
    session, actor = current_session(), current_actor()
    asked = {name: request.args.get(name, "") for name in _FILTERS}
    everything = request.args.get("view") == _ALL
    found = complaint_list(
        session,
        actor,
        open_only=not everything,
        state=_code(State, asked["state"]),
        topic=asked["topic"] or None,
        department_id=_id(asked["department"]),
        officer_id=actor.id if asked["who"] == "me" else None,
        due=_code(Due, asked["due"]),
        words=asked["q"],
        fiscal_year=_year(asked["year"]),
        page=_page(),
    )
    present = fiscal_year_of(clock.today())
    return render_template(
        "portal_plugin/complaints/work/list.html",
        found=found,
        everything=everything,
        asked=asked,
        filtered=any(asked.values()),
        address=_address,
        page_address=_address(page="{page}").replace("%7Bpage%7D", "{page}"),
        duty=duty(session, actor),
        departments=departments(session),
        dues=OPEN_DUES,
        states=[state for state in State if state not in GONE],
        years=range(present, present - _YEARS_BACK, -1),
        **words(),
    )


def _address(**changed: str) -> str:
    """This list with other filters; an empty value leaves one out, and pages begin anew."""
    kept = {name: request.args.get(name, "") for name in (*_FILTERS, "view")}
    query = urlencode({name: value for name, value in (kept | changed).items() if value})
    where = url_for("portal_plugin.complaints", space=current_tenant().code)
    return f"{where}?{query}" if query else where


def _code(kind: type[_Code], text: str) -> _Code | None:
    try:
        return kind(text)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _year(text: str) -> int | None:
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return year if year in FISCAL_YEARS else None


def _page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
