"""Compiling: pure, canonical, and the sums are always those of the measures."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.measures.codes import (
    BudgetMode,
    EvidenceType,
    IndicatorLevel,
    Instrument,
    MeasureKind,
    PlanState,
    Reason,
    RoundCode,
    RoundState,
    Status,
    Visibility,
)
from portal_plugin.measures.report_rows import (
    BudgetRow,
    EntryRow,
    EvidenceRow,
    IndicatorRow,
    MeasureRow,
    PlanRow,
    ReportRows,
    RoundRow,
    StepRow,
    TenantRow,
)
from portal_plugin.national import mapping
from portal_plugin.national.contract import faults, operation
from portal_plugin.reports.compile import canonical, compile_report
from portal_plugin.tenants.models import TenantType

CALM = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
HALF, WHOLE = RoundCode.SIX_MONTHS, RoundCode.TWELVE_MONTHS
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
SHORT = st.lists(TEXT, max_size=3).map(tuple)
MOMENT = st.integers(0, 10**7).map(
    lambda s: datetime(2022, 10, 1, tzinfo=UTC) + timedelta(seconds=s)
)


@st.composite
def entries(draw: Any, steps: tuple[StepRow, ...]) -> tuple[EntryRow, ...]:
    """At most one entry of each subject and round, as the loader gives them."""
    subjects = draw(
        st.lists(
            st.tuples(
                st.sampled_from([None, *(step.id for step in steps)]), st.sampled_from(RoundCode)
            ),
            unique=True,
            max_size=4,
        )
    )
    return tuple(
        EntryRow(
            id=draw(st.uuids()),
            step_id=step_id,
            round_code=code,
            department=None,
            status=draw(st.sampled_from(Status)),
            results=draw(SHORT),
            outcomes=draw(SHORT),
            problems=draw(TEXT),
            solution=draw(TEXT),
            reason=draw(st.none() | st.sampled_from(Reason)),
            reason_text=draw(TEXT),
            remark=draw(TEXT),
            indicator_values=(),
            entered_by="x",
            entered_at=draw(MOMENT),
            evidence=draw(evidence()),
        )
        for step_id, code in subjects
    )


def evidence() -> st.SearchStrategy[tuple[EvidenceRow, ...]]:
    one = st.builds(
        EvidenceRow,
        id=st.uuids(),
        type=st.sampled_from(EvidenceType),
        title=TEXT,
        number=st.just(""),
        dated=st.none() | st.dates(date(2022, 1, 1), date(2024, 1, 1)),
        url=st.none(),
        filename=st.none(),
        media_type=st.none(),
        size=st.none(),
        sha256=st.none(),
        visibility=st.sampled_from(Visibility),
    )
    return st.lists(one, max_size=2, unique_by=lambda row: row.id).map(tuple)


@st.composite
def measures(draw: Any) -> tuple[MeasureRow, ...]:
    count = draw(st.integers(0, 4))
    rows = []
    for seq in range(1, count + 1):
        steps = tuple(
            StepRow(id=draw(st.uuids()), position=position, path=str(position), text=draw(TEXT))
            for position in range(draw(st.integers(0, 3)))
        )
        rows.append(
            measure(
                seq,
                id=draw(st.uuids()),
                title=draw(TEXT),
                kind=draw(st.sampled_from(MeasureKind)),
                dimension=draw(st.integers(1, 4)),
                steps=steps,
                entries=draw(entries(steps)),
                conforming=draw(st.none() | st.booleans()),
                budget_mode=draw(st.sampled_from(BudgetMode)),
                budgets=tuple(
                    BudgetRow(
                        year,
                        draw(st.integers(0, 10**9)),
                        draw(st.none() | st.integers(0, 10**9)),
                        draw(st.booleans()),
                        draw(st.none() | st.integers(0, 10**9)),
                    )
                    for year in range(2566, 2566 + draw(st.integers(0, 3)))
                ),
            )
        )
    return tuple(rows)


def measure(seq: int = 1, **given: Any) -> MeasureRow:
    """A measure with nothing on it but what is given."""
    return MeasureRow(
        **{
            "id": UUID(int=seq),
            "seq": seq,
            "kind": MeasureKind.PROJECT,
            "title": "มาตรการตัวอย่าง",
            "dimension": 1,
            "dimension_title": f"มิติที่ {given.get('dimension', 1)}",
            "mission": "1.1",
            "mission_title": "ภารกิจตัวอย่าง",
            "indicator_number": None,
            "group_title": "",
            "rationale": "",
            "objectives": (),
            "target_group": "",
            "target_group_codes": (),
            "quarter": None,
            "period": "",
            "budget_mode": BudgetMode.AMOUNT,
            "departments": ("กองช่าง",),
            "departments_text": "",
            "all_departments": False,
            "remark": "",
            "conforming": None,
            **given,
        }
    )


def entry(status: Status, **given: Any) -> EntryRow:
    """An entry of the half-year round with nothing in it but what is given."""
    return EntryRow(
        **{
            "id": UUID(int=1),
            "step_id": None,
            "round_code": HALF,
            "department": None,
            "status": status,
            "results": (),
            "outcomes": (),
            "problems": "",
            "solution": "",
            "reason": None,
            "reason_text": "",
            "remark": "",
            "indicator_values": (),
            "entered_by": "x",
            "entered_at": datetime(2023, 3, 1, tzinfo=UTC),
            **given,
        }
    )


def rows(*of: MeasureRow, code: RoundCode = HALF) -> ReportRows:
    ends = date(2023, 3, 31) if code is HALF else date(2023, 9, 30)
    return ReportRows(
        tenant=TenantRow(
            UUID(int=7), "rimnam", TenantType.TOWN_MUNICIPALITY, "เทศบาลเมืองตัวอย่างริมน้ำ", "ตัวอย่างธานี"
        ),
        plan=PlanRow(
            UUID(int=8),
            Instrument.PLAN_5Y,
            "แผนตัวอย่าง",
            2566,
            2570,
            PlanState.ANNOUNCED,
            None,
            None,
        ),
        fiscal_year=2566,
        round=RoundRow(
            UUID(int=9),
            2566,
            code,
            date(2022, 10, 1),
            ends,
            ends + timedelta(5),
            ends + timedelta(30),
            RoundState.OPEN,
        ),
        measures=of,
    )


def only(report: ReportRows) -> dict[str, Any]:
    (found,) = compile_report(report).body["measures"]
    return dict(found)


@CALM
@given(measures(), st.randoms(use_true_random=False), st.sampled_from(RoundCode))
def test_the_same_data_in_any_order_compiles_to_the_same_bytes(
    of: tuple[MeasureRow, ...], chance: random.Random, code: RoundCode
) -> None:
    def shuffled(items: Any) -> tuple[Any, ...]:
        return tuple(chance.sample(items, len(items)))

    again = tuple(
        replace(
            row,
            steps=shuffled(row.steps),
            budgets=shuffled(row.budgets),
            entries=shuffled([replace(e, evidence=shuffled(e.evidence)) for e in row.entries]),
        )
        for row in shuffled(of)
    )
    assert compile_report(rows(*again, code=code)).data == compile_report(rows(*of, code=code)).data


@CALM
@given(measures())
def test_the_bytes_are_canonical_json_of_the_body_and_the_digest_is_theirs(
    of: tuple[MeasureRow, ...],
) -> None:
    report = compile_report(rows(*of))
    assert orjson.loads(report.data) == report.body
    assert canonical(orjson.loads(report.data)) == report.data
    assert report.digest == hashlib.sha256(report.data).hexdigest()
    assert not _floats(report.body)


def _floats(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_floats, value.values()))
    return any(map(_floats, value)) if isinstance(value, list) else isinstance(value, float)


@CALM
@given(measures())
def test_totals_are_the_sums_of_the_measures(of: tuple[MeasureRow, ...]) -> None:
    body = compile_report(rows(*of)).body
    totals = body["totals"]
    assert (
        sum(totals["by_status"].values()) + totals["not_counted"] == totals["measures"] == len(of)
    )
    for amount in ("count", "plan", "ordinance", "paid"):
        assert sum(row[amount] for row in totals["by_dimension"]) == totals["grand"][amount]
    assert totals["grand"]["plan"] == sum(m["budget"]["plan"] for m in body["measures"])


@CALM
@given(measures(), st.sampled_from(RoundCode))
def test_whatever_compiles_maps_to_the_national_contract_or_names_its_measures(
    of: tuple[MeasureRow, ...], code: RoundCode
) -> None:
    report = compile_report(rows(*of, code=code))
    try:
        payload = mapping.submission(report.body, revision=1, digest=report.digest)
    except mapping.Unmappable as gap:
        assert gap.problems
        return
    judge = operation("putReport").request
    assert judge is not None and not faults(judge, payload)


@CALM
@given(st.sampled_from(["title", "period", "departments_text"]), TEXT)
def test_a_changed_word_changes_the_digest(field: str, word: str) -> None:
    before, after = measure(), replace(measure(), **{field: "ก่อน" + word})
    assert compile_report(rows(before)).digest != compile_report(rows(after)).digest


def test_nobody_who_entered_progress_and_no_clock_stands_in_the_bytes() -> None:
    first = entry(Status.DONE, results=("ผล",), entered_by="สมใจ (ตัวอย่าง)")
    later = replace(first, entered_by="สมหญิง (ตัวอย่าง)", entered_at=datetime(2023, 3, 9, tzinfo=UTC))
    assert (
        compile_report(rows(measure(entries=(first,)))).data
        == compile_report(rows(measure(entries=(later,)))).data
    )


def test_at_twelve_months_the_half_year_stands_where_nothing_newer_was_reported() -> None:
    found = only(rows(measure(entries=(entry(Status.DONE, results=("ผล",)),)), code=WHOLE))
    assert (found["status"], found["carried_over"], found["results"]) == ("DONE", True, ["ผล"])


def test_results_of_steps_are_gathered_in_the_order_of_the_plan() -> None:
    steps = (StepRow(UUID(int=11), 1, "1", "ก"), StepRow(UUID(int=12), 2, "2", "ข"))
    found = only(
        rows(
            measure(
                steps=steps,
                entries=(
                    entry(Status.DONE, id=UUID(int=1), step_id=UUID(int=12), results=("สอง",)),
                    entry(Status.DONE, id=UUID(int=2), step_id=UUID(int=11), results=("หนึ่ง",)),
                ),
            )
        )
    )
    assert (found["status"], found["results"]) == ("DONE", ["หนึ่ง", "สอง"])
    assert [step["status"] for step in found["steps"]] == ["DONE", "DONE"]


def test_a_measure_without_budget_counts_nothing_whatever_is_written_on_it() -> None:
    found = only(
        rows(measure(budget_mode=BudgetMode.NONE, budgets=(BudgetRow(2566, 9, 9, True, 9),)))
    )
    assert (found["budget"]["plan"], found["budget_by_year"]) == (0, {})


def test_a_decimal_target_is_text_and_written_one_way() -> None:
    def target(value: str) -> Any:
        row = IndicatorRow(
            UUID(int=5), IndicatorLevel.OUTCOME, "พึงพอใจ", ">=", Decimal(value), "ร้อยละ", None, None
        )
        return only(rows(measure(indicators=(row,))))["indicators"][0]["value"]

    assert target("80.00") == target("80") == "80"
    assert target("0.50") == "0.5"


@pytest.mark.parametrize(
    ("expected", "row", "code"),
    [
        ("PAID_ABOVE_ORDINANCE", measure(budgets=(BudgetRow(2566, 10, 5, True, 6),)), HALF),
        ("DONE_WITHOUT_RESULT", measure(entries=(entry(Status.DONE),)), HALF),
        ("CANNOT_PROCEED_WITHOUT_REASON", measure(entries=(entry(Status.CANNOT_PROCEED),)), HALF),
        (
            "REASON_WITHOUT_TEXT",
            measure(entries=(entry(Status.CANNOT_PROCEED, reason=Reason.OTHER, reason_text=" "),)),
            HALF,
        ),
        ("NOT_STARTED_AT_YEAR_END", measure(entries=(entry(Status.NOT_STARTED),)), WHOLE),
        ("KIND_MISSING", measure(kind=None), HALF),
    ],
)
def test_what_is_not_in_order_is_told_by_code_and_measure(
    expected: str, row: MeasureRow, code: RoundCode
) -> None:
    (found,) = compile_report(rows(row, code=code)).body["warnings"]
    assert (found["code"], found["seq"]) == (expected, 1)


@pytest.mark.parametrize(("day", "told"), [(date(2023, 3, 31), 0), (date(2023, 4, 1), 1)])
def test_evidence_dated_outside_the_round_is_told(day: date, told: int) -> None:
    item = EvidenceRow(
        UUID(int=3),
        EvidenceType.ORDER,
        "คำสั่ง (ตัวอย่าง)",
        "1/2566",
        day,
        None,
        None,
        None,
        None,
        None,
        Visibility.PUBLIC,
    )
    row = measure(entries=(entry(Status.DONE, results=("ผล",), evidence=(item,)),))
    assert [each["rule"] for each in compile_report(rows(row)).body["warnings"]] == ["R2"] * told
