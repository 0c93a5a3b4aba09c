"""Where a document belongs, and whether it takes the place of what is there or joins it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal_plugin.config.catalogue import CatalogueGap, round_dates
from portal_plugin.imports.document import ImportedDocument
from portal_plugin.imports.examination import reports_progress
from portal_plugin.imports.refusals import ImportRefused
from portal_plugin.measures.codes import Instrument, PlanState, RoundCode
from portal_plugin.measures.models import Measure, Plan, ProgressEntry, Round
from portal_plugin.measures.selects import same
from portal_plugin.tenants.session import TenantSession

_LOCKED_STATES = frozenset({PlanState.REGISTERED, PlanState.AMENDED})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document belongs: its plan's years and the round it reports on."""

    instrument: Instrument
    year_from: int
    year_to: int
    round: RoundCode | None


def place_of(
    document: ImportedDocument, fiscal_year: int | None, round_code: RoundCode | str | None
) -> Place:
    """The document's place, with year and round given where it prints none.

    Raises `ImportRefused` without a usable year.
    """
    instrument = Instrument(document.instrument)
    if instrument is Instrument.PLAN_5Y:
        first, last = document.year_from, document.year_to
    else:
        first = last = document.fiscal_year or fiscal_year
    if first is None or last is None:
        raise ImportRefused("ไม่พบปีงบประมาณในเอกสาร กรุณาระบุปีงบประมาณแล้วนำเข้าใหม่")
    try:
        round_dates(first, RoundCode.SIX_MONTHS)
        round_dates(last, RoundCode.SIX_MONTHS)
    except CatalogueGap:
        raise ImportRefused("ปีงบประมาณในเอกสารไม่ใช่ปี พ.ศ. ที่รับได้ กรุณาแก้แล้วนำเข้าใหม่") from None
    code = None
    if reports_progress(document):
        code = RoundCode(document.round or round_code or RoundCode.TWELVE_MONTHS)
    return Place(instrument, first, last, code)


def plan_at(session: TenantSession, place: Place) -> Plan | None:
    """The plan that is at this place already, held until the end of the transaction."""
    return session.scalars(
        sa.select(Plan)
        .where(
            Plan.instrument == place.instrument,
            Plan.year_from == place.year_from,
            Plan.year_to == place.year_to,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def must_merge(session: TenantSession, plan: Plan, place: Place) -> bool:
    """Whether the document joins a plan that people report on; False: it takes its place.

    Raises `ImportRefused` when it can do neither.
    """
    reported = set(
        session.scalars(
            sa.select(Round.code)
            .distinct()
            .join(ProgressEntry, same(ProgressEntry, ProgressEntry.round_id, Round))
            .join(Measure, same(ProgressEntry, ProgressEntry.measure_id, Measure))
            .where(Measure.plan_id == plan.id)
        )
    )
    if not reported and plan.state not in _LOCKED_STATES:
        return False
    if place.round is not None and place.round not in reported:
        return True
    if reported:
        raise ImportRefused(
            "แผนหรือรอบนี้มีรายงานความก้าวหน้าแล้ว จึงนำเข้าทับไม่ได้ กรุณาแก้ไขในหน้าแผนหรือหน้ารายงาน"
        )
    raise ImportRefused("แผนลงทะเบียนกับระบบกลางแล้ว จึงนำเข้าทับไม่ได้ กรุณาแก้ไขในหน้าแผน")
