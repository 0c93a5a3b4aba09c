"""Whom a paper passes: named before it circulates, and held against who there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from portal_plugin.actor import Act, Actor, Person, role_allows
from portal_plugin.documents.codes import Station
from portal_plugin.documents.models import Endorsement, Paper, PaperVersion
from portal_plugin.documents.papers.holding import chain_of
from portal_plugin.documents.product import Body
from portal_plugin.documents.wording.posts import clerk_post, head_post
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LONGEST_POST = 200
"""Characters of a post, or of the post that somebody acts for."""

_ALWAYS: Final = (Station.AUTHOR, Station.HEAD)
_ACTING: Final = ("รักษาราชการแทน", "รักษาการแทน")


@dataclass(frozen=True, slots=True)
class Named:
    """Who is to sign at a station: `person_id` is the `Actor.id`, "" for nobody; `post` his own
    post, `acting_for` the post he acts for, "" where he holds it."""

    station: Station
    person_id: str = ""
    post: str = ""
    acting_for: str = ""


def people_for(actor: Actor, known: Sequence[Person]) -> list[Person]:
    """Who can be named: those the host knows and who may sign, and the actor himself."""
    own = Person(actor.id, actor.name, actor.department_id, actor.roles)
    others = [who for who in known if who.id != actor.id and role_allows(who, Act.ENDORSE_PAPERS)]
    return [own, *sorted(others, key=lambda who: (who.name, who.id))]


def heads(people: Sequence[Person]) -> list[Person]:
    """Those who may sign at the last station."""
    return [who for who in people if role_allows(who, Act.APPROVE_REPORT)]


def stations_of(actor: Actor, chain: Sequence[Named], known: Sequence[Person]) -> list[Endorsement]:
    """The chain, ready to be kept, with the actor as its author.

    Names are the host's, never typed. Nobody may stand at a middle station, which is then left
    out; the same person may stand at several and signs at each. Raises `RuleBroken`.
    """
    people = {who.id: who for who in people_for(actor, known)}
    by_station = {named.station: named for named in chain}
    breaches: list[Breach] = []
    stations: list[Endorsement] = []
    for station in Station:
        named = _tidied(by_station.get(station, Named(station)), actor)
        if not named.person_id and station not in _ALWAYS:
            continue
        breaches += _breaches(named, people)
        who = people.get(named.person_id)
        stations.append(
            Endorsement(
                position=len(stations) + 1,
                station=station,
                person_id=named.person_id,
                name=who.name if who else "",
                post=named.post,
                acting_for=named.acting_for,
            )
        )
    if breaches:
        raise RuleBroken(breaches)
    return stations


def usual_chain(
    session: TenantSession, paper: Paper, body: Body, people: Sequence[Person]
) -> dict[Station, Named]:
    """Whom the form proposes: as on the newest version of this paper, else of any; posts of clerk
    and head as the letterhead says. Who is no longer there is left open."""
    usual = dict(_from_letterhead(body["municipality"]))
    there = {who.id for who in people}
    for entry in _chain_before(session, paper):
        person = entry.person_id if entry.person_id in there else ""
        usual[entry.station] = Named(entry.station, person, entry.post, entry.acting_for)
    able = heads(people)
    head = usual[Station.HEAD]
    if not head.person_id and len(able) == 1:
        usual[Station.HEAD] = Named(Station.HEAD, able[0].id, head.post, head.acting_for)
    return usual


def _chain_before(session: TenantSession, paper: Paper) -> Sequence[Endorsement]:
    query = (
        sa.select(PaperVersion.id)
        .order_by((PaperVersion.paper_id == paper.id).desc(), PaperVersion.frozen_at.desc())
        .limit(1)
    )
    version_id = session.scalar(query)
    return chain_of(session, version_id) if version_id is not None else ()


def _from_letterhead(municipality: Body) -> Mapping[Station, Named]:
    clerk = _usual_post(Station.CLERK, clerk_post(municipality), municipality["clerk_acting"])
    head = _usual_post(Station.HEAD, head_post(municipality), municipality["head_acting"])
    empty = {station: Named(station) for station in Station}
    return empty | {Station.CLERK: clerk, Station.HEAD: head}


def _usual_post(station: Station, post: str, acting: str) -> Named:
    """`acting` is the own post of somebody who only acts ("รองปลัดเทศบาล รักษาราชการแทน")."""
    if not acting:
        return Named(station, post=post)
    own = acting.strip()
    for words in _ACTING:
        own = own.removesuffix(words).strip()
    return Named(station, post=own, acting_for=post)


def _tidied(named: Named, actor: Actor) -> Named:
    person = actor.id if named.station is Station.AUTHOR else named.person_id
    post, acting = (" ".join(tidy(text).split()) for text in (named.post, named.acting_for))
    return Named(named.station, person, post, acting)


def _breaches(named: Named, people: Mapping[str, Person]) -> list[Breach]:
    field = named.station.value.lower()
    found = too_long(f"{field}_post", named.post, LONGEST_POST)
    found += too_long(f"{field}_acting", named.acting_for, LONGEST_POST)
    if not named.post:
        found.append(Breach("CHAIN", f"{field}_post", "กรุณาระบุตำแหน่งของผู้ลงนาม"))
    who = people.get(named.person_id)
    if named.station is Station.HEAD and not heads(list(people.values())):
        sentence = "ยังไม่มีผู้ใดที่มีสิทธิ์ผู้บริหาร ให้ผู้ดูแลระบบเพิ่มหรือเชื่อมรายชื่อบุคลากรก่อนเสนอลงนาม"
        found.append(Breach("CHAIN", f"{field}_person", sentence))
    elif who is None:
        found.append(Breach("CHAIN", f"{field}_person", "กรุณาเลือกผู้ลงนามจากรายการ"))
    elif named.station is Station.HEAD and not role_allows(who, Act.APPROVE_REPORT):
        sentence = "ผู้นี้ไม่มีสิทธิ์ผู้บริหาร กรุณาเลือกผู้ลงนามลำดับสุดท้ายจากรายการ"
        found.append(Breach("CHAIN", f"{field}_person", sentence))
    return found
