"""A memo brings a round's reports to the head; his signature approves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Person, Role
from portal_plugin.documents import catalogue
from portal_plugin.documents.codes import PaperState, Station
from portal_plugin.documents.papers.carried import paper_carrying, reports_carried
from portal_plugin.documents.papers.chain import Named
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse
from portal_plugin.documents.papers.drafting import begin_paper
from portal_plugin.documents.papers.holding import chain_of
from portal_plugin.documents.papers.queries import body_of
from portal_plugin.documents.product import Asked
from portal_plugin.documents.products import memo
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.errors import NotSendable, Superseded
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import Report
from portal_plugin.tenants.session import TenantSession

CHAIN = [Named(Station.AUTHOR, "", "นักวิเคราะห์"), Named(Station.HEAD, "id-head", "นายกเทศมนตรี")]


@pytest.fixture(autouse=True)
def _memo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue.PRODUCTS, "memo", memo.PRODUCT)  # type: ignore[arg-type]


@pytest.fixture
def space(filled: Any) -> Iterator[TenantSession]:
    """The filled municipality."""
    with filled.open() as session:
        yield session


@pytest.fixture
def chief(filled: Any) -> Actor:
    return Actor("id-head", "นายก (ตัวอย่าง)", filled.tenant_id, frozenset({Role.EXECUTIVE}))


def _given(space: Any, filled: Any, chief: Actor, code: RoundCode) -> Any:
    paper = begin_paper(space, filled.officer, "memo", Asked(filled.year, code))
    people = [Person(chief.id, chief.name, None, chief.roles)]
    return circulate(space, filled.officer, paper.id, CHAIN, people)


def _report(space: Any) -> Report:
    return space.scalars(sa.select(Report).execution_options(populate_existing=True)).one()


def test_a_memo_carries_the_frozen_report_of_its_round(
    space: Any, filled: Any, chief: Actor
) -> None:
    version = _given(space, filled, chief, RoundCode.SIX_MONTHS)
    assert version.report_id == _report(space).id
    assert paper_carrying(space, _report(space)) == version.paper_id


def test_the_heads_signature_approves_the_report(space: Any, filled: Any, chief: Actor) -> None:
    version = _given(space, filled, chief, RoundCode.SIX_MONTHS)
    assert _report(space).approved_at is None
    endorse(space, chief, version.id, 2, "เห็นชอบ")
    assert _report(space).approved_by == chief.name
    assert version.state is PaperState.APPROVED


def test_all_reports_of_the_round_are_approved_together(
    space: Any, filled: Any, chief: Actor
) -> None:
    freeze_report(space, filled.officer, filled.year, RoundCode.SIX_MONTHS, Instrument.ITA_MEASURES)
    version = _given(space, filled, chief, RoundCode.SIX_MONTHS)
    carried = reports_carried(space, body_of(space, version.id))
    assert [report.instrument for report in carried] == ["PLAN_5Y", "ITA_MEASURES"]
    assert [paper_carrying(space, report) for report in carried] == [version.paper_id] * 2
    endorse(space, chief, version.id, 2)
    assert all(report.approved_at for report in carried)


def test_without_a_frozen_report_there_is_nothing_to_approve(
    space: Any, filled: Any, chief: Actor
) -> None:
    with pytest.raises(RuleBroken, match="รวบรวมรายงาน"):
        _given(space, filled, chief, RoundCode.TWELVE_MONTHS)


def test_a_report_overtaken_meanwhile_leaves_everything_undone(
    space: Any, filled: Any, chief: Actor
) -> None:
    version = _given(space, filled, chief, RoundCode.SIX_MONTHS)
    old = _report(space)
    newer = {
        column.key: getattr(old, column.key)
        for column in sa.inspect(Report).columns
        if column.key not in ("id", "revision")
    }
    space.add(Report(id=chief.tenant_id, revision=2, **newer))
    space.commit()
    with pytest.raises(Superseded):
        endorse(space, chief, version.id, 2)
    space.rollback()
    assert [one.decision for one in chain_of(space, version.id)] == ["ENDORSED", None]
    space.refresh(version)
    assert version.state is PaperState.CIRCULATING


def test_a_report_that_cannot_be_sent_leaves_everything_undone(
    space: Any, filled: Any, chief: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = _given(space, filled, chief, RoundCode.SIX_MONTHS)
    space.commit()

    def _refuse(*_: Any) -> None:
        raise NotSendable("มาตรการที่ ๑ ยังไม่มีเหตุผล")

    monkeypatch.setattr("portal_plugin.reports.approve._must_be_sendable", _refuse)
    with pytest.raises(NotSendable):
        endorse(space, chief, version.id, 2)
    space.rollback()
    assert chain_of(space, version.id)[1].decision is None
    assert _report(space).approved_at is None


def test_the_memo_is_laid_out_with_its_whole_chain(space: Any, filled: Any, chief: Actor) -> None:
    version = _given(space, filled, chief, RoundCode.SIX_MONTHS)
    endorse(space, chief, version.id, 2, "เห็นชอบตามเสนอ")
    signatures = [
        block
        for block in memo.PRODUCT.compose(body_of(space, version.id)).blocks
        if type(block).__name__ == "Signature"
    ]
    assert [(one.name, one.comment) for one in signatures] == [
        (filled.officer.name, ""),
        (chief.name, "เห็นชอบตามเสนอ"),
    ]
