"""What circulates is frozen, for the application too."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from portal_plugin.documents.codes import Station
from portal_plugin.documents.letterhead import write_letterhead
from portal_plugin.documents.models import Endorsement, PaperVersion
from portal_plugin.documents.papers.drafting import draft
from portal_plugin.documents.papers.holding import hold
from portal_plugin.documents.papers.queries import body_of


def test_a_frozen_body_is_named_by_its_digest(given: Any) -> None:
    assert hashlib.sha256(given.body).hexdigest() == given.digest


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b"{}"},
        {"digest": "0" * 64},
        {"version": 7},
        {"correction": "x"},
        {"frozen_by": "x"},
    ],
)
def test_the_database_lets_nobody_change_a_version(
    session: Any, given: Any, changes: dict[str, Any]
) -> None:
    session.commit()
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(sa.update(PaperVersion).where(PaperVersion.id == given.id).values(changes))


@pytest.mark.parametrize("column", ["name", "post", "person_id", "station", "position"])
def test_the_database_lets_nobody_rename_who_signs(session: Any, given: Any, column: str) -> None:
    session.commit()
    value = {"station": Station.HEAD, "position": 9}.get(column, "x")
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(sa.update(Endorsement).values({column: value}))


@pytest.mark.parametrize("table", [PaperVersion, Endorsement])
def test_the_database_lets_nobody_remove_what_was_given(
    session: Any, given: Any, table: Any
) -> None:
    session.commit()
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(sa.delete(table))


def test_data_that_change_later_leave_it_as_it_is(session: Any, office: Any, given: Any) -> None:
    before = body_of(session, given.id)["municipality"]
    write_letterhead(session, office["author"], {"head_name": "คนใหม่ (ตัวอย่าง)"})
    assert body_of(session, given.id)["municipality"] == before
    now = draft(session, hold(session, given.paper_id))
    assert now["municipality"]["head_name"] == "คนใหม่ (ตัวอย่าง)"


def test_the_body_says_who_signed_and_when(session: Any, office: Any, signed_by_all: Any) -> None:
    body = body_of(session, signed_by_all.id)
    assert [one["station"] for one in body["endorsements"]] == [
        "AUTHOR",
        "SECTION_HEAD",
        "CLERK",
        "HEAD",
    ]
    assert all(one["dated"] and one["decision"] == "ENDORSED" for one in body["endorsements"])
    assert (body["version"], body["correction"]) == (1, "")
