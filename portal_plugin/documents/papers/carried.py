"""The frozen reports that a memo carries to the head, whose signature approves them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import orjson
import sqlalchemy as sa

from portal_plugin.documents.models import Paper, PaperVersion
from portal_plugin.documents.product import Body
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.models import Report
from portal_plugin.reports.series import Series
from portal_plugin.tenants.session import TenantSession

MEMO = "memo"
"""The product that brings a round's reports to the head."""


def reports_carried(session: TenantSession, body: Body) -> Sequence[Report]:
    """The frozen reports that a memo's body names by instrument and revision, the five-year plan's
    first; none for any other product."""
    if body["product"] != MEMO:
        return ()
    found = []
    for instrument in sorted(Instrument, key=lambda one: one is not Instrument.PLAN_5Y):
        series = Series(instrument, body["fiscal_year"], RoundCode(body["round"]))
        for summary in body["reports"]:
            if summary["instrument"] == instrument and summary["revision"]:
                found.append(_revision(session, series, summary["revision"]))
    return found


def must_carry(body: Body, reports: Sequence[Report]) -> None:
    """Raise `RuleBroken` for a memo without a frozen report: its approval would approve nothing."""
    if body["product"] == MEMO and not reports:
        sentence = "ยังไม่ได้รวบรวมรายงานของรอบนี้ ให้รวบรวมรายงานก่อน แล้วจึงเสนอบันทึก"
        raise RuleBroken.single("R9", "", sentence)


def paper_carrying(session: TenantSession, report: Report) -> UUID | None:
    """The newest paper of which a version carries a frozen report; None while no memo does."""
    query = (
        sa.select(PaperVersion.paper_id, PaperVersion.body)
        .join(
            Paper,
            sa.and_(Paper.tenant_id == PaperVersion.tenant_id, Paper.id == PaperVersion.paper_id),
        )
        .where(
            Paper.product == MEMO,
            Paper.fiscal_year == report.fiscal_year,
            Paper.round == report.round,
        )
        .order_by(Paper.ordinal.desc(), PaperVersion.version.desc())
    )
    wanted = (report.instrument, report.revision)
    for paper_id, data in session.execute(query):
        named = orjson.loads(data)["reports"]
        if wanted in {(one["instrument"], one["revision"]) for one in named}:
            return paper_id
    return None


def _revision(session: TenantSession, series: Series, revision: int) -> Report:
    query = sa.select(Report).where(*series.within(Report), Report.revision == revision)
    return session.scalars(query).one()
