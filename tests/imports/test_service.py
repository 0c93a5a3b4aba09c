"""Storing a read document: whole, once, and never over what people reported."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal_plugin.audit import AuditEvent
from portal_plugin.imports.departments import ImportedDepartment
from portal_plugin.imports.document import (
    ERROR,
    WARNING,
    Finding,
    ImportedAnnouncement,
    ImportedDimension,
    ImportedDocument,
    ImportedITA,
    ImportedMission,
    ImportedRisk,
    ImportedScore,
    ImportedTarget,
)
from portal_plugin.imports.indicators import ImportedIndicator
from portal_plugin.imports.measure import ImportedMeasure, ImportedStep, Text
from portal_plugin.imports.models import ImportRun
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import (
    ImportBlocked,
    ImportRefused,
    examine_document,
    import_document,
)
from portal_plugin.measures.codes import PlanState, RoundCode, Status
from portal_plugin.measures.ita import issues_without_measure
from portal_plugin.measures.models import (
    Evidence,
    IndicatorScore,
    ItaAssessment,
    Measure,
    Plan,
    PlanTarget,
    ProgressEntry,
    RiskControl,
    Round,
    Step,
)
from portal_plugin.measures.progress import ProgressInput, record_progress, year_entries
from portal_plugin.measures.queries import plan_overview
from portal_plugin.measures.risks import controls_without_measure
from portal_plugin.measures.rounds import close_round, open_round, round_by
from portal_plugin.tenants.models import Department

OWN = "เทศบาลเมืองตัวอย่างริมน้ำ"
DOCUMENTS = Path(__file__).parents[2] / ".." / "shared" / "documents"


def unit(name, *, is_all=False):
    return ImportedDepartment(name, is_all)


def measure(seq, title, **rest):
    rest.setdefault("departments", (unit("กองช่าง"),))
    return ImportedMeasure(seq, title, seq * 10, **rest)


def document(instrument, measures, **rest):
    fields = {
        "layout": "TEST",
        "title": "เอกสารตัวอย่าง",
        "lao_name": OWN,
        "lao_type": None,
        "province": None,
        "fiscal_year": None,
        "year_from": None,
        "year_to": None,
        "round": None,
        "source_format": "text",
        "sha256": "a" * 64,
    }
    return ImportedDocument(instrument=instrument, measures=tuple(measures), **(fields | rest))


def five_years(*measures, **rest):
    measures = measures or (
        measure(1, "โครงการอบรมตัวอย่าง", kind="PROJECT", dimension=1, group="1.1",
                budget={2566: 50_000, 2567: 60_000}, budget_mode="AMOUNT",
                steps=(ImportedStep("1", "เสนอแผน", 1), ImportedStep("2", "ดำเนินการ", 2)),
                outputs=(ImportedIndicator("OUTPUT", "อบรม 1 ครั้ง", 3, "EQ", 1.0, "ครั้ง"),)),
        measure(2, "มาตรการประกาศเจตนารมณ์ตัวอย่าง", dimension=2, group="2.1",
                departments=(unit("สำนัก ปลัด"), unit("กองใหม่ตัวอย่าง"))),
    )  # fmt: skip
    dimensions = (
        ImportedDimension(1, "มิติหนึ่ง", (ImportedMission("1.1", "ภารกิจหนึ่ง"),)),
        ImportedDimension(2, "", (ImportedMission("2.1", "ภารกิจสอง"),)),
    )
    return document(
        "PLAN_5Y",
        measures,
        **({"year_from": 2566, "year_to": 2570, "dimensions": dimensions} | rest),
    )


def yearly(*measures, **rest):
    return document("ITA_MEASURES", measures, **({"fiscal_year": 2566, "round": "6M"} | rest))


@pytest.fixture
def session(open_session, departments):
    with open_session() as opened:
        yield opened


@pytest.fixture
def store(session, plan_officer):
    def _store(given, **options):
        return import_document(
            session, plan_officer, given, filename="เอกสาร.txt", **options
        )  # fmt: skip

    return _store


def count(session, table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_plan_is_stored_with_all_that_hangs_on_it(session, store):
    from datetime import date

    outcome = store(
        five_years(
            announcement=ImportedAnnouncement(date(2022, 9, 30), None, 1),
            targets=(
                ImportedTarget(
                    "คะแนน ITA", {2566: "95 คะแนน", 2567: "๙๖ คะแนน"}, {2566: 95.0, 2567: 96.0}, 1
                ),
            ),
        )
    )
    overview = plan_overview(session, outcome.plan_id, 2567)
    first, second = (line.measure for line in overview.lines)
    assert overview.plan.state is PlanState.ANNOUNCED
    assert overview.totals.grand.plan == 60_000
    assert (first.mission, first.departments, len(first.steps)) == ("1.1", ("กองช่าง",), 2)
    assert (first.indicators[0].comparator, first.indicators[0].value) == ("EQ", 1)
    assert second.dimension_title == "การบริหารราชการด้วยความโปร่งใส"
    assert second.kind is None
    target = session.scalars(sa.select(PlanTarget)).one()
    assert (target.unit, target.values) == ("คะแนน", {"2566": 95.0, "2567": 96.0})


def test_units_are_matched_without_white_space_and_new_ones_are_made(session, store):
    outcome = store(five_years())
    assert outcome.departments == ("กองใหม่ตัวอย่าง",)
    assert count(session, Department) == 4
    (_, second) = (line.measure for line in plan_overview(session, outcome.plan_id, 2566).lines)
    assert second.departments == ("สำนักปลัด", "กองใหม่ตัวอย่าง")


def test_an_alias_is_the_department_it_belongs_to(session, store):
    session.execute(
        sa.update(Department).where(Department.name == "สำนักปลัด").values(aliases=["กองใหม่ ตัวอย่าง"])
    )
    assert store(five_years()).departments == ()


def test_all_departments_prints_as_written_and_names_no_row(session, store):
    outcome = store(
        five_years(measure(1, "มาตรการตัวอย่าง", departments=(unit("ทุกส่วนราชการ", is_all=True),)))
    )
    (line,) = plan_overview(session, outcome.plan_id, 2566).lines
    assert (line.measure.all_departments, line.measure.departments) == (True, ())
    assert line.measure.departments_text == "ทุกส่วนราชการ"


def test_errors_block_until_each_is_answered(session, store):
    wrong = replace(
        five_years(), lao_name="เทศบาลตำบลตัวอย่างทรายทอง",
        findings=(Finding("PLACEHOLDER_UNIT", ERROR, "กรุณาระบุหน่วยงาน", 7),),
    )  # fmt: skip
    with pytest.raises(ImportBlocked) as caught:
        store(wrong, accepted=("PLACEHOLDER_UNIT",))
    assert caught.value.codes == ("OTHER_TENANT",)
    assert "--accept OTHER_TENANT" in str(caught.value)
    assert count(session, Plan) == count(session, ImportRun) == 0
    store(wrong, accepted=("PLACEHOLDER_UNIT", "OTHER_TENANT", "NEVER_FOUND"))
    run = session.scalars(sa.select(ImportRun)).one()
    assert run.accepted == ["OTHER_TENANT", "PLACEHOLDER_UNIT"]
    assert {finding["code"] for finding in run.findings} == {"OTHER_TENANT", "PLACEHOLDER_UNIT"}


def test_a_name_nobody_here_bears_is_told_and_does_not_block(session, store):
    outcome = store(replace(five_years(), lao_name="เทศบาลตำบลอื่นตัวอย่าง"))
    assert [(f.code, f.severity) for f in outcome.findings] == [("TENANT_NAME_UNKNOWN", WARNING)]


@pytest.mark.parametrize("name", [OWN, "เทศบาลเมือง ตัวอย่างริมน้ำ", "ทม.ตัวอย่างริมน้ำ"])
def test_the_own_name_may_be_spaced_or_shortened(session, name):
    examined = examine_document(session, five_years(lao_name=name))
    assert examined.findings == ()


def test_examining_twice_finds_nothing_new(session):
    once = examine_document(session, five_years(lao_name="เทศบาลตำบลอื่นตัวอย่าง"))
    assert examine_document(session, once) == once


def test_the_same_bytes_again_change_nothing(session, store):
    first, again = store(five_years()), store(five_years())
    assert (again.unchanged, again.run_id, again.plan_id) == (True, first.run_id, first.plan_id)
    assert count(session, ImportRun) == 1


def test_other_bytes_take_the_place_of_a_plan_nobody_reported_on(session, store):
    first = store(five_years())
    kept = session.scalar(sa.select(Measure.id).where(Measure.seq == 1))
    changed = five_years(
        measure(1, "โครงการอบรมตัวอย่าง", dimension=1, group="1.1", budget={2566: 70_000}),
        measure(2, "มาตรการใหม่ตัวอย่าง", dimension=1, group="1.1"),
        sha256="b" * 64,
    )
    second = store(changed)
    assert second.plan_id == first.plan_id
    assert second.changes.added == ("มาตรการใหม่ตัวอย่าง",)
    assert second.changes.removed == ("มาตรการประกาศเจตนารมณ์ตัวอย่าง",)
    assert second.changes.changed == ("โครงการอบรมตัวอย่าง",)
    assert session.scalar(sa.select(Measure.id).where(Measure.seq == 1)) == kept
    assert plan_overview(session, first.plan_id, 2566).totals.grand.plan == 70_000
    assert not store(five_years()).unchanged, "the first document may be taken up again"


def test_a_plan_with_reports_or_a_registration_is_not_overwritten(session, store, plan_officer):
    first = store(five_years())
    session.execute(sa.update(Plan).values(state=PlanState.REGISTERED))
    with pytest.raises(ImportRefused, match="ลงทะเบียน"):
        store(five_years(sha256="b" * 64))
    session.execute(sa.update(Plan).values(state=PlanState.DRAFT))
    period = open_round(session, plan_officer, 2566, "6M")
    one = plan_overview(session, first.plan_id, 2566).lines[0].measure.id
    record_progress(session, plan_officer, ProgressInput(one, period.id, Status.IN_PROGRESS))
    with pytest.raises(ImportRefused, match="รายงานความก้าวหน้า"):
        store(five_years(sha256="b" * 64))
    assert plan_overview(session, first.plan_id, 2566).lines[0].measure.id == one


def test_risk_controls_are_linked_to_the_measures_they_name(session, store):
    risk = ImportedRisk(
        "1", "จัดซื้อจัดจ้าง", ("ประเด็นตัวอย่าง",), "ปาน กลาง",
        (Text("อบรม ตัวอย่าง", 5), Text("มาตรการที่ไม่มีในแผนนี้เลย", 6)), 5,
    )  # fmt: skip
    outcome = store(five_years(risks=(risk,)))
    linked = session.scalars(sa.select(RiskControl).order_by(RiskControl.position)).all()
    assert [control.measure_id is not None for control in linked] == [True, False]
    (loose,) = controls_without_measure(session, outcome.plan_id)
    assert loose.text == "มาตรการที่ไม่มีในแผนนี้เลย"


def test_a_document_without_a_year_asks_for_one(session, store):
    nowhere = yearly(measure(1, "มาตรการตัวอย่าง"), fiscal_year=None)
    with pytest.raises(ImportRefused, match="ระบุปีงบประมาณ"):
        store(nowhere)
    store(nowhere, fiscal_year=2566)
    with pytest.raises(ImportRefused):
        store(yearly(measure(1, "มาตรการตัวอย่าง"), fiscal_year=2023))


def test_a_report_opens_its_round_and_records_what_it_says(session, store, plan_officer):
    outcome = store(
        yearly(
            measure(1, "มาตรการหนึ่งตัวอย่าง", status="DONE", results=(Text("ทำแล้ว", 1),),
                    evidence=("คำสั่งที่ 1/2566 (ตัวอย่าง)", "https://example.org/a")),
            measure(2, "มาตรการสองตัวอย่าง", status="NOT_STARTED"),
            measure(3, "มาตรการสามตัวอย่าง"),
        )
    )  # fmt: skip
    period = round_by(session, 2566, RoundCode.SIX_MONTHS)
    lines = plan_overview(session, outcome.plan_id, 2566, period.id).lines
    assert [line.status for line in lines] == [Status.DONE, Status.NOT_STARTED, None]
    assert lines[0].latest.results == ("ทำแล้ว",)
    assert lines[0].latest.entered_by == plan_officer.name
    assert [one.type.value for one in lines[0].latest.evidence] == ["ORDER", "URL"]
    assert outcome.entries == 2
    assert session.scalars(
        sa.select(AuditEvent.act).where(AuditEvent.act == "document.import")
    ).all()


def test_statuses_of_steps_are_kept_by_step_and_folded(session, store):
    steps = (
        ImportedStep("1", "หนึ่ง", 1, "1", "DONE", ("ผลหนึ่ง",)),
        ImportedStep("1.1", "หนึ่งจุดหนึ่ง", 1),
        ImportedStep("2", "สอง", 2, "2", "IN_PROGRESS", ("ผลสอง",)),
    )
    outcome = store(
        yearly(
            measure(1, "มาตรการตัวอย่าง", status="IN_PROGRESS", steps=steps,
                    results=(Text("ผลหนึ่ง", 1), Text("ผลสอง", 2), Text("ผลรวม", 3)))
        )
    )  # fmt: skip
    (line,) = plan_overview(session, outcome.plan_id, 2566).lines
    assert line.status is Status.IN_PROGRESS
    entries = year_entries(session, line.measure.id, 2566)
    paths = {step.id: step.path for step in line.measure.steps}
    assert [(paths.get(entry.step_id), entry.results) for entry in entries] == [
        (None, ("ผลรวม",)), ("1", ("ผลหนึ่ง",)), ("2", ("ผลสอง",)),
    ]  # fmt: skip


def test_a_status_that_the_steps_do_not_show_holds_for_the_measure(session, store):
    steps = (ImportedStep("1", "หนึ่ง", 1, "1", "DONE"), ImportedStep("2", "สอง", 2))
    outcome = store(yearly(measure(1, "มาตรการตัวอย่าง", status="DONE", steps=steps)))
    (line,) = plan_overview(session, outcome.plan_id, 2566).lines
    assert line.status is Status.DONE


def test_results_without_a_status_claim_no_more_than_progress(session, store):
    given = yearly(measure(1, "มาตรการตัวอย่าง", results=(Text("ทำบางส่วน", 1),)), round=None)
    outcome = store(given)
    (line,) = plan_overview(session, outcome.plan_id, 2566).lines
    assert line.status is Status.IN_PROGRESS
    assert {finding.code for finding in outcome.findings} == {"STATUS_NOT_PRINTED", "ROUND_ASSUMED"}
    assert session.scalars(sa.select(Round.code)).all() == [RoundCode.TWELVE_MONTHS]


def test_a_round_the_officer_names_is_taken_where_none_is_printed(session, store):
    store(yearly(measure(1, "มาตรการตัวอย่าง", status="DONE"), round=None), round_code="6M")
    assert session.scalars(sa.select(Round.code)).all() == [RoundCode.SIX_MONTHS]


def test_a_closed_round_takes_no_imported_history(session, store, plan_officer):
    close_round(session, plan_officer, open_round(session, plan_officer, 2566, "6M").id)
    with pytest.raises(ImportRefused, match="ปิดแล้ว"):
        store(yearly(measure(1, "มาตรการตัวอย่าง", status="DONE")))
    assert count(session, Plan) == 0


def test_two_rounds_of_one_year_become_one_plan(session, store):
    half = yearly(
        measure(1, "มาตรการหนึ่งตัวอย่าง", status="DONE", steps=(ImportedStep("1", "เริ่ม", 1),)),
        measure(2, "กิจกรรมประชาสัมพันธ์งานบริการ", status="IN_PROGRESS"),
    )
    whole = yearly(
        measure(1, "มาตรการ หนึ่ง ตัวอย่าง", status="IN_PROGRESS",
                steps=(ImportedStep("1", "เริ่ม", 1), ImportedStep("2", "สรุป", 2))),
        measure(2, "กิจกรรมประชาสัมพันธ์งานการบริการ", status="DONE", results=(Text("ครบ", 1),)),
        measure(3, "มาตรการที่เพิ่มระหว่างปี", status="NOT_STARTED"),
        round="12M", sha256="b" * 64,
    )  # fmt: skip
    first, second = store(half), store(whole)
    assert second.plan_id == first.plan_id
    assert second.changes.added == ("มาตรการที่เพิ่มระหว่างปี",)
    assert count(session, Measure) == 3
    assert session.scalars(sa.select(Step.text).order_by(Step.position)).all() == ["เริ่ม", "สรุป"]
    lines = plan_overview(session, first.plan_id, 2566).lines
    assert [line.status for line in lines] == [
        Status.IN_PROGRESS, Status.DONE, Status.NOT_STARTED,
    ], "imported history may go back from DONE"  # fmt: skip
    assert count(session, ProgressEntry) == 5
    assert store(half).unchanged
    assert store(whole).unchanged
    with pytest.raises(ImportRefused, match="รายงานความก้าวหน้า"):
        store(replace(whole, sha256="c" * 64))


def test_measures_that_changed_places_are_found_by_their_titles(session, store):
    titles = ("มาตรการป้องกันการรับสินบน", "กิจกรรมประชาสัมพันธ์งานบริการ")
    first = store(yearly(*(measure(n, title, status="DONE") for n, title in enumerate(titles, 1))))
    turned = (measure(n, title, status="DONE") for n, title in enumerate(reversed(titles), 1))
    store(yearly(*turned, round="12M", sha256="b" * 64))
    lines = plan_overview(session, first.plan_id, 2566).lines
    assert [line.measure.title for line in lines] == list(titles)


def test_the_later_round_may_come_first(session, store):
    whole = yearly(
        measure(1, "มาตรการตัวอย่าง", status="DONE", results=(Text("ครบ", 1),)), round="12M"
    )
    first = store(whole)
    store(yearly(measure(1, "มาตรการตัวอย่าง", status="IN_PROGRESS"), sha256="b" * 64))
    (line,) = plan_overview(session, first.plan_id, 2566).lines
    assert line.status is Status.DONE


def test_an_ita_result_is_stored_once_and_issues_find_their_measures(session, store):
    scores = (
        ImportedScore(1, "การปฏิบัติหน้าที่", "IIT", 87.89, ("ประเด็นหนึ่ง",), 1),
        ImportedScore(9, "การเปิดเผยข้อมูล", None, 50.5, ("ประเด็นสอง", "ประเด็นสาม"), 2),
        ImportedScore(10, "การป้องกันการทุจริต", "OIT", None, (), 3),
    )
    ita = ImportedITA(fiscal_year=2565, total=77.18, level="B", scores=scores)
    one = measure(1, "มาตรการตัวอย่าง", group="1", group_title="การปฏิบัติหน้าที่", status="DONE")
    store(yearly(one, ita=ita))
    store(yearly(one, ita=ita, round="12M", sha256="b" * 64))
    row = session.scalars(sa.select(ItaAssessment)).one()
    assert (row.fiscal_year, str(row.total), row.level) == (2565, "77.18", "B")
    kept = session.execute(sa.select(IndicatorScore.number, IndicatorScore.instrument)).all()
    assert sorted((number, instrument.value) for number, instrument in kept) == [
        (1, "IIT"),
        (9, "OIT"),
    ]
    assert [one.text for one in issues_without_measure(session, 2565)] == ["ประเด็นสอง", "ประเด็นสาม"]


def test_imports_stay_in_their_own_space(open_session, departments, store, session):
    store(yearly(measure(1, "มาตรการตัวอย่าง", status="DONE", evidence=("https://example.org",))))
    session.commit()
    with open_session("saithong") as other:
        for table in (Plan, Measure, ProgressEntry, Evidence, ImportRun, Round):
            assert count(other, table) == 0


def test_two_people_importing_the_same_document_make_one_plan(
    open_session, departments, plan_officer
):
    from concurrent.futures import ThreadPoolExecutor

    def attempt(_):
        with open_session() as own:
            outcome = import_document(own, plan_officer, five_years(), filename="แผน.txt")
            own.commit()
            return outcome.unchanged

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, range(3))) == [False, True, True]


EXPECTED = {
    ("PLAN_5Y", 2566, None): (41, {}, 389_000),
    ("ITA_MEASURES", 2566, None): (10, {Status.IN_PROGRESS: 10}, 0),
    ("ITA_MEASURES", 2564, None): (12, {Status.DONE: 9, Status.NOT_STARTED: 3}, 0),
    ("ITA_MEASURES", 2564, "6M"): (8, {Status.DONE: 3, Status.IN_PROGRESS: 5}, 0),
}
"""Measures, statuses and a year's baht by instrument, first year and printed round."""


@pytest.mark.skipif(not DOCUMENTS.exists(), reason="the real documents are not here")
@pytest.mark.parametrize("place", range(4))
def test_real_documents_are_stored_with_their_figures(session, store, place):
    path = sorted(DOCUMENTS.iterdir())[place]
    given = read_document(path.read_bytes(), path.name)
    errors = {one.code for one in given.findings if one.severity == ERROR}
    if errors:
        with pytest.raises(ImportBlocked) as caught:
            store(given)
        assert set(caught.value.codes) == errors
    outcome = store(given, accepted=errors)
    year = given.fiscal_year or given.year_from
    overview = plan_overview(session, outcome.plan_id, year)
    measures, statuses, baht = EXPECTED[given.instrument, year, given.round]
    assert outcome.measures == measures
    assert {status: n for status, n in overview.counts.by_status.items() if n} == statuses
    assert overview.totals.grand.plan == baht
    assert store(given, accepted=errors).unchanged


SAMPLES = sorted(
    entry.name for entry in files("portal_plugin.imports").joinpath("samples").iterdir()
)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_documents_are_stored_without_an_answer(session, store, name):
    data = files("portal_plugin.imports").joinpath("samples", name).read_bytes()
    given = replace(read_document(data, name), lao_name=OWN)
    outcome = store(given)
    assert outcome.measures == len(given.measures) > 5


def test_problems_and_their_solution_are_stored_apart(session, store):
    told = measure(1, "มาตรการตัวอย่าง", status="DONE", results=(Text("ทำแล้ว", 1),),
                   problems="คนน้อย (ตัวอย่าง)", solution="ขอคนเพิ่ม (ตัวอย่าง)")  # fmt: skip
    store(document("ITA_MEASURES", (told,), fiscal_year=2566, round="12M"))
    entry = session.scalars(sa.select(ProgressEntry)).one()
    assert (entry.problems, entry.solution) == ("คนน้อย (ตัวอย่าง)", "ขอคนเพิ่ม (ตัวอย่าง)")
