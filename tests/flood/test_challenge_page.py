"""The form that asks: its words and fields, and how a browser passes it with and without scripts."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Blueprint, Flask, render_template_string, request
from lxml import html
from markupsafe import Markup
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

import portal_plugin
from portal_plugin import thai
from portal_plugin.answers import CONTENT_SECURITY_POLICY
from portal_plugin.flood import gate as gates
from portal_plugin.flood import honeypot
from portal_plugin.flood.gate import Admitted, Challenge, Gate, Way
from portal_plugin.flood.limits import Rules

PACKAGE = Path(portal_plugin.__file__).parent
SECRET = "a secret of the host that only these tests know"
PATIENCE = 60_000
CSP = f"script-src 'self'; {CONTENT_SECURITY_POLICY}"
PAGE = """{% extends "portal_plugin/layouts/page.html" %}
{% from "portal_plugin/components/challenge.html" import challenge, honeypot with context %}
{% block title %}แบบฟอร์ม (ตัวอย่าง){% endblock %}
{% block content %}<h1>แบบฟอร์ม (ตัวอย่าง)</h1>
{% if way %}<p id="way">{{ way }}</p>{% endif %}
<form method="post">{{ honeypot() }}{{ challenge(asked) }}
<label for="text">ข้อความ</label><input class="pp-input" id="text" name="text" value="{{ text }}">
<button class="pp-button" name="send" value="1">ส่ง</button></form>{% endblock %}"""


def form_app(gate: Gate) -> Flask:
    app = Flask("host")
    app.register_blueprint(
        Blueprint(
            "portal_plugin",
            "portal_plugin",
            static_folder=str(PACKAGE / "static"),
            static_url_path="/static-of-portal",
            template_folder=str(PACKAGE / "templates"),
        )
    )
    app.jinja_env.globals.update(
        _=lambda text, **values: Markup(text) % values, thai=thai, said=lambda text: text
    )

    @app.route("/", methods=["GET", "POST"])
    def form() -> Any:
        here = ("rimnam", "complaints", request.remote_addr)
        answer = gate.admit(*here, request.form) if request.method == "POST" else gate.ahead(*here)
        asked = answer if isinstance(answer, Challenge) else None
        way = f"{answer.way} {request.form.get('send')}" if isinstance(answer, Admitted) else None
        text = request.form.get("text", "")
        shown = render_template_string(PAGE, asked=asked, way=way, text=text)
        return (
            shown,
            429 if asked and request.method == "POST" else 200,
            {"Content-Security-Policy": CSP},
        )

    @app.get("/favicon.ico")
    def icon() -> Any:
        return "", 204

    return app


@pytest.fixture
def quiet_gate() -> Gate:
    return Gate(SECRET, rules=Rules(posts=1))


def test_the_form_carries_the_fields_that_the_gate_reads(quiet_gate: Gate) -> None:
    client = form_app(quiet_gate).test_client()
    assert client.get("/").status_code == 200
    assert b"work.js" not in client.get("/").data, "nothing is asked of the first one"
    client.post("/")
    answer = client.post("/", data={"text": "ไฟดับ (ตัวอย่าง)"})
    (form,) = html.document_fromstring(answer.get_data(as_text=True)).forms
    fields = dict(form.form_values())
    assert answer.status_code == 429
    assert {gates.CHALLENGE_FIELD, gates.SOLUTION_FIELD, honeypot.FIELD} <= set(fields)
    assert fields["text"] == "ไฟดับ (ตัวอย่าง)"
    assert fields[honeypot.FIELD] == ""
    said = form.text_content()
    assert "รอ 45 วินาที แล้วกดส่งอีกครั้ง สิ่งที่พิมพ์ไว้ยังอยู่" in said


def test_the_honeypot_is_out_of_the_way_of_eyes_keyboards_readers_and_autofill(
    quiet_gate: Gate,
) -> None:
    tree = html.document_fromstring(form_app(quiet_gate).test_client().get("/").data)
    (field,) = tree.xpath(f"//input[@name='{honeypot.FIELD}']")
    assert field.get("tabindex") == "-1"
    assert field.get("autocomplete") == "off"
    assert field.getparent().get("aria-hidden") == "true"
    assert "pp-visually-hidden" in field.getparent().get("class")
    assert "required" not in field.attrib


@pytest.fixture(scope="module")
def browser(required: Callable[..., str]) -> Iterator[Browser]:
    named = os.environ.get("PORTAL_PLUGIN_TEST_CHROMIUM")
    names = (named,) if named else ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    path = required("browser", found, "no browser here: install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open the form on a phone: `opened(gate, java_script_enabled=False)`."""
    faults: list[str] = []
    ends: list[Callable[[], None]] = []

    def open_form(gate: Gate, host: str = "127.0.0.1", **options: Any) -> Page:
        server = make_server("127.0.0.1", 0, form_app(gate), threaded=True)
        threading.Thread(target=server.serve_forever).start()
        context = browser.new_context(viewport={"width": 390, "height": 800}, **options)
        ends.extend((context.close, server.shutdown, server.server_close))
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "violates" in said.text else None,
        )
        page.goto(f"http://{host}:{server.port}/")
        return page

    yield open_form
    for end in ends:
        end()
    assert faults == []


def send(page: Page) -> None:
    page.get_by_role("button", name="ส่ง").click()


def crowd(page: Page) -> None:
    send(page)
    page.get_by_label("ข้อความ").fill("ไฟดับ (ตัวอย่าง)")
    send(page)


@pytest.mark.browser
def test_a_browser_does_the_work_says_so_and_sends_when_it_is_told(
    opened: Open, quiet_gate: Gate
) -> None:
    page = opened(quiet_gate)
    crowd(page)
    expect(page.locator("[data-work-says]")).to_have_text(
        "ตรวจเสร็จแล้ว กดส่งได้เลย ไม่ต้องรอ", timeout=PATIENCE
    )
    expect(page.locator("#way")).to_have_count(0)
    expect(page.get_by_label("ข้อความ")).to_have_value("ไฟดับ (ตัวอย่าง)")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    send(page)
    expect(page.locator("#way")).to_have_text(f"{Way.WORK} 1")


@pytest.mark.browser
def test_who_presses_send_before_the_work_is_done_need_not_press_again(
    opened: Open, quiet_gate: Gate
) -> None:
    page = opened(quiet_gate)
    crowd(page)
    expect(page.locator("[data-work-says]")).not_to_be_empty()
    send(page)
    expect(page.locator("#way")).to_have_text(f"{Way.WORK} 1", timeout=PATIENCE)


@pytest.mark.browser
def test_without_scripts_waiting_is_said_and_lets_in(
    opened: Open, quiet_gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "WAIT_SECONDS", 1)
    page = opened(quiet_gate, java_script_enabled=False)
    crowd(page)
    expect(page.get_by_text("วินาที แล้วกดส่งอีกครั้ง")).to_be_visible()
    page.wait_for_timeout(1100)
    send(page)
    expect(page.locator("#way")).to_have_text(f"{Way.WAIT} 1")


@pytest.mark.browser
def test_where_the_browser_offers_no_sha256_waiting_stays_said_and_send_is_not_held(
    opened: Open, quiet_gate: Gate
) -> None:
    page = opened(quiet_gate)
    page.add_init_script("Object.defineProperty(globalThis.crypto, 'subtle', {value: undefined})")
    crowd(page)
    expect(page.locator("[data-work-says]")).to_be_empty()
    expect(page.get_by_text("วินาที แล้วกดส่งอีกครั้ง")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(page)
    assert answered.value.status == 429
