"""Who signed a paper, or has room to: from its chain, else from the letterhead."""

from __future__ import annotations

from portal_plugin.documents.codes import Decision, Station
from portal_plugin.documents.model import Signature
from portal_plugin.documents.product import Body
from portal_plugin.documents.wording.period_words import day_words
from portal_plugin.documents.wording.posts import clerk_post, head_post

ACTING = "รักษาการแทน"
_ACTS = "รักษา"
"""How every wording of acting begins; people write several."""
OPEN_DAY = "." * 40
"""Room for a day that is written by hand."""


def head_signature(body: Body, lead: str = "") -> Signature:
    """The head's: as he signed on the chain, else open, with the name of the letterhead.

    `lead` stands before the day ("ประกาศ ณ วันที่"), above the name; without it the day stands
    below.
    """
    entry = _of_head(body)
    signature = _signed(entry) if entry else open_head(body)
    if not lead:
        return signature
    return Signature(
        name=signature.name,
        post=signature.post,
        acting_for=signature.acting_for,
        lead=f"{lead} {signature.dated or OPEN_DAY}",
    )


def chain_signatures(body: Body) -> tuple[Signature, ...]:
    """Everybody on the chain in its order; before there is one, open lines for clerk and head."""
    entries = body.get("endorsements")
    if entries is None:
        return (open_clerk(body), open_head(body))
    return tuple(_signed(entry) for entry in entries)


def open_head(body: Body) -> Signature:
    """Room for the head's signature."""
    municipality = body["municipality"]
    post = head_post(municipality)
    return _open(municipality["head_name"], post, municipality["head_acting"])


def open_clerk(body: Body) -> Signature:
    """Room for the clerk's signature."""
    municipality = body["municipality"]
    post = clerk_post(municipality)
    return _open(municipality["clerk_name"], post, municipality["clerk_acting"])


def _of_head(body: Body) -> Body | None:
    entries = body.get("endorsements") or ()
    return next((entry for entry in entries if entry["station"] == Station.HEAD), None)


def _signed(entry: Body) -> Signature:
    acting = entry["acting_for"]
    if acting and not acting.startswith(_ACTS):
        acting = f"{ACTING}{acting}"
    return Signature(
        name=entry["name"],
        post=entry["post"],
        acting_for=acting,
        comment=_comment(entry),
        dated=day_words(entry["dated"]) if entry["dated"] else "",
    )


def _comment(entry: Body) -> str:
    if entry["decision"] != Decision.RETURNED:
        return str(entry["comment"])
    return f"ส่งคืน {entry['comment']}".strip()


def _open(name: str, post: str, acting: str) -> Signature:
    """`acting` is the own post of somebody who only acts ("รองนายกเทศมนตรี รักษาการแทน")."""
    return Signature(name, acting, acting_for=post) if acting else Signature(name, post)
