"""The reports of a round in numbers, as a memo tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portal_plugin.config.catalogue import labels
from portal_plugin.documents.gathering.round_report import RoundReport, round_report
from portal_plugin.documents.model import Align, Cell, Column, Row, Table, cell
from portal_plugin.documents.product import Body
from portal_plugin.documents.wording.numerals import count
from portal_plugin.measures.codes import Instrument, RoundCode, Status
from portal_plugin.reports.errors import NoPlan
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import baht, thai_digits

INSTRUMENT_WORDS: Final[Mapping[str, str]] = {
    Instrument.PLAN_5Y: "แผนปฏิบัติการป้องกันการทุจริต",
    Instrument.ITA_MEASURES: "มาตรการส่งเสริมคุณธรรมและความโปร่งใส",
}
AWAITING = "รอรายงานผล"
_ORDER = (Status.DONE, Status.IN_PROGRESS, Status.NOT_STARTED, Status.CANNOT_PROCEED)


def round_summaries(session: TenantSession, fiscal_year: int, code: RoundCode) -> list[Body]:
    """The reports of plan and ITA measures (Buddhist fiscal year), those that there are.

    Raises `NoPlan` when there is neither, the measures' `NotFound` for a round never opened.
    """
    found = [
        _summary(report)
        for instrument in Instrument
        if (report := _report(session, instrument, fiscal_year, code)) is not None
    ]
    if not found:
        raise NoPlan(fiscal_year)
    return found


def named(summary: Body) -> str:
    """ "แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)" """
    first, last = summary["years"]
    years = f"{first}" if first == last else f"{first} – {last}"
    return f"{INSTRUMENT_WORDS[summary['instrument']]} {thai_digits(f'(พ.ศ. {years})')}"


def told(summary: Body, ordinance: str) -> Iterator[str]:
    """A summary in sentences; `ordinance` is the word of the LAO type. Budget is in whole baht."""
    statuses = [
        f"{label} {_number(number)} มาตรการ" for _, label, number in _counts(summary) if number
    ]
    yield (
        f"ผลการดำเนินงานตาม{named(summary)} จำนวน {_number(summary['measures'])} มาตรการ "
        + " ".join(statuses)
    )
    budget = summary["budget"]
    if budget["plan"] or budget["ordinance"]:
        yield (
            f"งบประมาณตามแผน {baht(budget['plan'])} บาท ตาม{ordinance} "
            f"{baht(budget['ordinance'])} บาท เบิกจ่ายแล้ว {baht(budget['paid'])} บาท"
        )
    if summary["late"]:
        numbers = ", ".join(_number(seq) for seq in summary["late"])
        yield f"มาตรการที่ยังค้างรายงานในรอบนี้ ได้แก่ ลำดับที่ {numbers}"


def status_table(summaries: list[Body]) -> Table:
    """Measures by status, a column for each report."""
    columns = [Column("สถานะการดำเนินงาน", width=3)]
    columns += [
        Column(f"{INSTRUMENT_WORDS[summary['instrument']]} (มาตรการ)", width=2, align=Align.END)
        for summary in summaries
    ]
    by_row = zip(*(_counts(summary) for summary in summaries), strict=True)
    rows = [
        Row((Cell((row[0][1],), status=row[0][0]), *(count(number) for _, _, number in row)))
        for row in by_row
    ]
    sums = [count(sum(number for _, _, number in _counts(summary))) for summary in summaries]
    rows.append(Row((cell("รวม"), *sums), total=True))
    return Table(tuple(columns), tuple(rows), "จำนวนมาตรการตามสถานะ")


def _report(
    session: TenantSession, instrument: Instrument, fiscal_year: int, code: RoundCode
) -> RoundReport | None:
    try:
        return round_report(session, instrument, fiscal_year, code)
    except NoPlan:
        return None


def _summary(report: RoundReport) -> Body:
    body = report.body
    return {
        "instrument": body["instrument"],
        "years": [body["plan"]["year_from"], body["plan"]["year_to"]],
        "report_id": str(report.report_id) if report.report_id else None,
        "revision": report.revision,
        "digest": report.digest,
        "measures": body["totals"]["measures"],
        "by_status": body["totals"]["by_status"],
        "budget": body["totals"]["grand"],
        "late": [measure["seq"] for measure in body["measures"] if _is_late(measure)],
    }


def _is_late(measure: Mapping[str, Any]) -> bool:
    """Whether the round itself still waits; what was done before needs no report."""
    if measure["conforming"] is False:
        return False
    carried = measure["carried_over"] and measure["status"] != Status.DONE
    return bool(measure["awaiting"] or carried)


def _counts(summary: Body) -> list[tuple[Status | None, str, int]]:
    words, found = labels("status"), summary["by_status"]
    counts: list[tuple[Status | None, str, int]] = [
        (status, words[status], found[status]) for status in _ORDER
    ]
    return [*counts, (None, AWAITING, found["awaiting"])]


def _number(number: int) -> str:
    return thai_digits(number)
