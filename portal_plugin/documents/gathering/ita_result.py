"""The ITA result that a year's measures answer, as the papers print it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import sqlalchemy as sa

from portal_plugin.config.catalogue import catalogue
from portal_plugin.documents.product import Body
from portal_plugin.measures.ita_indicators import INDICATOR_NAMES, instrument_of
from portal_plugin.measures.models import IndicatorScore, ItaAssessment, ItaIssue
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

INSTRUMENTS = ("iit", "eit", "oit")


def ita_result(session: TenantSession, measures_year: int) -> Body | None:
    """The result of the year before the measures' (they are drawn from it), in three statements.

    Scores are texts with two decimals ("77.18"), None where they were not recorded. None without
    a result.
    """
    year = measures_year - 1
    found = session.scalars(
        sa.select(ItaAssessment).where(ItaAssessment.fiscal_year == year)
    ).one_or_none()
    if found is None:
        return None
    parts = {name: getattr(found, name) for name in INSTRUMENTS}
    return {
        "fiscal_year": year,
        "total": _score(found.total),
        "level": found.level or level_of(year, found.total, parts.values()),
        **{name: _score(value) for name, value in parts.items()},
        "indicators": _indicators(session, found),
    }


def level_of(year: int, total: Decimal | None, parts: Iterable[Decimal | None] = ()) -> str | None:
    """The level of a total (0-100) in the words of that fiscal year (Buddhist): letters up to
    2565, words since. None where the total, or an instrument that decides, is not known."""
    if total is None:
        return None
    known = [part for part in parts if part is not None]
    for generation in catalogue("ita_bands")["generations"]:
        if generation["from"] <= year <= generation["to"]:
            return _level(generation["levels"], total, known)
    return None


def pass_mark() -> int:
    """The total from which a result counts as passed."""
    return int(catalogue("ita_bands")["pass_mark"]["value"])


def total_sentence(ita: Body, name: str) -> str:
    """Total and level in one sentence; "" without a total."""
    if ita["total"] is None:
        return ""
    level = f" อยู่ในระดับ {ita['level']}" if ita["level"] else ""
    return (
        f"ผลการประเมินคุณธรรมและความโปร่งใส (ITA) ประจำปีงบประมาณ พ.ศ. "
        f"{thai_digits(ita['fiscal_year'])} ของ{name} ได้คะแนนรวม "
        f"{thai_digits(ita['total'])} คะแนน{level}"
    )


def _level(levels: list[Body], total: Decimal, parts: list[Decimal]) -> str | None:
    for entry in levels:
        if total < entry["total"]:
            continue
        least = entry.get("each")
        if least is None:
            return str(entry["level"])
        if any(part < least for part in parts):
            continue
        # Which of the two words fits is not known before all three instruments are.
        return str(entry["level"]) if len(parts) == len(INSTRUMENTS) else None
    return None


def _indicators(session: TenantSession, found: ItaAssessment) -> list[Body]:
    scores = session.scalars(
        sa.select(IndicatorScore)
        .where(IndicatorScore.assessment_id == found.id)
        .order_by(IndicatorScore.number)
    )
    rows: dict[int, Body] = {
        row.number: {
            "number": row.number,
            "instrument": row.instrument.value,
            "name": row.name,
            "score": _score(row.score),
            "issues": [],
        }
        for row in scores
    }
    issues = session.scalars(
        sa.select(ItaIssue)
        .where(ItaIssue.assessment_id == found.id)
        .order_by(ItaIssue.indicator_number, ItaIssue.position)
    )
    for issue in issues:
        _row(rows, issue.indicator_number)["issues"].append(issue.text)
    return [rows[number] for number in sorted(rows)]


def _row(rows: dict[int, Body], number: int) -> Body:
    """The row of an indicator; one that has issues but no score is named by the ITA itself."""
    if number not in rows:
        rows[number] = {
            "number": number,
            "instrument": instrument_of(number).value,
            "name": INDICATOR_NAMES.get(number, ""),
            "score": None,
            "issues": [],
        }
    return rows[number]


def _score(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
