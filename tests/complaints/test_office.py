"""How a municipality runs its channel: its clock, its address, its privacy notice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin import working_days
from portal_plugin.actor import Actor
from portal_plugin.audit import AuditEvent
from portal_plugin.clock import held_at
from portal_plugin.complaints.models import ComplaintOffice, ConsentText
from portal_plugin.complaints.office import (
    Consent,
    Office,
    consent,
    due_on,
    office_of,
    set_office,
    write_consent,
)
from portal_plugin.config.catalogue.public_holidays import holidays
from portal_plugin.errors import Conflict, RuleBroken

CHOSEN = Office(
    working_days=True,
    extra_holidays=frozenset({date(2026, 3, 9)}),
    email="office@example.com",
    phone="0 2000 0000 ต่อ 1 (ตัวอย่าง)",
    contact_days=90,
    content_days=1000,
)


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with held_at(datetime(2026, 3, 2, 3, tzinfo=UTC)):
        yield


def test_without_a_choice_the_days_are_calendar_days(work: Any) -> None:
    assert work(office_of) == Office()
    assert work(due_on, date(2026, 3, 2)) == date(2026, 3, 17)


def test_a_choice_is_kept_for_its_own_municipality(work: Any, head: Actor) -> None:
    work(set_office, head, Office(phone="เดิม"))
    work(set_office, head, CHOSEN)
    assert work(office_of) == CHOSEN
    assert work(office_of, code="saithong") == Office()


def test_a_choice_is_seen_in_the_transaction_that_made_it(open_session: Any, head: Actor) -> None:
    with open_session() as session:
        set_office(session, head, Office(phone="เดิม"))
        assert office_of(session).phone == "เดิม"
        set_office(session, head, CHOSEN)
        assert office_of(session) == CHOSEN


def test_working_days_skip_weekends_holidays_and_the_offices_own(work: Any, head: Actor) -> None:
    known = holidays()
    days, due = 0, date(2026, 3, 2)
    while days < 15:
        due = date.fromordinal(due.toordinal() + 1)
        days += due.weekday() < 5 and known.name(due) is None and due != date(2026, 3, 9)
    work(set_office, head, CHOSEN)
    assert work(due_on, date(2026, 3, 2)) == due


def test_where_holidays_are_not_known_the_earlier_calendar_day_is_promised(
    work: Any, head: Actor
) -> None:
    work(set_office, head, CHOSEN)
    assert work(due_on, date(2400, 1, 31)) == date(2400, 2, 15)


def test_the_operators_own_holidays_count(
    open_session: Any, work: Any, head: Actor, tmp_path: Path
) -> None:
    work(set_office, head, replace(CHOSEN, extra_holidays=frozenset()))
    file = tmp_path / "holidays.json"
    file.write_text(
        '{"years": {"2569": {"complete": true, "days": {"2026-03-10": "วันหยุดพิเศษ (ตัวอย่าง)"}}}}',
        encoding="utf-8",
    )
    with open_session() as session:
        before = due_on(session, date(2026, 3, 2))
        working_days.equip(session, holidays(file))
        after = due_on(session, date(2026, 3, 2))
    assert after > before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ไม่มี"}, "email"),
        ({"phone": "0" * 101}, "phone"),
        ({"contact_days": 29}, "contact_days"),
        ({"content_days": 3651}, "content_days"),
        ({"contact_days": 1001}, "contact_days"),
        (
            {"extra_holidays": frozenset(date.fromordinal(740000 + n) for n in range(201))},
            "extra_holidays",
        ),
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused(
    work: Any, head: Actor, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        work(set_office, head, replace(CHOSEN, **changes))
    assert [breach.field for breach in refusal.value.breaches] == [field]
    assert work(office_of) == Office()


def test_working_days_are_refused_in_a_year_without_holidays(work: Any, head: Actor) -> None:
    with held_at(datetime(2400, 1, 1, tzinfo=UTC)):
        with pytest.raises(RuleBroken) as refusal:
            work(set_office, head, CHOSEN)
        assert [breach.field for breach in refusal.value.breaches] == ["working_days"]
        work(set_office, head, replace(CHOSEN, working_days=False))


def test_the_trail_tells_of_a_choice_but_not_the_address(
    work: Any, head: Actor, open_session: Any
) -> None:
    work(set_office, head, CHOSEN)
    work(write_consent, head, "ข้อความใหม่ (ตัวอย่าง)")
    with open_session() as session:
        acts = {row.act: row.detail for row in session.scalars(sa.select(AuditEvent))}
        assert session.scalar(sa.select(sa.func.count(ComplaintOffice.id))) == 1
    assert acts == {
        "complaint.office.write": {
            "working_days": True,
            "contact_days": 90,
            "content_days": 1000,
        },
        "complaint.consent.write": {"version": 1},
    }


def test_every_municipality_begins_with_a_notice(work: Any) -> None:
    first = work(consent)
    assert first.version == 0
    assert len(first.text) > 100


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(
    work: Any, head: Actor, open_session: Any
) -> None:
    first = work(write_consent, head, " หนึ่ง (ตัวอย่าง) ")
    again = work(write_consent, head, "หนึ่ง (ตัวอย่าง)")
    second = work(write_consent, head, "สอง (ตัวอย่าง)")
    assert (first, again) == (Consent(1, "หนึ่ง (ตัวอย่าง)"),) * 2
    assert work(consent) == second == Consent(2, "สอง (ตัวอย่าง)")
    with open_session() as session:
        assert len(session.scalars(sa.select(ConsentText.id)).all()) == 2
    assert work(consent, code="saithong").version == 0


@pytest.mark.parametrize("text", ["", " \u200b\x00 ", "ก" * 10_001])
def test_an_empty_or_endless_notice_is_refused(work: Any, head: Actor, text: str) -> None:
    with pytest.raises(RuleBroken):
        work(write_consent, head, text)


def test_two_wordings_at_once_do_not_overwrite_each_other(work: Any, head: Actor) -> None:
    def _write(number: int) -> bool:
        with held_at(datetime(2026, 3, 2, 3, tzinfo=UTC)):
            try:
                work(write_consent, head, f"ข้อความที่ {number} (ตัวอย่าง)")
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        written = sum(pool.map(_write, range(6)))
    assert work(consent).version == written >= 1
