"""R5 and R2: one status from many, and what the twelve-month round takes over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.measures.codes import RoundCode, Status
from portal_plugin.measures.standing import effective, fold_status, standing

HALF, WHOLE = RoundCode.SIX_MONTHS, RoundCode.TWELVE_MONTHS
STEPS = {UUID(int=number): str(number) for number in (1, 2, 3)}
START = datetime(2023, 1, 1, tzinfo=UTC)


def entry(status, step=None, code=HALF, minute=0):
    return SimpleNamespace(
        id=uuid4(),
        step_id=step,
        round_code=code,
        status=status,
        entered_at=START + timedelta(minutes=minute),
    )


statuses = st.lists(st.sampled_from(Status), min_size=1, max_size=14)


@given(statuses)
def test_steps_that_agree_give_their_status_and_others_are_in_progress(given_statuses):
    folded = fold_status(given_statuses)
    assert folded == (given_statuses[0] if len(set(given_statuses)) == 1 else Status.IN_PROGRESS)


@given(statuses, st.randoms())
def test_the_order_of_steps_does_not_matter(given_statuses, random):
    shuffled = list(given_statuses)
    random.shuffle(shuffled)
    assert fold_status(shuffled) == fold_status(given_statuses)


@given(statuses)
def test_a_silent_step_is_never_done(given_statuses):
    assert fold_status([*given_statuses, None]) is not Status.DONE


def test_nothing_reported_is_no_status():
    assert fold_status([]) is None
    assert fold_status([None, None]) is None
    assert standing([], STEPS, HALF).awaiting


def test_a_measure_is_done_when_all_its_steps_are():
    entries = [entry(Status.DONE, step, minute=place) for place, step in enumerate(STEPS)]
    assert standing(entries[:2], STEPS, HALF).status is Status.IN_PROGRESS
    assert standing(entries, STEPS, HALF).status is Status.DONE


def test_a_nested_step_is_spoken_for_by_the_step_it_belongs_to():
    nested = {UUID(int=1): "1", UUID(int=2): "1.1", UUID(int=3): "1.2", UUID(int=10): "10"}
    first = entry(Status.DONE, UUID(int=1))
    assert standing([first], nested, HALF).status is Status.IN_PROGRESS
    tenth = entry(Status.DONE, UUID(int=10), minute=1)
    assert standing([first, tenth], nested, HALF).status is Status.DONE


def test_a_report_on_the_whole_holds_until_a_step_is_reported_after_it():
    whole = entry(Status.DONE, minute=5)
    step = next(iter(STEPS))
    assert standing([entry(Status.IN_PROGRESS, step), whole], STEPS, HALF).status is Status.DONE
    later = entry(Status.DONE, step, minute=6)
    assert standing([whole, later], STEPS, HALF).status is Status.IN_PROGRESS


def test_twelve_months_take_over_what_the_half_year_reported():
    half = entry(Status.IN_PROGRESS)
    carried = standing([half], {}, WHOLE)
    assert (carried.status, carried.carried_over, carried.needs_report) == (
        Status.IN_PROGRESS,
        True,
        True,
    )
    own = standing([half, entry(Status.DONE, code=WHOLE, minute=-9)], {}, WHOLE)
    assert (own.status, own.carried_over, own.needs_report) == (Status.DONE, False, False)


def test_what_was_done_at_half_year_needs_no_further_report():
    assert not standing([entry(Status.DONE)], {}, WHOLE).needs_report


def test_the_half_year_never_takes_from_the_year():
    assert effective([entry(Status.DONE, code=WHOLE)], HALF) == []
