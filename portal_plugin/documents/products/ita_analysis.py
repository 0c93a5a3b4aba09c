"""Product 7: what the ITA result says, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from portal_plugin.documents.gathering.ita_result import (
    INSTRUMENTS,
    ita_result,
    pass_mark,
    total_sentence,
)
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
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.products.layouts.marks import dash, listed
from portal_plugin.documents.products.layouts.measure_cells import lines_cell
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.errors import NotFound
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "รายงานการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส (ITA)"


def gather(session: TenantSession, asked: Asked) -> Body:
    """The result of the year before the asked one, which the asked year's measures answer.

    Raises `NotFound` where none was recorded.
    """
    ita = ita_result(session, asked.fiscal_year)
    if ita is None:
        raise NotFound(f"ผล ITA ของปีงบประมาณ {asked.fiscal_year - 1} ให้บันทึกผลการประเมินก่อน")
    body = opening(session, PRODUCT.code, TITLE, asked)
    name = full_name(body["municipality"])
    introduction = asked.texts.get("introduction") or (
        f"{name} นำผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน (ITA) ประจำปีงบประมาณ พ.ศ. "
        f"{thai_digits(ita['fiscal_year'])} มาวิเคราะห์รายตัวชี้วัด เพื่อกำหนดมาตรการของปีงบประมาณ "
        f"พ.ศ. {thai_digits(asked.fiscal_year)} ดังนี้"
    )
    return body | {
        "texts": {"introduction": introduction},
        "ita": ita,
        "pass_mark": pass_mark(),
    }


def compose(body: Body) -> Document:
    """The total, the table of indicators, and which of them are below the pass mark."""
    ita = body["ita"]
    name = full_name(body["municipality"])
    year = f"ประจำปีงบประมาณ พ.ศ. {thai_digits(ita['fiscal_year'])}"
    blocks: tuple[Block, ...] = (
        Title((TITLE, name, year)),
        *correction(body),
        Paragraph(body["texts"]["introduction"], indent=True),
        *(Paragraph(text, indent=True) for text in (total_sentence(ita, name),) if text),
        *([table(ita)] if ita["indicators"] else []),
        *(Paragraph(text, indent=True) for text in _below(ita, body["pass_mark"])),
    )
    return Document(f"{TITLE} {year}", name, (Section(blocks, name="ผลการประเมิน ITA"),))


def table(ita: Body) -> Table:
    """Score and issues of each indicator, the instrument once beside its own, then the means."""
    rows: list[Row] = []
    for instrument, found in groupby(ita["indicators"], lambda row: row["instrument"]):
        together = list(found)
        for place, row in enumerate(together):
            shared = () if place else (cell(instrument, down=len(together)),)
            rows.append(_row(row, shared))
    means = ((f"คะแนนเฉลี่ย {name.upper()}", ita[name]) for name in INSTRUMENTS)
    for label, score in (*means, ("คะแนนรวม", ita["total"])):
        if score is not None:
            rows.append(Row((cell(label, across=3), _score(score), cell()), total=True))
    columns = (
        Column("ลำดับ", width=0.7, align=Align.CENTER),
        Column("แบบ", width=0.7, align=Align.CENTER),
        Column("ตัวชี้วัดของการประเมิน ITA", width=2.4),
        Column("ระดับคะแนนที่ได้รับการประเมิน", width=1.5, align=Align.CENTER),
        Column("ประเด็นที่ต้องแก้ไข/ปรับปรุง", width=4.6),
    )
    return Table(columns, tuple(rows))


def _row(row: Body, shared: Sequence[Cell]) -> Row:
    number = Cell((thai_digits(row["number"]),), number=row["number"])
    issues = lines_cell(listed(row["issues"], dash))
    return Row((number, *shared, cell(row["name"]), _score(row["score"]), issues))


def _score(score: str | None) -> Cell:
    return cell("–") if score is None else Cell((thai_digits(score),), number=float(score))


def _below(ita: Body, mark: int) -> Iterator[str]:
    below = [
        f"{row['name']} ({thai_digits(row['score'])} คะแนน)"
        for row in ita["indicators"]
        if row["score"] is not None and float(row["score"]) < mark
    ]
    if below:
        yield (
            f"ตัวชี้วัดที่ได้คะแนนต่ำกว่าเกณฑ์ {thai_digits(mark)} คะแนน "
            f"มีจำนวน {thai_digits(len(below))} ตัวชี้วัด ได้แก่ {', '.join(below)}"
        )


PRODUCT = Product(
    code="ita-analysis",
    numbers=(7,),
    title="รายงานการวิเคราะห์ผลการประเมิน ITA",
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    texts=(TextField("introduction", "ข้อความนำ"),),
    topics=("ITA_MEASURES",),
)
