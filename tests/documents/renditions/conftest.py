"""A municipality with an empty plan: enough to write documents of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.models import Plan
from portal_plugin.tenants.session import TenantSession

OpenSession = Callable[..., AbstractContextManager[TenantSession]]


@pytest.fixture
def planned(open_session: OpenSession) -> None:
    with open_session() as session:
        session.add(
            Plan(
                instrument=Instrument.PLAN_5Y,
                title="แผนตัวอย่าง",
                year_from=2566,
                year_to=2570,
                created_by="เจ้าหน้าที่ (ตัวอย่าง)",
            )
        )
        session.commit()
