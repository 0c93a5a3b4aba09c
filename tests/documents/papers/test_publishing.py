"""What was approved is published for good; every version keeps its place."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.documents.codes import PaperState
from portal_plugin.documents.models import Rendering
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse
from portal_plugin.documents.papers.errors import NotPublishable
from portal_plugin.documents.papers.publish import publish
from portal_plugin.documents.papers.queries import body_of, published_papers, published_versions


@pytest.fixture
def corrected(session: Any, office: Any, signed_by_all: Any, through: Any) -> Any:
    """Version 1 published; version 2, a correction, approved."""
    publish(session, office["author"], signed_by_all.id)
    chain = through(AUTHOR="author", HEAD="head")
    version = circulate(
        session,
        office["author"],
        signed_by_all.paper_id,
        chain,
        office.people,
        correction="เปลี่ยนผู้ลงนาม",
    )
    endorse(session, office["head"], version.id, 2, "ความเห็นภายใน")
    return version


def test_what_nobody_approved_is_not_published(session: Any, office: Any, given: Any) -> None:
    with pytest.raises(NotPublishable):
        publish(session, office["author"], given.id)
    assert published_papers(session) == []


def test_what_is_internal_is_never_published(
    session: Any, office: Any, offer: Any, signed_by_all: Any
) -> None:
    offer(internal=True)
    with pytest.raises(NotPublishable, match="ภายใน"):
        publish(session, office["author"], signed_by_all.id)


def test_publishing_asks_once_for_the_files(session: Any, office: Any, signed_by_all: Any) -> None:
    first = publish(session, office["author"], signed_by_all.id).published_at
    assert publish(session, office["author"], signed_by_all.id).published_at == first
    assert session.scalars(sa.select(Rendering.version_id)).all() == [signed_by_all.id]


def test_a_correction_stands_before_what_it_corrects(
    session: Any, office: Any, corrected: Any
) -> None:
    assert [one.version for one in published_papers(session)] == [1]
    publish(session, office["author"], corrected.id)
    assert [(one.version, one.correction) for one in published_papers(session, 2566)] == [
        (2, "เปลี่ยนผู้ลงนาม")
    ]
    versions = published_versions(session, "sample", 2566, None)
    assert [one.version for one in versions] == [2, 1]
    assert published_papers(session, 2567) == []
    assert published_versions(session, "sample", 2566, "6M") == []


def test_a_published_version_keeps_its_state_when_corrected(corrected: Any, session: Any) -> None:
    states = [one.version for one in published_versions(session, "sample", 2566, None)]
    assert (states, corrected.state) == ([1], PaperState.APPROVED)


def test_comments_of_the_chain_stay_in_the_office(session: Any, corrected: Any, offer: Any) -> None:
    assert [one["comment"] for one in body_of(session, corrected.id)["endorsements"]] == ["", ""]
    offer(internal=True)
    body = body_of(session, corrected.id)
    assert [one["comment"] for one in body["endorsements"]] == ["", "ความเห็นภายใน"]


def test_another_municipality_sees_none_of_it(
    session: Any, open_session: Any, corrected: Any
) -> None:
    session.commit()
    with open_session("saithong") as other:
        assert published_papers(other) == []
        assert published_versions(other, "sample", 2566, None) == []
