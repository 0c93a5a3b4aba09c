"""Two people at one paper at once: the first is heard, the second is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.documents.models import PaperVersion
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse, send_back
from portal_plugin.documents.papers.drafting import begin_paper
from portal_plugin.documents.papers.errors import AlreadyBegun, NotCirculating
from portal_plugin.documents.product import Asked
from portal_plugin.errors import Conflict, PortalPluginError


def _at_once(open_session: Any, *acts: Any) -> list[str]:
    """What each act met ("" for done), begun together, each in its own transaction."""

    def _one(act: Any) -> str:
        with open_session() as session:
            try:
                act(session)
            except PortalPluginError as refusal:
                return type(refusal).__name__
            session.commit()
            return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(_one, acts))


def test_one_form_sent_from_two_places_signs_once(
    session: Any, open_session: Any, office: Any, given: Any
) -> None:
    session.commit()
    sign = lambda own: endorse(own, office["section"], given.id, 2)  # noqa: E731
    assert _at_once(open_session, sign, sign) == ["", "NotTheirTurn"]


def test_a_paper_given_twice_at_once_has_one_version(
    session: Any, open_session: Any, office: Any, paper_id: Any, full_chain: Any
) -> None:
    session.commit()
    give = lambda own: circulate(own, office["author"], paper_id, full_chain, office.people)  # noqa: E731
    assert _at_once(open_session, give, give) == ["", "Circulating"]
    assert session.scalars(sa.select(PaperVersion.version)).all() == [1]


def test_a_paper_begun_twice_at_once_is_one(open_session: Any, office: Any) -> None:
    begin = lambda own: begin_paper(own, office["author"], "sample", Asked(2566))  # noqa: E731
    assert _at_once(open_session, begin, begin) == ["", AlreadyBegun.__name__]


def test_who_comes_second_reads_one_sentence(
    session: Any, open_session: Any, office: Any, given: Any
) -> None:
    session.commit()
    with open_session() as first, open_session() as second:
        send_back(first, office["section"], given.id, 2, "แก้")
        first.commit()
        with pytest.raises(Conflict) as refusal:
            endorse(second, office["section"], given.id, 2)
    assert isinstance(refusal.value, NotCirculating)
