"""A municipality that takes complaints in and handles them, every step a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.actor import SYSTEM, Actor, Role
from portal_plugin.clock import held_at
from portal_plugin.complaints import answering, following, handling
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.office import Office, set_office
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.tenants.resolve import tenant_by_id
from portal_plugin.tenants.session import tenant_session

MORNING = datetime(2026, 1, 14, 2, 0, tzinfo=UTC)
"""Nine o'clock in Bangkok on the day of receipt: day 0."""

WORD = "ถ้อยคำลับ (ตัวอย่าง)"


class Town:
    """One municipality. Days count from day 0; `held(day)` is that morning."""

    word = WORD

    def __init__(self, engine: sa.Engine, tenant_id: UUID, department_id: UUID) -> None:
        self.engine = engine
        self.tenant = tenant_by_id(engine, tenant_id)
        self.department_id = department_id
        roles = frozenset({Role.COMPLAINT_OFFICER})
        self.officer = Actor("officer-2", "ชื่อเจ้าหน้าที่ (ตัวอย่าง)", tenant_id, roles)
        self.codes: list[str] = []

    def held(self, day: int, hours: float = 0) -> Any:
        return held_at(MORNING + timedelta(days=day, hours=hours))

    def day(self, day: int) -> date:
        return (MORNING + timedelta(days=day)).date()

    def do(self, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with tenant_session(self.engine, self.tenant.id) as session:
            result = work(session, *arguments, **options)
            session.commit()
            session.expunge_all()
        return result

    def act(self, day: int, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with self.held(day):
            return self.do(work, self.officer, *arguments, **options)

    def complain(self, day: int = 0, *, email: str = "", phone: str = "", name: str = "") -> UUID:
        """A complaint whose every text holds `word`."""
        given = Given(
            "SERVICE",
            f"เรื่อง {WORD}",
            f"รายละเอียด {WORD}",
            place=f"ที่ {WORD}",
            latitude=13.5,
            longitude=100.5,
            name=name,
            phone=phone,
            email=email,
            consent=True,
            consent_version=0,
        )
        content = WORD.encode()
        file = SimpleNamespace(
            filename=f"{WORD}.pdf",
            media_type="application/pdf",
            content=content,
            sha256=sha256(content).hexdigest(),
            size=len(content),
        )
        with self.held(day):
            key = TrackingKey("k" * 32)
            taken = self.do(take_in, None, given, Channel.WEB, key, files=[file])
        self.codes.append(taken.code)
        return taken.complaint_id

    def converse(self, complaint_id: UUID, day: int) -> None:
        """Everything that somebody may write before an answer."""
        self.act(day, handling.assign, complaint_id, self.department_id)
        self.act(day, handling.note, complaint_id, f"บันทึก {WORD}")
        self.act(day, answering.message, complaint_id, f"ข้อความ {WORD}")
        self.act(day, handling.set_public_summary, complaint_id, f"สรุป {WORD}")
        self.act(day, handling.forward_out, complaint_id, f"หน่วยงาน {WORD}", f"ส่งต่อ {WORD}")
        self.act(day, handling.assign, complaint_id, self.department_id)
        with self.held(day):
            self.do(following.write, complaint_id, f"ผู้ร้องเขียน {WORD}")

    def explain(self, complaint_id: UUID, day: int, promised: int) -> None:
        reason = f"เหตุผล {WORD}"
        self.act(day, answering.explain, complaint_id, reason, self.day(promised))

    def finish(self, complaint_id: UUID, day: int) -> None:
        self.act(day, handling.assign, complaint_id, self.department_id)
        texts = {name: f"{name} {WORD}" for name in ("result", "cause", "prevention", "problems")}
        self.act(day, answering.finish, complaint_id, **texts)

    def rate(self, complaint_id: UUID, day: int) -> None:
        with self.held(day):
            self.do(following.rate, complaint_id, 5, f"ความเห็น {WORD}")

    def choose(self, **choices: Any) -> None:
        with self.held(0):
            self.do(set_office, SYSTEM, Office(**choices))

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        return self.do(
            lambda session: list(
                session.scalars(sa.select(table).where(*conditions).order_by(table.id))
            )
        )

    def row(self, complaint_id: UUID) -> Complaint:
        (found,) = self.rows(Complaint, Complaint.id == complaint_id)
        return found


@pytest.fixture
def town(database: Any, tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Town:
    return Town(database.app, tenant_ids["rimnam"], departments["rimnam/works"])


@pytest.fixture
def neighbour(database: Any, tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Town:
    return Town(database.app, tenant_ids["saithong"], departments["saithong/works"])


@pytest.fixture
def everything(database: Any) -> Callable[[], str]:
    """All rows of all tables as the owner of the server would read them."""

    def _read() -> str:
        engine = sa.create_engine(database.server.admin_url.set(database=database.name))
        with engine.connect() as connection:
            names = connection.execute(
                sa.text("select tablename from pg_tables where schemaname = 'portal_plugin'")
            ).scalars()
            texts = [
                str(row)
                for name in names.all()
                for row in connection.execute(
                    sa.text(f'select t::text from portal_plugin."{name}" t')
                ).scalars()
            ]
        engine.dispose()
        return "\n".join(texts)

    return _read
