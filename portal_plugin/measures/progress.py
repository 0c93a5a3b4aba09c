"""Reporting progress on a measure or a step: append-only, and never silently over another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.errors import OVERTAKEN, Breach, RuleBroken
from portal_plugin.measures import selects
from portal_plugin.measures.codes import Reason, RoundCode, RoundState, Status
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.loading import entry_row
from portal_plugin.measures.models import (
    Indicator,
    Measure,
    Plan,
    ProgressEntry,
    Reopening,
    Round,
    Step,
)
from portal_plugin.measures.progress_rules import (
    content_breaches,
    needs_reason,
    reopening_breaches,
)
from portal_plugin.measures.report_rows import EntryRow
from portal_plugin.measures.responsibility import check_responsible, locked_measure
from portal_plugin.measures.rounds import locked_round
from portal_plugin.measures.standing import ROUND_ORDER, Standing, effective, standing
from portal_plugin.statistics.topic_counts import of_channel
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, tidy_items

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ProgressInput:
    """One report. `step_id` None reports on the measure as a whole.

    `seen_entry_id` is the entry the form was based on: the newest one of the same measure and
    step that stands in the round (`standing_entry`), None when there was none. `reason` counts
    only with CANNOT_PROCEED and NOT_STARTED. `indicator_values` maps an indicator's id (as text)
    to the value reached.
    """

    measure_id: UUID
    round_id: UUID
    status: Status
    step_id: UUID | None = None
    results: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    problems: str = ""
    solution: str = ""
    reason: Reason | None = None
    reason_text: str = ""
    remark: str = ""
    indicator_values: Mapping[str, str] = field(default_factory=dict)
    seen_entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry that was written and where its measure stands now."""

    entry_id: UUID
    standing: Standing


def record_progress(session: TenantSession, actor: Actor, given: ProgressInput) -> Recorded:
    """Write one progress entry under rules R4-R7.

    Raises `NotFound` for a measure, step or round the tenant does not have, and `RuleBroken`
    with every rule that was not kept; nothing is written then.
    """
    measure = locked_measure(session, given.measure_id)
    period = locked_round(session, given.round_id, share=True)
    check_responsible(session, actor, measure)
    given = _tidied(given)
    steps = _steps(session, given)
    entries = year_entries(session, measure.id, period.fiscal_year)
    breaches = [
        *_round_breaches(session, measure, period, entries),
        *content_breaches(given, period.code),
        *_indicator_breaches(session, given),
        *_overtaken(given, entries, period.code),
        *reopening_breaches(
            given, entries, steps, period.code, last_reopening(session, measure.id, period)
        ),
    ]
    if breaches:
        raise RuleBroken(breaches)
    entry_id = _write(session, actor, given, entries)
    audit.record(
        session,
        actor,
        "progress.record",
        "measure",
        measure.id,
        entry=str(entry_id),
        round=period.code.value,
        fiscal_year=period.fiscal_year,
        status=given.status.value,
    )
    session.flush()
    now = year_entries(session, measure.id, period.fiscal_year)
    return Recorded(entry_id, standing(now, steps, period.code))


def reopen_measure(
    session: TenantSession, actor: Actor, measure_id: UUID, fiscal_year: int, reason: str
) -> UUID:
    """Log the leave to move a measure and its steps back from DONE in a fiscal year (R6).

    Returns the reopening's id. Raises `NotFound`; `RuleBroken` without a reason, or when nothing
    of the measure is DONE or it was reopened already.
    """
    measure = locked_measure(session, measure_id)
    reason = tidy(reason)
    if not reason:
        raise RuleBroken.single("R6", "reason", "กรุณาเขียนเหตุผลที่เปิดให้แก้ไขสถานะอีกครั้ง")
    entries = year_entries(session, measure.id, fiscal_year)
    done = [
        entry
        for entry in effective(entries, RoundCode.TWELVE_MONTHS)
        if entry.status is Status.DONE
    ]
    if not done:
        raise RuleBroken.single(
            "R6", "", "มาตรการนี้ยังไม่มีสถานะดำเนินการเรียบร้อยแล้ว รายงานได้โดยไม่ต้องเปิดอีกครั้ง"
        )
    earlier = _reopened_at(session, measure.id, fiscal_year)
    if earlier is not None and all(entry.entered_at < earlier for entry in done):
        raise RuleBroken.single("R6", "", "มาตรการนี้เปิดให้แก้ไขอยู่แล้ว รายงานใหม่ได้ทันที")
    row = Reopening(
        id=new_id(),
        measure_id=measure.id,
        fiscal_year=fiscal_year,
        reason=reason,
        reopened_by=actor.name,
        reopened_at=_after(entries),
    )
    session.add(row)
    audit.record(session, actor, "measure.reopen", "measure", measure.id, fiscal_year=fiscal_year)
    session.flush()
    return row.id


def year_entries(session: TenantSession, measure_id: UUID, fiscal_year: int) -> list[EntryRow]:
    """Every entry on a measure and its steps in a fiscal year, oldest first, no evidence."""
    found = session.execute(
        selects.entries_where(
            ProgressEntry.measure_id == measure_id, Round.fiscal_year == fiscal_year
        )
    )
    return [entry_row(row) for row in found]


def standing_entry(
    entries: Sequence[EntryRow], step_id: UUID | None, code: RoundCode
) -> EntryRow | None:
    """The entry a form on this measure or step starts from: its id is `seen_entry_id`."""
    return next((one for one in effective(entries, code) if one.step_id == step_id), None)


def last_reopening(session: TenantSession, measure_id: UUID, period: Round) -> datetime | None:
    """When the measure was last reopened in the round's fiscal year."""
    return _reopened_at(session, measure_id, period.fiscal_year)


def _reopened_at(session: TenantSession, measure_id: UUID, year: int) -> datetime | None:
    return session.scalar(
        sa.select(sa.func.max(Reopening.reopened_at)).where(
            Reopening.measure_id == measure_id, Reopening.fiscal_year == year
        )
    )


def _tidied(given: ProgressInput) -> ProgressInput:
    reason = given.reason if needs_reason(given.status) else None
    return replace(
        given,
        results=tidy_items(given.results),
        outcomes=tidy_items(given.outcomes),
        problems=tidy(given.problems),
        solution=tidy(given.solution),
        reason=reason,
        reason_text=tidy(given.reason_text) if reason else "",
        remark=tidy(given.remark),
        indicator_values={
            key: tidy(value) for key, value in given.indicator_values.items() if tidy(value)
        },
    )


def _steps(session: TenantSession, given: ProgressInput) -> dict[UUID, str]:
    found = session.execute(
        sa.select(Step.id, Step.path).where(Step.measure_id == given.measure_id)
    )
    steps = {row.id: row.path for row in found}
    if given.step_id is not None and given.step_id not in steps:
        raise NotFound("ขั้นตอน")
    return steps


def _round_breaches(
    session: TenantSession, measure: Measure, period: Round, entries: Sequence[EntryRow]
) -> list[Breach]:
    if period.state is not RoundState.OPEN:
        return [Breach("ROUND", "", "รอบรายงานนี้ปิดแล้ว กรุณาให้เจ้าหน้าที่แผนเปิดรอบก่อนรายงาน")]
    first, last = session.execute(
        sa.select(Plan.year_from, Plan.year_to).where(Plan.id == measure.plan_id)
    ).one()
    if not first <= period.fiscal_year <= last:
        return [Breach("R1", "", "รอบรายงานนี้อยู่นอกปีของแผน กรุณาเลือกรอบในปีของแผน")]
    if any(ROUND_ORDER[entry.round_code] > ROUND_ORDER[period.code] for entry in entries):
        return [Breach("ROUND", "", "มาตรการนี้รายงานรอบถัดไปแล้ว กรุณารายงานในรอบล่าสุด")]
    return []


def _indicator_breaches(session: TenantSession, given: ProgressInput) -> list[Breach]:
    if not given.indicator_values:
        return []
    rows = session.execute(
        sa.select(Indicator.id, Indicator.complaint_topic).where(
            Indicator.measure_id == given.measure_id
        )
    )
    # Where the channel counts too, its part may be hidden: people then enter the number, and the
    # report takes it only while it is.
    counted = {
        str(row.id): row.complaint_topic is not None and not of_channel(row.complaint_topic)
        for row in rows
    }
    if not set(given.indicator_values) <= set(counted):
        sentence = "มีตัวชี้วัดที่ไม่ใช่ของมาตรการนี้ กรุณาเปิดแบบรายงานใหม่"
    elif any(counted[key] for key in given.indicator_values):
        sentence = "ระบบนับตัวชี้วัดนี้จากเรื่องร้องเรียน จึงกรอกเองไม่ได้ กรุณาเปิดแบบรายงานใหม่"
    else:
        return []
    return [Breach("INDICATOR", "indicator_values", sentence)]


def _overtaken(given: ProgressInput, entries: Sequence[EntryRow], code: RoundCode) -> list[Breach]:
    latest = standing_entry(entries, given.step_id, code)
    if given.seen_entry_id == (latest.id if latest else None):
        return []
    who = f"{latest.entered_by} " if latest else ""
    return [
        Breach(
            OVERTAKEN,
            "seen_entry_id",
            f"{who}รายงานเรื่องนี้ไปแล้วระหว่างที่ท่านกรอก กรุณาอ่านรายงานล่าสุด แล้วส่งอีกครั้งหากยังต้องการ",
        )
    ]


def _write(
    session: TenantSession, actor: Actor, given: ProgressInput, entries: Sequence[EntryRow]
) -> UUID:
    row = ProgressEntry(
        id=new_id(),
        measure_id=given.measure_id,
        step_id=given.step_id,
        round_id=given.round_id,
        department_id=actor.department_id,
        status=given.status,
        results=list(given.results),
        outcomes=list(given.outcomes),
        problems=given.problems,
        solution=given.solution,
        reason=given.reason,
        reason_text=given.reason_text,
        remark=given.remark,
        indicator_values=dict(given.indicator_values),
        entered_by=actor.name,
        entered_at=_after(entries),
    )
    session.add(row)
    return row.id


def _after(entries: Sequence[EntryRow]) -> datetime:
    """Now, and later than every entry there is: clocks of two servers may disagree."""
    latest = max((entry.entered_at for entry in entries), default=None)
    now = clock.now()
    return now if latest is None or now > latest else latest + _TICK
