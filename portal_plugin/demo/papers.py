"""Sample papers of a municipality: three signed and published, one that waits for a signature.

They pass the real chain, each station signed by the account of its person. A start that finds
them leaves them alone.
"""

from __future__ import annotations

from portal_plugin.actor import Actor, Person
from portal_plugin.demo.journey import last_round
from portal_plugin.demo.province import people
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import Station
from portal_plugin.documents.letterhead import letterhead_of, write_letterhead
from portal_plugin.documents.papers.chain import Named
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse
from portal_plugin.documents.papers.drafting import begin_paper, present_paper
from portal_plugin.documents.papers.holding import chain_of
from portal_plugin.documents.papers.publish import publish
from portal_plugin.documents.product import Asked
from portal_plugin.hosts.standalone.accounts import account_named, active_accounts, actor_of
from portal_plugin.nudge import Sender, equip
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.workplace import Workplace

PUBLISHED = ("no-gift", "plan-book", "plan-report")
WAITING = "memo"
_LETTERHEAD = {
    "head_name": "นายสมมุติ ตัวอย่างดี (ตัวอย่าง)",
    "clerk_name": "นางสาวสมมุติ ตัวอย่างงาม (ตัวอย่าง)",
    "address": "๑ ถนนตัวอย่าง จังหวัดตัวอย่างธานี",
    "telephone": "๐ ๐๐๐๐ ๐๐๐๐ (ตัวอย่าง)",
    "memo_unit": "สำนักปลัด ฝ่ายอำนวยการ",
    "memo_prefix": "ตย ๐๐๐๐๑",
}


def sign(place: Workplace, tenant: TenantRecord, sender: Sender) -> int:
    """Take the sample papers through the chain; how many were not there yet."""
    people(place, tenant)
    with tenant_session(place.engine, tenant.id) as session:
        if not letterhead_of(session)["head_name"]:
            write_letterhead(session, _actor(session, tenant, "plan"), _LETTERHEAD)
            session.commit()
    taken = 0
    for product in (*PUBLISHED, WAITING):
        with tenant_session(place.engine, tenant.id) as session:
            equip(session, sender)
            taken += _taken(session, tenant, product)
            session.commit()
    return taken


def _taken(session: TenantSession, tenant: TenantRecord, code: str) -> bool:
    year, period = last_round()
    asked = Asked(year, period if product_of(code).has_rounds else None)
    if present_paper(session, code, asked.fiscal_year, asked.round) is not None:
        return False
    author = _actor(session, tenant, "plan")
    signers = {
        Station.AUTHOR: author,
        Station.CLERK: _actor(session, tenant, "inspector2"),
        Station.HEAD: _actor(session, tenant, "mayor"),
    }
    posts = {
        Station.AUTHOR: "นักวิเคราะห์นโยบายและแผน",
        Station.CLERK: "ปลัด",
        Station.HEAD: "นายก",
    }
    chain = [Named(station, who.id, posts[station]) for station, who in signers.items()]
    known = [
        Person(who.id, who.name, who.department_id, who.roles)
        for who in (actor_of(one, tenant.type) for one in active_accounts(session))
    ]
    paper = begin_paper(session, author, code, asked)
    version = circulate(session, author, paper.id, chain, known)
    for entry in chain_of(session, version.id):
        waits = code == WAITING and entry.station is Station.HEAD
        if entry.decision is None and not waits:
            endorse(session, signers[entry.station], version.id, entry.position)
    if code != WAITING:
        publish(session, author, version.id)
    return True


def _actor(session: TenantSession, tenant: TenantRecord, username: str) -> Actor:
    return actor_of(account_named(session, username), tenant.type)
