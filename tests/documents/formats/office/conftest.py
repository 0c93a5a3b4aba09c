"""Documents to write: one with every kind of block, one of hostile text, one that is long."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from portal_plugin.documents.model import (
    Align,
    Cell,
    Column,
    Contents,
    Document,
    Fields,
    Heading,
    Item,
    Items,
    MemoHead,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Signature,
    Table,
    Title,
    cell,
)
from portal_plugin.measures.codes import Status

OWNER = "เทศบาลเมืองตัวอย่างธานี"
HOSTILE = (
    "=1+1",
    "+66 2 000 0000",
    "-2+3",
    "@SUM(A1:A9)",
    '=HYPERLINK("http://example.org","กด")',
    "<script>alert(1)</script>",
    "<w:p/><w:r>&amp;]]></w:r>",
    "{{ 7*7 }} ${jndi:x} #set $a$ *b* _c_",
    "http://example.org/ที่อยู่",
    "\u202eกลับด้าน\u202c \u200bศูนย์\u200b \ufeffความกว้าง",
    "ก\x00ข\x07ค\x0bง\x1bจ\ufffeฉ\ud800ช",
    "_x0041_ กับ _x000D_",
    "๑\tแท็บ\t๒",
    "น้ำ กฺ๎์ ก็่ ปิ่นเกล้า ทั้งนี้",
    "0012",
    "1e5",
    "31/12/2566",
    "TRUE",
)


@pytest.fixture
def day() -> date:
    return date(2026, 4, 1)


@pytest.fixture
def emblem() -> bytes:
    """A square picture, 60 pixels wide."""
    written = io.BytesIO()
    Image.new("RGB", (60, 60), (20, 80, 60)).save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def figures() -> Table:
    """A two-row header over budgets, a group row, spanning cells and a total."""
    return Table(
        columns=(
            Column("ที่", 0.6, Align.CENTER),
            Column("มาตรการ", 4),
            Column("ผู้รับผิดชอบ", 2),
            Column("ปี ๒๕๖๖", 1.5, Align.END, "งบประมาณ (บาท)"),
            Column("ปี ๒๕๖๗", 1.5, Align.END, "งบประมาณ (บาท)"),
            Column("สถานะ", 2),
        ),
        rows=(
            Row((cell("๑. การป้องกันการทุจริต"),), group=True),
            Row(
                (
                    cell("๑", down=2),
                    cell("อบรมเจ้าหน้าที่\nทุกกอง", down=2),
                    cell("สำนักปลัดเทศบาล"),
                    Cell(("๒๐๐,๐๐๐",), number=200000),
                    Cell(("-",), number=0),
                    Cell(("ดำเนินการเรียบร้อยแล้ว",), status=Status.DONE),
                )
            ),
            Row(
                (
                    cell("กองคลัง"),
                    Cell(("๑,๒๕๐.๕๐ บาท",), number=1250.5),
                    Cell(("ร้อยละ ๘๐",), number=80),
                    Cell(("อยู่ระหว่างดำเนินการ",), status=Status.IN_PROGRESS),
                )
            ),
            Row(
                (
                    cell("รวม", across=3),
                    Cell(("๒๐๑,๒๕๐.๕๐",), number=201250.5),
                    Cell(("๘๐",), number=80),
                    cell(),
                ),
                total=True,
            ),
        ),
        caption="ตารางงบประมาณ",
    )


@pytest.fixture
def every_block(figures: Table) -> Document:
    """A book with a cover, contents, headings, lists, tables upright and across, a signature."""
    opening = Section(
        (
            Title(("แผนปฏิบัติการตัวอย่าง", "พ.ศ. ๒๕๖๖ - ๒๕๗๐", OWNER), cover=True),
            Title(("สารบัญ",)),
            Contents(),
            PageBreak(),
            Heading("ส่วนที่ ๑ บทนำ"),
            Paragraph("ย่อหน้าที่หนึ่งของคำนำ กล่าวถึงความเป็นมาของแผน " * 6, indent=True),
            Heading("๑.๑ วัตถุประสงค์", 2),
            Items(
                (
                    Item("ข้อแรก", "๑.", (Item("ข้อย่อย", "๑.๑"), Item("ไม่มีเลข"))),
                    Item("ข้อที่สอง", "๒."),
                )
            ),
            Heading("หัวข้อย่อย", 3),
            Fields((("ชื่อแผน", "แผนตัวอย่าง"), ("ระยะเวลา", "๕ ปี"))),
            Paragraph("ตัวหนา", bold=True),
            Paragraph("กลาง", Align.CENTER),
            Paragraph("ขวา ตัวเล็ก", Align.END, small=True),
        ),
        name="บทนำ",
    )
    tables = Section((Heading("ส่วนที่ ๒ ตาราง"), figures), landscape=True, name="งบประมาณ")
    closing = Section(
        (
            Title(("ส่วนที่ ๓",), cover=True),
            Heading("ส่วนที่ ๓ บทสรุป"),
            Paragraph("จึงประกาศให้ทราบโดยทั่วกัน", indent=True),
            Signature(
                "นางสาวตัวอย่าง ใจดี",
                "นายกเทศมนตรีเมืองตัวอย่างธานี",
                lead="ประกาศ ณ วันที่ ๑ เมษายน พ.ศ. ๒๕๖๙",
            ),
        ),
        name="บทสรุป",
    )
    return Document("แผนตัวอย่าง", OWNER, (opening, tables, closing))


@pytest.fixture
def memo(emblem: bytes) -> Document:
    """A memo with its chain of five, one of them acting, one still open."""
    people = ("ผู้จัดทำ", "หัวหน้าฝ่าย", "ผู้อำนวยการกอง", "ปลัดเทศบาล")
    chain = tuple(
        Signature(
            f"นายตัวอย่าง ที่{place}",
            post,
            acting_for="รักษาการแทนปลัดเทศบาล" if place == 3 else "",
            comment="เห็นควรอนุมัติ" if place else "",
            dated="๑ เมษายน ๒๕๖๙",
        )
        for place, post in enumerate(people)
    )
    head = MemoHead(
        "สำนักปลัดเทศบาล โทร. ๐ ๒๐๐๐ ๐๐๐๐",
        "ตย ๕๒๐๐๑/๑๒๓",
        "๑ เมษายน ๒๕๖๙",
        "รายงานผลการดำเนินการตามมาตรการ",
        "นายกเทศมนตรีเมืองตัวอย่างธานี",
    )
    text = tuple(Paragraph("ตามที่ได้มอบหมายให้รายงานผล " * 8, indent=True) for _ in range(5))
    blocks = (head, *text, *chain, Signature("", "นายกเทศมนตรีเมืองตัวอย่างธานี"))
    return Document("บันทึกข้อความ", OWNER, (Section(blocks),), True, True, emblem)


@pytest.fixture
def hostile() -> Document:
    """Every hostile text in every place that takes text."""
    whole = "\n".join(HOSTILE)
    blocks = (
        Title((whole,)),
        Heading(HOSTILE[0]),
        Heading(HOSTILE[5], 2),
        Contents(),
        *(Paragraph(text) for text in HOSTILE),
        Items(tuple(Item(text, text) for text in HOSTILE)),
        Fields(tuple((text, text) for text in HOSTILE)),
        Table(
            (Column(HOSTILE[0]), Column(HOSTILE[1], group=HOSTILE[5])),
            tuple(Row((cell(text), Cell((text,), number=1))) for text in HOSTILE),
            HOSTILE[3],
        ),
        MemoHead(whole, HOSTILE[0], HOSTILE[1], whole, whole),
        Signature(whole, whole, whole, whole, whole, whole),
    )
    section = Section(blocks, name="[=1+1]:*?/\\'" + "ก" * 40)
    return Document(HOSTILE[0], HOSTILE[5], (section, section))


@pytest.fixture
def long_table() -> Document:
    """Three hundred rows across, one of them with 20,000 characters, one with a 3,000-letter
    word."""
    columns = tuple(Column(f"คอลัมน์ที่ {place}") for place in range(1, 10))
    rows = tuple(
        Row(tuple(cell(f"แถวที่ {row} ช่องที่ {place}") for place in range(1, 10))) for row in range(300)
    )
    extremes = (
        Row((cell("ผลการดำเนินงาน " * 1334), *(cell("ก") for _ in range(8)))),
        Row((cell("x" * 3000), *(cell("ข") for _ in range(8)))),
    )
    section = Section((Title(("ตารางยาว",)), Table(columns, rows + extremes)), landscape=True)
    return Document("ตารางยาว", OWNER, (section,))
