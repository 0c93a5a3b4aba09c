"""Any people, in any order, with returns, withdrawals and corrections: the chain holds."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal_plugin.documents.codes import PaperState, Station
from portal_plugin.documents.models import PaperVersion
from portal_plugin.documents.papers.chain import Named
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse, send_back
from portal_plugin.documents.papers.drafting import begin_paper, write_paper
from portal_plugin.documents.papers.holding import chain_of
from portal_plugin.documents.papers.withdraw import withdraw
from portal_plugin.documents.product import Asked
from portal_plugin.errors import PortalPluginError

NAMES = ("author", "section", "clerk", "head")
who = st.sampled_from(NAMES)
_years = itertools.count(2500)
_SIGNED = {"APPROVED", "PUBLISHED"}


@dataclass
class Foretold:
    """A version as this model of the rules expects it."""

    chain: list[str]
    words: str
    correction: str
    signed: int = 1
    state: str = "CIRCULATING"
    digest: str = field(default="")


class ChainMachine(RuleBasedStateMachine):
    """One paper; each step is a transaction of its own."""

    def __init__(self, open_session: Callable[..., Any], office: Any) -> None:
        super().__init__()
        self.open_session, self.office = open_session, office
        self.versions: list[Foretold] = []
        self.words = "เดิม"
        self.year = next(_years)

    def _try(self, is_allowed: bool, act: Callable[[Any], Any]) -> Any:
        """Do it and commit; or see it refused, and nothing written."""
        with self.open_session() as session:
            try:
                outcome = act(session)
            except PortalPluginError as refusal:
                assert not is_allowed, f"refused: {refusal}"
                return None
            assert is_allowed, "not refused"
            session.commit()
            return outcome

    @property
    def _newest(self) -> Foretold | None:
        return self.versions[-1] if self.versions else None

    def _circulates(self) -> bool:
        return self._newest is not None and self._newest.state == "CIRCULATING"

    @initialize()
    def begin(self) -> None:
        asked = Asked(self.year, texts={"words": self.words})
        paper = self._try(
            True, lambda session: begin_paper(session, self.office["author"], "sample", asked)
        )
        self.paper_id = paper.id

    @rule(words=st.sampled_from(["หนึ่ง", "สอง"]))
    def write(self, words: str) -> None:
        done = self._try(
            not self._circulates(),
            lambda session: write_paper(
                session, self.office["author"], self.paper_id, {"words": words}
            ),
        )
        self.words = words if done else self.words

    @rule(
        author=who,
        middle=st.lists(who, max_size=3),
        correction=st.sampled_from(["", "แก้ไข"]),
        head=st.sampled_from(["head", "head", "head", "clerk"]),
    )
    def give(self, author: str, middle: list[str], correction: str, head: str) -> None:
        stations = zip(list(Station)[1:], middle, strict=False)
        chain = [
            Named(Station.AUTHOR, "", "ตำแหน่ง"),
            *(Named(station, self.office[name].id, "ตำแหน่ง") for station, name in stations),
            Named(Station.HEAD, self.office[head].id, "ตำแหน่ง"),
        ]
        names = [author, *middle, head]
        signed = [each for each in self.versions if each.state in _SIGNED]
        changes = not signed or (signed[-1].words, signed[-1].chain) != (self.words, names)
        is_allowed = (
            not self._circulates()
            and head == "head"
            and (not signed or (bool(correction) and changes))
        )
        made = self._try(
            is_allowed,
            lambda session: circulate(
                session,
                self.office[author],
                self.paper_id,
                chain,
                self.office.people,
                correction=correction,
            ),
        )
        if made is not None:
            kept = correction if signed else ""
            self.versions.append(Foretold(names, self.words, kept, digest=made.digest))

    @rule(signs=st.sampled_from([True, True, False]))
    def decide_in_turn(self, signs: bool) -> None:
        """Whose turn it is decides."""
        if self._circulates():
            version = self.versions[-1]
            name = version.chain[version.signed]
            self._decide(len(self.versions) - 1, name, version.signed + 1, "แก้", signs=signs)

    @rule(
        name=who,
        position=st.integers(1, 5),
        comment=st.sampled_from([" ", "แก้"]),
        signs=st.booleans(),
        number=st.integers(0, 3),
    )
    def decide(self, name: str, position: int, comment: str, signs: bool, number: int) -> None:
        """Anybody decides about anything."""
        if self.versions:
            self._decide(number % len(self.versions), name, position, comment, signs=signs)

    def _decide(self, index: int, name: str, position: int, comment: str, *, signs: bool) -> None:
        version = self.versions[index]
        is_allowed = (
            version.state == "CIRCULATING"
            and position == version.signed + 1
            and version.chain[version.signed] == name
            and (signs or bool(comment.strip()))
        )
        act = endorse if signs else send_back
        done = self._try(
            is_allowed,
            lambda session: act(
                session, self.office[name], self._id(session, index + 1), position, comment
            ),
        )
        if done is None:
            return
        version.signed += signs
        if not signs:
            version.state = "RETURNED"
        elif version.signed == len(version.chain):
            version.state = "APPROVED"

    @rule(name=who)
    def call_back(self, name: str) -> None:
        if not self.versions:
            return
        version = self.versions[-1]
        done = self._try(
            version.state == "CIRCULATING" and version.chain[0] == name,
            lambda session: withdraw(
                session,
                self.office[name],
                self._id(session, len(self.versions)),
                self.office.people,
            ),
        )
        if done is not None:
            version.state = "WITHDRAWN"

    def _id(self, session: Any, number: int) -> Any:
        return session.scalar(
            sa.select(PaperVersion.id).where(
                PaperVersion.paper_id == self.paper_id, PaperVersion.version == number
            )
        )

    @invariant()
    def what_is_kept_is_what_was_foretold(self) -> None:
        if not hasattr(self, "paper_id"):
            return
        with self.open_session() as session:
            query = sa.select(PaperVersion).where(PaperVersion.paper_id == self.paper_id)
            rows = session.scalars(query.order_by(PaperVersion.version)).all()
            assert [row.version for row in rows] == list(range(1, len(self.versions) + 1))
            assert sum(row.state is PaperState.CIRCULATING for row in rows) <= 1
            for row, foretold in zip(rows, self.versions, strict=True):
                self._same(session, row, foretold)

    def _same(self, session: Any, row: PaperVersion, foretold: Foretold) -> None:
        assert (row.state, row.correction) == (foretold.state, foretold.correction)
        assert hashlib.sha256(row.body).hexdigest() == row.digest == foretold.digest
        assert foretold.words.encode() in row.body
        chain = chain_of(session, row.id)
        decided = [one.decision for one in chain]
        returned = ["RETURNED"] if foretold.state == "RETURNED" else []
        open_ones = len(foretold.chain) - foretold.signed - len(returned)
        assert decided == ["ENDORSED"] * foretold.signed + returned + [None] * open_ones
        assert [one.person_id for one in chain] == [f"id-{name}" for name in foretold.chain]
        assert (row.approved_at is not None) == (foretold.signed == len(chain))


def test_no_order_of_acts_breaks_the_chain(open_session: Any, office: Any) -> None:
    run_state_machine_as_test(
        lambda: ChainMachine(open_session, office),
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
