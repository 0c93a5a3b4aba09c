"""Reporting rounds: opened once, moved only forward, closed by hand (R1, R2, R10)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.config.catalogue import BUDDHIST_ERA, CatalogueGap, RoundDates, round_dates
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.measures.codes import RoundCode, RoundState
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Round
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession


def open_round(
    session: TenantSession,
    actor: Actor,
    fiscal_year: int,
    code: RoundCode | str,
    dates: RoundDates | None = None,
) -> Round:
    """Open a round of a Buddhist fiscal year; one that exists is returned as it is.

    Window and due days come from the catalogue unless `dates` are given. Two callers at once
    open one round. Raises `RuleBroken` for an unknown round or year and for dates that cannot be.
    """
    code = _code(code)
    dates = dates or _catalogue_dates(fiscal_year, code)
    _check_dates(fiscal_year, dates)
    opened = session.execute(
        insert(Round)
        .values(
            id=new_id(),
            fiscal_year=fiscal_year,
            code=code,
            starts=dates.starts,
            ends=dates.ends,
            internal_due=dates.internal_due,
            national_due=dates.national_due,
            state=RoundState.OPEN,
            opened_at=clock.now(),
            opened_by=actor.name,
        )
        .on_conflict_do_nothing()
        .returning(Round.id)
    ).scalar()
    if opened is not None:
        audit.record(
            session, actor, "round.open", "round", opened, fiscal_year=fiscal_year, code=code.value
        )
    return round_by(session, fiscal_year, code)


def reschedule_round(
    session: TenantSession, actor: Actor, round_id: UUID, *, internal_due: date, national_due: date
) -> Round:
    """Move the due days of a round (R10). Raises `NotFound`, `RuleBroken`."""
    row = locked_round(session, round_id)
    dates = RoundDates(row.starts, row.ends, internal_due, national_due)
    _check_dates(row.fiscal_year, dates)
    audit.record(
        session,
        actor,
        "round.reschedule",
        "round",
        row.id,
        internal_due=[row.internal_due.isoformat(), internal_due.isoformat()],
        national_due=[row.national_due.isoformat(), national_due.isoformat()],
    )
    row.internal_due, row.national_due = internal_due, national_due
    session.flush()
    return row


def close_round(session: TenantSession, actor: Actor, round_id: UUID) -> Round:
    """Take no further entries. A round that is past OPEN is returned as it is."""
    row = locked_round(session, round_id)
    if row.state is RoundState.OPEN:
        row.state = RoundState.CLOSED
        audit.record(session, actor, "round.close", "round", row.id)
        session.flush()
    return row


def reopen_round(session: TenantSession, actor: Actor, round_id: UUID, reason: str) -> Round:
    """Take entries again, for a correction. Raises `RuleBroken` without a reason."""
    if not reason.strip():
        raise RuleBroken.single("ROUND", "reason", "กรุณาเขียนเหตุผลที่เปิดรอบอีกครั้ง")
    row = locked_round(session, round_id)
    if row.state is not RoundState.OPEN:
        audit.record(
            session, actor, "round.reopen", "round", row.id, was=row.state.value, reason=reason
        )
        row.state = RoundState.OPEN
        session.flush()
    return row


def round_by(session: TenantSession, fiscal_year: int, code: RoundCode | str) -> Round:
    """The round of a year. Raises `NotFound` when it was never opened."""
    wanted = _code(code)
    row = session.scalars(
        sa.select(Round)
        .where(Round.fiscal_year == fiscal_year, Round.code == wanted)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound(f"รอบ {wanted} ของปีงบประมาณ {fiscal_year} ให้เปิดรอบก่อน")
    return row


def list_rounds(session: TenantSession, fiscal_year: int | None = None) -> list[Round]:
    """Rounds, newest year first and in their order within a year."""
    query = sa.select(Round).order_by(Round.fiscal_year.desc(), Round.ends)
    if fiscal_year is not None:
        query = query.where(Round.fiscal_year == fiscal_year)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def locked_round(session: TenantSession, round_id: UUID, *, share: bool = False) -> Round:
    """The round, held until the end of the transaction: shared by reporters, alone by a change.

    Raises `NotFound`.
    """
    row = session.scalars(
        sa.select(Round)
        .where(Round.id == round_id)
        .with_for_update(read=share)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("รอบรายงาน")
    return row


def _code(code: RoundCode | str) -> RoundCode:
    try:
        return RoundCode(code)
    except ValueError:
        raise RuleBroken.single("R2", "code", "กรุณาเลือกรอบ 6M หรือ 12M") from None


def _catalogue_dates(fiscal_year: int, code: RoundCode) -> RoundDates:
    try:
        return round_dates(fiscal_year, code.value)
    except CatalogueGap:
        raise RuleBroken.single("R1", "fiscal_year", "กรุณาระบุปีงบประมาณเป็นปี พ.ศ. เช่น 2566") from None


def _check_dates(fiscal_year: int, dates: RoundDates) -> None:
    breaches = []
    year = fiscal_year - BUDDHIST_ERA
    if not 1957 <= year <= 2156:
        raise RuleBroken.single("R1", "fiscal_year", "กรุณาระบุปีงบประมาณเป็นปี พ.ศ. เช่น 2566")
    if not date(year - 1, 10, 1) <= dates.starts < dates.ends <= date(year, 9, 30):
        sentence = "ช่วงเวลาของรอบต้องอยู่ในปีงบประมาณ กรุณาแก้วันเริ่มหรือวันสิ้นสุด"
        breaches.append(Breach("R1", "starts", sentence))
    if dates.internal_due <= dates.starts:
        sentence = "วันส่งภายในต้องอยู่หลังวันเริ่มรอบ กรุณาแก้วันส่ง"
        breaches.append(Breach("R10", "internal_due", sentence))
    if dates.national_due < dates.internal_due:
        sentence = "วันส่งระบบกลางต้องไม่ก่อนวันส่งภายใน กรุณาแก้วันส่ง"
        breaches.append(Breach("R10", "national_due", sentence))
    if breaches:
        raise RuleBroken(breaches)
