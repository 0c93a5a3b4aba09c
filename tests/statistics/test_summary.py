"""The summary report: drafted with what was found, read by the executive, published, fixed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from portal_plugin.actor import Actor
from portal_plugin.clock import held_at
from portal_plugin.complaints.codes import Half, SummaryState
from portal_plugin.complaints.models import ComplaintSummary
from portal_plugin.errors import Conflict, NotFound, RuleBroken
from portal_plugin.statistics import summary as service
from portal_plugin.statistics.body import canonical
from portal_plugin.statistics.causes import recurring
from portal_plugin.statistics.period import Part, Period

NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
HALF = Half.FIRST_HALF
TEXTS = {"problems": "ถนนทรุด (ตัวอย่าง)", "obstacles": "", "solutions": "ตรวจทุกเดือน (ตัวอย่าง)"}
Work = Callable[..., Any]


@pytest.fixture
def work(open_session: Any) -> Work:
    def _work(call: Callable[..., Any], *given: Any, code: str = "rimnam", **named: Any) -> Any:
        with held_at(NOW), open_session(code) as session:
            outcome = call(session, *given, **named)
            session.commit()
            if isinstance(outcome, ComplaintSummary):
                session.refresh(outcome)
                session.expunge(outcome)
        return outcome

    return _work


@pytest.fixture
def drafted(work: Work, register: Any, officer: Actor) -> ComplaintSummary:
    work(
        register,
        date(2026, 1, 5),
        answered_on=date(2026, 1, 10),
        cause="ดินทรุด (ตัวอย่าง)",
        problems="วัสดุมาช้า (ตัวอย่าง)",
        prevention="ตรวจทุกเดือน (ตัวอย่าง)",
    )
    return work(service.draft, officer, 2569, HALF)


@pytest.fixture
def published(
    work: Work, drafted: ComplaintSummary, officer: Actor, executive: Actor
) -> ComplaintSummary:
    work(service.write, officer, drafted.id, **TEXTS)
    work(service.submit, officer, drafted.id)
    work(service.acknowledge, executive, drafted.id)
    return work(service.publish, officer, drafted.id)


def test_a_draft_begins_with_the_figures_and_with_what_officers_found(
    drafted: ComplaintSummary,
) -> None:
    assert drafted.state is SummaryState.DRAFT
    assert drafted.figures["total"]["received"] == 1  # type: ignore[index]
    assert drafted.problems == "การให้บริการประชาชน (1 เรื่อง): ดินทรุด (ตัวอย่าง)"
    assert drafted.obstacles == "การให้บริการประชาชน (1 เรื่อง): วัสดุมาช้า (ตัวอย่าง)"
    assert drafted.solutions == "การให้บริการประชาชน (1 เรื่อง): ตรวจทุกเดือน (ตัวอย่าง)"


def test_the_digest_is_that_of_the_figures_as_they_are_kept(drafted: ComplaintSummary) -> None:
    assert hashlib.sha256(canonical(drafted.figures)).hexdigest() == drafted.sha256


def test_a_draft_follows_the_register_and_what_was_submitted_does_not(
    work: Work, drafted: ComplaintSummary, officer: Actor, executive: Actor, register: Any
) -> None:
    work(register, date(2026, 2, 1))
    assert work(service.write, officer, drafted.id, **TEXTS).figures["total"]["received"] == 2
    work(register, date(2026, 2, 2))
    fixed = work(service.submit, officer, drafted.id)
    assert fixed.figures["total"]["received"] == 3
    work(register, date(2026, 2, 3))
    work(service.acknowledge, executive, drafted.id)
    shown = work(service.publish, officer, drafted.id)
    assert (shown.figures, shown.sha256) == (fixed.figures, fixed.sha256)


def test_a_correction_is_a_new_revision_with_its_reason_and_the_old_one_stays(
    work: Work, published: ComplaintSummary, officer: Actor, register: Any
) -> None:
    work(register, date(2026, 2, 1))
    with pytest.raises(RuleBroken) as refusal:
        work(service.draft, officer, 2569, HALF, "  ")
    assert refusal.value.rules == {"R9"}
    again = work(service.draft, officer, 2569, HALF, "นับตกหนึ่งเรื่อง (ตัวอย่าง)")
    assert (again.revision, again.reason) == (2, "นับตกหนึ่งเรื่อง (ตัวอย่าง)")
    assert again.problems == TEXTS["problems"]
    assert again.figures["total"]["received"] == 2
    old = work(service.summary_of, published.id)
    assert (old.state, old.figures, old.sha256) == (
        SummaryState.PUBLISHED,
        published.figures,
        published.sha256,
    )
    assert [row.id for row in work(service.summaries)] == [again.id]
    assert [row.id for row in work(service.summaries, published=True)] == [published.id]


def test_drafting_again_gives_the_draft_in_work(
    work: Work, drafted: ComplaintSummary, officer: Actor
) -> None:
    assert work(service.draft, officer, 2569, HALF).id == drafted.id


def test_what_is_published_is_never_touched(
    work: Work, published: ComplaintSummary, officer: Actor
) -> None:
    for act, texts in ((service.write, TEXTS), (service.submit, {}), (service.take_back, {})):
        with pytest.raises(Conflict):
            work(act, officer, published.id, **texts)


def test_it_is_published_only_after_the_executive_has_read_it(
    work: Work, drafted: ComplaintSummary, officer: Actor, executive: Actor
) -> None:
    with pytest.raises(Conflict):
        work(service.publish, officer, drafted.id)
    work(service.write, officer, drafted.id, **TEXTS)
    work(service.submit, officer, drafted.id)
    with pytest.raises(Conflict):
        work(service.publish, officer, drafted.id)
    work(service.acknowledge, executive, drafted.id)
    with pytest.raises(Conflict):
        work(service.acknowledge, executive, drafted.id)
    with pytest.raises(Conflict):
        work(service.take_back, officer, drafted.id)
    work(service.publish, officer, drafted.id)


def test_what_was_not_read_yet_can_be_taken_back(
    work: Work, drafted: ComplaintSummary, officer: Actor
) -> None:
    work(service.write, officer, drafted.id, **TEXTS)
    work(service.submit, officer, drafted.id)
    back = work(service.take_back, officer, drafted.id)
    assert (back.state, back.submitted_at) == (SummaryState.DRAFT, None)


def test_problems_and_solutions_must_be_said_before_it_goes_up(
    work: Work, drafted: ComplaintSummary, officer: Actor
) -> None:
    work(service.write, officer, drafted.id, problems=" ", obstacles="", solutions="")
    with pytest.raises(RuleBroken) as refusal:
        work(service.submit, officer, drafted.id)
    assert set(refusal.value.by_field()) == {"problems", "solutions"}


def test_a_period_that_has_not_begun_or_cannot_be_has_no_summary(
    open_session: Any, officer: Actor
) -> None:
    last_of_march = datetime(2026, 3, 31, 16, 59, tzinfo=UTC)
    with open_session() as session, held_at(last_of_march):
        for year, half in ((2570, Half.YEAR), (2569, Half.SECOND_HALF)):
            with pytest.raises(RuleBroken):
                service.draft(session, officer, year, half)
        for year in (0, 2026, 99999):
            with pytest.raises(NotFound):
                service.draft(session, officer, year, HALF)
    with open_session() as session, held_at(last_of_march + timedelta(minutes=1)):
        service.draft(session, officer, 2569, Half.SECOND_HALF)


def test_another_municipalitys_summary_is_not_found(
    work: Work, drafted: ComplaintSummary, officer: Actor
) -> None:
    for stranger in (drafted.id, uuid4()):
        with pytest.raises(NotFound):
            work(service.submit, officer, stranger, code="saithong")


def test_causes_are_the_newest_of_each_topic_the_commonest_topic_first(
    work: Work, register: Any, officer: Actor
) -> None:
    for day in range(1, 5):
        work(
            register,
            date(2025, 11, day),
            answered_on=date(2025, 11, 10 + day),
            cause=f"สาเหตุ {day} (ตัวอย่าง)",
        )
    work(register, date(2025, 11, 1), topic="OTHER", answered_on=date(2025, 11, 9), cause="ก")
    work(register, date(2025, 9, 30), answered_on=date(2025, 10, 9), cause="ปีก่อน (ตัวอย่าง)")
    work(register, date(2025, 11, 1), answered_on=date(2025, 11, 9))
    found = work(recurring, officer, Period(2569), 2)
    assert [(each.topic, each.found) for each in found] == [("SERVICE", 4), ("OTHER", 1)]
    assert [cause.cause for cause in found[0].causes] == ["สาเหตุ 4 (ตัวอย่าง)", "สาเหตุ 3 (ตัวอย่าง)"]


def test_a_department_sees_causes_of_its_own_complaints_alone(
    work: Work, register: Any, works_officer: Actor, departments: Any
) -> None:
    for unit in ("works", "money"):
        work(
            register,
            date(2025, 11, 1),
            department_id=departments[f"rimnam/{unit}"],
            answered_on=date(2025, 11, 9),
            cause=unit,
        )
    (found,) = work(recurring, works_officer, Period(2569, Part.FIRST_QUARTER))
    assert [cause.cause for cause in found.causes] == ["works"]
