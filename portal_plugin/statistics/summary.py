"""The summary report with problems, obstacles and solutions (C8, product 23).

An officer drafts it, the executive acknowledges it, then it is published. Its figures are a
snapshot: taken at every draft, fixed when it is submitted, never changed after that. A correction
is a new revision with its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.codes import Half, SummaryState
from portal_plugin.complaints.models import ComplaintSummary
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.errors import Breach, Conflict, NotFound, RuleBroken
from portal_plugin.statistics.body import canonical, statistics_body
from portal_plugin.statistics.causes import Recurring, recurring
from portal_plugin.statistics.period import Part, Period
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, too_long

_TEXTS = ("problems", "obstacles", "solutions")


def period_of(fiscal_year: int, half: Half) -> Period:
    """The period that a summary covers. Raises `NotFound` for what is no Buddhist year."""
    try:
        return Period(fiscal_year, Part(half.value))
    except ValueError:
        raise NotFound() from None


def draft(
    session: TenantSession, actor: Actor, fiscal_year: int, half: Half, reason: str = ""
) -> ComplaintSummary:
    """Begin the summary of a period; the one in work is given again.

    Where one was published a new revision begins with its texts, and `reason` must say why.
    Raises `RuleBroken`; `Conflict` when somebody else was faster.
    """
    period = period_of(fiscal_year, half)
    latest = _latest(session, fiscal_year, half)
    if latest is not None and latest.state is not SummaryState.PUBLISHED:
        return latest
    reason = tidy(reason)
    breaches = too_long("reason", reason, LONGEST_LINE)
    if not period.begun(clock.today()):
        breaches.append(Breach("C7", "period", "ช่วงเวลานี้ยังไม่เริ่ม กรุณาเลือกช่วงที่ผ่านมาแล้ว"))
    if latest is not None and not reason:
        breaches.append(Breach("R9", "reason", "กรุณาเขียนเหตุที่แก้ไขรายงานที่เผยแพร่แล้ว"))
    if breaches:
        raise RuleBroken(breaches)
    texts = (
        {name: getattr(latest, name) for name in _TEXTS}
        if latest is not None
        else _suggested(session, actor, period)
    )
    body = statistics_body(session, period)
    written = session.scalar(
        insert(ComplaintSummary)
        .values(
            id=new_id(),
            fiscal_year=fiscal_year,
            period=half,
            revision=(latest.revision if latest else 0) + 1,
            state=SummaryState.DRAFT,
            figures=body,
            sha256=_digest(body),
            reason=reason,
            written_by=actor.name,
            written_at=clock.now(),
            **texts,
        )
        .on_conflict_do_nothing()
        .returning(ComplaintSummary.id)
    )
    if written is None:
        raise Conflict("มีผู้เริ่มรายงานของช่วงนี้เมื่อครู่ กรุณาโหลดหน้าใหม่")
    return _told(session, actor, "draft", _locked(session, written))


def write(
    session: TenantSession,
    actor: Actor,
    summary_id: UUID,
    *,
    problems: str,
    obstacles: str,
    solutions: str,
) -> ComplaintSummary:
    """Write the texts of a draft; its figures become today's. Raises `RuleBroken`, `Conflict`."""
    summary = _in_state(session, summary_id, SummaryState.DRAFT)
    texts = dict(zip(_TEXTS, map(tidy, (problems, obstacles, solutions)), strict=True))
    breaches = [breach for name, text in texts.items() for breach in too_long(name, text)]
    if breaches:
        raise RuleBroken(breaches)
    for name, text in texts.items():
        setattr(summary, name, text)
    summary.written_by, summary.written_at = actor.name, clock.now()
    _take_figures(session, summary)
    return _told(session, actor, "write", summary)


def submit(session: TenantSession, actor: Actor, summary_id: UUID) -> ComplaintSummary:
    """Hand the draft to the executive and fix its figures. Raises `RuleBroken`, `Conflict`."""
    summary = _in_state(session, summary_id, SummaryState.DRAFT)
    missing = {
        "problems": "กรุณาเขียนปัญหาที่พบ หากไม่มีให้เขียนว่าไม่มี",
        "solutions": "กรุณาเขียนแนวทางแก้ไข หากไม่มีให้เขียนว่าไม่มี",
    }
    breaches = [
        Breach("C8", name, sentence)
        for name, sentence in missing.items()
        if not getattr(summary, name)
    ]
    if breaches:
        raise RuleBroken(breaches)
    _take_figures(session, summary)
    summary.state = SummaryState.SUBMITTED
    summary.submitted_by, summary.submitted_at = actor.name, clock.now()
    return _told(session, actor, "submit", summary)


def take_back(session: TenantSession, actor: Actor, summary_id: UUID) -> ComplaintSummary:
    """Make a submitted summary a draft again, before it is acknowledged. Raises `Conflict`."""
    summary = _in_state(session, summary_id, SummaryState.SUBMITTED)
    if summary.acknowledged_at is not None:
        raise _moved_on()
    summary.state = SummaryState.DRAFT
    summary.submitted_by = summary.submitted_at = None
    return _told(session, actor, "take_back", summary)


def acknowledge(session: TenantSession, actor: Actor, summary_id: UUID) -> ComplaintSummary:
    """The executive has read it (C8). Raises `Conflict`."""
    summary = _in_state(session, summary_id, SummaryState.SUBMITTED)
    if summary.acknowledged_at is not None:
        raise _moved_on()
    summary.acknowledged_by, summary.acknowledged_at = actor.name, clock.now()
    return _told(session, actor, "acknowledge", summary)


def publish(session: TenantSession, actor: Actor, summary_id: UUID) -> ComplaintSummary:
    """Show it on the public pages, once acknowledged. Raises `Conflict`."""
    summary = _in_state(session, summary_id, SummaryState.SUBMITTED)
    if summary.acknowledged_at is None:
        raise Conflict("ผู้บริหารยังไม่รับทราบรายงานนี้ เผยแพร่ได้เมื่อผู้บริหารรับทราบแล้ว")
    summary.state = SummaryState.PUBLISHED
    summary.published_by, summary.published_at = actor.name, clock.now()
    return _told(session, actor, "publish", summary)


def summary_of(session: TenantSession, summary_id: UUID) -> ComplaintSummary:
    """One revision. Raises `NotFound`."""
    found = session.get(ComplaintSummary, (session.tenant_id, summary_id))
    if found is None:
        raise NotFound()
    return found


def summaries(session: TenantSession, *, published: bool = False) -> list[ComplaintSummary]:
    """The newest revision of each summary, newest period first; of the published ones alone,
    the newest published."""
    query = sa.select(ComplaintSummary).order_by(
        ComplaintSummary.fiscal_year.desc(),
        ComplaintSummary.period.desc(),
        ComplaintSummary.revision.desc(),
    )
    if published:
        query = query.where(ComplaintSummary.state == SummaryState.PUBLISHED)
    newest: dict[tuple[int, Half], ComplaintSummary] = {}
    for summary in session.scalars(query):
        newest.setdefault((summary.fiscal_year, summary.period), summary)
    return list(newest.values())


def revisions(
    session: TenantSession, fiscal_year: int, half: Half, *, published: bool = False
) -> list[ComplaintSummary]:
    """The revisions of one period, newest first."""
    query = (
        sa.select(ComplaintSummary)
        .where(ComplaintSummary.fiscal_year == fiscal_year, ComplaintSummary.period == half)
        .order_by(ComplaintSummary.revision.desc())
    )
    if published:
        query = query.where(ComplaintSummary.state == SummaryState.PUBLISHED)
    return list(session.scalars(query))


def _latest(session: TenantSession, fiscal_year: int, half: Half) -> ComplaintSummary | None:
    return next(iter(revisions(session, fiscal_year, half)), None)


def _locked(session: TenantSession, summary_id: UUID) -> ComplaintSummary:
    found = session.scalars(
        sa.select(ComplaintSummary)
        .where(ComplaintSummary.id == summary_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _in_state(session: TenantSession, summary_id: UUID, state: SummaryState) -> ComplaintSummary:
    summary = _locked(session, summary_id)
    if summary.state is not state:
        raise _moved_on()
    return summary


def _moved_on() -> Conflict:
    return Conflict("รายงานนี้ไปถึงขั้นอื่นแล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด")


def _take_figures(session: TenantSession, summary: ComplaintSummary) -> None:
    body = statistics_body(session, period_of(summary.fiscal_year, summary.period))
    summary.figures, summary.sha256 = body, _digest(body)


def _digest(body: dict[str, object]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()


def _suggested(session: TenantSession, actor: Actor, period: Period) -> dict[str, str]:
    """What officers found when they answered, as a beginning: to be read before it goes on."""
    found, labels = recurring(session, actor, period), topic_labels(session)
    return {
        "problems": _gathered(found, labels, "cause"),
        "obstacles": _gathered(found, labels, "problems"),
        "solutions": _gathered(found, labels, "prevention"),
    }


def _gathered(found: Sequence[Recurring], labels: dict[str, str], name: str) -> str:
    lines = []
    for each in found:
        texts = dict.fromkeys(" ".join(getattr(cause, name).split()) for cause in each.causes)
        told = "; ".join(text for text in texts if text)
        if told:
            lines.append(f"{labels.get(each.topic, each.topic)} ({each.found} เรื่อง): {told}")
    return "\n".join(lines)


def _told(
    session: TenantSession, actor: Actor, act: str, summary: ComplaintSummary
) -> ComplaintSummary:
    audit.record(
        session,
        actor,
        f"complaint.summary.{act}",
        "summary",
        summary.id,
        fiscal_year=summary.fiscal_year,
        period=summary.period.value,
        revision=summary.revision,
        digest=summary.sha256,
    )
    session.flush()
    return summary
