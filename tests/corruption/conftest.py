"""The channel of an invented municipality: its key, its posts, its inspectors and its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import Category, LedgerAct, Standing
from portal_plugin.corruption.contents import Facts, Identity
from portal_plugin.corruption.crypto import passphrase
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import KeyPair, new_key_pair
from portal_plugin.corruption.models import Inspector, InspectorPost, Post
from portal_plugin.corruption.session import InspectionSession, inspection_session
from portal_plugin.files.intake import KeptFile
from portal_plugin.tenants.base import new_id

OpenChannel = Callable[..., AbstractContextManager[InspectionSession]]


@pytest.fixture
def channel_key() -> ChannelKey:
    return ChannelKey("a channel key of the tests, 32 characters or more")


@pytest.fixture
def open_channel(
    database: Any, tenant_ids: dict[str, UUID], channel_key: ChannelKey
) -> OpenChannel:
    """A session of the channel: `with open_channel("rimnam") as session:`; the test commits."""

    def _open(code: str = "rimnam") -> AbstractContextManager[InspectionSession]:
        return inspection_session(database.inspection, tenant_ids[code], channel_key)

    return _open


@pytest.fixture
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess at a passphrase costs next to nothing, so that tests are quick."""
    monkeypatch.setattr(passphrase, "MODERATE", passphrase.Cost(1, 8))


@pytest.fixture
def make_post() -> Callable[..., Post]:
    """`make_post(session, "ปลัดเทศบาล")`."""

    def _make(session: InspectionSession, title: str, *, position: int = 1) -> Post:
        post = Post(id=new_id(), title=title, position=position, active=True)
        session.add(post)
        session.flush()
        return post

    return _make


@pytest.fixture
def make_inspector() -> Callable[..., tuple[Inspector, KeyPair]]:
    """`make_inspector(session, "สมหญิง (ตัวอย่าง)", posts=[post.id])`: rows alone, no passphrase;
    `recorded` in the ledger too, where it will be verified."""

    def _make(
        session: InspectionSession,
        name: str = "ผู้ตรวจ (ตัวอย่าง)",
        posts: Iterable[UUID] = (),
        outside: bool = False,
        standing: Standing = Standing.ACTIVE,
        account_id: str | None = None,
        recorded: bool = False,
    ) -> tuple[Inspector, KeyPair]:
        pair, inspector_id = new_key_pair(), new_id()
        inspector = Inspector(
            id=inspector_id,
            account_id=account_id or f"account-{inspector_id}",
            name=name,
            outside=outside,
            standing=standing,
            public_key=pair.public,
            locked_key=b"\x01 (no passphrase opens this)",
            enrolled_on=clock.today(),
            failures=0,
        )
        session.add(inspector)
        session.flush()
        posts = list(posts)
        session.add_all(
            InspectorPost(id=new_id(), inspector_id=inspector_id, post_id=post) for post in posts
        )
        session.flush()
        if recorded:
            ledger.append(
                session,
                LedgerAct.INSPECTOR_ENROLLED,
                str(inspector_id),
                public_key=ledger.ciphertext_digest(pair.public),
                outside=outside,
                standing=str(standing),
                posts=sorted(map(str, posts)),
            )
        return inspector, pair

    return _make


@pytest.fixture
def make_file() -> Callable[..., KeptFile]:
    """`make_file("สัญญา (ตัวอย่าง).pdf", b"...")`, as the services of files hand it on."""

    def _make(
        filename: str = "สัญญา (ตัวอย่าง).pdf",
        content: bytes = b"%PDF-1.7 (example)",
        media_type: str = "application/pdf",
    ) -> KeptFile:
        return KeptFile(filename, media_type, content, sha256(content).hexdigest(), len(content))

    return _make


@pytest.fixture
def make_report() -> Callable[..., Any]:
    """`make_report(session, facts="…", posts=[post.id], files=[file])`: what `take_report` says."""
    from portal_plugin.corruption.informants.given import Given
    from portal_plugin.corruption.informants.intake import take_report

    def _make(
        session: InspectionSession,
        category: Category = Category.PROCUREMENT,
        facts: str = "จ้างงานซ้ำซ้อน (ตัวอย่าง)",
        posts: Iterable[UUID] = (),
        files: Iterable[KeptFile] = (),
        identity: Identity | None = None,
        seed: bytes | None = None,
        **more: Any,
    ) -> Any:
        given = Given(category, Facts(facts, posts=tuple(posts), **more), identity)
        return take_report(session, given, tuple(files), seed)

    return _make
