"""Inspectors come and go: only inspectors admit one, and nobody else is given a key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.crypto.sealing import new_key_pair
from portal_plugin.corruption.custody.succession import stranded_by
from portal_plugin.corruption.inspection import totp, unlocking
from portal_plugin.corruption.inspection.strength import check_passphrase
from portal_plugin.corruption.models import ChannelOffice, Inspector, InspectorPost
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.posts import known as known_posts
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.texts import tidy

LONGEST_NAME: Final = 200


def inspector_of(session: InspectionSession, account_id: str) -> Inspector | None:
    """The inspector who signs in with this account of the host and has not left."""
    return session.scalars(
        sa.select(Inspector)
        .where(Inspector.account_id == account_id, Inspector.standing != Standing.LEFT)
        .execution_options(populate_existing=True)
    ).one_or_none()


def inspectors(session: InspectionSession) -> list[Inspector]:
    """Everybody who has not left, by the day he came."""
    return list(
        session.scalars(
            sa.select(Inspector)
            .where(Inspector.standing != Standing.LEFT)
            .order_by(Inspector.enrolled_on, Inspector.id)
        )
    )


def inspector(session: InspectionSession, inspector_id: UUID) -> Inspector:
    """One who has not left. Raises `NotFound`."""
    found = session.scalars(
        sa.select(Inspector).where(
            Inspector.id == inspector_id, Inspector.standing != Standing.LEFT
        )
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def posts_held(session: InspectionSession) -> dict[UUID, frozenset[UUID]]:
    """Ids of posts by inspector."""
    held: dict[UUID, set[UUID]] = {}
    for inspector_id, post_id in session.execute(
        sa.select(InspectorPost.inspector_id, InspectorPost.post_id)
    ):
        held.setdefault(inspector_id, set()).add(post_id)
    return {inspector_id: frozenset(found) for inspector_id, found in held.items()}


def enrol(
    session: InspectionSession,
    account_id: str,
    name: str,
    *,
    passphrase: str,
    code: str,
    totp_secret: str,
    posts: Collection[UUID],
    outside: bool = False,
    anew: bool = False,
    known: Iterable[str] = (),
) -> Inspector:
    """Give an account of the host a key pair, locked with a passphrase that only its owner knows.

    The first inspector of a municipality is active at once; everybody after him waits until one
    admits him. `anew` gives up the key that this account has, which opens nothing any more.
    `known` is what a guesser of the passphrase would try first, beside the name and the account.
    Raises `RuleBroken` (fields "passphrase", "code", "posts", "outside", "anew").
    """
    before = inspector_of(session, account_id)
    if before is not None and not anew:
        raise RuleBroken.single("C16", "anew", "บัญชีนี้มีกุญแจแล้ว โปรดยืนยันว่าจะทิ้งกุญแจเดิม")
    step, breaches = None, check_passphrase(passphrase, (name, account_id, *known))
    if totp.is_secret(totp_secret):
        step = totp.step_of(totp_secret, code, clock.now())
    if step is None:
        breaches.append(Breach("C16", "code", "รหัส 6 หลักไม่ถูกต้อง โปรดพิมพ์รหัสล่าสุดในโทรศัพท์"))
    if not posts and not outside:
        breaches.append(Breach("C16", "posts", "โปรดเลือกตำแหน่งที่ท่านดำรงอยู่ อย่างน้อยหนึ่งตำแหน่ง"))
    if breaches:
        raise RuleBroken(breaches)
    held = known_posts(session, posts)
    if before is not None:
        _retire(session, str(before.id), before)
    is_first = _is_first(session)
    if is_first and outside:
        sentence = "ต้องมีผู้ตรวจสอบของหน่วยงานก่อน จึงเพิ่มผู้รับเรื่องภายนอกได้"
        raise RuleBroken.single("C16", "outside", sentence)
    pair, inspector_id = new_key_pair(), channel_id()
    enrolled = Inspector(
        id=inspector_id,
        account_id=account_id,
        name=" ".join(tidy(name).split())[:LONGEST_NAME],
        outside=outside,
        standing=Standing.ACTIVE if is_first else Standing.PENDING,
        public_key=pair.public,
        locked_key=unlocking.locked(session.tenant_id, inspector_id, pair, totp_secret, passphrase),
        enrolled_on=clock.today(),
        last_code_step=step,
        failures=0,
    )
    session.add(enrolled)
    session.flush()
    _hold(session, inspector_id, held)
    ledger.append(
        session,
        LedgerAct.INSPECTOR_ENROLLED,
        str(inspector_id),
        public_key=ledger.ciphertext_digest(pair.public),
        outside=outside,
        standing=str(enrolled.standing),
        posts=sorted(map(str, held)),
    )
    return enrolled


def admit(session: InspectionSession, by: Inspector, inspector: Inspector) -> None:
    """An active inspector vouches for a new one, whose key he compared. Raises `RuleBroken`."""
    _must_be_active(by)
    session.refresh(inspector, with_for_update=True)
    if inspector.standing != Standing.PENDING or inspector.id == by.id:
        raise RuleBroken.single("C16", "inspector", "รับเข้าได้เฉพาะผู้ที่กำลังรอ โปรดโหลดหน้าใหม่")
    inspector.standing = Standing.ACTIVE
    session.flush()
    ledger.append(
        session,
        LedgerAct.INSPECTOR_ADMITTED,
        str(by.id),
        inspector=str(inspector.id),
        public_key=ledger.ciphertext_digest(inspector.public_key),
    )


def leave(session: InspectionSession, by: Inspector, inspector: Inspector) -> None:
    """An inspector leaves, or a colleague lets him go. Raises `RuleBroken` (field "inspector")
    while a report could then be read by nobody."""
    _must_be_active(by)
    session.refresh(inspector, with_for_update=True)
    if inspector.standing == Standing.LEFT:
        raise NotFound()
    stranded = stranded_by(session, inspector)
    if stranded:
        sentence = f"ยังออกไม่ได้ เพราะมี {len(stranded)} เรื่องที่จะไม่มีผู้เปิดอ่าน โปรดแบ่งกุญแจให้ผู้อื่นก่อน"
        raise RuleBroken.single("C16", "inspector", sentence)
    _retire(session, str(by.id), inspector)


def set_posts(
    session: InspectionSession, by: Inspector, inspector: Inspector, post_ids: Iterable[UUID]
) -> None:
    """Say anew which posts an inspector holds. Raises `RuleBroken` (field "posts").

    Nobody takes a post from himself while a colleague could: he would read what concerns him.
    """
    _must_be_active(by)
    wanted = known_posts(session, post_ids)
    session.refresh(inspector, with_for_update=True)
    held = posts_held(session).get(inspector.id, frozenset())
    if wanted == held:
        return
    alone = not any(
        other.id != by.id and other.standing == Standing.ACTIVE for other in inspectors(session)
    )
    if held - wanted and inspector.id == by.id and not alone:
        sentence = "การนำตำแหน่งของตนเองออก โปรดให้ผู้ตรวจสอบคนอื่นทำให้"
        raise RuleBroken.single("C16", "posts", sentence)
    session.execute(sa.delete(InspectorPost).where(InspectorPost.inspector_id == inspector.id))
    _hold(session, inspector.id, wanted)
    ledger.append(
        session,
        LedgerAct.INSPECTOR_POSTS,
        str(by.id),
        inspector=str(inspector.id),
        posts=sorted(map(str, wanted)),
    )


def fingerprint(public_key: bytes) -> str:
    """What two people compare before one admits the other: 32 hexadecimal characters."""
    return ledger.ciphertext_digest(public_key)[:32]


def _is_first(session: InspectionSession) -> bool:
    """Whether nobody could admit anybody; two who come at once wait for each other."""
    office_of(session)
    session.execute(sa.select(ChannelOffice.id).with_for_update())
    active = sa.select(Inspector.id).where(Inspector.standing == Standing.ACTIVE).limit(1)
    return session.scalar(active) is None


def _retire(session: InspectionSession, actor: str, inspector: Inspector) -> None:
    inspector.standing, inspector.left_on = Standing.LEFT, clock.today()
    unlocking.close_keys(session, inspector)
    session.flush()
    ledger.append(session, LedgerAct.INSPECTOR_LEFT, actor, inspector=str(inspector.id))


def _hold(session: InspectionSession, inspector_id: UUID, post_ids: Iterable[UUID]) -> None:
    session.add_all(
        InspectorPost(id=channel_id(), inspector_id=inspector_id, post_id=post_id)
        for post_id in sorted(post_ids)
    )
    session.flush()


def _must_be_active(by: Inspector) -> None:
    if by.standing != Standing.ACTIVE:
        raise RuleBroken.single("C16", "inspector", "ทำได้เมื่อเป็นผู้ตรวจสอบที่รับเข้าแล้วเท่านั้น")
