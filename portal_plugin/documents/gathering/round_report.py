"""The report of a round, as the papers print it: as it was frozen, else as the data stand now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from portal_plugin.measures.codes import Instrument, RoundCode, Visibility
from portal_plugin.measures.loading import report_rows
from portal_plugin.reports.compile import compile_report
from portal_plugin.reports.errors import NoPlan
from portal_plugin.reports.freeze import plan_of
from portal_plugin.reports.series import Series
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class RoundReport:
    """`body` follows the schema portal-plugin/report/1; it still holds internal evidence, which no
    paper may print (`public_evidence`). `revision`, `report_id` and `digest` (SHA-256 in hex) name
    the frozen report and are None while there is none."""

    body: dict[str, Any]
    frozen: bool
    revision: int | None
    report_id: UUID | None
    digest: str | None = None


def round_report(
    session: TenantSession,
    instrument: Instrument,
    fiscal_year: int,
    round_code: RoundCode,
) -> RoundReport:
    """The newest frozen report of the round (Buddhist fiscal year), else one compiled now.

    Raises `NoPlan` without a plan of the year, the measures' `NotFound` for a round never opened.
    """
    frozen = Series(instrument, fiscal_year, round_code).latest(session)
    if frozen is not None:
        body = orjson.loads(frozen.body)
        return RoundReport(body, True, frozen.revision, frozen.id, frozen.digest)
    plan_id = plan_of(session, instrument, fiscal_year)
    if plan_id is None:
        raise NoPlan(fiscal_year)
    compiled = compile_report(report_rows(session, plan_id, fiscal_year, round_code))
    return RoundReport(compiled.body, False, None, None)


def public_evidence(measure: dict[str, Any]) -> list[dict[str, Any]]:
    """The evidence of a compiled measure that may stand on a paper; the internal never does."""
    return [item for item in measure["evidence"] if item["visibility"] == Visibility.PUBLIC]
