"""ledger verify and ledger head as an operator meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from nacl.signing import VerifyKey

from portal_plugin.commands.inspection_ledger import ledger
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.models import Plan
from portal_plugin.reports.models import Report
from portal_plugin.roles import APP_ROLE, INSPECTION_ROLE
from portal_plugin.tenants.base import new_id

ENTRY = "portal_plugin_inspection.ledger_entry"


@pytest.fixture
def command(
    database: Any, tmp_path: Path, channel_key: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """`command("verify", "--tenant", "rimnam")` on the test's own database."""

    def _url(role: str) -> str:
        url = database.server.url(role, database.name).render_as_string(hide_password=False)
        return str(url).replace("+psycopg", "")

    monkeypatch.setenv("PORTAL_PLUGIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PORTAL_PLUGIN_DATABASE_URL", _url(APP_ROLE))
    monkeypatch.setenv("PORTAL_PLUGIN_INSPECTION_DATABASE_URL", _url(INSPECTION_ROLE))
    monkeypatch.setenv("PORTAL_PLUGIN_CHANNEL_KEY", channel_key.secret)
    return lambda *words: CliRunner().invoke(ledger, words)


@pytest.fixture
def as_owner_of_the_server(database: Any) -> Callable[..., None]:
    """`as_owner_of_the_server("delete …")`, committed."""

    def _run(statement: str) -> None:
        engine = sa.create_engine(database.server.admin_url.set(database=database.name))
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    return _run


@pytest.fixture
def printed(open_session: Any, command: Callable[..., Result], lived: UUID) -> dict[str, Any]:
    """The head, and a frozen report that carries it."""
    said: dict[str, Any] = json.loads(command("head", "--tenant", "rimnam", "--json").stdout)
    body = {"corruption": {"ledger_head": said["head"]}}
    with open_session() as session:
        plan = Plan(
            id=new_id(),
            instrument=Instrument.ITA_MEASURES,
            title="มาตรการ (ตัวอย่าง)",
            year_from=2569,
            year_to=2569,
            created_by="officer-1",
        )
        session.add(plan)
        session.flush()
        for revision, frozen in enumerate((body, {"corruption": None}, {}), start=1):
            session.add(_report(plan.id, revision, frozen))
        session.commit()
    return said


def _report(plan_id: UUID, revision: int, body: dict[str, Any]) -> Report:
    return Report(
        plan_id=plan_id,
        instrument=Instrument.ITA_MEASURES,
        fiscal_year=2569,
        round=RoundCode.SIX_MONTHS,
        revision=revision,
        body=json.dumps(body).encode(),
        digest="0" * 64,
        frozen_by="officer-1",
    )


def test_a_true_ledger_ends_well(command: Callable[..., Result], printed: dict[str, Any]) -> None:
    result = command("verify", "--tenant", "rimnam")
    assert (result.exit_code, result.output) == (
        0,
        "rimnam  the ledger is whole, and every row is what it says\n",
    )


def test_every_municipality_is_verified(command: Callable[..., Result], lived: UUID) -> None:
    result = command("verify")
    # The other municipality's inspector came by a fixture that wrote no entry.
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert {line.split()[0] for line in lines} == {"rimnam", "saithong", "nongbua"}


def test_a_fault_is_named_and_ends_badly(
    command: Callable[..., Result], lived: UUID, as_owner_of_the_server: Callable[..., None]
) -> None:
    as_owner_of_the_server(f"update {ENTRY} set actor = 'x' where tenant_id = '{lived}'")
    result = command("verify", "--tenant", "rimnam")
    assert result.exit_code == 1
    assert "rimnam  entry 1 is not what was written: its digest is another" in result.output
    assert "more: --json shows all" in result.output
    said = json.loads(command("verify", "--tenant", "rimnam", "--json").stdout)
    assert said[0] == {
        "tenant": "rimnam",
        "subject": "entry 1",
        "sentence": "entry 1 is not what was written: its digest is another",
    }


def test_an_end_cut_off_shows_against_a_report_and_against_paper(
    command: Callable[..., Result],
    lived: UUID,
    printed: dict[str, Any],
    as_owner_of_the_server: Callable[..., None],
) -> None:
    position = printed["position"]
    cut = f"delete from {ENTRY} where position = {position} and tenant_id = '{lived}'"
    as_owner_of_the_server(cut)
    as_owner_of_the_server(
        f"update portal_plugin_inspection.ledger_head h set position = e.position, "
        f"digest = e.digest from {ENTRY} e where e.position = {position - 1} "
        f"and e.tenant_id = '{lived}' and h.tenant_id = '{lived}'"
    )
    missing = "the entry whose digest stands in"
    result = command("verify", "--tenant", "rimnam")
    assert result.output == f"rimnam  {missing} the report 2569 6M, revision 1 is missing\n"
    head = printed["head"]
    result = command("verify", "--tenant", "rimnam", "--head", head)
    assert f"{missing} the head that was given is missing" in result.output


def test_a_head_can_be_proved_with_what_is_printed_with_it(printed: dict[str, Any]) -> None:
    key = VerifyKey(bytes.fromhex(printed["public_key"]))
    assert key.verify(bytes.fromhex(printed["head"]), bytes.fromhex(printed["signature"]))


BAD_WORDS = {
    ("verify", "--head", "3:" + "0" * 64): "name it with --tenant",
    ("verify", "--tenant", "rimnam", "--head", "3"): "give a head as its 64 hex digits",
    ("verify", "--tenant", "rimnam", "--head", "3:" + "0" * 64): "give a head as its 64 hex digits",
    ("verify", "--tenant", "nowhere"): "no tenant has the code nowhere",
    ("head", "--tenant", "nongbua"): "the ledger of nongbua has no entry yet",
}


def test_bad_words_are_answered_in_a_sentence(
    command: Callable[..., Result], tenant_ids: Any
) -> None:
    for words, sentence in BAD_WORDS.items():
        result = command(*words)
        assert result.exit_code == 1
        assert sentence in result.output
