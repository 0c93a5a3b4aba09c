"""The figures of the complaint register as tables, the same for statistics and summary.

They take what everybody may see (`statistics.body.published_body`): where a split might tell who
complained it is empty, and one sentence says so (domain 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from portal_plugin.complaints.codes import Half
from portal_plugin.documents.model import Align, Block, Cell, Column, Paragraph, Row, Table, cell
from portal_plugin.documents.product import Body
from portal_plugin.documents.wording.numerals import count, decimal
from portal_plugin.documents.wording.period_words import day_words, month_words
from portal_plugin.errors import NotFound
from portal_plugin.measures.codes import RoundCode
from portal_plugin.statistics.period import Part, Period
from portal_plugin.tenants.models import TenantType
from portal_plugin.thai import thai_digits

NONE = "ไม่มีเรื่องร้องเรียน"
_SPLITS: Final = (
    ("topics", "หัวข้อ"),
    ("months", "เดือนที่รับเรื่อง"),
    ("channels", "ช่องทาง"),
    ("departments", "หน่วยงานที่รับผิดชอบ"),
)
_TOTALS: Final = (
    ("received", "รับเรื่อง", "เรื่อง"),
    ("done", "ตอบแล้ว", "เรื่อง"),
    ("in_progress", "อยู่ระหว่างดำเนินการ", "เรื่อง"),
    ("in_time", "ตอบใน ๑๕ วัน", "เรื่อง"),
    ("explained", "ชี้แจงใน ๑๕ วัน", "เรื่อง"),
    ("overdue", "เลยกำหนด", "เรื่อง"),
    ("reopened", "เปิดเรื่องอีกครั้ง", "ครั้ง"),
    ("merged", "เรื่องซ้ำ", "เรื่อง"),
)


def half_of(code: RoundCode) -> Half:
    """The part of the year that a round's statistics cover: 6M the first half, 12M the year."""
    return Half.FIRST_HALF if code is RoundCode.SIX_MONTHS else Half.YEAR


def period_of_round(fiscal_year: int, code: RoundCode) -> Period:
    """The same as a period of statistics (Buddhist fiscal year)."""
    return Period(fiscal_year, Part(half_of(code).value))


def only_of_municipalities(body: Body) -> None:
    """Raises `NotFound` for the province's own office, which takes no complaints."""
    if body["municipality"]["type"] == TenantType.PROVINCE_OFFICE:
        raise NotFound("จังหวัดไม่มีทะเบียนเรื่องร้องเรียน เอกสารนี้ทำได้เฉพาะองค์กรปกครองส่วนท้องถิ่น")


def figure_blocks(figures: Body) -> Iterator[Block]:
    """Totals and splits; the statement that there was none where nothing was received (C7)."""
    when = day_words(figures["as_of"])
    if not figures["total"]["received"]:
        yield Paragraph(f"ในช่วงเวลานี้{NONE} (ข้อมูล ณ วันที่ {when})", indent=True)
    yield _totals(figures["total"])
    if not figures["total"]["received"]:
        return
    if figures["splits_published"]:
        yield from (_split(title, figures[name]) for name, title in _SPLITS if figures[name])
    else:
        yield Paragraph(_why_not(figures), small=True)
    yield Paragraph(f"ข้อมูล ณ วันที่ {when}", small=True)


def _totals(total: Body) -> Table:
    columns = (
        Column("รายการ", width=5),
        Column("จำนวน", width=2, align=Align.END),
        Column("หน่วย", width=1.5),
    )
    rows = [Row((cell(label), count(total[name]), cell(unit))) for name, label, unit in _TOTALS]
    rows += [
        Row((cell("ตอบหรือชี้แจงในกำหนด"), decimal(total["in_time_percent"]), cell("ร้อยละ"))),
        Row((cell("ค่ากลางของเวลาที่ใช้ตอบ"), decimal(total["median_days"]), cell("วัน"))),
    ]
    return Table(columns, tuple(rows), "ภาพรวม")


def _split(title: str, lines: list[Body]) -> Table:
    columns = (
        Column(title, width=4),
        Column("รับเรื่อง", width=1.4, align=Align.END),
        Column("ตอบแล้ว", width=1.4, align=Align.END),
        Column("ตอบหรือชี้แจงใน ๑๕ วัน", width=1.8, align=Align.END),
        Column("เลยกำหนด", width=1.4, align=Align.END),
        Column("ค่ากลาง (วัน)", width=1.4, align=Align.END),
    )
    rows = tuple(
        Row(
            (
                _label(line),
                count(line["received"]),
                count(line["done"]),
                count(line["in_time"] + line["explained"]),
                count(line["overdue"]),
                decimal(line["median_days"]),
            )
        )
        for line in lines
    )
    return Table(columns, rows, f"แยกตาม{title}")


def _label(line: Body) -> Cell:
    return cell(month_words(line["month"]) if "month" in line else line["label"])


def _why_not(figures: Body) -> str:
    fewest = thai_digits(figures["fewest_split"])
    return (
        "ไม่แสดงตัวเลขแยกตามหัวข้อ เดือน ช่องทาง และหน่วยงาน เพราะมีเรื่องร้องเรียนน้อยกว่า "
        f"{fewest} เรื่องในช่วงนี้หรือช่วงใกล้เคียง ซึ่งอาจทำให้รู้ว่าผู้ร้องเป็นใคร"
    )
