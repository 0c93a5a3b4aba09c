"""Compile a round's report: pure, and the same bytes for the same data.

No clock, no database, no order of arrival enters the bytes: keys are sorted, measures stand by
`seq`, steps by position. Numbers are whole; a decimal target is written as text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.report_rows import PlanRow, ReportRows
from portal_plugin.reports.cautions import cautions
from portal_plugin.reports.compiled_measure import compiled_measure
from portal_plugin.reports.totals import totals
from portal_plugin.statistics.corruption_body import round_body

SCHEMA = "portal-plugin/report/1"


@dataclass(frozen=True, slots=True)
class CompiledReport:
    """A report: `body` parsed, `data` its canonical JSON (UTF-8), `digest` SHA-256 of it in hex."""

    body: dict[str, Any]
    data: bytes
    digest: str


def compile_report(rows: ReportRows) -> CompiledReport:
    """The report of one round, in the schema portal-plugin/report/1 (amounts in whole baht)."""
    body = _body(rows)
    data = canonical(body)
    return CompiledReport(body=body, data=data, digest=digest_of(data))


def canonical(body: dict[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def digest_of(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def plan_ref(plan: PlanRow) -> str:
    """The name a plan is registered under: unique in its municipality, and readable."""
    return f"{Instrument(plan.instrument).value}-{plan.year_from}-{plan.year_to}"


def _body(rows: ReportRows) -> dict[str, Any]:
    in_order = sorted(rows.measures, key=lambda row: row.seq)
    measures = [
        compiled_measure(row, rows.fiscal_year, rows.round, rows.complaints) for row in in_order
    ]
    window = {"from": rows.round.starts.isoformat(), "to": rows.round.ends.isoformat()}
    return {
        "schema": SCHEMA,
        "tenant": {
            "code": rows.tenant.code,
            "name": rows.tenant.name,
            "type": rows.tenant.type.value,
            "province": rows.tenant.province,
        },
        "instrument": rows.plan.instrument.value,
        "plan": {
            "ref": plan_ref(rows.plan),
            "title": rows.plan.title,
            "year_from": rows.plan.year_from,
            "year_to": rows.plan.year_to,
        },
        "fiscal_year": rows.fiscal_year,
        "round": rows.round.code.value,
        "window": window,
        "measures": measures,
        "totals": totals(measures),
        "corruption": round_body(rows.channel, rows.round.code) if rows.channel else None,
        "warnings": cautions(
            measures, window, rows.round.code, needs_kind=rows.plan.instrument is Instrument.PLAN_5Y
        ),
    }
