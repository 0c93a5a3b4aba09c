"""How the channel is kept: the guide's words, retention, posts; by who keeps it, without a key."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from portal_plugin.actor import Role
from portal_plugin.config.catalogue import lao_words
from portal_plugin.corruption import office, posts
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.models import LedgerEntry
from portal_plugin.corruption.usual_posts import usual_titles
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.tenants.models import TenantType

ACTOR = "office:keeper"


def entries(session: Any) -> list[LedgerEntry]:
    return list(session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.position)))


def test_the_office_is_made_at_the_first_use(open_channel: Any) -> None:
    with open_channel() as session:
        made = office.office_of(session)
        assert made.retention_days == 1825
        assert office.office_of(session) is made


def test_the_ledger_names_what_was_changed_and_not_what_it_says(open_channel: Any) -> None:
    with open_channel() as session:
        office.set_office(session, ACTOR, {"unit": " สำนักปลัด \n", "guide_how": "แจ้งได้ทุกวัน"})
        (entry,) = entries(session)
        assert (entry.act, entry.actor) == (LedgerAct.OFFICE_CHANGED, ACTOR)
        assert entry.detail == {"fields": ["guide_how", "unit"]}
        assert office.office_of(session).unit == "สำนักปลัด"
        office.set_office(session, ACTOR, {"unit": "สำนักปลัด"})
        assert len(entries(session)) == 1


@pytest.mark.parametrize("days", ["", "0", "364", "7301", "-1", "1e3", "๑๒", "9" * 50, "ปี"])
def test_retention_has_bounds(open_channel: Any, days: str) -> None:
    with open_channel() as session:
        with pytest.raises(RuleBroken) as refused:
            office.set_office(session, ACTOR, {"retention_days": days})
        assert set(refused.value.by_field()) == {"retention_days"}
        assert office.office_of(session).retention_days == 1825


def test_thai_digits_are_days_too(open_channel: Any) -> None:
    with open_channel() as session:
        office.set_office(session, ACTOR, {"retention_days": "๗๓๐"})
        assert office.office_of(session).retention_days == 730


@pytest.mark.parametrize("name", [*office.LINES, *office.GUIDE_TEXTS])
def test_texts_have_an_end(open_channel: Any, name: str) -> None:
    with open_channel() as session:
        with pytest.raises(RuleBroken) as refused:
            office.set_office(session, ACTOR, {name: "ก" * 5_000})
        assert set(refused.value.by_field()) == {name}


def test_posts_begin_from_the_kind_of_municipality_and_its_departments(open_channel: Any) -> None:
    titles = usual_titles(
        lao_words(TenantType.TOWN_MUNICIPALITY), ["กองช่าง", "สำนักปลัดเทศบาล", "กองช่าง"]
    )
    assert titles[0] == "นายกเทศมนตรี"
    assert "ผู้อำนวยการกองช่าง" in titles and len(titles) == len(set(titles))
    with open_channel() as session:
        posts.fill(session, titles)
        posts.fill(session, ["อื่น"])
        assert [post.title for post in posts.posts(session)] == titles


@pytest.mark.parametrize(
    "kind", [each for each in TenantType if each is not TenantType.PROVINCE_OFFICE]
)
def test_every_kind_has_its_head_and_its_clerk(kind: TenantType) -> None:
    titles = usual_titles(lao_words(kind), [])
    assert any(title.startswith("นายก") for title in titles)
    assert any(title.startswith("ปลัด") for title in titles)


def test_a_closed_post_is_offered_no_more_and_stays(open_channel: Any) -> None:
    with open_channel() as session:
        post = posts.add(session, ACTOR, "นิติกร")
        posts.close(session, ACTOR, post.id)
        assert posts.posts(session) == []
        assert [row.title for row in posts.every_post(session)] == ["นิติกร"]
        posts.close(session, ACTOR, post.id, closed=False)
        assert [row.id for row in posts.posts(session)] == [post.id]
        assert len(entries(session)) == 3


@pytest.mark.parametrize("title", ["", "  ", "—", "ก" * 200, "นิติกร", " นิติกร\u200b "])
def test_a_post_has_a_title_of_its_own(open_channel: Any, title: str) -> None:
    with open_channel() as session:
        posts.add(session, ACTOR, "นิติกร")
        with pytest.raises(RuleBroken) as refused:
            posts.add(session, ACTOR, title)
        assert set(refused.value.by_field()) == {"title"}


def test_another_municipalitys_post_is_unknown(open_channel: Any) -> None:
    with open_channel("saithong") as session:
        theirs = posts.add(session, ACTOR, "นิติกร").id
        session.commit()
    with open_channel() as session:
        for change in (posts.close, lambda *given: posts.rename(*given, "อื่น")):
            with pytest.raises(NotFound):
                change(session, ACTOR, theirs)
        with pytest.raises(RuleBroken):
            posts.known(session, [str(theirs)])


@pytest.mark.parametrize("role", [Role.TENANT_ADMINISTRATOR, Role.INSPECTOR])
def test_who_keeps_the_channel_changes_it_without_a_key(
    sit: Any, open_channel: Any, role: Role
) -> None:
    keeper = sit("keeper", role=role)
    page = html.document_fromstring(keeper.get("/office").get_data(as_text=True))
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    sent = keeper.post(
        "/office", csrf_token=token, deed="office", unit="สำนักปลัด", retention_days="900"
    )
    assert sent.status_code == 303
    with open_channel() as session:
        assert office.office_of(session).unit == "สำนักปลัด"
        assert entries(session)[-1].actor == ACTOR


def test_a_preview_changes_nothing(sit: Any, open_channel: Any) -> None:
    keeper = sit("keeper")
    token = html.document_fromstring(keeper.get("/office").get_data(as_text=True)).xpath(
        "//input[@name='csrf_token']/@value"
    )[0]
    shown = keeper.post("/office", csrf_token=token, deed="preview", guide_how="แจ้งได้ <b>ทุกวัน</b>")
    page = shown.get_data(as_text=True)
    assert "ยังไม่ได้บันทึก" in page and "&lt;b&gt;ทุกวัน" in page
    with open_channel() as session:
        assert office.office_of(session).guide_how == ""


def test_who_only_administers_reads_no_other_page(sit: Any) -> None:
    keeper = sit("keeper", role=Role.TENANT_ADMINISTRATOR)
    page = keeper.get("/office").get_data(as_text=True)
    assert "/inspection/people" not in page
    assert keeper.get("/people").status_code == 403


@pytest.mark.parametrize("deed", ["", "x", "rename_post", "close_post"])
def test_a_deed_that_is_none_of_ours_changes_nothing(
    sit: Any, open_channel: Any, deed: str
) -> None:
    keeper = sit("keeper")
    token = html.document_fromstring(keeper.get("/office").get_data(as_text=True)).xpath(
        "//input[@name='csrf_token']/@value"
    )[0]
    assert keeper.post("/office", csrf_token=token, deed=deed, post="x").status_code == 404
    with open_channel() as session:
        assert entries(session) == []
