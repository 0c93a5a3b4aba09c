"""Give a paper to its chain: gathered now, frozen, and signed by its author."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

import orjson

from portal_plugin import audit, clock
from portal_plugin.actor import Actor, Person
from portal_plugin.documents.codes import Decision, PaperState
from portal_plugin.documents.models import Endorsement, Paper, PaperVersion
from portal_plugin.documents.papers.carried import must_carry, reports_carried
from portal_plugin.documents.papers.chain import Named, stations_of
from portal_plugin.documents.papers.drafting import draft
from portal_plugin.documents.papers.errors import Circulating, nothing_changed, overtaken
from portal_plugin.documents.papers.holding import SIGNED, chain_of, hold, versions_of
from portal_plugin.documents.product import Body
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, too_long


def circulate(
    session: TenantSession,
    actor: Actor,
    paper_id: UUID,
    chain: Sequence[Named],
    known: Sequence[Person],
    *,
    correction: str = "",
    after: int | None = None,
) -> PaperVersion:
    """Freeze the paper as the data stand now and send it round; that is the author's signature.

    `known` are the people the host knows. After a version that was approved, `correction` must say
    why there is another (R9). `after` is the number of the newest version that the author saw (0
    for none): a paper that moved on meanwhile is not given.

    Raises `UnknownPaper`, `Circulating`, `RuleBroken`, and what the product's `gather` raises.
    """
    paper = hold(session, paper_id)
    versions = versions_of(session, paper.id)
    if versions and versions[0].state is PaperState.CIRCULATING:
        raise Circulating()
    number = versions[0].version if versions else 0
    if after is not None and after != number:
        raise overtaken()
    signed = next((version for version in versions if version.state in SIGNED), None)
    stations = _checked(actor, chain, known, correction, signed)
    body = draft(session, paper)
    reports = reports_carried(session, body)
    must_carry(body, reports)
    if signed is not None and _same(session, signed, body, stations):
        raise nothing_changed(signed.version)
    data = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    version = PaperVersion(
        id=new_id(),
        paper_id=paper.id,
        report_id=reports[0].id if reports else None,
        version=number + 1,
        body=data,
        digest=hashlib.sha256(data).hexdigest(),
        correction=tidy(correction) if signed else "",
        state=PaperState.CIRCULATING,
        frozen_by=actor.name,
        frozen_at=clock.now(),
    )
    _keep(session, actor, paper, version, stations)
    return version


def _checked(
    actor: Actor,
    chain: Sequence[Named],
    known: Sequence[Person],
    correction: str,
    signed: PaperVersion | None,
) -> list[Endorsement]:
    """The stations. Raises `RuleBroken` with everything that the form lacks."""
    breaches: list[Breach] = []
    if signed is not None:
        breaches += too_long("correction", tidy(correction), LONGEST_LINE)
        if not tidy(correction):
            breaches.append(Breach("R9", "correction", "กรุณาเขียนเหตุที่แก้ไข"))
    stations: list[Endorsement] = []
    try:
        stations = stations_of(actor, chain, known)
    except RuleBroken as broken:
        breaches += broken.breaches
    if breaches:
        raise RuleBroken(breaches)
    return stations


def _same(
    session: TenantSession, signed: PaperVersion, body: Body, stations: Sequence[Endorsement]
) -> bool:
    """Whether nothing but the day differs from what was signed."""
    old: Body = orjson.loads(signed.body)
    new: Body = orjson.loads(orjson.dumps(body))
    same_words = {**old, "made_on": ""} == {**new, "made_on": ""}
    return same_words and _who(chain_of(session, signed.id)) == _who(stations)


def _who(stations: Sequence[Endorsement]) -> list[tuple[str, ...]]:
    return [(one.station, one.person_id, one.post, one.acting_for) for one in stations]


def _keep(
    session: TenantSession,
    actor: Actor,
    paper: Paper,
    version: PaperVersion,
    stations: Sequence[Endorsement],
) -> None:
    session.add(version)
    session.flush()
    for station in stations:
        station.id = new_id()
        station.version_id = version.id
        session.add(station)
    stations[0].decision = Decision.ENDORSED
    stations[0].decided_at = version.frozen_at
    audit.record(
        session,
        actor,
        "paper.circulate",
        "paper",
        paper.id,
        version=version.version,
        digest=version.digest,
        correction=version.correction,
        chain=[one.station.value for one in stations],
    )
    session.flush()
