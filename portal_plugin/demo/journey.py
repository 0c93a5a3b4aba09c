"""The main job of one municipality: its plan document goes in, a receipt comes back.

Each step is one transaction that may be repeated: a step that was cut off by a killed database or
process is simply taken again, and what is already there is left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.config.catalogue import round_dates
from portal_plugin.demo import province
from portal_plugin.demo.samples import budget_of, progress_of
from portal_plugin.imports.models import ImportRun
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import import_document
from portal_plugin.measures.budgets import set_budget
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.models import BudgetLine, Measure, ProgressEntry
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.nudge import Sender, equip
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import OutboxItem, Receipt
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.thai import fiscal_year_of
from portal_plugin.workplace import Workplace

PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.2
T = TypeVar("T")


class JourneyFailed(RuntimeError):
    """The main job did not arrive; the message says where it stands."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What happened to one municipality's report. `seconds` is the whole way."""

    code: str
    measures: int
    findings: int
    digest: str
    receipt: str
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The row that `portal-plugin demo --headless --json` prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Traveller:
    """One municipality on its way."""

    place: Workplace
    sample: province.SampleTenant
    tenant: TenantRecord
    year: int
    round: RoundCode
    sender: Sender

    def step(self, work: Callable[[TenantSession], T]) -> T:
        """Run `work` in one transaction, again and again while the database is away."""
        return persist(partial(self._once, work))

    def _once(self, work: Callable[[TenantSession], T]) -> T:
        with tenant_session(self.place.engine, self.tenant.id) as session:
            equip(session, self.sender)
            result = work(session)
            session.commit()
            return result

    def person(self, role: Role) -> Actor:
        """The sample person of a role."""
        username, name, _ = next(one for one in province.PEOPLE if one[2] is role)
        return Actor(username, name, self.tenant.id, frozenset({role}))


def persist(work: Callable[[], T], patience: float = PATIENCE_SECONDS) -> T:
    """Repeat `work` while the database is out of reach, for `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return work()
        except (sa.exc.OperationalError, sa.exc.InterfaceError):
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def last_round() -> tuple[int, RoundCode]:
    """The round of the sample plans that ended last: (Buddhist fiscal year, code)."""
    year = fiscal_year_of(clock.today())
    if year > province.PLANS_END:
        return province.PLANS_END, RoundCode.TWELVE_MONTHS
    if clock.today() > round_dates(year, RoundCode.SIX_MONTHS).ends:
        return year, RoundCode.SIX_MONTHS
    return year - 1, RoundCode.TWELVE_MONTHS


def travel(place: Workplace, sample: province.SampleTenant) -> Arrived:
    """Take one municipality from its document to its receipt. Raises `JourneyFailed`."""
    began = time.monotonic()
    tenant = persist(partial(province.settle, place, sample))
    year, code = last_round()
    sender = celery_sender(make_celery(place.settings))
    traveller = Traveller(place, sample, tenant, year, code, sender)
    measures, findings = traveller.step(partial(_import, traveller))
    round_id = traveller.step(partial(_open, traveller))
    for measure_id in traveller.step(_measure_ids):
        traveller.step(partial(_report, traveller, measure_id, round_id))
    digest = traveller.step(partial(_freeze_and_approve, traveller))
    receipt = _await_receipt(traveller)
    seconds = round(time.monotonic() - began, 2)
    return Arrived(sample.code, measures, findings, digest, receipt, seconds)


def _import(traveller: Traveller, session: TenantSession) -> tuple[int, int]:
    name = traveller.sample.document
    data = (files("portal_plugin.imports") / "samples" / name).read_bytes()
    import_document(
        session, traveller.person(Role.PLAN_OFFICER), read_document(data, name), filename=name
    )
    run = session.scalars(sa.select(ImportRun).order_by(ImportRun.imported_at).limit(1)).one()
    count = session.scalar(
        sa.select(sa.func.count()).select_from(Measure).where(Measure.plan_id == run.plan_id)
    )
    return count or 0, len(run.findings)


def _open(traveller: Traveller, session: TenantSession) -> UUID:
    """The round ended in the past; its due days are set ahead, as if it had ended just now."""
    officer = traveller.person(Role.PLAN_OFFICER)
    window = round_dates(traveller.year, traveller.round)
    dates = replace(
        window,
        internal_due=max(window.internal_due, clock.today() + timedelta(days=9)),
        national_due=max(window.national_due, clock.today() + timedelta(days=20)),
    )
    return open_round(session, officer, traveller.year, traveller.round, dates).id


def _measure_ids(session: TenantSession) -> list[UUID]:
    return list(session.scalars(sa.select(Measure.id).order_by(Measure.seq)))


def _report(traveller: Traveller, measure_id: UUID, round_id: UUID, session: TenantSession) -> None:
    known = sa.select(ProgressEntry.id).where(
        ProgressEntry.measure_id == measure_id, ProgressEntry.round_id == round_id
    )
    if session.scalar(known.limit(1)) is not None:
        return
    officer = traveller.person(Role.PLAN_OFFICER)
    measure = session.get_one(Measure, (session.tenant_id, measure_id))
    planned = session.scalar(
        sa.select(BudgetLine.plan_amount).where(
            BudgetLine.measure_id == measure_id, BudgetLine.fiscal_year == traveller.year
        )
    )
    if planned:
        set_budget(session, officer, measure_id, traveller.year, budget_of(measure.seq, planned))
    content = progress_of(measure.seq)
    record_progress(session, officer, ProgressInput(measure_id, round_id, **content))


def _freeze_and_approve(traveller: Traveller, session: TenantSession) -> str:
    officer, mayor = traveller.person(Role.PLAN_OFFICER), traveller.person(Role.EXECUTIVE)
    report = freeze_report(session, officer, traveller.year, traveller.round, Instrument.PLAN_5Y)
    approve_report(session, mayor, report.id)
    publish_report(session, officer, report.id)
    return report.digest


def _await_receipt(traveller: Traveller) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        state, reference = traveller.step(partial(_standing, traveller))
        if reference is not None:
            return reference
        if state in {Delivery.REJECTED, Delivery.DEAD}:
            break
        time.sleep(_PAUSE_SECONDS)
    raise JourneyFailed(
        f"the report of {traveller.sample.code} is {state.value}: portal-plugin outbox says why"
    )


def _standing(traveller: Traveller, session: TenantSession) -> tuple[Delivery, str | None]:
    row = session.execute(
        sa.select(OutboxItem.state, Receipt.reference)
        .outerjoin(
            Receipt,
            sa.and_(Receipt.tenant_id == OutboxItem.tenant_id, Receipt.outbox_id == OutboxItem.id),
        )
        .where(OutboxItem.fiscal_year == traveller.year, OutboxItem.round == traveller.round)
        .order_by(OutboxItem.revision.desc())
        .limit(1)
    ).one()
    return row.state, row.reference
