"""Product 22: the corruption channel in numbers, by halves and for the year (C6, C7).

The numbers are those of the public page; what that hides is not known here either.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal_plugin.corruption.codes import CATEGORY_WORDS
from portal_plugin.corruption.figures import corruption_figures
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
    cell,
)
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.numerals import count
from portal_plugin.documents.wording.period_words import (
    day_words,
    month_words,
    months_words,
    part_words,
    year_words,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.statistics.corruption_body import HIDDEN, STATE_WORDS, year_body
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE = "สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"
NONE = "ไม่มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"


def gather(session: TenantSession, asked: Asked) -> Body:
    """What is published of the year today."""
    body = opening(session, PRODUCT.code, TITLE, asked)
    return body | {"statistics": year_body(corruption_figures(session, asked.fiscal_year))}


def compose(body: Body) -> Document:
    """Each period, the zero statement where it holds, and the splits of periods that are over."""
    figures = body["statistics"]
    over = [period for period in figures["periods"] if period["counts"]]
    lines = [TITLE, full_name(body["municipality"]), year_words(body["fiscal_year"])]
    blocks: list[Block] = [Title(tuple(lines)), *_item(figures), *correction(body)]
    blocks += [Paragraph(sentence, indent=True) for sentence in _zeros(body, over)]
    blocks.append(_periods(figures["periods"]))
    if any(period["counts"]["received"] for period in over):
        blocks += [_categories(over), _months(over)]
    blocks += [Paragraph(sentence, small=True) for sentence in _notes(figures, over)]
    section = Section(tuple(blocks), name="สถิติ")
    return Document(TITLE, full_name(body["municipality"]), (section,))


def _item(figures: Body) -> Iterable[Paragraph]:
    if figures["oit_item"]:
        text = f"แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT) ข้อ {figures['oit_item']}"
        yield Paragraph(text, align=Align.CENTER, small=True)


def _zeros(body: Body, over: list[Body]) -> Iterable[str]:
    """With no report it is published that there was none (C7); for the widest period alone."""
    empty = [period for period in over if not period["counts"]["received"]]
    shown = [period for period in empty if period["period"] == "YEAR"] or empty
    for period in shown:
        when = "" if period["period"] == "YEAR" else f"{part_words(period['period'])} "
        yield f"{when}{year_words(body['fiscal_year'])} {full_name(body['municipality'])} {NONE}"


def _periods(periods: list[Body]) -> Table:
    columns = (
        Column("ช่วงเวลา", width=5),
        Column("รับเรื่อง (เรื่อง)", width=2, align=Align.END),
        *(Column(f"{words} (เรื่อง)", width=2, align=Align.END) for words in STATE_WORDS.values()),
    )
    return Table(columns, tuple(Row(tuple(_period(period))) for period in periods), "แต่ละช่วงเวลา")


def _period(period: Body) -> Iterable[Cell]:
    words = part_words(period["period"])
    yield cell(f"{words}\n({months_words(period['from'], period['to'])})")
    counts = period["counts"]
    if counts is None:
        yield cell(f"เผยแพร่หลังวันที่ {day_words(period['to'])}", across=1 + len(STATE_WORDS))
        return
    yield count(counts["received"])
    yield from (_told(counts["states"][state]) for state in STATE_WORDS)


def _categories(over: list[Body]) -> Table:
    columns = [Column("ประเภทเรื่อง", width=5)]
    columns += [Column(part_words(each["period"]), width=2, align=Align.END) for each in over]
    rows = (
        Row((cell(words), *(_told(each["counts"]["categories"][code.value]) for each in over)))
        for code, words in CATEGORY_WORDS.items()
    )
    return Table(tuple(columns), tuple(rows), "แยกตามประเภทเรื่อง (เรื่อง)")


def _months(over: list[Body]) -> Table:
    columns = (Column("เดือนที่รับเรื่อง", width=5), Column("จำนวน (เรื่อง)", width=2, align=Align.END))
    months = sorted(over[-1]["counts"]["months"].items())
    rows = tuple(Row((cell(month_words(month)), _told(number))) for month, number in months)
    return Table(columns, rows, "แยกตามเดือนที่รับเรื่อง")


def _notes(figures: Body, over: list[Body]) -> Iterable[str]:
    if any(period["counts"]["hides"] for period in over):
        fewest = thai_digits(figures["smallest_shown"])
        yield (
            f"“{HIDDEN}” คือจำนวนที่น้อยกว่า {fewest} เรื่อง และจำนวนอื่นที่จะทำให้คำนวณย้อนกลับได้ "
            "รวมทั้งจำนวนศูนย์ เพราะอาจทำให้รู้ว่าผู้แจ้งเป็นใคร"
        )
    yield "สถานะนับ ณ วันสุดท้ายของครึ่งปีที่รับเรื่อง ตัวเลขที่เผยแพร่แล้วจึงไม่เปลี่ยน"


def _told(number: int | None) -> Cell:
    return cell(HIDDEN) if number is None else count(number)


PRODUCT = Product(
    code="corruption-statistics",
    numbers=(22,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    topics=("COMPLAINT_STATS",),
)
