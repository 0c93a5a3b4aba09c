"""The sums of the plan's report: by dimension, by status, and the corruption channel's."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from portal_plugin.corruption.figures import SMALLEST_SHOWN
from portal_plugin.documents.model import Align, Block, Cell, Column, Heading, Paragraph, Row, Table
from portal_plugin.documents.model import cell as text_cell
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.measure_cells import AWAITING, status_word
from portal_plugin.documents.products.plan_report_columns import MONEY
from portal_plugin.documents.wording.numerals import count
from portal_plugin.measures.codes import Status
from portal_plugin.statistics.corruption_body import HIDDEN, STATE_WORDS
from portal_plugin.thai import thai_digits


def by_dimension(body: Body) -> Table:
    """How many measures each dimension has and what they cost, in whole baht."""
    ordinance = body["municipality"]["words"]["ordinance"] or "ข้อบัญญัติ"
    titles = ("จำนวนมาตรการ", "งบตามแผน (บาท)", f"งบตาม{ordinance} (บาท)", "เบิกจ่าย (บาท)")
    columns = (Column("มิติ", width=4), *(Column(t, width=1.6, align=Align.END) for t in titles))
    rows = [
        Row((text_cell(f"มิติที่ {thai_digits(one['dimension'])} {one['title']}"), *_sums(one)))
        for one in body["totals"]["by_dimension"]
    ]
    total = Row((text_cell("รวมทั้งสิ้น"), *_sums(body["totals"]["grand"])), total=True)
    return Table(columns, (*rows, total))


def by_status(totals: Body) -> Table:
    """How many measures stand where; what nobody reported on awaits its report."""
    found = totals["by_status"]
    columns = (
        *(Column(status_word(status), align=Align.CENTER) for status in Status),
        Column(AWAITING, align=Align.CENTER),
    )
    counted = [count(found[name]) for name in (*(status.value for status in Status), "awaiting")]
    if totals["not_counted"]:
        columns = (*columns, Column("ไม่สอดคล้องกับมิติ (ไม่นับ)", align=Align.CENTER))
        counted.append(count(totals["not_counted"]))
    return Table(columns, (Row(tuple(counted)),))


def corruption(found: Body | None) -> Iterator[Block]:
    """What the corruption channel publishes of the round's months; nothing before they are over.

    Small counts are hidden in the report already. The head of the channel's ledger stands in
    groups of four, so that two people can compare it.
    """
    if found is None:
        return
    counts = found["figures"]
    yield Heading("เรื่องร้องเรียนการทุจริต")
    yield Paragraph(_received(counts["received"]))
    if counts["received"]:
        columns = tuple(Column(word, align=Align.CENTER) for word in STATE_WORDS.values())
        yield Table(columns, (Row(tuple(_shown(counts["states"][one]) for one in STATE_WORDS)),))
    if counts["hides"]:
        smallest = thai_digits(SMALLEST_SHOWN)
        yield Paragraph(
            f"ไม่แสดงจำนวนที่น้อยกว่า {smallest} เรื่อง และจำนวนที่จะทำให้คำนวณย้อนกลับได้ เพื่อคุ้มครองผู้แจ้ง",
            small=True,
        )
    if found["ledger_head"]:
        groups = " ".join(wrap(found["ledger_head"], 4))
        told = "ลายนิ้วมือของรายการสุดท้ายในบัญชีการเปิดดูเรื่อง"
        yield Paragraph(f"{told} {groups}", small=True)


def _received(received: int | None) -> str:
    if received is None:
        return f"จำนวนเรื่องที่ได้รับในช่วงของรอบนี้: {HIDDEN}"
    if not received:
        return "ในช่วงของรอบนี้ไม่มีเรื่องร้องเรียนการทุจริต"
    return f"จำนวนเรื่องที่ได้รับในช่วงของรอบนี้ {thai_digits(received)} เรื่อง"


def _sums(one: Body) -> tuple[Cell, ...]:
    return (count(one["count"]), *(count(one[name]) for name in MONEY))


def _shown(number: int | None) -> Cell:
    return text_cell(HIDDEN) if number is None else count(number)
