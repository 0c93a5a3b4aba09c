"""A report as an inspector reads it: opened with his own key, each reading in the ledger.

A report that he holds no key of, or that concerns a post of his, is to him as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import Direction, LedgerAct
from portal_plugin.corruption.contents import (
    Facts,
    Label,
    OpenReport,
    unseal_facts,
    unseal_label,
    unseal_message,
)
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.custody.resealing import reseal_report
from portal_plugin.corruption.models import (
    Inspector,
    InspectorPost,
    Message,
    Post,
    ReaderKey,
    Report,
    ReportFile,
)
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Conflict, NotFound

DAMAGED: Final = "เปิดข้อมูลของเรื่องนี้ไม่ได้ อาจถูกแก้ไขในฐานข้อมูล ให้ผู้ดูแลระบบสั่ง portal-plugin ledger verify"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file; without `label` it does not open."""

    id: UUID
    label: Label | None


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """A message; `text` is None when it does not open."""

    position: int
    direction: Direction
    sent_on: date
    text: str | None
    files: tuple[CaseFile, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A report as far as it opens. `opened` is None when the reader's own key was changed, `facts`
    when they were; `files` are those that came with the report."""

    report: Report
    opened: OpenReport | None
    facts: Facts | None
    posts: tuple[str, ...]
    files: tuple[CaseFile, ...]
    messages: tuple[CaseMessage, ...]
    handler: str | None

    @property
    def is_damaged(self) -> bool:
        """Whether something in it does not open."""
        files = [*self.files, *(file for message in self.messages for file in message.files)]
        return (
            self.facts is None
            or any(message.text is None for message in self.messages)
            or any(file.label is None for file in files)
        )

    @property
    def is_asked(self) -> bool:
        """Whether the informant wrote last."""
        return bool(self.messages) and self.messages[-1].direction == Direction.INFORMANT

    @property
    def every_file(self) -> tuple[CaseFile, ...]:
        """Those of the report, then those of its messages, in the order of the page."""
        return self.files + tuple(file for message in self.messages for file in message.files)


def read_case(
    session: InspectionSession, inspector: Inspector, pair: KeyPair, report_id: UUID
) -> Case:
    """All of a report but who told it; the reading is recorded. Raises `NotFound`."""
    report = held_report(session, inspector, report_id)
    opened = _opened(session, inspector, pair, report)
    if opened is not None:
        _seal_anew(session, opened)
    case = _case(session, report, opened)
    if case.facts is not None and _is_concerned(session, inspector, case.facts):
        raise NotFound()
    ledger.append(session, LedgerAct.REPORT_READ, str(inspector.id), report.id)
    return case


def open_case(
    session: InspectionSession, inspector: Inspector, pair: KeyPair, report_id: UUID
) -> OpenReport:
    """The report for somebody who acts on it, locked until the commit. Raises `NotFound`,
    `Conflict` when it does not open."""
    report = held_report(session, inspector, report_id, locked=True)
    opened = _opened(session, inspector, pair, report)
    if opened is None:
        raise Conflict(DAMAGED)
    facts = _facts(opened)
    if facts is not None and _is_concerned(session, inspector, facts):
        raise NotFound()
    return opened


def held_report(
    session: InspectionSession, inspector: Inspector, report_id: UUID, *, locked: bool = False
) -> Report:
    """A report that the inspector holds a key of. Raises `NotFound`."""
    query = (
        sa.select(Report)
        .join(ReaderKey, ReaderKey.report_id == Report.id)
        .where(
            Report.id == report_id,
            ReaderKey.inspector_id == inspector.id,
            Report.disposed_on.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    report = session.scalars(query.with_for_update(of=Report) if locked else query).one_or_none()
    if report is None:
        raise NotFound()
    return report


def posts_of(session: InspectionSession, inspector: Inspector) -> frozenset[UUID]:
    """The posts that an inspector holds."""
    held = sa.select(InspectorPost.post_id).where(InspectorPost.inspector_id == inspector.id)
    return frozenset(session.scalars(held))


def _is_concerned(session: InspectionSession, inspector: Inspector, facts: Facts) -> bool:
    """Whether he came to a post that the report concerns after he was given its key."""
    return not posts_of(session, inspector).isdisjoint(facts.posts)


def _opened(
    session: InspectionSession, inspector: Inspector, pair: KeyPair, report: Report
) -> OpenReport | None:
    try:
        return open_as_reader(session, report, inspector.id, pair)
    except CannotOpen:
        return None


def _seal_anew(session: InspectionSession, opened: OpenReport) -> None:
    """To today's format, whole or not at all: one part that does not open keeps none back."""
    try:
        with session.begin_nested():
            reseal_report(session, opened)
    except CannotOpen:
        session.refresh(opened.report)


def _case(session: InspectionSession, report: Report, opened: OpenReport | None) -> Case:
    facts = _facts(opened)
    files: dict[UUID | None, list[CaseFile]] = {}
    for row in session.scalars(
        sa.select(ReportFile)
        .where(ReportFile.report_id == report.id)
        .options(defer(ReportFile.content))
        .order_by(ReportFile.id)
    ):
        files.setdefault(row.message_id, []).append(CaseFile(row.id, _label(opened, row)))
    messages = session.scalars(
        sa.select(Message).where(Message.report_id == report.id).order_by(Message.position)
    )
    return Case(
        report=report,
        opened=opened,
        facts=facts,
        posts=_titles(session, facts.posts if facts else ()),
        files=_in_order(files.get(None, ())),
        messages=tuple(
            _message(opened, message, _in_order(files.get(message.id, ()))) for message in messages
        ),
        handler=_name(session, report.handler_id),
    )


def _facts(opened: OpenReport | None) -> Facts | None:
    try:
        return unseal_facts(opened) if opened else None
    except CannotOpen:
        return None


def _message(
    opened: OpenReport | None, message: Message, files: tuple[CaseFile, ...]
) -> CaseMessage:
    try:
        text = unseal_message(opened, message) if opened else None
    except CannotOpen:
        text = None
    return CaseMessage(message.position, message.direction, message.sent_on, text, files)


def _label(opened: OpenReport | None, file: ReportFile) -> Label | None:
    try:
        return unseal_label(opened, file) if opened else None
    except CannotOpen:
        return None


def _in_order(files: Iterable[CaseFile]) -> tuple[CaseFile, ...]:
    return tuple(sorted(files, key=lambda file: file.label.filename if file.label else ""))


def _titles(session: InspectionSession, post_ids: Sequence[UUID]) -> tuple[str, ...]:
    titles = sa.select(Post.title).where(Post.id.in_(post_ids)).order_by(Post.position, Post.id)
    return tuple(session.scalars(titles)) if post_ids else ()


def _name(session: InspectionSession, inspector_id: UUID | None) -> str | None:
    if inspector_id is None:
        return None
    return session.scalar(sa.select(Inspector.name).where(Inspector.id == inspector_id))
