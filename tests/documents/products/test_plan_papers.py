"""What stands in the papers of the five-year plan, whatever the plan holds."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.model import (
    Contents,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
    Title,
)
from portal_plugin.documents.product import Asked
from portal_plugin.documents.products.measure_sheets import sheet
from portal_plugin.documents.wording.plan_wording import numbered
from portal_plugin.measures.budgets import MOST_BAHT
from portal_plugin.measures.codes import BudgetMode, Instrument, RiskLevel, RoundCode
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import (
    BudgetLine,
    Dimension,
    Measure,
    Mission,
    Plan,
    RiskControl,
    RiskItem,
)
from portal_plugin.tenants.base import new_id

YEARS = range(2566, 2571)


@pytest.fixture
def session(filled):
    with filled.open() as opened:
        yield opened


@pytest.fixture
def made(session):
    """The body of a product and the document laid out from it."""

    def _made(code, **asked):
        body = product_of(code).gather(session, Asked(2566, **asked))
        return body, product_of(code).compose(body)

    return _made


@pytest.fixture
def bare_plan(filled):
    """A plan with nothing in it; gives a session and a way to add a measure to it."""
    with filled.open_empty() as opened:
        plan = Plan(
            id=new_id(), instrument=Instrument.PLAN_5Y, title="แผนปฏิบัติการตัวอย่าง",
            year_from=2566, year_to=2570, created_by="ตัวอย่าง",
        )  # fmt: skip
        opened.add(plan)
        opened.flush()
        yield opened, plan.id


def add_measure(session, plan_id, seq, mission=None, **fields):
    amounts = fields.pop("amounts", {})
    fields = {
        "title": f"มาตรการที่ {seq}",
        "budget_mode": BudgetMode.AMOUNT if amounts else BudgetMode.NONE,
        "created_by": "ตัวอย่าง",
    } | fields
    row = Measure(id=new_id(), plan_id=plan_id, mission_id=mission, seq=seq, **fields)
    session.add(row)
    session.flush()
    for year, amount in amounts.items():
        line = BudgetLine(
            measure_id=row.id, fiscal_year=year, plan_amount=amount, updated_by="ตัวอย่าง"
        )
        session.add(line)
    session.flush()
    return row.id


def add_mission(session, plan_id, dimension, *numbers):
    row = Dimension(id=new_id(), plan_id=plan_id, number=dimension, title=f"มิติตัวอย่าง {dimension}")
    session.add(row)
    session.flush()
    found = [
        Mission(id=new_id(), dimension_id=row.id, number=number, title=f"ภารกิจ {number}")
        for number in numbers
    ]
    session.add_all(found)
    session.flush()
    return [mission.id for mission in found]


def blocks(document, kind):
    return [block for block in document.blocks if isinstance(block, kind)]


def words(document):
    found = []
    for block in document.blocks:
        match block:
            case Title():
                found += block.lines
            case Heading() | Paragraph():
                found.append(block.text)
            case Items():
                found += [item.text for item in block.items]
            case Table():
                found += [cell.text for row in block.rows for cell in row.cells]
            case _:
                pass
    return found


def gathered(session, code):
    return product_of(code).gather(session, Asked(2566))


def laid_out(session, code):
    return product_of(code).compose(gathered(session, code))


def test_the_announcement_is_dated_as_the_plan_was_and_signed_by_the_head(made):
    body, document = made("announcement")
    (signature,) = blocks(document, Signature)
    assert body["plan"]["announced_on"] == "2022-09-15"
    assert signature.lead == "ประกาศ ณ วันที่ ๑๕ กันยายน พ.ศ. ๒๕๖๕"
    assert signature.name == "นายก (ตัวอย่าง)"
    assert signature.post == "นายกเทศมนตรีเมืองตัวอย่างริมน้ำ"
    assert blocks(document, Title)[0].lines[0] == "ประกาศเทศบาลเมืองตัวอย่างริมน้ำ"


HEAD = {
    "station": "HEAD", "name": "ผู้ทำแทน (ตัวอย่าง)", "post": "รองนายกเทศมนตรี",
    "acting_for": "นายกเทศมนตรีเมืองตัวอย่างริมน้ำ", "decision": "ENDORSED", "comment": "เห็นชอบ",
    "dated": "2022-09-20",
}  # fmt: skip


def test_an_undated_plan_is_announced_on_the_day_the_head_signed(made):
    body, _ = made("announcement")
    body = body | {"plan": body["plan"] | {"announced_on": None}, "endorsements": [HEAD]}
    (signature,) = blocks(product_of("announcement").compose(body), Signature)
    assert signature.lead == "ประกาศ ณ วันที่ ๒๐ กันยายน พ.ศ. ๒๕๖๕"
    assert signature.name == "ผู้ทำแทน (ตัวอย่าง)"
    assert signature.acting_for == "รักษาการแทนนายกเทศมนตรีเมืองตัวอย่างริมน้ำ"
    assert (signature.comment, signature.dated) == ("", "")


def test_an_announcement_that_nobody_signed_leaves_the_day_open(made):
    body, _ = made("announcement")
    body = body | {"plan": body["plan"] | {"announced_on": None}}
    (signature,) = blocks(product_of("announcement").compose(body), Signature)
    assert signature.lead.startswith("ประกาศ ณ วันที่ ...")


def test_the_officers_own_words_take_the_place_of_ours(made):
    texts = {"announcement": "ย่อหน้าหนึ่ง\nย่อหน้าสอง", "subject": "ใช้แผน", "preface": "คำของเรา"}
    for code in ("announcement", "plan-book"):
        _, document = made(code, texts=texts)
        assert {"ย่อหน้าหนึ่ง", "ย่อหน้าสอง", "เรื่อง ใช้แผน"} <= set(words(document))
    assert "คำของเรา" in words(document)


def test_the_book_holds_its_parts_in_order(made):
    _, document = made("plan-book")
    opened = [block.text for block in blocks(document, Heading) if block.level == 1]
    assert [text[:9] for text in opened] == ["ส่วนที่ ๑", "ส่วนที่ ๒", "ส่วนที่ ๓"]
    assert [section.landscape for section in document.sections] == [False] * 4 + [True, False]
    assert len(blocks(document, Contents)) == 1
    assert next(block for block in blocks(document, Title) if block.cover)


def test_the_table_has_a_column_a_year_and_sums_by_dimension_and_of_all(made):
    body, document = made("budget-table")
    (table,) = blocks(document, Table)
    assert [column.group for column in table.columns if column.group] == [
        f"ปี {year}" for year in ("๒๕๖๖", "๒๕๖๗", "๒๕๖๘", "๒๕๖๙", "๒๕๗๐")
    ]
    *dimensions, grand = [row for row in table.rows if row.total]
    assert len(dimensions) == len(body["dimensions"])
    by_year = [[cell.number or 0 for cell in row.cells[-6:-1]] for row in dimensions]
    assert [cell.number or 0 for cell in grand.cells[-6:-1]] == [
        sum(one) for one in zip(*by_year, strict=True)
    ]
    count = len([row for row in table.rows if not row.total])
    assert str(count) in grand.cells[2].text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))


def test_every_row_of_the_table_takes_as_many_columns_as_there_are(made):
    _, document = made("budget-table")
    (table,) = blocks(document, Table)
    open_cells = [0] * len(table.columns)
    for row in table.rows:
        free = open_cells.count(0)
        assert sum(cell.across for cell in row.cells) == free
        taken = iter(row.cells)
        open_cells = [
            left - 1 if left else next(taken).down - 1 for left in open_cells
        ]  # every cell here is one column wide
    assert not any(open_cells)


def test_missions_stand_by_their_numbers_and_not_by_their_letters(bare_plan):
    session, plan_id = bare_plan
    second, tenth, ninth = add_mission(session, plan_id, 1, "1.2", "1.10", "1.9")
    for seq, mission in enumerate((tenth, ninth, second), start=1):
        add_measure(session, plan_id, seq, mission)
    body = gathered(session, "budget-table")
    missions = [mission["number"] for mission in body["dimensions"][0]["missions"]]
    assert missions == ["1.2", "1.9", "1.10"]


def test_dimensions_stand_by_number_and_what_has_none_comes_last(bare_plan):
    session, plan_id = bare_plan
    (third,) = add_mission(session, plan_id, 3, "3.1")
    (first,) = add_mission(session, plan_id, 1, "1.1")
    for seq, mission in enumerate((None, third, first), start=1):
        add_measure(session, plan_id, seq, mission)
    body = gathered(session, "budget-table")
    assert [dimension["number"] for dimension in body["dimensions"]] == [1, 3, None]
    assert "ไม่ได้ระบุมิติ" in words(laid_out(session, "budget-table"))


def test_the_largest_amounts_are_added_without_loss(bare_plan):
    session, plan_id = bare_plan
    (mission,) = add_mission(session, plan_id, 1, "1.1")
    for seq in (1, 2, 3):
        add_measure(session, plan_id, seq, mission, amounts={2566: MOST_BAHT - 1})
    (table,) = blocks(laid_out(session, "budget-table"), Table)
    assert table.rows[-1].cells[3].number == 3 * (MOST_BAHT - 1)
    assert table.rows[-1].cells[3].text == "๒,๙๙๙,๙๙๙,๙๙๙,๙๙๗"
    assert table.rows[-1].cells[4].text == "-"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("budget-table", "แผนนี้ยังไม่มีโครงการ/กิจกรรม/มาตรการ"),
        ("measure-sheets", "แผนนี้ยังไม่มีรายละเอียดโครงการ/กิจกรรม/มาตรการ"),
        ("risk-register", "แผนนี้ยังไม่มีทะเบียนความเสี่ยงการทุจริต"),
        ("plan-book", "แผนนี้ยังไม่ได้กำหนดค่าเป้าหมายรายปี"),
    ],
)
def test_an_empty_plan_says_so_instead_of_showing_an_empty_table(bare_plan, code, sentence):
    session, _ = bare_plan
    document = laid_out(session, code)
    assert blocks(document, Table) == []
    assert sentence in words(document)


@pytest.mark.parametrize("code", ("announcement", "plan-book", "budget-table", "risk-register"))
def test_without_a_plan_of_the_year_there_is_nothing_to_write(filled, code):
    with filled.open_empty() as session, pytest.raises(NotFound, match="2566"):
        gathered(session, code)


BODY = {"plan": {"year_from": 2566, "year_to": 2570}}
MEASURE = {
    "seq": 7, "kind": "PROJECT", "title": "โครงการตัวอย่าง", "rationale": "", "objectives": [],
    "target_group": "", "steps": [], "period": "", "uses_budget": False, "amounts": {},
    "departments": [], "outputs": [], "outcomes": [], "remark": "",
}  # fmt: skip


def lines_of(measure):
    return [block.text for block in sheet(BODY, MEASURE | measure) if hasattr(block, "text")]


def test_a_sheet_has_its_nine_sections_though_nothing_fills_them():
    found = [text for text in lines_of({}) if text[1:3] == ". "]
    assert [text[0] for text in found] == list("๑๒๓๔๕๖๗๘๙")
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๖ – ๒๕๗๐" in lines_of({})


@pytest.mark.parametrize(
    ("uses", "amounts", "printed"),
    [
        (False, {}, "ไม่ใช้งบประมาณ"),
        (True, {}, "ใช้งบประมาณ แต่ยังไม่ได้กำหนดจำนวนเงิน"),
        (True, {str(year): 50_000 for year in YEARS}, "งบประมาณปีละ ๕๐,๐๐๐ บาท"),
        (True, {"2567": 9}, "ปีงบประมาณ พ.ศ. ๒๕๖๗ งบประมาณ ๙ บาท"),
        (True, {"2567": 9}, "ปีงบประมาณ พ.ศ. ๒๕๖๘ ไม่ใช้งบประมาณ"),
    ],
)
def test_the_sheet_says_what_the_measure_costs_in_which_year(uses, amounts, printed):
    assert printed in lines_of({"uses_budget": uses, "amounts": amounts})


def test_the_texts_of_people_stay_as_they_wrote_them():
    hostile = "=1+1 <script>alert(1)</script> \u202eกลับ\u200b 2566"
    (block,) = [
        one
        for one in sheet(BODY, MEASURE | {"objectives": [hostile, "สอง"]})
        if isinstance(one, Items)
    ]
    assert [item.text for item in block.items] == [hostile, "สอง"]


def test_steps_stand_inside_the_step_that_their_number_names():
    paths = ("1", "1.1", "1.1.1", "1.2", "2", "10", "10.1")
    steps = [{"path": path, "text": f"ขั้น {path}"} for path in paths]
    (block,) = [one for one in sheet(BODY, MEASURE | {"steps": steps}) if isinstance(one, Items)]
    assert [item.number for item in block.items] == ["๑)", "๒)", "๑๐)"]
    first = block.items[0]
    assert [inner.number for inner in first.nested] == ["๑.๑)", "๑.๒)"]
    assert [inner.number for inner in first.nested[0].nested] == ["๑.๑.๑)"]


def test_the_register_shows_every_risk_with_its_controls(made):
    body, document = made("risk-register")
    (table,) = blocks(document, Table)
    assert len(table.rows) == len(body["risks"]) > 0
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    first = body["risks"][0]
    for place, control in enumerate(first["controls"]):
        assert table.rows[0].cells[4].lines[place].endswith(control["text"])


def test_likelihood_and_impact_stand_below_the_level(bare_plan):
    session, plan_id = bare_plan
    session.add(
        RiskItem(
            plan_id=plan_id,
            position=1,
            process="จัดซื้อ",
            level=RiskLevel.HIGH,
            likelihood=3,
            impact=4,
        )
    )
    session.flush()
    (table,) = blocks(laid_out(session, "risk-register"), Table)
    assert table.rows[0].cells[3].lines == ("สูง", "(โอกาส ๓ ผลกระทบ ๔)")
    assert table.rows[0].cells[4].lines == ("-",)


def loosened(session):
    """One control of the register that is no measure."""
    control = session.scalars(sa.select(RiskControl).order_by(RiskControl.text)).first()
    control.measure_id = None
    session.flush()
    return control


def test_the_risk_report_says_of_each_control_how_far_it_has_come(made, session):
    loosened(session)
    body, document = made("risk-report", round=RoundCode.SIX_MONTHS)
    (table,) = blocks(document, Table)
    controls = [control for risk in body["risks"] for control in risk["controls"]]
    assert len(table.rows) == len(controls)
    shown = [row.cells[-2] for row in table.rows]
    for cell, control in zip(shown, controls, strict=True):
        outcome = control["outcome"]
        assert cell.status == (outcome and outcome["status"])
        if outcome is None:
            assert cell.text == "ยังไม่ได้กำหนดเป็นมาตรการในแผน"
    assert {control["outcome"] is None for control in controls} == {True, False}
    assert any(control["outcome"] and control["outcome"]["results"] for control in controls)


def test_the_risk_report_counts_every_control_once(made, session):
    loosened(session)
    body, _ = made("risk-report", round=RoundCode.SIX_MONTHS)
    digits = body["texts"]["conclusion"].translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    total, *parts = [int(word) for word in digits.split() if word.isdecimal()]
    assert total == sum(parts) == sum(len(risk["controls"]) for risk in body["risks"])


def test_the_risk_report_keeps_to_the_frozen_report(made, session):
    """A control linked after the report was frozen is not in it, and awaits its report (R9)."""
    before, _ = made("risk-report", round=RoundCode.SIX_MONTHS)
    assert before["revision"] == 1
    loose = loosened(session)
    plan_id = session.scalar(sa.select(Plan.id).where(Plan.instrument == Instrument.PLAN_5Y))
    loose.measure_id = add_measure(session, plan_id, 99)
    session.flush()
    _, document = made("risk-report", round=RoundCode.SIX_MONTHS)
    (table,) = blocks(document, Table)
    assert "รอรายงานผล" in [row.cells[-2].text for row in table.rows]


def test_a_plan_of_other_spaces_is_not_gathered(filled):
    with filled.open_empty() as session, pytest.raises(NotFound):
        gathered(session, "plan-book")


def test_gathering_takes_the_same_statements_however_large_the_plan(filled, bare_plan):
    session, plan_id = bare_plan
    with filled.statements() as empty:
        gathered(session, "plan-book")
    (mission,) = add_mission(session, plan_id, 1, "1.1")
    for seq in range(1, 6):
        add_measure(session, plan_id, seq, mission, amounts={2566: seq})
    session.expire_all()
    with filled.statements() as full:
        gathered(session, "plan-book")
    assert len(full) == len(empty)


def test_a_correction_says_so_in_every_paper_of_the_plan(made):
    corrected = {"version": 2, "correction": "ตัวเลขคลาดเคลื่อน (ตัวอย่าง)"}
    for code in ("announcement", "plan-book", "budget-table", "measure-sheets", "risk-register"):
        body, _ = made(code)
        document = product_of(code).compose(body | corrected)
        assert any("ตัวเลขคลาดเคลื่อน (ตัวอย่าง)" in text for text in words(document))
        assert not any("แก้ไขฉบับก่อน" in text for text in words(made(code)[1]))


def test_the_plan_is_one_day_of_the_year_and_no_clock_enters_the_layout(made):
    body, document = made("plan-book")
    assert product_of("plan-book").compose(body) == document
    assert date.fromisoformat(body["made_on"])


def test_a_lone_text_stands_without_a_number_unless_it_holds_a_list_of_its_own():
    assert numbered(["ตรวจสอบ"]) == ("ตรวจสอบ",)
    assert numbered(["ตรวจ 1) หนึ่ง 2) สอง"]) == ("(๑) ตรวจ 1) หนึ่ง 2) สอง",)
    assert numbered(["ก", "ข"]) == ("๑) ก", "๒) ข")
