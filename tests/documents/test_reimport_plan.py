"""What the plan's papers print, the importer reads back as it was stored.

PORTAL_PLUGIN_TEST_EXAMPLES sets how many invented plans each way out and in is tried with.
"""

from __future__ import annotations

import os
from datetime import date
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.actor import Actor, Role
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.product import Asked, Format
from portal_plugin.documents.writing import write
from portal_plugin.imports.document import WARNING
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import import_document
from portal_plugin.imports.wording import one_line
from portal_plugin.tenants.models import Tenant
from portal_plugin.thai import thai_digits

EXAMPLES = int(os.environ.get("PORTAL_PLUGIN_TEST_EXAMPLES", "4"))
TEXT_FILES = (Format.DOCX, Format.HTML)
TABLE_FILES = (Format.XLSX, Format.DOCX, Format.HTML)
SAMPLES = {
    "plan-town-2566-2570": "rimnam",
    "plan-subdistrict-2566-2570": "saithong",
    "plan-sao-2566-2570": "nongbua",
}


def stored(body, *names):
    """What the body holds of each measure, as the importer would name it."""
    return [
        _only(
            {
                "seq": measure["seq"],
                "title": one_line(measure["title"]),
                "kind": measure["kind"],
                "dimension": dimension["number"],
                "dimension_title": dimension["title"],
                "mission": mission["number"],
                "mission_title": mission["title"],
                "budget": {year: measure["amounts"].get(str(year), 0) for year in years(body)},
                "remark": one_line(measure["remark"]),
                "departments": measure["departments"],
                "rationale": measure["rationale"],
                "objectives": measure["objectives"],
                "target_group": measure["target_group"],
                "period": measure["period"],
                "steps": [(step["path"], step["text"]) for step in measure["steps"]],
                "outputs": measure["outputs"],
                "outcomes": measure["outcomes"],
            },
            names,
        )
        for dimension in body["dimensions"]
        for mission in dimension["missions"]
        for measure in mission["measures"]
    ]


def read(document, *names):
    """The same of a document that was read."""
    dimensions = {dimension.number: dimension for dimension in document.dimensions}
    missions = {
        mission.number: mission.title
        for dimension in document.dimensions
        for mission in dimension.missions
    }
    return [
        _only(
            {
                "seq": measure.seq,
                "title": measure.title,
                "kind": measure.kind,
                "dimension": measure.dimension,
                "dimension_title": dimensions[measure.dimension].title if measure.dimension else "",
                "mission": measure.group,
                "mission_title": missions.get(measure.group),
                "budget": dict(measure.budget),
                "remark": measure.remark,
                "departments": [unit.name for unit in measure.departments],
                "rationale": measure.rationale,
                "objectives": [text.text for text in measure.objectives],
                "target_group": measure.target_group,
                "period": measure.period.text,
                "steps": [(step.path, step.text) for step in measure.steps],
                "outputs": [indicator.text for indicator in measure.outputs],
                "outcomes": [indicator.text for indicator in measure.outcomes],
            },
            names,
        )
        for measure in document.measures
    ]


def _only(measure, names):
    return {name: measure[name] for name in names} if names else measure


def years(body):
    return range(body["plan"]["year_from"], body["plan"]["year_to"] + 1)


def read_back(body, wanted):
    written = write(body, wanted)
    return read_document(written.data, written.filename)


IN_TABLE = (
    "seq", "title", "kind", "dimension", "dimension_title", "mission", "mission_title", "budget",
    "remark",
)  # fmt: skip


@pytest.fixture
def body_of(open_session, tenant_ids):
    """The body of a product, of the plan of a sample."""

    def _body(name, code):
        data = files("portal_plugin.imports").joinpath("samples", f"{name}.txt").read_bytes()
        document = read_document(data, "plan.txt")
        space = SAMPLES[name]
        officer = Actor("officer-1", "สมใจ (ตัวอย่าง)", tenant_ids[space], {Role.PLAN_OFFICER})
        with open_session(space) as session:
            import_document(session, officer, document, filename="plan.txt")
            return product_of(code).gather(session, Asked(document.year_from))

    return _body


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("wanted", TEXT_FILES)
def test_a_plan_book_is_read_back_as_it_was_stored(body_of, name, wanted):
    body = body_of(name, "plan-book")
    again = read_back(body, wanted)
    assert read(again) == stored(body)
    plan = body["plan"]
    assert again.title == plan["title"]
    assert (again.year_from, again.year_to) == (plan["year_from"], plan["year_to"])
    assert again.preface == body["texts"]["preface"]
    assert again.rationale == plan["rationale"]
    for section in ("objectives", "goals", "benefits"):
        assert [text.text for text in getattr(again, section)] == plan[section]
    day = again.announcement.day if again.announcement else None
    assert day == (date.fromisoformat(plan["announced_on"]) if plan["announced_on"] else None)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("wanted", TEXT_FILES)
def test_risks_and_targets_are_read_back_as_they_were_stored(body_of, name, wanted):
    body = body_of(name, "plan-book")
    again = read_back(body, wanted)
    assert [
        (risk.process, list(risk.issues), [control.text for control in risk.controls])
        for risk in again.risks
    ] == [
        (risk["process"], risk["issues"], [control["text"] for control in risk["controls"]])
        for risk in body["risks"]
    ]
    assert [(target.name, dict(target.numbers)) for target in again.targets] == [
        (target["name"], {int(year): value for year, value in target["values"].items()})
        for target in body["targets"]
    ]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("wanted", TABLE_FILES)
def test_a_budget_table_is_read_back_as_it_was_stored(body_of, name, wanted):
    body = body_of(name, "budget-table")
    again = read_back(body, wanted)
    assert read(again, *IN_TABLE) == stored(body, *IN_TABLE)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("wanted", TEXT_FILES)
def test_the_sheets_alone_are_read_back_as_they_were_stored(body_of, name, wanted):
    body = body_of(name, "measure-sheets")
    without = [name for name in stored(body)[0] if name != "remark"]
    assert read(read_back(body, wanted), *without) == stored(body, *without)


@pytest.mark.parametrize("name", ("plan-town-2566-2570", "plan-sao-2566-2570"))
def test_a_book_that_is_read_back_has_nothing_that_blocks(body_of, name):
    again = read_back(body_of(name, "plan-book"), Format.DOCX)
    assert [finding for finding in again.findings if finding.severity != WARNING] == []


WORDS = (
    "ชุมชน", "ตลาดนัด", "ถนน", "คลองใส", "ประชาชน", "สมาชิกสภา", "งานทะเบียน", "ความโปร่งใส", "งบประมาณ",
    "วัตถุประสงค์", "ผลลัพธ์", "โครงการ", "ร้อยละ 80", "๑๒ ครั้ง", "พ.ศ. 2566", "ปี ๒๕๖๗", "(สำรวจ)", "ITA", "&",
    "a < b", "=1+1", "@", "+66", "ต.ค.-มี.ค.", "“อ้างอิง”", "ข้อ 2)", "(3)", "1.2", "ก/ข", "น้ำ", "ผู้ที่", "ฐานข้อมูล",
)  # fmt: skip
KINDS = {
    "โครงการ": "PROJECT",
    "กิจกรรม": "ACTIVITY",
    "มาตรการ": "MEASURE",
    "แนวปฏิบัติ": "PRACTICE",
}
UNITS = ("สำนักปลัด", "กองช่าง", "กองคลัง", "กองสวัสดิการตัวอย่าง", "หน่วยตรวจสอบภายใน")
FIRST_YEAR, LAST_YEAR = 2566, 2570


def sentences(most=6):
    """A sentence that begins with a word: what begins with a number or a dash is a list."""
    rest = st.lists(st.sampled_from(WORDS), min_size=1, max_size=most)
    joint = st.sampled_from((" ", ""))
    return st.builds(lambda start, glue, words: f"{start}{glue.join(['', *words])}",
                     st.sampled_from(("จัดทำ", "ส่งเสริม", "เพื่อให้", "ตรวจ")), joint, rest)  # fmt: skip


@st.composite
def steps(draw):
    texts = draw(st.lists(st.tuples(sentences(), st.lists(sentences(), max_size=3)), max_size=5))
    found = []
    for place, (text, inner) in enumerate(texts, start=1):
        found.append({"path": str(place), "text": text})
        found += [{"path": f"{place}.{n}", "text": one} for n, one in enumerate(inner, start=1)]
    return found


@st.composite
def measures(draw, seq):
    word, kind = draw(st.sampled_from(sorted(KINDS.items())))
    same = draw(st.booleans())
    amount = st.integers(0, 10**9)
    one = draw(amount)
    amounts = {str(y): one if same else draw(amount) for y in range(FIRST_YEAR, LAST_YEAR + 1)}
    lists = st.lists(sentences(), max_size=4)
    return {
        "seq": seq,
        "kind": kind,
        "title": word + draw(sentences()),
        "rationale": "\n".join(draw(st.lists(sentences(), max_size=3))),
        "objectives": draw(lists),
        "target_group": draw(sentences()),
        "steps": draw(steps()),
        "period": draw(st.sampled_from(("ปีงบประมาณ พ.ศ. 2566 - 2570", "ทุกปี ภายในเดือนมีนาคม"))),
        "uses_budget": any(amounts.values()),
        "amounts": amounts,
        "departments": draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True)),
        "outputs": draw(lists),
        "outcomes": draw(lists),
        "remark": draw(st.one_of(st.just(""), sentences(2))),
    }


@st.composite
def plans(draw):
    """A plan's body: up to three dimensions of up to eleven missions."""
    seq, dimensions = 0, []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        missions = []
        for inner in range(1, draw(st.sampled_from((1, 2, 2, 11))) + 1):
            found = []
            for _ in range(draw(st.integers(1, 2))):
                seq += 1
                found.append(draw(measures(seq)))
            title = draw(sentences(3))
            missions.append({"number": f"{number}.{inner}", "title": title, "measures": found})
        title = draw(sentences(3))
        dimensions.append({"number": number, "title": title, "missions": missions})
    return dimensions


def plan_book(dimensions, code="plan-book"):
    words = {
        "th": "เทศบาลเมือง", "abbr": "ทม.", "head": "นายกเทศมนตรี", "clerk": "ปลัดเทศบาล",
        "ordinance": "เทศบัญญัติ", "staff": "พนักงานเทศบาล", "council": "สภาเทศบาล",
    }  # fmt: skip
    return {
        "product": code,
        "municipality": {
            "code": "rimnam", "name": "เทศบาลเมืองตัวอย่างริมน้ำ", "words": words, "head_name": "",
            "head_acting": "",
        },
        "fiscal_year": FIRST_YEAR, "round": None, "made_on": "2026-01-05",
        "plan": {
            "title": "แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566 – 2570)", "year_from": FIRST_YEAR,
            "year_to": LAST_YEAR, "announced_on": None, "preface": "", "rationale": "",
            "objectives": [], "goals": [], "benefits": [],
        },
        "dimensions": dimensions, "risks": [], "targets": [],
        "texts": {"subject": "ใช้แผน", "announcement": "ประกาศ", "preface": "คำนำของแผน"},
    }  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_any_plan_survives_the_way_out_and_in(dimensions):
    body = plan_book(dimensions)
    for wanted in TEXT_FILES:
        assert read(read_back(body, wanted)) == stored(body)


def test_what_hangs_on_no_dimension_and_what_has_a_high_number_survives():
    plain = {
        "seq": 100, "kind": "PROJECT", "title": "โครงการเวทีชุมชน", "rationale": "", "objectives": [],
        "target_group": "ประชาชน", "steps": [], "period": "ทุกปี", "uses_budget": False,
        "amounts": {}, "departments": ["กองช่าง"], "outputs": [], "outcomes": [], "remark": "",
    }  # fmt: skip
    first = {"number": "1.1", "title": "ภารกิจหนึ่งของเรา", "measures": [plain | {"seq": 99}, plain]}
    none = {"number": None, "title": "", "measures": [plain | {"seq": 101}]}
    body = plan_book(
        [
            {"number": 1, "title": "มิติหนึ่ง", "missions": [first]},
            {"number": None, "title": "", "missions": [none | {"number": ""}]},
        ]
    )
    for wanted in TEXT_FILES:
        again = read(read_back(body, wanted), "seq", "title", "dimension")
        assert again == stored(body, "seq", "title", "dimension")
        table = read(read_back(body | {"product": "budget-table"}, wanted), "seq", "dimension")
        assert table == stored(body, "seq", "dimension")


def test_amounts_that_look_like_years_are_amounts():
    measure = {
        "seq": 1, "kind": "PROJECT", "title": "โครงการเวทีชุมชน", "rationale": "", "objectives": [],
        "target_group": "ประชาชน", "steps": [], "period": "ทุกปี", "uses_budget": True,
        "amounts": {str(year): 2567 for year in range(FIRST_YEAR, LAST_YEAR + 1)},
        "departments": ["กองช่าง"], "outputs": [], "outcomes": [], "remark": "วัดผลลัพธ์",
    }  # fmt: skip
    mission = {"number": "1.1", "title": "ภารกิจหนึ่งของเรา", "measures": [measure]}
    dimensions = [{"number": 1, "title": "มิติหนึ่ง", "missions": [mission]}]
    body = plan_book(dimensions, "budget-table")
    for wanted in TABLE_FILES:
        assert read(read_back(body, wanted), *IN_TABLE) == stored(body, *IN_TABLE)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_any_budget_table_survives_the_way_out_and_in(dimensions):
    body = plan_book(dimensions, "budget-table")
    for wanted in TABLE_FILES:
        assert read(read_back(body, wanted), *IN_TABLE) == stored(body, *IN_TABLE)


REAL = Path(__file__).parents[3] / "shared" / "documents"


@pytest.fixture
def real_plan(open_session, database, tenant_ids):
    """The body of a product of the real plan, in a municipality of its own name."""
    found = sorted(REAL.glob("*-plan-*.txt")) if REAL.is_dir() else []
    if not found:
        pytest.skip("the real documents are not part of the repository")
    document = read_document(found[0].read_bytes(), found[0].name)
    table = Tenant.__table__
    with database.owner.begin() as connection:
        change = sa.update(table).where(table.c.id == tenant_ids["rimnam"])
        connection.execute(change.values(name=document.lao_name))

    def _body(code):
        officer = Actor("officer-1", "สมใจ (ตัวอย่าง)", tenant_ids["rimnam"], {Role.PLAN_OFFICER})
        answered = {finding.code for finding in document.findings}
        with open_session() as session:
            import_document(session, officer, document, filename="plan.txt", accepted=answered)
            return product_of(code).gather(session, Asked(document.year_from))

    return _body


@pytest.mark.parametrize("wanted", TEXT_FILES)
def test_the_real_plan_comes_back_with_its_41_measures_and_its_money(real_plan, wanted):
    body = real_plan("plan-book")
    again = read_back(body, wanted)
    assert read(again) == stored(body)
    assert len(again.measures) == 41
    for year in years(body):
        assert sum(measure.budget[year] for measure in again.measures) == 389_000
        assert again.totals[-1].amounts[year] == 389_000
    assert [total.measures for total in again.totals] == [10, 19, 6, 6, 41]


@pytest.mark.parametrize("wanted", TABLE_FILES)
def test_the_real_table_comes_back_with_its_titles_and_its_money(real_plan, wanted):
    body = real_plan("budget-table")
    assert read(read_back(body, wanted), *IN_TABLE) == stored(body, *IN_TABLE)


@pytest.fixture
def pages_of():
    """The text of a PDF's pages without white space, and how far below the paper any of it is."""

    def _pages(data):
        with pypdfium2.PdfDocument(data) as pdf:
            texts, lowest = [], 0.0
            for page in pdf:
                text = page.get_textpage()
                texts.append(bare_text(text.get_text_range()))
                boxes = (text.get_charbox(place) for place in range(text.count_chars()))
                lowest = min(lowest, *(bottom for _, bottom, _, _ in boxes))
                text.close()
                page.close()
        return texts, lowest

    return _pages


def bare_text(text):
    return "".join(text.split()).replace("\u0e4d\u0e32", "\u0e33")


def sheet_texts(measure):
    """All but the title, which is set bold."""
    yield from measure["rationale"].split("\n")
    yield from measure["objectives"]
    yield measure["target_group"]
    yield from (step["text"] for step in measure["steps"])
    yield measure["period"]
    yield from (*measure["departments"], *measure["outputs"], *measure["outcomes"])


def test_the_pdf_says_everything_of_the_sheets_in_its_order(body_of, pages_of):
    body = body_of("plan-town-2566-2570", "measure-sheets")
    pages, lowest = pages_of(write(body, Format.PDF).data)
    said = "".join(page.replace(f"-{thai_digits(n)}-", "") for n, page in enumerate(pages, 1))
    at = 0
    missions = (m for dimension in body["dimensions"] for m in dimension["missions"])
    for measure in (measure for mission in missions for measure in mission["measures"]):
        for text in filter(None, map(bare_text, sheet_texts(measure))):
            found = said.find(text, at)
            assert found >= 0, text
            at = found + len(text)
    assert lowest == 0


def test_no_row_of_the_table_runs_off_the_paper(body_of, pages_of):
    body = body_of("plan-town-2566-2570", "budget-table")
    mission = body["dimensions"][0]["missions"][0]
    mission["measures"] = [mission["measures"][0] | {"seq": seq} for seq in range(1, 41)]
    body["dimensions"] = [body["dimensions"][0] | {"missions": [mission]}]
    pages, lowest = pages_of(write(body, Format.PDF).data)
    assert lowest == 0
    assert len(pages) > 2
    for seq in range(1, 41):
        assert f"{thai_digits(seq)}){bare_text(mission['measures'][0]['title'])}" in "".join(pages)
