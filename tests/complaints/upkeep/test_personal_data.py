"""A person sees all that is kept of him, and nothing of others; erased is erased."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from portal_plugin.actor import SYSTEM, Role
from portal_plugin.audit import AuditEvent
from portal_plugin.cli import portal_plugin
from portal_plugin.complaints.models import ComplaintContact, ComplaintEvent
from portal_plugin.complaints.person import Person
from portal_plugin.complaints.personal_data import (
    NothingKept,
    erase_person,
    export_person,
)
from portal_plugin.complaints.recount import recount
from portal_plugin.errors import Conflict, NotAllowed, RuleBroken

MINE = {"email": "Citizen@example.com", "phone": "081-234 5678", "name": "นามผู้ร้อง (ตัวอย่าง)"}
OTHERS = {"email": "other@example.com", "phone": "0898765432", "name": "นามคนอื่น (ตัวอย่าง)"}


@pytest.fixture
def mine(town: Any) -> Any:
    complaint_id = town.complain(**MINE)
    town.converse(complaint_id, 2)
    town.finish(complaint_id, 10)
    town.rate(complaint_id, 11)
    town.complain(**OTHERS)
    return complaint_id


def _export(town: Any, **person: str) -> dict[str, Any]:
    with town.held(20):
        found: dict[str, Any] = town.do(export_person, SYSTEM, Person(**person))
    return found


def _erase(town: Any, **person: str) -> int:
    with town.held(20):
        return int(town.do(erase_person, SYSTEM, Person(**person)))


def test_all_that_is_kept_is_shown_and_nothing_internal_or_of_others(town: Any, mine: Any) -> None:
    found = _export(town, email="citizen@EXAMPLE.com")
    text = json.dumps(found, ensure_ascii=False)
    (complaint,) = found["complaints"]
    assert complaint["contact"] == MINE
    assert complaint["subject"] == f"เรื่อง {town.word}" and complaint["latitude"] == 13.5
    assert complaint["rating_comment"].endswith(town.word) and complaint["score"] == 5
    assert complaint["consent"]["version"] == 0 and complaint["consent"]["text"]
    kinds = [message["kind"] for message in complaint["messages"]]
    assert kinds == ["OFFICER", "OFFICER", "CITIZEN", "RESULT"]
    assert [file["filename"] for file in complaint["files"]] == [f"{town.word}.pdf"]
    assert "RECEIVED" in [event["act"] for event in complaint["events"]]
    for internal in (
        f"บันทึก {town.word}",
        "NOTED",
        town.officer.name,
        "officer-2",
        *OTHERS.values(),
    ):
        assert internal not in text


def test_a_telephone_number_is_found_however_it_is_written(town: Any, mine: Any) -> None:
    town.complain(phone="+66 2 000 0000")
    for phone in ("0812345678", "๐๘๑ ๒๓๔ ๕๖๗๘", "+66 81 234 5678", "(081) 234-5678", "66812345678"):
        assert len(_export(town, phone=phone)["complaints"]) == 1, phone
    for phone in ("02-000-0000", "+6620000000"):
        assert len(_export(town, phone=phone)["complaints"]) == 1, phone
    for phone in ("5678", "0812345679", "08123456789", "020000001"):
        with pytest.raises(NothingKept):
            _export(town, phone=phone)


def test_a_number_finds_one_complaint_in_thai_digits_too(town: Any, mine: Any) -> None:
    assert len(_export(town, number="2569-0001")["complaints"]) == 1
    assert len(_export(town, number=" ๒๕๖๙-๐๐๐๑ ")["complaints"]) == 1


def test_a_person_is_named_in_exactly_one_way(town: Any, mine: Any) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"number": ""},
        {"number": "  ", "email": "\0"},
        {"phone": "no digits"},
        {"number": "2569-0001", "email": "citizen@example.com"},
    ]
    for person in wrong:
        for call in (_export, _erase):
            with pytest.raises(RuleBroken):
                call(town, **person)


def test_an_unknown_person_is_told_so(town: Any, mine: Any) -> None:
    for person in [
        {"number": "2569-9999"},
        {"email": "%"},
        {"email": "' or 1=1 --"},
        {"phone": "1"},
    ]:
        for call in (_export, _erase):
            with pytest.raises(NothingKept):
                call(town, **person)


def test_another_municipality_knows_nothing_of_him(town: Any, neighbour: Any, mine: Any) -> None:
    for person in ({"number": "2569-0001"}, {"email": "citizen@example.com"}):
        for call in (_export, _erase):
            with pytest.raises(NothingKept):
                call(neighbour, **person)


def test_only_who_handles_complaints_may(town: Any, mine: Any) -> None:
    for role in sorted(set(Role) - {Role.COMPLAINT_OFFICER}):
        own = town.department_id
        somebody = replace(town.officer, roles=frozenset({role}), department_id=own)
        for work in (export_person, erase_person):
            with pytest.raises(NotAllowed):
                town.do(work, somebody, Person(number="2569-0001"))


def test_erased_is_erased_and_the_figures_stay(
    town: Any, mine: Any, everything: Callable[[], str]
) -> None:
    (other,) = (row.id for row in town.rows(ComplaintContact) if row.name == OTHERS["name"])
    assert _erase(town, email="citizen@example.com") == 1
    left = everything()
    assert not any(secret in left for secret in MINE.values())
    assert town.row(mine).subject == "" and town.row(mine).score == 5
    assert [row.id for row in town.rows(ComplaintContact)] == [other]
    assert town.do(recount) == []
    (event,) = town.rows(ComplaintEvent, ComplaintEvent.act == "ERASED")
    assert event.detail == {"because": "request"}
    assert _erase(town, number="2569-0001") == 0
    with pytest.raises(NothingKept):
        _erase(town, email="citizen@example.com")


def test_nothing_is_erased_while_one_is_open(town: Any, mine: Any) -> None:
    town.complain(**MINE)
    with pytest.raises(Conflict, match="2569-0003"):
        _erase(town, email="citizen@example.com")
    assert town.word in town.row(mine).subject


def test_both_stand_in_the_audit_trail_without_any_data(town: Any, mine: Any) -> None:
    _export(town, email="citizen@example.com")
    _erase(town, phone="0812345678")
    told = [
        (row.act, row.subject_id, row.detail)
        for row in town.rows(AuditEvent)
        if row.act.startswith("personal_data")
    ]
    assert told == [("personal_data.export", mine, {}), ("personal_data.erase", mine, {})]


@pytest.fixture
def command(database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    url = database.app.url.render_as_string(hide_password=False)
    monkeypatch.setenv("PORTAL_PLUGIN_DATABASE_URL", url.replace("+psycopg", ""))
    monkeypatch.setenv("PORTAL_PLUGIN_HOME", str(tmp_path / "home"))
    return lambda *words, **options: CliRunner().invoke(
        portal_plugin, ["personal-data", *words], **options
    )


def test_the_command_writes_a_file_for_its_owner_alone_and_no_second_time(
    command: Any, town: Any, mine: Any, tmp_path: Path
) -> None:
    file = tmp_path / "export.json"
    words = ("export", "--tenant", "rimnam", "--number", "2569-0001", "-o", str(file))
    first = command(*words)
    assert first.exit_code == 0, first.output
    assert json.loads(file.read_text("utf-8"))["complaints"][0]["contact"] == MINE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = command(*words)
    assert again.exit_code == 1 and "not there yet" in again.output
    assert len(town.rows(AuditEvent, AuditEvent.act == "personal_data.export")) == 1


def test_the_command_erases_only_when_told_twice(command: Any, town: Any, mine: Any) -> None:
    words = ("erase", "--tenant", "rimnam", "--email", "citizen@example.com")
    assert command(*words, input="n\n").exit_code == 1
    assert town.word in town.row(mine).subject
    done = command(*words, "--yes")
    assert done.exit_code == 0 and "1 complaints" in done.output
    assert town.row(mine).subject == ""


def test_the_command_answers_a_mistake_in_one_sentence(command: Any, mine: Any) -> None:
    unknown = command("erase", "--tenant", "rimnam", "--email", "nobody@example.com", "--yes")
    assert unknown.exit_code == 1 and unknown.output.startswith("Error: ไม่พบ")
    assert "Traceback" not in unknown.output
