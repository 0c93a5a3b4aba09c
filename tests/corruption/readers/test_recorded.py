"""What is done to readers and reports is what the ledger says: its verification finds no fault."""

from __future__ import annotations

from typing import Any

from portal_plugin import clock
from portal_plugin.corruption.codes import Decision, LedgerAct, State
from portal_plugin.corruption.crypto.shares import one_share, together
from portal_plugin.corruption.custody import disposal, recovery, succession
from portal_plugin.corruption.custody.disposal import Ground
from portal_plugin.corruption.custody.recovery import Holder
from portal_plugin.corruption.custody.recusal import recuse
from portal_plugin.corruption.ledger import append
from portal_plugin.corruption.proof.verification import verify_ledger


def test_the_ledger_follows_every_deed_of_this_folder(bureau: Any, make_file: Any) -> None:
    one, two = bureau.hire("หนึ่ง"), bureau.hire("สอง")
    session = bureau.session
    made = recovery.hold_ceremony(session, 2, [Holder("ก", ()), Holder("ข", ())])
    kept, handed, ended = bureau.report(), bureau.report(), bureau.report(files=[make_file()])
    three = bureau.hire("สาม")
    succession.share(session, one, bureau.pairs["หนึ่ง"], three, [kept.id])
    handed.handler_id = two.id
    append(session, LedgerAct.CASE_TAKEN, str(two.id), handed.id, inspector=str(two.id))
    recuse(session, two, bureau.pairs["สอง"], handed.id, three.id)
    key = together(one_share(share) for _, share in made.shares)
    recovery.recover(session, key, bureau.hire("สี่"))
    ended.state, ended.decision = State.CLOSED, Decision.UNFOUNDED
    ended.closed_on = ended.first_closed_on = clock.today()
    append(
        session,
        LedgerAct.CLOSED,
        str(one.id),
        ended.id,
        decision=str(Decision.UNFOUNDED),
        now=str(State.CLOSED),
    )
    disposal.dispose(session, str(one.id), [ended.id], Ground.ORDER)
    session.flush()
    # The fixture's inspectors are rows alone, that no entry brought.
    faults = [fault for fault in verify_ledger(session) if "inspector" not in fault.subject]
    assert faults == []
