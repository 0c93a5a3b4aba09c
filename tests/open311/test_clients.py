"""Keys of programs: told once, kept as digests, taken away again."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from portal_plugin.actor import SYSTEM
from portal_plugin.audit import AuditEvent
from portal_plugin.cli import portal_plugin
from portal_plugin.complaints.models import Open311Client
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.errors import Conflict, NotFound, RuleBroken
from portal_plugin.open311.clients import add_client, client_of, clients, revoke_client

OTHER = TrackingKey("another tracking key of the tests, 32 characters")


def test_a_key_is_known_here_and_nowhere_else(open_session, key) -> None:
    with open_session("rimnam") as session:
        api_key = add_client(session, SYSTEM, "  แอป   ตัวอย่าง ", key)
        session.commit()
        found = client_of(session, api_key, key)
        assert found is not None and found.name == "แอป ตัวอย่าง"
        assert client_of(session, api_key, OTHER) is None
        assert client_of(session, api_key[:-1], key) is None
        assert client_of(session, "", key) is None
    with open_session("saithong") as session:
        assert client_of(session, api_key, key) is None


def test_nobody_can_read_a_key_from_what_is_kept(open_session, key) -> None:
    with open_session() as session:
        api_key = add_client(session, SYSTEM, "แอป", key)
        (row,) = session.scalars(sa.select(Open311Client))
        assert len(row.key_digest) == 32
        assert row.key_digest != key.digest(session.tenant_id, api_key)
        events = session.scalars(sa.select(AuditEvent)).all()
        assert [event.act for event in events] == ["open311.client.add"]
        assert api_key not in str([event.detail for event in events])


def test_a_revoked_key_opens_nothing_and_its_name_may_come_back_with_a_new_one(
    open_session, key
) -> None:
    with open_session() as session:
        old = add_client(session, SYSTEM, "แอป", key)
        with pytest.raises(Conflict):
            add_client(session, SYSTEM, "แอป", key)
        revoke_client(session, SYSTEM, "แอป")
        assert client_of(session, old, key) is None
        for name in ("แอป", "ไม่มี"):
            with pytest.raises(NotFound):
                revoke_client(session, SYSTEM, name)
        new = add_client(session, SYSTEM, "แอป", key)
        assert client_of(session, old, key) is None
        assert client_of(session, new, key) is not None
        assert len(clients(session)) == 1


def test_a_name_must_say_something(open_session, key) -> None:
    with open_session() as session:
        for name in ("", " \0 ", "-", "ก" * 101):
            with pytest.raises(RuleBroken):
                add_client(session, SYSTEM, name, key)


@pytest.fixture
def run(app: Flask):
    """Run `portal-plugin open311 …` in the host."""

    def _run(*words: str):
        with app.app_context():
            return CliRunner().invoke(portal_plugin, ["open311", *words])

    return _run


def test_an_operator_adds_lists_and_revokes(run, program) -> None:
    named = ("--tenant", "rimnam", "--name", "แอปใหม่")
    added = run("add", *named, "--json")
    assert added.exit_code == 0, added.output
    program.api_key = json.loads(added.output)["api_key"]
    fields = {"service_code": "SERVICE", "address_string": "ตลาด", "description": "ไฟถนนดับสามคืน"}
    assert program.post(**fields).status_code == 200
    listed = run("list", "--tenant", "rimnam", "--json")
    assert program.api_key not in listed.output
    assert {row["name"]: row["active"] for row in json.loads(listed.output)} == {
        "แอปตัวอย่าง": True,
        "แอปใหม่": True,
    }
    assert run("revoke", *named).exit_code == 0
    assert program.post(**fields).status_code == 403
    assert "revoked" in run("list", "--tenant", "rimnam").output
    assert "api_key" in run("add", *named).output


def test_a_wrong_command_is_one_sentence(run) -> None:
    for words in (
        ("add", "--tenant", "nowhere", "--name", "x"),
        ("revoke", "--tenant", "rimnam", "--name", "x"),
        ("add", "--tenant", "rimnam", "--name", ""),
    ):
        answer = run(*words)
        assert answer.exit_code == 1
        assert answer.output.startswith("Error: ") and answer.output.count("\n") == 1
