"""Compiling a report against PostgreSQL's own json_agg of the same data.

One side is what freezing does: a session of the tenant, the rows in eight statements, the report,
its canonical bytes and digest. The other is one statement (`aggregate.sql`) in the same session
that makes PostgreSQL nest the same rows and hand over JSON text: no rule applied, no total made.
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from statistics import median
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.bench.filling import FISCAL_YEAR, fill
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.result import BenchFailed, Result, interleaved, median_ratio
from portal_plugin.bench.size import Size
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.loading import report_rows
from portal_plugin.measures.models import Plan
from portal_plugin.reports.compile import CompiledReport, compile_report
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import tenant_session

BAR = 1.5
_TENANTS = 20


def run(size: Size) -> Result:
    """Compile one municipality's report again and again, turn and turn about with json_agg."""
    with own_home() as home, opened(home) as ground:
        fill(ground, tenants=min(_TENANTS, size.tenants), measures=size.measures)
        tenant_id, plan_id = _subject(ground)
        ours = partial(_compiled, ground, tenant_id, plan_id)
        theirs = partial(_aggregated, ground, tenant_id, plan_id)
        report, text = ours(), theirs()
        _must_hold_the_same(report, text, size.measures)
        rounds = [interleaved(size.compiles, ours, theirs) for _ in range(size.rounds)]
    of_round = [(median(compiled), median(aggregated)) for compiled, aggregated in rounds]
    told = f"{size.measures} measures x 12 entries, {len(report.data)} bytes"
    return verdict(of_round, told)


def verdict(of_round: list[tuple[float, float]], told: str) -> Result:
    """`of_round`: seconds of each round, compiled and aggregated; `told`: of what."""
    ratio = median_ratio([ours for ours, _ in of_round], [theirs for _, theirs in of_round])
    compiled, aggregated = (median(side) * 1e3 for side in zip(*of_round, strict=True))
    return Result(
        name="compile",
        value=round(ratio, 2),
        bar=f"<= {BAR}",
        met=ratio <= BAR,
        detail=f"{told}: compiled in {compiled:.1f} ms, json_agg in {aggregated:.1f} ms",
    )


def _subject(ground: Ground) -> tuple[UUID, UUID]:
    with ground.place.engine.connect() as connection:
        tenant_id = connection.scalars(sa.select(Tenant.id).order_by(Tenant.code)).first()
    assert tenant_id is not None
    with tenant_session(ground.place.engine, tenant_id) as session:
        query = sa.select(Plan.id).where(Plan.instrument == Instrument.PLAN_5Y)
        return tenant_id, session.scalars(query).one()


def _compiled(ground: Ground, tenant_id: UUID, plan_id: UUID) -> CompiledReport:
    with tenant_session(ground.place.engine, tenant_id) as session:
        rows = report_rows(session, plan_id, FISCAL_YEAR, RoundCode.TWELVE_MONTHS)
        return compile_report(rows)


_AGGREGATE = sa.text(
    files("portal_plugin.bench").joinpath("aggregate.sql").read_text("utf-8")
).bindparams(sa.bindparam("plan", type_=sa.Uuid()))


def _aggregated(ground: Ground, tenant_id: UUID, plan_id: UUID) -> str:
    values = {"plan": plan_id, "fiscal_year": FISCAL_YEAR}
    with tenant_session(ground.place.engine, tenant_id) as session:
        return str(session.execute(_AGGREGATE, values).scalar_one())


def _must_hold_the_same(report: CompiledReport, text: str, measures: int) -> None:
    """Raise `BenchFailed` when one side has measures that the other lacks."""
    refs = [measure["ref"] for measure in report.body["measures"]]
    if len(refs) != measures or not all(ref in text for ref in refs):
        raise BenchFailed("json_agg and the report hold different measures: mend bench")
