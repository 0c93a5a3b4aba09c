"""Public forms need no token and give no cookie; every other form needs its token as ever."""

from __future__ import annotations

import re

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from portal_plugin.blueprint import ROUTES

_WRITTEN = {
    "topic": "SERVICE",
    "subject": "ไฟถนนดับ (ตัวอย่าง)",
    "detail": "ไฟถนนหน้าตลาดดับมาสามคืนแล้ว (ตัวอย่าง)",
    "consent": "1",
}
_HIDDEN = re.compile(r'name="(nonce|consent_version)" value="([^"]*)"')


def test_a_citizen_complains_and_follows_without_any_cookie(visitor) -> None:
    page = visitor.get("/rimnam/complain")
    form = {**_WRITTEN, **dict(_HIDDEN.findall(page.get_data(as_text=True)))}
    receipt = visitor.client.post("/rimnam/complain", data={**form, "step": "send"})
    assert receipt.status_code == 201
    code = re.search(r'name="code" value="(\w{17})"', receipt.get_data(as_text=True))
    assert code is not None
    followed = visitor.client.post("/rimnam/follow", data={"code": code[1]})
    assert followed.status_code == 200
    for answer in (page, receipt, followed):
        assert "Set-Cookie" not in answer.headers


def test_over_https_a_public_form_needs_no_referrer(visitor) -> None:
    answer = visitor.client.post(
        "/rimnam/follow", data={"code": "x"}, base_url="https://portal.example"
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("guard_alone", [True, False])
def test_no_form_of_the_staff_goes_without_its_token(
    visitor, add_account, app, guard_alone
) -> None:
    add_account()
    visitor.log_in()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = not guard_alone
    adapter = app.url_map.bind("localhost")
    ours = [route for route in ROUTES if route.act is not None and "POST" in route.methods]
    answers = set()
    for route in ours:
        rule = next(app.url_map.iter_rules(f"portal_plugin.{route.endpoint}"))
        arguments = {name: _filled(rule, name) for name in rule.arguments}
        path = adapter.build(rule.endpoint, arguments, method="POST")
        answers.add(visitor.client.post(path, data={"csrf_token": "forged"}).status_code)
    assert answers <= {400, 403} and 400 in answers


def _filled(rule, name):
    if name == "space":
        return "rimnam"
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    known = {UUIDConverter: "00000000-0000-7000-8000-000000000000", IntegerConverter: 2566}
    return known.get(type(converter), "6M")
