"""What the verification of a ledger finds, fault by fault, and what it says of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.models import LedgerEntry, LedgerHead
from portal_plugin.corruption.proof.verification import Anchor, verify_ledger
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.tenants.policy import INSPECTION_ROLE

Tampered = Callable[..., AbstractContextManager[InspectionSession]]

ENTRY = "portal_plugin_inspection.ledger_entry"


def sentences(session: InspectionSession, *anchors: Anchor) -> list[str]:
    return [fault.sentence for fault in verify_ledger(session, anchors)]


# What is true


def test_a_channel_that_nobody_touched_has_no_fault(tampered: Tampered) -> None:
    with tampered() as session:
        assert sentences(session) == []


def test_a_municipality_without_an_entry_has_no_fault(open_channel: Any) -> None:
    with open_channel("nongbua") as session:
        assert sentences(session) == []


def test_the_restricted_role_verifies_what_services_committed(
    lived: UUID, open_channel: Any
) -> None:
    with open_channel() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        assert sentences(session) == []


def test_an_entry_that_is_not_committed_yet_counts(lived: UUID, open_channel: Any) -> None:
    with open_channel() as session:
        ledger.append(session, LedgerAct.UNLOCKED, "somebody")
        assert sentences(session) == []


# The chain


CHAIN = {
    "delete from {} where position = 3": "entry 4 follows entry 2: what stood between",
    "update {} set day = day - 2 where position = 3": "entry 3 is of an earlier day",
    "update {} set actor = 'x' where position = 3": "entry 3 is not what was written",
    "update {} set digest = previous where position = 3": "entry 4 does not carry",
    "update {} set signature = digest || digest where position = 3": "entry 3 is not signed",
    "update {} set signature = '' where position = 3": "entry 3 is not signed",
    "update {} set detail = '[1e400]' where position = 3": "entry 3 is not what was written",
}


def test_a_change_in_the_chain_is_named(tampered: Tampered, lived: UUID) -> None:
    for statement, sentence in CHAIN.items():
        with tampered(statement.format(ENTRY) + f" and tenant_id = '{lived}'") as session:
            found = sentences(session)
        assert any(one.startswith(sentence) for one in found), statement


def test_a_chain_counted_anew_without_the_key_is_not_signed(tampered: Tampered) -> None:
    with tampered() as session:
        session.connection().exec_driver_sql("reset role")
        _count_anew(session, changed=3)
        session.connection().exec_driver_sql(f"set local role {INSPECTION_ROLE}")
        found = sentences(session)
    assert "entry 3 is not signed with this municipality's key" in found
    assert not [sentence for sentence in found if "digest" in sentence]


def _count_anew(session: InspectionSession, changed: int) -> None:
    """What somebody does who can write every row and knows how a digest is made."""
    previous = ledger.NOTHING
    own = LedgerEntry.tenant_id == session.tenant_id
    for entry in session.scalars(sa.select(LedgerEntry).where(own).order_by(LedgerEntry.position)):
        entry.actor = "somebody else" if entry.position == changed else entry.actor
        entry.previous = previous
        entry.digest = previous = ledger.digest_of(entry)
    head = sa.select(LedgerHead).where(LedgerHead.tenant_id == session.tenant_id)
    session.scalars(head).one().digest = previous
    session.flush()


def test_another_municipalitys_ledger_is_signed_with_another_key(
    tampered: Tampered, tenant_ids: dict[str, UUID], channel_key: Any
) -> None:
    keys = {channel_key.signing_key(one).verify_key.encode() for one in tenant_ids.values()}
    assert len(keys) == len(tenant_ids)


# The end, and heads that are printed elsewhere

CUT_OFF = (
    f"delete from {ENTRY} where position > :last and tenant_id = :tenant",
    """update portal_plugin_inspection.ledger_head h set position = e.position, digest = e.digest
        from portal_plugin_inspection.ledger_entry e
        where e.position = :last and e.tenant_id = :tenant and h.tenant_id = :tenant""",
)


def _head(session: InspectionSession) -> tuple[int, bytes]:
    head = session.scalars(sa.select(LedgerHead)).one()
    return head.position, head.digest


def test_an_end_cut_off_without_the_head_shows(tampered: Tampered, lived: UUID) -> None:
    with tampered() as session:
        last = _head(session)[0] - 1
    with tampered(CUT_OFF[0], last=last, tenant=lived) as session:
        assert sentences(session) == [f"the head is not the last entry, which is entry {last}"]


def test_an_end_cut_off_with_the_head_shows_against_a_printed_head_alone(
    tampered: Tampered, lived: UUID
) -> None:
    with tampered() as session:
        position, digest = _head(session)
        printed = Anchor(digest, "the report 2569 6M")
        assert sentences(session, printed) == []
    with tampered(*CUT_OFF, last=position - 1, tenant=lived) as session:
        assert sentences(session) == []
        assert sentences(session, printed) == [
            "the entry whose digest stands in the report 2569 6M is missing"
        ]


def test_a_printed_head_with_another_digest_shows(tampered: Tampered) -> None:
    with tampered() as session:
        assert sentences(session, Anchor(bytes(32), "a receipt")) == [
            "the entry whose digest stands in a receipt is missing"
        ]


def test_a_channel_emptied_to_the_last_row_shows_against_a_printed_head(
    tampered: Tampered,
) -> None:
    tables = ("report", "report_file", "message", "reader_key", "channel_office")
    tables += ("ledger_entry", "ledger_head", "inspector", "inspector_post")
    with tampered(*(f"delete from portal_plugin_inspection.{one}" for one in tables)) as session:
        assert sentences(session) == []
        assert sentences(session, Anchor(bytes(32), "a receipt")) != []


# The rows


ROWS = {
    "delete from {}message": "is missing",
    "update {}message set position = position + 7": "what the ledger says: position",
    "update {}report set state = 'CLOSED'": "what the ledger says: state",
    "update {}report set lookup = sha256(lookup)": "what the ledger says: found_by",
    "update {}report set public_key = sha256(facts)": "what the ledger says: public_key",
    "update {}reader_key set sealed = ''": "what the ledger says: sealed",
    "update {}inspector set public_key = ''": "what the ledger says: public_key",
    "delete from {}inspector_post": "what the ledger says: posts",
    "update {}channel_office set recovery_key = ''": "what the ledger says: recovery_key",
    "insert into {0}reader_key (tenant_id, id, report_id, inspector_id, sealed) "
    "select tenant_id, gen_random_uuid(), id, gen_random_uuid(), 'x' from {0}report": (
        "no entry of the ledger brought it"
    ),
}


def test_a_change_in_a_row_is_named(tampered: Tampered) -> None:
    for statement, sentence in ROWS.items():
        with tampered(statement.format("portal_plugin_inspection.")) as session:
            found = sentences(session)
        assert any(sentence in one for one in found), statement


def test_what_was_disposed_of_must_stay_forgotten(tampered: Tampered) -> None:
    back = "update portal_plugin_inspection.report set facts = 'x' where disposed_on is not null"
    with tampered(back) as session:
        (found,) = sentences(session)
        assert found.endswith("what the ledger says: facts, found_by")
