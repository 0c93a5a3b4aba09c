"""The rules of a progress report (R4, R6), apart from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from portal_plugin.errors import Breach
from portal_plugin.measures.codes import Reason, RoundCode, Status
from portal_plugin.measures.standing import Reported, effective, standing
from portal_plugin.texts import LONGEST_LINE, too_long, too_many

_WITH_REASON = frozenset({Status.CANNOT_PROCEED, Status.NOT_STARTED})


class Report(Protocol):
    """What the rules look at in a report."""

    @property
    def status(self) -> Status: ...
    @property
    def step_id(self) -> UUID | None: ...
    @property
    def results(self) -> Sequence[str]: ...
    @property
    def outcomes(self) -> Sequence[str]: ...
    @property
    def problems(self) -> str: ...
    @property
    def solution(self) -> str: ...
    @property
    def reason(self) -> Reason | None: ...
    @property
    def reason_text(self) -> str: ...
    @property
    def remark(self) -> str: ...
    @property
    def indicator_values(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class _New:
    """The entry that a report would become: newer than all others."""

    id: UUID
    step_id: UUID | None
    round_code: RoundCode
    status: Status
    entered_at: datetime


def needs_reason(status: Status) -> bool:
    """Whether a reason can belong to this status at all."""
    return status in _WITH_REASON


def content_breaches(given: Report, code: RoundCode) -> list[Breach]:
    """What R4 asks of a report, and the limits of its texts."""
    breaches = [
        *too_many("results", list(given.results)),
        *too_many("outcomes", list(given.outcomes)),
        *too_long("problems", given.problems),
        *too_long("solution", given.solution),
        *too_long("reason_text", given.reason_text, LONGEST_LINE),
        *too_long("remark", given.remark),
    ]
    for value in given.indicator_values.values():
        breaches += too_long("indicator_values", value, LONGEST_LINE)
    if given.status is Status.DONE and not given.results:
        sentence = "สถานะดำเนินการเรียบร้อยแล้วต้องมีผลการดำเนินการอย่างน้อยหนึ่งข้อ กรุณาเขียนผล"
        breaches.append(Breach("R4", "results", sentence))
    if given.reason is None and _must_say_why(given.status, code):
        sentence = (
            "กรุณาเลือกเหตุที่ไม่สามารถดำเนินการได้"
            if given.status is Status.CANNOT_PROCEED
            else "รอบ 12 เดือนยังไม่ดำเนินการ กรุณาเลือกเหตุ"
        )
        breaches.append(Breach("R4", "reason", sentence))
    if given.reason is Reason.OTHER and not given.reason_text:
        breaches.append(Breach("R4", "reason_text", "เลือกเหตุอื่นๆ กรุณาเขียนเหตุ"))
    return breaches


def _must_say_why(status: Status, code: RoundCode) -> bool:
    if status is Status.CANNOT_PROCEED:
        return True
    return status is Status.NOT_STARTED and code is RoundCode.TWELVE_MONTHS


def reopening_breaches(
    given: Report,
    entries: Sequence[Reported],
    steps: Mapping[UUID, str],
    code: RoundCode,
    reopened_at: datetime | None,
) -> list[Breach]:
    """R6: neither the measure nor a step goes back from DONE unless reopened since."""
    if not entries:
        return []
    current = effective(entries, code)
    undone = [
        entry.entered_at
        for entry in current
        if entry.step_id == given.step_id and entry.status is Status.DONE
    ]
    if given.status is Status.DONE:
        undone.clear()
    if _measure_goes_back(given, entries, steps, code):
        undone += [entry.entered_at for entry in current]
    if not undone or (reopened_at is not None and reopened_at > max(undone)):
        return []
    sentence = "เรื่องนี้รายงานว่าดำเนินการเรียบร้อยแล้วในปีนี้ กรุณาให้เจ้าหน้าที่แผนเปิดให้แก้ไขก่อน"
    return [Breach("R6", "status", sentence)]


def _measure_goes_back(
    given: Report, entries: Sequence[Reported], steps: Mapping[UUID, str], code: RoundCode
) -> bool:
    """Whether the report would fold a measure that is DONE back to something else."""
    if standing(entries, steps, code).status is not Status.DONE:
        return False
    last = effective(entries, code)[-1]
    moment = max(entry.entered_at for entry in entries) + timedelta(microseconds=1)
    new = _New(last.id, given.step_id, code, given.status, moment)
    return standing([*entries, new], steps, code).status is not Status.DONE
