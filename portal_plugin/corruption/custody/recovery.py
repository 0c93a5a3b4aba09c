"""The split key of a municipality: m office holders together open what nobody can read any more.

Its private half is on paper only, in shares. A report that concerns posts which hold a threshold of
shares among them carries no key for it: those concerned could open it together. Nor does one that
nobody of the municipality may read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.contents import OpenReport
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import KeyPair, key_pair, new_key_pair, seal, unseal
from portal_plugin.corruption.crypto.shares import split
from portal_plugin.corruption.custody.grants import Candidates, give, readers_of
from portal_plugin.corruption.models import ChannelOffice, Inspector, Post, Report
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import PortalPluginError


class CannotRecover(PortalPluginError):
    """The ceremony or the recovery cannot be held so. The sentence is for who runs the command."""

    status = 409


@dataclass(frozen=True, slots=True)
class Holder:
    """Who keeps a share, and the posts he holds; none for somebody outside the municipality."""

    name: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What is printed, once: each holder with his share, of which `threshold` open reports."""

    made_on: date
    fingerprint: str
    threshold: int
    shares: tuple[tuple[Holder, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many reports the inspector was given, and how many he was not: because he may not read
    them, or because they carry the key of another ceremony."""

    given: int
    not_his: int
    other_key: int


def seal_for_recovery(
    session: InspectionSession,
    opened: OpenReport,
    posts: Collection[UUID],
    *,
    outside_only: bool = False,
) -> bytes | None:
    """The private key of a new report that concerns `posts`, sealed for the split key.

    None: there is no split key, or those who must not read it could use it.
    """
    office = session.scalars(sa.select(ChannelOffice)).one_or_none()
    if office is None or office.recovery_key is None or office.recovery_threshold is None:
        return None
    concerned = {str(post) for post in posts}
    theirs = {
        holder["number"] for holder in office.recovery_holders if holder["post_id"] in concerned
    }
    if outside_only or len(theirs) >= office.recovery_threshold:
        return None
    return seal(office.recovery_key, opened.pair.private, _context(opened.report))


def hold_ceremony(
    session: InspectionSession, threshold: int, holders: Sequence[Holder], *, replace: bool = False
) -> Ceremony:
    """Make the split key; reports that come from now on carry it.

    Raises `CannotRecover` where there is one already and it is not to be replaced (older reports
    keep the older key, whose shares stay of use), `BadShares` for numbers that cannot be.
    """
    office = office_of(session)
    if office.recovery_key is not None and not replace:
        raise CannotRecover(
            "there is a recovery key already: --replace makes another for new reports, and the "
            "shares of the old one stay needed for the reports that carry it"
        )
    if len({holder.name for holder in holders}) != len(holders):
        raise CannotRecover("a name stands twice: every share needs a holder of its own")
    pair = new_key_pair()
    shares = split(pair.private, threshold, len(holders))
    office.recovery_key, office.recovery_threshold = pair.public, threshold
    office.recovery_made_on = clock.today()
    office.recovery_holders = [
        {"number": number, "name": holder.name, "post_id": str(post.id) if post else None}
        for number, holder in enumerate(holders, start=1)
        for post in holder.posts or (None,)
    ]
    ledger.append(
        session,
        LedgerAct.RECOVERY_MADE,
        ledger.SYSTEM,
        key=ledger.ciphertext_digest(pair.public),
        threshold=threshold,
        holders=len(holders),
    )
    dealt = tuple(zip(holders, shares, strict=True))
    return Ceremony(clock.today(), fingerprint_of(pair.public), threshold, dealt)


def recover(session: InspectionSession, key: bytes, to: Inspector) -> Recovered:
    """With the key put together, give `to` every report that carries it and that he may read.

    Raises `CannotRecover` when he is not active, or no report carries this key.
    """
    if to.standing != Standing.ACTIVE:
        raise CannotRecover(f"{to.name} is no active inspector: admit him first")
    pair, candidates = key_pair(key), Candidates(session)
    reports = session.scalars(
        sa.select(Report)
        .where(Report.recovery_key.is_not(None))
        .order_by(Report.number)
        .with_for_update()
    ).all()
    already = readers_of(session, [report.id for report in reports])
    given = not_his = other_key = 0
    for report in reports:
        opened = _opened(report, pair)
        if opened is None:
            other_key += 1
        elif to.id not in already[report.id]:
            reader = next(
                (one for one in candidates.entitled_today(opened) if one.inspector_id == to.id),
                None,
            )
            if reader is None:
                not_his += 1
            else:
                give(session, LedgerAct.RECOVERY_USED, ledger.SYSTEM, opened, reader)
                given += 1
    if other_key == len(reports):
        raise CannotRecover("no report carries this key: compare the fingerprint on the forms")
    return Recovered(given, not_his, other_key)


def fingerprint_of(public_key: bytes) -> str:
    """What people compare of a public key: 16 hex digits in groups of four."""
    digits = hashlib.sha256(public_key).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _opened(report: Report, pair: KeyPair) -> OpenReport | None:
    assert report.recovery_key is not None
    try:
        return OpenReport(report, key_pair(unseal(pair, report.recovery_key, _context(report))))
    except CannotOpen:
        return None


def _context(report: Report) -> Context:
    return Context(report.tenant_id, Field.KEY_OF_RECOVERY, report.id)
