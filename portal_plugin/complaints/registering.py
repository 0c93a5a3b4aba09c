"""Writing a new complaint down: number, complaint, event, contact and notices in one statement.

Whoever comes next waits for the row that gives the numbers, from this statement to the commit. So
there is one round trip where the models would make five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.codes import Act, NoticeKind, NoticeState
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintEvent,
    ComplaintNotice,
    ComplaintSeries,
)
from portal_plugin.tenants.base import Base, new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import fiscal_year_of

_COMPLAINT = (
    "id",
    "code_digest",
    "submission_digest",
    "channel",
    "received_at",
    "received_on",
    "topic",
    "subject",
    "detail",
    "place",
    "latitude",
    "longitude",
    "consent_version",
    "state",
    "clock_from",
    "due_on",
)
_EVENT = ("id", "act", "state", "actor_id", "actor_name", "detail", "at", "happened_on")
_CONTACT = ("id", "name", "phone", "email")
_NOTICE = ("state", "next_attempt_at", "made_at")


def register(
    session: TenantSession,
    row: Complaint,
    actor: Actor,
    *,
    files: int,
    contact: Mapping[str, str] | None,
    notices: Sequence[NoticeKind],
) -> str | None:
    """Write a complaint that is in no session yet and give its number ("2569-0001"), the next of
    the fiscal year of its receipt. `files` is how many follow; `contact` is name, phone, email.

    None when a complaint of the same submission was written before, even a moment ago: then
    nothing is written, and no number is lost.
    """
    year = fiscal_year_of(row.received_on)
    number: str | None = session.scalar(
        _REGISTER,
        {
            "series_id": new_id(),
            "year": year,
            **_bound("complaint", _COMPLAINT, {name: getattr(row, name) for name in _COMPLAINT}),
            **_bound("event", _EVENT, _event(row, actor, files)),
            **_bound("contact", _CONTACT, {"id": new_id(), **(contact or _NOBODY)}),
            "has_contact": contact is not None,
            **_bound(
                "notice",
                _NOTICE,
                {
                    "state": NoticeState.PENDING,
                    "next_attempt_at": clock.now(),
                    "made_at": clock.now(),
                },
            ),
            "notice_ids": [new_id() for _ in notices],
            "notice_kinds": [kind.value for kind in notices],
        },
    )
    if number is None:
        session.execute(_GIVE_BACK, {"year": year})
    return number


_NOBODY = {"name": "", "phone": "", "email": ""}


def _event(row: Complaint, actor: Actor, files: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "act": Act.RECEIVED,
        "state": row.state,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "detail": {
            "topic": row.topic,
            "channel": row.channel.value,
            "due_on": row.due_on.isoformat(),
            "files": files,
        },
        "at": clock.now(),
        "happened_on": clock.today(),
    }


def _bound(prefix: str, names: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": values[name] for name in names}


def _table(model: type[Base]) -> sa.Table:
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table


def _columns(
    prefix: str, model: type[Base], names: Sequence[str]
) -> dict[str, sa.ColumnElement[Any]]:
    """A typed parameter for each column, named as `_bound` names its value."""
    columns = _table(model).c
    return {
        name: sa.cast(
            sa.bindparam(f"{prefix}_{name}", type_=columns[name].type), columns[name].type
        )
        for name in names
    }


def _series() -> sa.CTE:
    series = _table(ComplaintSeries)
    return (
        insert(series)
        .values(id=sa.bindparam("series_id"), fiscal_year=sa.bindparam("year"), last=1)
        .on_conflict_do_update(
            index_elements=["tenant_id", "fiscal_year"], set_={"last": series.c.last + 1}
        )
        .returning(series.c.fiscal_year, series.c.last)
        .cte("series")
    )


def _beside(
    model: type[Base], complaint: sa.CTE, given: Mapping[str, sa.ColumnElement[Any]], *only: Any
) -> sa.CTE:
    """An insert that happens where the complaint was written, and `only` holds."""
    chosen = sa.select(complaint.c.id, *given.values()).where(*only)
    inserted = insert(_table(model)).from_select(["complaint_id", *given], chosen)
    return inserted.cte(model.__tablename__)


def _statement() -> sa.Select[str]:
    series = _series()
    last = sa.cast(series.c.last, sa.Text)
    padded = sa.func.lpad(last, sa.func.greatest(4, sa.func.length(last)), "0")
    given = _columns("complaint", Complaint, _COMPLAINT)
    table = _table(Complaint)
    complaint = (
        insert(table)
        .from_select(
            ["number", *given],
            sa.select(
                sa.cast(series.c.fiscal_year, sa.Text) + "-" + padded, *given.values()
            ).select_from(series),
        )
        .on_conflict_do_nothing()
        .returning(table.c.id, table.c.number)
        .cte("complaint_row")
    )
    notices = {
        "id": sa.func.unnest(sa.bindparam("notice_ids", type_=sa.ARRAY(sa.Uuid()))),
        "kind": sa.func.unnest(sa.bindparam("notice_kinds", type_=sa.ARRAY(sa.Text()))),
        **_columns("notice", ComplaintNotice, _NOTICE),
    }
    return sa.select(complaint.c.number).add_cte(
        _beside(ComplaintEvent, complaint, _columns("event", ComplaintEvent, _EVENT)),
        _beside(
            ComplaintContact,
            complaint,
            _columns("contact", ComplaintContact, _CONTACT),
            sa.bindparam("has_contact", type_=sa.Boolean()),
        ),
        _beside(ComplaintNotice, complaint, notices),
    )


_REGISTER = _statement()
_GIVE_BACK = (
    sa.update(_table(ComplaintSeries))
    .where(_table(ComplaintSeries).c.fiscal_year == sa.bindparam("year"))
    .values(last=_table(ComplaintSeries).c.last - 1)
)
