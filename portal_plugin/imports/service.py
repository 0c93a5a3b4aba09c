"""Storing a read document in a municipality's space: once, whole, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.imports.document import ERROR, Finding, ImportedDocument
from portal_plugin.imports.examination import examine_document
from portal_plugin.imports.models import ImportRun
from portal_plugin.imports.refusals import ImportBlocked, ImportRefused
from portal_plugin.imports.storing.changes import Changes, changes_between, picture
from portal_plugin.imports.storing.departments import DepartmentBook
from portal_plugin.imports.storing.destination import Destination
from portal_plugin.imports.storing.ita import store_ita
from portal_plugin.imports.storing.measures import Stored, store_measures
from portal_plugin.imports.storing.placing import Place, must_merge, place_of, plan_at
from portal_plugin.imports.storing.plan import (
    clear_plan,
    store_structure,
    store_targets_and_risks,
)
from portal_plugin.imports.storing.progress import store_progress
from portal_plugin.imports.storing.yearly import merge_measures
from portal_plugin.measures.codes import Instrument, PlanState, RoundCode, RoundState
from portal_plugin.measures.models import Measure, Plan, Round
from portal_plugin.measures.rounds import open_round
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy

__all__ = [
    "ImportBlocked",
    "ImportOutcome",
    "ImportRefused",
    "examine_document",
    "import_document",
]

_ONE_AT_A_TIME = sa.text(
    "select pg_advisory_xact_lock(hashtextextended('portal_plugin.import:' || :tenant, 0))"
)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did. `unchanged`: the very same document had been stored before.

    `entries` are the progress entries written, `departments` the names of new departments,
    `changes` what a second import of the same plan altered.
    """

    plan_id: UUID
    run_id: UUID
    unchanged: bool
    measures: int
    entries: int
    findings: tuple[Finding, ...]
    departments: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)


def import_document(
    session: TenantSession,
    actor: Actor,
    document: ImportedDocument,
    *,
    filename: str,
    accepted: Collection[str] = (),
    fiscal_year: int | None = None,
    round_code: RoundCode | str | None = None,
) -> ImportOutcome:
    """Store a document: its plan with all that hangs on it and, for a report, its progress.

    `fiscal_year` (Buddhist) and `round_code` stand in for what the document does not print.
    `accepted` answers ERROR findings by code. Running it twice with the same bytes stores
    nothing the second time. Raises `ImportBlocked` for unanswered errors and `ImportRefused`
    when the document does not fit what is there; nothing is stored then.
    """
    session.execute(_ONE_AT_A_TIME, {"tenant": str(session.tenant_id)})
    document = examine_document(session, document)
    place = place_of(document, fiscal_year, round_code)
    plan = plan_at(session, place)
    earlier = _earlier_run(session, plan, document)
    if plan is not None and earlier is not None:
        return _unchanged(session, plan, earlier, document)
    blocking = [
        finding
        for finding in document.findings
        if finding.severity == ERROR and finding.code not in accepted
    ]
    if blocking:
        raise ImportBlocked(blocking)
    merge = plan is not None and must_merge(session, plan, place)
    period = _open_round(session, actor, place)
    before = picture(session, plan.id, place.year_from) if plan else {}
    plan = _filled_plan(session, actor, document, place, plan=plan, keep=merge)
    to = Destination(session, actor, plan.id, place.instrument, DepartmentBook(session))
    stored = merge_measures(to, document.measures) if merge else _store_whole(to, document, place)
    if to.yearly:
        store_ita(session, actor, document.ita, place.year_from, stored)
    entries = store_progress(session, actor, period, stored) if period else 0
    after = picture(session, plan.id, place.year_from) if before else {}
    outcome = ImportOutcome(
        plan_id=plan.id,
        run_id=new_id(),
        unchanged=False,
        measures=len(stored),
        entries=entries,
        findings=document.findings,
        departments=tuple(to.book.added),
        changes=changes_between(before, after),
    )
    _record(session, actor, document, outcome, filename=filename, accepted=accepted)
    return outcome


def _earlier_run(
    session: TenantSession, plan: Plan | None, document: ImportedDocument
) -> ImportRun | None:
    """The import of these very bytes whose content still stands in the plan."""
    if plan is None:
        return None
    replaced = plan.instrument is Instrument.PLAN_5Y and plan.document_sha256 != document.sha256
    if replaced:
        return None
    return session.scalars(
        sa.select(ImportRun)
        .where(ImportRun.plan_id == plan.id, ImportRun.document_sha256 == document.sha256)
        .order_by(ImportRun.imported_at.desc())
        .limit(1)
    ).one_or_none()


def _unchanged(
    session: TenantSession, plan: Plan, run: ImportRun, document: ImportedDocument
) -> ImportOutcome:
    count = session.scalar(
        sa.select(sa.func.count()).select_from(Measure).where(Measure.plan_id == plan.id)
    )
    return ImportOutcome(plan.id, run.id, True, count or 0, 0, document.findings)


def _open_round(session: TenantSession, actor: Actor, place: Place) -> Round | None:
    if place.round is None:
        return None
    period = open_round(session, actor, place.year_from, place.round)
    if period.state is not RoundState.OPEN:
        raise ImportRefused("รอบรายงานของเอกสารนี้ปิดแล้ว กรุณาเปิดรอบก่อนนำเข้า")
    return period


def _filled_plan(
    session: TenantSession,
    actor: Actor,
    document: ImportedDocument,
    place: Place,
    *,
    plan: Plan | None,
    keep: bool,
) -> Plan:
    """The plan's own row, new or as the document says; one that is merged into stays (`keep`)."""
    if plan is not None and keep:
        return plan
    if plan is None:
        plan = Plan(
            id=new_id(),
            instrument=place.instrument,
            year_from=place.year_from,
            year_to=place.year_to,
            created_by=actor.name,
        )
        session.add(plan)
    announced = document.announcement.day if document.announcement else None
    plan.title = document.title
    plan.state = PlanState.ANNOUNCED if announced else PlanState.DRAFT
    plan.announced_on = announced
    plan.preface = document.preface
    plan.rationale = document.rationale
    plan.objectives = [text.text for text in document.objectives]
    plan.goals = [text.text for text in document.goals]
    plan.benefits = [text.text for text in document.benefits]
    plan.document_sha256 = document.sha256
    session.flush()
    return plan


def _store_whole(to: Destination, document: ImportedDocument, place: Place) -> list[Stored]:
    """Write the plan's content, in the place of content that nobody has reported on."""
    ids = clear_plan(to.session, to.plan_id)
    missions = store_structure(to.session, to.plan_id, document, place.year_from)
    stored = store_measures(to, document.measures, missions, ids)
    store_targets_and_risks(to.session, to.plan_id, document, stored)
    return stored


def _record(
    session: TenantSession,
    actor: Actor,
    document: ImportedDocument,
    outcome: ImportOutcome,
    *,
    filename: str,
    accepted: Collection[str],
) -> None:
    found = {finding.code for finding in document.findings}
    answered = sorted(found & set(accepted))
    session.add(
        ImportRun(
            id=outcome.run_id,
            plan_id=outcome.plan_id,
            filename=tidy(filename)[-200:],
            document_sha256=document.sha256,
            findings=[asdict(finding) for finding in document.findings],
            accepted=answered,
            imported_by=actor.name,
        )
    )
    audit.record(
        session,
        actor,
        "document.import",
        "plan",
        outcome.plan_id,
        sha256=document.sha256,
        measures=outcome.measures,
        entries=outcome.entries,
        accepted=answered,
        added=len(outcome.changes.added),
        removed=len(outcome.changes.removed),
        changed=len(outcome.changes.changed),
    )
    session.flush()
