"""A station of the chain signs, or sends the paper back."""

from __future__ import annotations

from uuid import UUID

import orjson

from portal_plugin import audit, clock
from portal_plugin.actor import Act, Actor, role_allows
from portal_plugin.documents.codes import Decision, PaperState, Station
from portal_plugin.documents.models import Endorsement, PaperVersion
from portal_plugin.documents.papers.carried import reports_carried
from portal_plugin.documents.papers.errors import (
    NotCirculating,
    NotHead,
    NotNamed,
    NotTheirTurn,
)
from portal_plugin.documents.papers.holding import chain_of, hold_version, next_station
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.reports.approve import approve_report
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, too_long


def endorse(
    session: TenantSession, actor: Actor, version_id: UUID, position: int, comment: str = ""
) -> PaperVersion:
    """Sign at a station; the head's signature approves the version and the reports that it carries.

    `position` is the station that the actor saw, so that who stands at two signs each by itself
    and a form sent twice signs once. A report that cannot be approved leaves everything undone.

    Raises `UnknownPaper`, `NotCirculating`, `NotTheirTurn`, `NotNamed`, `NotHead`, `RuleBroken`,
    and what `approve_report` raises.
    """
    version, station = _station(session, actor, version_id, position)
    _decide(station, Decision.ENDORSED, comment)
    if station.station is not Station.HEAD:
        _record(session, actor, "paper.endorse", version, station)
        return version
    if not role_allows(actor, Act.APPROVE_REPORT):
        raise NotHead()
    for report in reports_carried(session, orjson.loads(version.body)):
        approve_report(session, actor, report.id)
    version.state = PaperState.APPROVED
    version.approved_at = station.decided_at
    _record(session, actor, "paper.approve", version, station)
    return version


def send_back(
    session: TenantSession, actor: Actor, version_id: UUID, position: int, comment: str
) -> PaperVersion:
    """Send a version back to its author, who mends it and gives the next one; `comment` says why.

    Raises what `endorse` does; a head may send back without the right to approve.
    """
    version, station = _station(session, actor, version_id, position)
    if not tidy(comment):
        raise RuleBroken.single("RETURN", "comment", "กรุณาเขียนว่าให้แก้ไขอะไร")
    _decide(station, Decision.RETURNED, comment)
    version.state = PaperState.RETURNED
    _record(session, actor, "paper.return", version, station)
    return version


def _station(
    session: TenantSession, actor: Actor, version_id: UUID, position: int
) -> tuple[PaperVersion, Endorsement]:
    """What is to be decided, with the paper locked, if it is this actor's turn."""
    _paper, version = hold_version(session, version_id)
    chain = chain_of(session, version.id)
    if actor.id not in {entry.person_id for entry in chain}:
        raise NotNamed()
    if version.state is not PaperState.CIRCULATING:
        raise NotCirculating()
    station = next_station(chain)
    assert station is not None  # a version whose stations have all decided does not circulate
    if station.position != position:
        raise NotTheirTurn(station.name)
    if station.person_id != actor.id:
        raise NotNamed()
    return version, station


def _decide(station: Endorsement, decision: Decision, comment: str) -> None:
    text = tidy(comment)
    breaches: list[Breach] = too_long("comment", text, LONGEST_LINE)
    if breaches:
        raise RuleBroken(breaches)
    station.decision = decision
    station.comment = text
    station.decided_at = clock.now()


def _record(
    session: TenantSession,
    actor: Actor,
    act: str,
    version: PaperVersion,
    station: Endorsement,
) -> None:
    audit.record(
        session,
        actor,
        act,
        "paper",
        version.paper_id,
        version=version.version,
        digest=version.digest,
        station=station.station.value,
    )
    session.flush()
