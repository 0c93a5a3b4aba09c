"""The ledger's proof: is every entry ours and in its place, and is every row what it says?

No report is opened for it. Entries and rows are read in streams; what stays in memory is a few
digests a row. It sees any change by who can write rows, and what was cut off the end, together with
its rows, only by a head that is known from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from portal_plugin.corruption import ledger
from portal_plugin.corruption.models import LedgerEntry, LedgerHead
from portal_plugin.corruption.proof.holdings import found_rows
from portal_plugin.corruption.proof.replay import Place, Replay, Said
from portal_plugin.corruption.session import InspectionSession

_ENTRIES_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head known from elsewhere: an entry had this digest once, as `where` says."""

    digest: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be: what, and one English sentence."""

    subject: str
    sentence: str


@dataclass(slots=True)
class _Last:
    """The end of the ledger as far as it was read."""

    position: int = 0
    digest: bytes = ledger.NOTHING
    day: date = date.min


def verify_ledger(session: InspectionSession, anchors: Iterable[Anchor] = ()) -> list[Fault]:
    """What was changed, removed, added or cut off; empty if nothing was.

    The caller opens the transaction as REPEATABLE READ where others write meanwhile.
    """
    key = session.key.signing_key(session.tenant_id).verify_key
    replay, last = Replay(), _Last()
    printed: dict[bytes, list[Anchor]] = {}
    for anchor in anchors:
        printed.setdefault(anchor.digest, []).append(anchor)
    faults = []
    for entry in _entries(session):
        faults += _out_of_place(entry, last)
        printed.pop(entry.digest, None)
        forged = _forged(entry, key)
        faults += forged or _followed(replay, entry)
        last = _Last(entry.position, entry.digest, entry.day)
    faults += _head_faults(session, last)
    faults += [_not_there(anchor) for missing in printed.values() for anchor in missing]
    return faults + list(_row_faults(session, replay.rows()))


def _entries(session: InspectionSession) -> Iterator[sa.Row[Any]]:
    columns = [
        column if column.key != "act" else sa.type_coerce(column, sa.Text).label("act")
        for column in LedgerEntry.__table__.columns
    ]
    query = sa.select(*columns).order_by(LedgerEntry.position)
    yield from session.execute(query.execution_options(yield_per=_ENTRIES_AT_ONCE))


def _out_of_place(entry: sa.Row[Any], last: _Last) -> list[Fault]:
    said = []
    if entry.position != last.position + 1:
        said.append(f"follows entry {last.position}: what stood between is missing")
    if entry.previous != last.digest:
        said.append("does not carry the digest of the entry before it")
    if entry.day < last.day:
        said.append("is of an earlier day than the entry before it")
    return [_of_entry(entry, sentence) for sentence in said]


def _forged(entry: sa.Row[Any], key: VerifyKey) -> list[Fault]:
    try:
        right = ledger.digest_of(entry)
    except TypeError:
        right = b""
    if entry.digest != right:
        return [_of_entry(entry, "is not what was written: its digest is another")]
    try:
        key.verify(entry.digest, entry.signature)
    except (BadSignatureError, ValueError):
        return [_of_entry(entry, "is not signed with this municipality's key")]
    return []


def _followed(replay: Replay, entry: sa.Row[Any]) -> list[Fault]:
    try:
        replay.follow(entry)
    except (LookupError, TypeError, AttributeError):
        return [_of_entry(entry, f"says of {entry.act} what this release cannot read")]
    return []


def _head_faults(session: InspectionSession, last: _Last) -> Iterator[Fault]:
    heads = session.execute(sa.select(LedgerHead.position, LedgerHead.digest)).all()
    right = [(last.position, last.digest)] if last.position else []
    if [(head.position, head.digest) for head in heads] != right:
        yield Fault("head", f"the head is not the last entry, which is entry {last.position}")


def _not_there(anchor: Anchor) -> Fault:
    return Fault("head", f"the entry whose digest stands in {anchor.where} is missing")


def _row_faults(session: InspectionSession, told: dict[Place, Said]) -> Iterator[Fault]:
    for place, found in found_rows(session):
        said = told.pop(place, None)
        if said is None:
            yield _of_row(place, "is there, but no entry of the ledger brought it")
            continue
        changed = [name for name, value in found.items() if said.get(name, ...) != value]
        if changed:
            yield _of_row(place, f"is not what the ledger says: {', '.join(changed)}")
    for place in told:
        yield _of_row(place, "is missing")


def _of_entry(entry: sa.Row[Any], sentence: str) -> Fault:
    return Fault(f"entry {entry.position}", f"entry {entry.position} {sentence}")


def _of_row(place: Place, sentence: str) -> Fault:
    subject = " ".join(place)
    return Fault(subject, f"{subject} {sentence}")
