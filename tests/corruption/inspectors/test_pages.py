"""The pages of an inspector: nobody passes without role, admission and an open key."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from lxml import html

from portal_plugin import clock
from portal_plugin.actor import Act, Role
from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.inspection.inspectors import admit
from portal_plugin.corruption.models import Inspector, LedgerEntry, OpenedKey, Post
from portal_plugin.corruption.views.inspection import ROUTES_INSPECTION

OWN_PHRASE = "ocean velvet prospect umbrella finance lizard"


def text_of(answer: Any) -> str:
    tree = html.document_fromstring(answer.get_data(as_text=True))
    return " ".join(tree.get_element_by_id("content").text_content().split())


def fill_enrolment(sitting: Any, **typed: Any) -> Any:
    """Send the form of enrolment as a person without JavaScript does, with the offered phrase."""
    page = html.document_fromstring(sitting.get("/enrol").get_data(as_text=True))
    form = next(form for form in page.forms if (form.action or "").endswith("/enrol"))
    fields = dict(form.form_values())
    fields["again"] = fields["offered"]
    fields["code"] = pyotp.TOTP(fields["totp_secret"]).at(clock.now())
    fields["posts"] = page.xpath("//input[@name='posts']/@value")[0]
    return sitting.post("/enrol", **(fields | typed))


def test_the_way_of_a_first_inspector(
    sit: Any, cheap_passphrases: None, now: Any, later: Any, open_channel: Any
) -> None:
    me = sit()
    assert me.get("").location.endswith("/inspection/enrol")
    page = html.document_fromstring(me.get("/enrol").get_data(as_text=True))
    fields = dict(next(f for f in page.forms if f.action.endswith("/enrol")).form_values())
    assert fill_enrolment(me).location.endswith("/inspection/unlock")
    assert me.get("").location.endswith("/inspection/unlock")
    with open_channel() as session:
        assert session.scalars(sa.select(Inspector.standing)).all() == [Standing.ACTIVE]
    assert fields["offered"] not in me.get("/unlock").get_data(as_text=True)


def test_the_key_opens_in_the_browser_and_closes_at_the_button(
    sit: Any, enrolled: Any, later: Any
) -> None:
    one, me = enrolled(), sit()
    answer = me.unlock(one)
    assert answer.status_code == 303, text_of(answer)
    cookie = answer.headers["Set-Cookie"]
    for part in (
        "HttpOnly",
        "Secure",
        "SameSite=Strict",
        "Path=/rimnam/inspection",
        "Max-Age=1800",
    ):
        assert part in cookie
    page = me.get("/people")
    assert page.status_code == 200
    assert "เหลือ ๓๐ นาที" in page.get_data(as_text=True)
    assert me.send("/people", "/lock").location.endswith("/unlock")
    assert me.get("/people").status_code == 303


def test_after_half_an_hour_and_a_second_the_page_asks_again(
    sit: Any, enrolled: Any, later: Any
) -> None:
    one, me = enrolled(), sit()
    me.unlock(one)
    cookie = me.client.get_cookie(
        "portal_plugin_key", domain="localhost", path="/rimnam/inspection"
    ).value
    with later(minutes=29):
        assert me.get("/people").status_code == 200
    with later(minutes=30, seconds=1):
        me.client.set_cookie(
            "portal_plugin_key", cookie, domain="localhost", path="/rimnam/inspection"
        )
        assert me.get("/people").location.endswith("/unlock")


def test_a_form_sent_after_the_key_closed_does_nothing_and_can_be_sent_again(
    sit: Any, enrolled: Any, open_channel: Any, row: Any, later: Any
) -> None:
    one, two, me = enrolled("one"), enrolled("two"), sit("one")
    me.unlock(one)
    page = html.document_fromstring(me.get("/people").get_data(as_text=True))
    form = next(form for form in page.forms if form.fields.get("deed") == "admit")
    fields = dict(form.form_values()) | {"compared": "1"}
    with later(minutes=31):
        late = me.post("/people", **fields)
        assert late.status_code == 403 and "กุญแจปิดแล้ว" in text_of(late)
        with open_channel() as session:
            assert row(session, two).standing == Standing.PENDING
        me.unlock(one)
        assert me.post("/people", **fields).status_code == 303
    with open_channel() as session:
        assert row(session, two).standing == Standing.ACTIVE


def test_a_wrong_try_is_counted_though_the_page_refuses(
    sit: Any, enrolled: Any, open_channel: Any, row: Any
) -> None:
    one, me = enrolled(), sit()
    for code in ("000000", one.code()):
        answer = me.send("/unlock", "/unlock", passphrase="a planted phrase", code=code)
        assert answer.status_code == 422
        assert "planted" not in answer.get_data(as_text=True)
        assert (
            "Set-Cookie" not in answer.headers
            or "portal_plugin_key" not in answer.headers["Set-Cookie"]
        )
    with open_channel() as session:
        assert row(session, one).failures == 2


def test_another_accounts_browser_cannot_use_the_cookie(
    sit: Any, enrolled: Any, open_channel: Any, row: Any
) -> None:
    one, two = enrolled("one"), enrolled("two")
    with open_channel() as session:
        admit(session, row(session, one), row(session, two))
        session.commit()
    mine, his = sit("one"), sit("two")
    mine.unlock(one)
    his.client = mine.client
    assert his.get("/people").location.endswith("/unlock")
    assert mine.get("/people").status_code == 200


def test_another_municipalitys_cookie_opens_no_page(sit: Any, enrolled: Any) -> None:
    here, there = enrolled("same"), enrolled("same", space="saithong")
    at_home, away = sit("same"), sit("same", space="saithong")
    away.unlock(there)
    cookie = away.client.get_cookie(
        "portal_plugin_key", domain="localhost", path="/saithong/inspection"
    ).value
    at_home.client.set_cookie(
        "portal_plugin_key", cookie, domain="localhost", path="/rimnam/inspection"
    )
    assert at_home.get("/people").location.endswith("/unlock")
    at_home.unlock(here)
    assert at_home.get("/people").status_code == 200


def test_who_waits_reads_nothing_and_sees_his_fingerprint(sit: Any, enrolled: Any) -> None:
    enrolled("one")
    two, me = enrolled("two"), sit("two")
    answer = me.get("/people")
    assert answer.status_code == 403
    assert re.search(r"(?:[0-9a-f]{4}){8}", text_of(answer))
    assert me.post("/unlock", passphrase=two.passphrase, code=two.code()).status_code in (303, 400)
    assert me.get("/people").status_code == 403


def test_an_account_without_the_role_comes_nowhere_even_with_an_open_key(
    sit: Any, enrolled: Any
) -> None:
    one, me = enrolled(), sit()
    me.unlock(one)
    demoted = sit("somjai", role=Role.EXECUTIVE)
    demoted.client = me.client
    for route in ROUTES_INSPECTION:
        if "<" not in route.rule and "GET" in route.methods:
            assert demoted.get(route.rule.removeprefix("/inspection")).status_code == 403


def test_every_page_but_the_doors_needs_an_open_key(sit: Any, enrolled: Any) -> None:
    enrolled()
    me = sit()
    doors = {"enrol", "unlocking", "channel_office"}
    for route in ROUTES_INSPECTION:
        if "<" not in route.rule and "GET" in route.methods and route.endpoint not in doors:
            answer = me.get(route.rule.removeprefix("/inspection"))
            assert (answer.status_code, answer.location) == (303, "/rimnam/inspection/unlock")


def test_every_page_is_kept_nowhere_and_loads_nothing_foreign(sit: Any, enrolled: Any) -> None:
    one, me = enrolled(), sit()
    pages = [
        me.get("/enrol"),
        me.get("/unlock"),
        me.unlock(one),
        me.get("/people"),
        me.get("/office"),
    ]
    for page in pages:
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
        addresses = re.findall(r'(?:src|href|action)="([^"]+)"', page.get_data(as_text=True))
        assert all(address[0] in "/#?" and address[:2] != "//" for address in addresses)
        assert "style=" not in page.get_data(as_text=True)


def test_a_weak_phrase_of_ones_own_is_refused_with_the_rest_kept(
    sit: Any, cheap_passphrases: None, now: Any
) -> None:
    me = sit()
    answer = fill_enrolment(
        me, chosen="own", passphrase="somjai2568", again="somjai2568", other_post="นิติกรตัวอย่าง"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "วลีนี้เดาได้ง่าย" in page and "นิติกรตัวอย่าง" in page
    assert "somjai2568" not in page
    answer = fill_enrolment(me, chosen="own", passphrase=OWN_PHRASE, again=OWN_PHRASE + "x")
    assert "ไม่ตรงกัน" in text_of(answer)
    assert (
        fill_enrolment(me, chosen="own", passphrase=OWN_PHRASE, again=OWN_PHRASE).status_code == 303
    )


def test_a_refused_form_keeps_the_phrase_and_the_picture_it_offered(
    sit: Any, cheap_passphrases: None, now: Any
) -> None:
    me = sit()
    answer = fill_enrolment(me, code="000000", offered="ocean velvet prospect", again="x")
    page = html.document_fromstring(answer.get_data(as_text=True))
    assert page.xpath("//input[@name='offered']/@value") == ["ocean velvet prospect"]


def test_a_refused_form_adds_no_post(
    sit: Any, cheap_passphrases: None, now: Any, open_channel: Any
) -> None:
    fill_enrolment(sit(), code="000000", other_post="ตำแหน่งใหม่ (ตัวอย่าง)")
    with open_channel() as session:
        titles = session.scalars(sa.select(Post.title)).all()
        assert "ตำแหน่งใหม่ (ตัวอย่าง)" not in titles


def test_the_meter_is_told_what_the_form_would_be_told(sit: Any) -> None:
    me = sit()
    token = html.document_fromstring(me.get("/enrol").get_data(as_text=True)).xpath(
        "//*[@data-strength-token]/@data-strength-token"
    )[0]
    weak = me.post("/strength", csrf_token=token, passphrase="password1")
    strong = me.post("/strength", csrf_token=token, passphrase=OWN_PHRASE)
    assert weak.json["enough"] is False and weak.json["share"] < 0.5
    assert strong.json["enough"] is True and strong.json["share"] == 1
    assert strong.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/strength", "/enrol", "/unlock", "/lock", "/people", "/office"])
def test_no_form_is_taken_from_elsewhere(sit: Any, path: str) -> None:
    assert sit().post(path, passphrase="x").status_code == 400


def test_an_inspector_admits_a_colleague_after_comparing(
    sit: Any, enrolled: Any, open_channel: Any, row: Any
) -> None:
    one, two = enrolled("one"), enrolled("two")
    me = sit("one")
    me.unlock(one)
    refused = me.send("/people", "/people", "admit")
    assert refused.status_code == 422 and "เทียบลายนิ้วมือ" in text_of(refused)
    assert me.send("/people", "/people", "admit", compared="1").status_code == 303
    assert "รับเข้าแล้ว" in text_of(me.get("/people"))
    with open_channel() as session:
        assert row(session, two).standing == Standing.ACTIVE


def test_a_foreign_inspectors_id_is_an_unknown_id(sit: Any, enrolled: Any) -> None:
    one, there = enrolled(), enrolled("there", space="saithong")
    me = sit()
    me.unlock(one)
    for named in (str(there.id), "00000000-0000-7000-8000-000000000000", "x"):
        for deed in ("leave", "posts"):
            answer = me.send("/people", "/people", deed, inspector=named, sure="1", compared="1")
            assert answer.status_code == 404


def test_a_passphrase_is_changed_and_a_wrong_old_one_counted(
    sit: Any, enrolled: Any, open_channel: Any, row: Any, later: Any
) -> None:
    one, me = enrolled(), sit()
    me.unlock(one)
    new = {"new": OWN_PHRASE, "again": OWN_PHRASE}
    with later(minutes=1):
        wrong = me.send("/people", "/people", "passphrase", passphrase="x", code=one.code(), **new)
        assert wrong.status_code == 422
        with open_channel() as session:
            assert row(session, one).failures == 1
        weak = me.send(
            "/people",
            "/people",
            "passphrase",
            passphrase=one.passphrase,
            code=one.code(),
            new="a",
            again="a",
        )
        assert "วลีนี้เดาได้ง่าย" in text_of(weak)
        done = me.send(
            "/people", "/people", "passphrase", passphrase=one.passphrase, code=one.code(), **new
        )
        assert done.location.endswith("/unlock")
        assert me.get("/people").status_code == 303
    with open_channel() as session:
        assert session.scalars(sa.select(OpenedKey)).all() == []


def test_who_forgot_begins_anew_and_gives_the_old_key_up(
    sit: Any, enrolled: Any, open_channel: Any, row: Any
) -> None:
    one, me = enrolled(), sit()
    assert "บัญชีนี้มีกุญแจแล้ว" in text_of(me.get("/enrol"))
    assert fill_enrolment(me).status_code == 422
    assert fill_enrolment(me, anew="1").status_code == 303
    with open_channel() as session:
        assert row(session, one).standing == Standing.LEFT


def test_every_act_of_the_pages_stands_in_the_ledger_without_a_word(
    sit: Any, enrolled: Any, open_channel: Any
) -> None:
    one, me = enrolled(), sit()
    me.unlock(one)
    me.send("/office", "/office", deed="", unit="หน่วยลับ (ตัวอย่าง)", retention_days="700")
    with open_channel() as session:
        said = str([(e.act, e.actor, e.detail) for e in session.scalars(sa.select(LedgerEntry))])
    assert "หน่วยลับ" not in said and one.passphrase not in said and one.secret not in said


def test_addresses_need_the_act_of_inspectors_or_of_the_office() -> None:
    assert {route.act for route in ROUTES_INSPECTION} <= {Act.INSPECT, Act.KEEP_CHANNEL}
