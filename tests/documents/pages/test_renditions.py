"""A whole set, as its page shows it: asked for, in work, finished, taken away."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.documents.models import Rendering, Rendition
from portal_plugin.documents.renditions import work

SETS = "/rimnam/work/documents/sets"


@pytest.fixture
def officer(visit: Any) -> Any:
    return visit(Role.PLAN_OFFICER)


def _ask(officer: Any, **typed: Any) -> Any:
    page = officer.get("/work/documents")
    token = page.tree.xpath("//form[@method='post']//input[@name='csrf_token']/@value")[0]
    return officer.client.post(SETS, data={"csrf_token": token, "year": "2566"} | typed)


def _row(filled: Any) -> Rendering:
    with filled.open() as session:
        row = session.scalars(sa.select(Rendering)).one()
        session.expunge(row)
    return row


def test_a_set_is_watched_and_taken_away_as_one_file(officer: Any, filled: Any) -> None:
    answer = _ask(officer, round="6M", formats=["json"])
    assert answer.status_code == 303
    at = answer.location
    assert officer.get("/work/documents").links(at) == [at], "one comes back to it later"
    page = officer.get(at)
    assert "ยังไม่มีไฟล์ที่เสร็จ" in page.text and page.tree.xpath("//progress")
    told = officer.client.get(at, headers={"Accept": "application/json"}).get_json()
    assert (told["state"], told["finished"], told["done"]) == ("WAITING", False, 0)
    assert officer.client.get(f"{at}/all.zip").status_code == 404
    row = _row(filled)
    assert work.render_set(filled.app, row.tenant_id, row.id, work.Means(60))
    page = officer.get(at)
    assert not page.tree.xpath("//progress") and page.links("plan-book.json")
    packed = officer.client.get(f"{at}/all.zip").data
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert "rimnam-plan-report-2566-6M.json" in names and len(names) == _row(filled).done
    assert officer.client.get(f"{at}/all.zip").data == packed
    one = officer.client.get(f"{at}/plan-book.json")
    assert one.content_type == "application/json" and one.headers["Cache-Control"].endswith("store")


def test_what_could_not_be_made_is_said_by_name(officer: Any, filled: Any) -> None:
    at = _ask(officer, round="6M", formats=["json"]).location
    message = "แผน: จัดทำไม่สำเร็จ แจ้งผู้ดูแลระบบ"
    with filled.open() as session:
        session.execute(sa.update(Rendering).values(state="FAILED", failed=1, message=message))
        session.commit()
    page = officer.get(at)
    assert "ไม่สำเร็จ ๑ ไฟล์" in page.text and message in page.text


@pytest.mark.parametrize("typed", [{"formats": "exe"}, {"year": "x"}, {"round": "9M"}])
def test_nonsense_asks_for_nothing(officer: Any, filled: Any, typed: dict[str, str]) -> None:
    assert _ask(officer, **typed).status_code == 404
    with filled.open() as session:
        assert session.scalars(sa.select(Rendering)).all() == []
        assert session.scalars(sa.select(Rendition)).all() == []


def test_a_file_that_is_not_there_is_not_found(officer: Any) -> None:
    at = _ask(officer, formats=["json"]).location
    assert officer.client.get(f"{at}/plan-book.json").status_code == 404
    assert officer.client.get(f"{at}/plan-book.exe").status_code == 404
