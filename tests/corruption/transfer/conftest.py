"""A complaint of the general channel that turns out to tell of corruption."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest

from portal_plugin.actor import Actor, Role
from portal_plugin.complaints import following, handling
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.intake import Given, Taken, take_in
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.corruption.codes import Category
from portal_plugin.tenants.session import TenantSession
from portal_plugin.transfer.service import move_complaint
from portal_plugin.transfer.told import Concerns

OpenSession = Callable[..., AbstractContextManager[TenantSession]]


@pytest.fixture
def tracking_key() -> TrackingKey:
    return TrackingKey("a tracking key of the tests, 32 characters or more")


@pytest.fixture
def officer(tenant_ids: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.COMPLAINT_OFFICER})
    return Actor("officer-1", "เจ้าหน้าที่ (ตัวอย่าง)", tenant_ids["rimnam"], roles)


@pytest.fixture
def work(open_session: OpenSession) -> Callable[..., Any]:
    """Do one thing in a transaction of its own: `work(screen, officer, complaint_id)`."""

    def _work(call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        with open_session() as session:
            outcome = call(session, *given, **named)
            session.commit()
        return outcome

    return _work


@pytest.fixture
def complain(
    work: Callable[..., Any],
    tracking_key: TrackingKey,
    make_file: Callable[..., Any],
    officer: Actor,
    departments: dict[str, UUID],
) -> Callable[..., Taken]:
    """A complaint with contact, place, file, messages, note and a department."""

    def _complain(words: str = "เรียกเงินค่าใบอนุญาต (ตัวอย่าง)") -> Taken:
        given = Given(
            "SERVICE",
            f"เรื่อง {words}",
            f"รายละเอียด {words}",
            place=f"สถานที่ {words}",
            name=f"ผู้ร้อง {words}",
            phone="02 000 0000",
            email="somebody@example.org",
            latitude=13.5,
            longitude=100.5,
            consent=True,
            consent_version=0,
        )
        file = make_file(f"{words}.pdf", words.encode())
        taken: Taken = work(take_in, None, given, Channel.WEB, tracking_key, files=[file])
        work(handling.assign, officer, taken.complaint_id, departments["rimnam/works"],
             officer_id="officer-2", officer_name="ช่าง (ตัวอย่าง)")  # fmt: skip
        work(handling.note, officer, taken.complaint_id, f"บันทึก {words}")
        work(following.write, taken.complaint_id, f"ข้อความ {words}", [make_file("ใหม่.pdf")])
        work(handling.set_public_summary, officer, taken.complaint_id, f"สรุป {words}")
        return taken

    return _complain


@pytest.fixture
def concerns() -> Concerns:
    return Concerns(Category.BRIBERY, "เป็นการกล่าวหาว่าทุจริต (ตัวอย่าง)")


@pytest.fixture
def move(
    open_session: OpenSession, open_channel: Any, officer: Actor, concerns: Concerns
) -> Callable[..., int]:
    """Move a complaint as the officer's page does: the channel is committed first."""

    def _move(complaint_id: UUID, given: Concerns = concerns, *, stop: bool = False) -> int:
        with open_session() as session, open_channel() as channel:
            moved = move_complaint(session, channel, officer, complaint_id, given)
            channel.commit()
            if stop:
                raise InterruptedError
            session.commit()
        return moved

    return _move


@pytest.fixture
def inspector(open_channel: Any, make_inspector: Callable[..., Any]) -> Any:
    """An inspector of rimnam and his key pair."""
    with open_channel() as channel:
        row, pair = make_inspector(channel)
        channel.commit()
        return row.id, pair
