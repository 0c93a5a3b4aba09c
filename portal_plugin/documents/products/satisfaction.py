"""Product 24: how satisfied people are, of complaints and of what the plan promised (C9)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from portal_plugin.documents.gathering.complaint_figures import (
    only_of_municipalities,
    period_of_round,
)
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.gathering.round_report import round_report
from portal_plugin.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
    cell,
)
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.numerals import count, decimal, decimal_text
from portal_plugin.documents.wording.period_words import (
    day_words,
    round_months,
    round_of,
    round_words,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.errors import NotFound as NoRound
from portal_plugin.reports.errors import NoPlan
from portal_plugin.statistics.body import statistics_body
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import arabic_digits

TITLE = "ผลการสำรวจความพึงพอใจ"
_SATISFIED = "พึงพอใจ"
_PERCENT = "ร้อยละ"
_COMPARATORS: Final = {"GE": "ไม่น้อยกว่า", "GT": "มากกว่า", "LE": "ไม่เกิน", "LT": "น้อยกว่า"}
_RATINGS = ("rated", "satisfied", "satisfied_percent", "satisfying")


def gather(session: TenantSession, asked: Asked) -> Body:
    """Ratings of the period's complaints, and the indicators of the round's reports; none where
    there is no plan or round. Raises `NotFound` in the province's own space."""
    code = round_of(asked)
    body = opening(session, PRODUCT.code, TITLE, asked)
    only_of_municipalities(body)
    figures = statistics_body(session, period_of_round(asked.fiscal_year, code))
    return body | {
        "as_of": figures["as_of"],
        "threshold": figures["satisfied_threshold"],
        "complaints": {name: figures["total"][name] for name in _RATINGS},
        "indicators": list(_indicators(session, asked.fiscal_year, code)),
    }


def compose(body: Body) -> Document:
    """Complaints first, then the plan."""
    owner = full_name(body["municipality"])
    year, code = body["fiscal_year"], body["round"]
    title = Title((TITLE, owner, round_words(year, code), f"({round_months(year, code)})"))
    blocks: list[Block] = [title, *correction(body)]
    blocks += [Heading("ความพึงพอใจของผู้ร้องเรียน", level=2), *_complaints(body)]
    blocks.append(Heading("ความพึงพอใจตามตัวชี้วัดของแผนและมาตรการ", level=2))
    if body["indicators"]:
        blocks.append(_table(body["indicators"]))
    else:
        blocks.append(Paragraph("ไม่มีตัวชี้วัดที่วัดด้วยร้อยละความพึงพอใจ", indent=True))
    return Document(TITLE, owner, (Section(tuple(blocks), landscape=True, name="ความพึงพอใจ"),))


def _indicators(session: TenantSession, fiscal_year: int, code: RoundCode) -> Iterator[Body]:
    for instrument in Instrument:
        try:
            measures = round_report(session, instrument, fiscal_year, code).body["measures"]
        except (NoPlan, NoRound):
            continue
        for measure in measures:
            yield from (_indicator(measure, row) for row in measure["indicators"] if _asks(row))


def _asks(indicator: dict[str, Any]) -> bool:
    """Whether it is judged by how many of a hundred are satisfied. Scans break words apart."""
    text = "".join(indicator["text"].split())
    return _SATISFIED in text and (indicator["unit"] == _PERCENT or _PERCENT in text)


def _indicator(measure: dict[str, Any], row: dict[str, Any]) -> Body:
    return {
        "seq": measure["seq"],
        "measure": measure["title"],
        "text": row["text"],
        "comparator": row["comparator"],
        "target": row["value"],
        "reported": row["reported"],
    }


def _complaints(body: Body) -> Iterator[Block]:
    found, when = body["complaints"], day_words(body["as_of"])
    if not found["rated"]:
        yield Paragraph("ยังไม่มีผู้ร้องให้คะแนนในช่วงเวลานี้", indent=True)
    columns = (
        Column("ผู้ให้คะแนน (ราย)", align=Align.END),
        Column("พึงพอใจ (ราย)", align=Align.END),
        Column("ร้อยละ", align=Align.END),
        Column("เกณฑ์ร้อยละ", align=Align.END),
        Column("ผล"),
    )
    numbers = (
        count(found["rated"]),
        count(found["satisfied"]),
        decimal(found["satisfied_percent"]),
    )
    row = Row((*numbers, count(body["threshold"]), cell(_met(found["satisfying"]))))
    yield Table(columns, (row,), "คะแนนที่ผู้ร้องเรียนให้")
    yield Paragraph(f"ข้อมูล ณ วันที่ {when}", small=True)


def _table(indicators: list[Body]) -> Table:
    columns = (
        Column("ลำดับที่", width=1, align=Align.CENTER),
        Column("มาตรการ", width=4),
        Column("ตัวชี้วัด", width=4),
        Column("ค่าเป้าหมาย (ร้อยละ)", width=2, align=Align.END),
        Column("ผล (ร้อยละ)", width=1.6, align=Align.END),
        Column("เทียบเป้าหมาย", width=2),
    )
    rows = (
        Row(
            (
                count(each["seq"]),
                cell(each["measure"]),
                cell(each["text"]),
                _target(each),
                _value(each["reported"]),
                cell(_judged(each)),
            )
        )
        for each in indicators
    )
    return Table(columns, tuple(rows), "ตัวชี้วัด เป้าหมาย และผล")


def _target(indicator: Body) -> Cell:
    number = _number(indicator["target"])
    if number is None:
        return cell("–")
    words = _COMPARATORS.get(indicator["comparator"] or "", "")
    return Cell((f"{words} {decimal_text(float(number))}".strip(),), number=float(number))


def _value(reported: str | None) -> Cell:
    """What was reported: as a number where it is one, else as somebody wrote it."""
    number = _number(reported)
    return cell(reported or "รอรายงานผล") if number is None else decimal(float(number))


def _judged(indicator: Body) -> str:
    target, reported = _number(indicator["target"]), _number(indicator["reported"])
    if target is None or reported is None:
        return "–"
    return _met(
        {
            "GT": reported > target,
            "LE": reported <= target,
            "LT": reported < target,
        }.get(indicator["comparator"] or "", reported >= target)
    )


def _met(reached: bool | None) -> str:
    return "–" if reached is None else "ถึงเกณฑ์" if reached else "ต่ำกว่าเกณฑ์"


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(arabic_digits(text or "").strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


PRODUCT = Product(
    code="satisfaction",
    numbers=(24,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
)
