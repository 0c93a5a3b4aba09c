"""The letterhead is given once and used by every paper after."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.audit import AuditEvent
from portal_plugin.documents.letterhead import LIMITS, letterhead_of, write_letterhead
from portal_plugin.errors import RuleBroken


def test_an_office_begins_with_an_empty_letterhead(session: Any) -> None:
    assert letterhead_of(session) == dict.fromkeys(LIMITS, "")


def test_what_is_given_takes_the_place_of_what_was(session: Any, office: Any) -> None:
    write_letterhead(session, office["author"], {"head_name": "ก (ตัวอย่าง)", "address": "เดิม"})
    write_letterhead(session, office["author"], {"head_name": " ข\u202e \n (ตัวอย่าง)"})
    kept = letterhead_of(session)
    assert (kept["head_name"], kept["address"]) == ("ข (ตัวอย่าง)", "")


@pytest.mark.parametrize("name", LIMITS)
def test_each_field_has_its_most_characters(session: Any, office: Any, name: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        write_letterhead(session, office["author"], {name: "ก" * (LIMITS[name] + 1)})
    assert {breach.field for breach in refusal.value.breaches} == {name}
    assert letterhead_of(session)[name] == ""


def test_an_address_that_no_letter_reaches_is_refused(session: Any, office: Any) -> None:
    with pytest.raises(RuleBroken) as refusal:
        write_letterhead(session, office["author"], {"email": "ไม่ใช่อีเมล"})
    assert refusal.value.by_field().keys() == {"email"}


def test_the_trail_names_the_fields_and_not_the_people(session: Any, office: Any) -> None:
    write_letterhead(session, office["author"], {"head_name": "ก (ตัวอย่าง)"})
    event = session.scalars(sa.select(AuditEvent)).one()
    assert (event.act, event.detail) == ("letterhead.write", {"fields": ["head_name"]})


def test_each_municipality_has_its_own(session: Any, open_session: Any, office: Any) -> None:
    write_letterhead(session, office["author"], {"head_name": "ก (ตัวอย่าง)"})
    session.commit()
    with open_session("saithong") as other:
        assert letterhead_of(other)["head_name"] == ""
