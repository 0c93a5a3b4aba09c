"""Layout and components: what a reader, a phone, a screen reader and a strict browser rely on."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask, render_template_string
from jinja2 import DictLoader
from lxml import html
from markupsafe import Markup

import portal_plugin
from portal_plugin import thai

PACKAGE = Path(portal_plugin.__file__).parent
HOSTILE = "<script>alert('x')</script>\" onload=\"x"
HOST_PAGE = "<html><title>{% block title %}{% endblock %}</title><b>host</b>{% block content %}{% endblock %}</html>"
PAGE = (
    '{% extends "portal_plugin/base.html" %}{% block title %}แผน{% endblock %}'
    "{% block lead %}รอบ ๖ เดือน{% endblock %}{% block page_content %}เนื้อหา{% endblock %}"
)


class Look:
    """Renders templates as a host with the plugin's blueprint would."""

    def __init__(self) -> None:
        self.app = Flask("host")
        self.app.jinja_loader = DictLoader({"host.html": HOST_PAGE})
        blueprint = Blueprint(
            "portal_plugin",
            "portal_plugin",
            static_folder=str(PACKAGE / "static"),
            static_url_path="/portal/static",
            template_folder=str(PACKAGE / "templates"),
        )
        self.app.register_blueprint(blueprint)
        self.app.jinja_env.globals.update(
            _=lambda text, **values: Markup(text) % values, thai=thai, said=lambda text: text
        )

    def page(self, source: str = PAGE, **values: object) -> str:
        with self.app.test_request_context():
            return render_template_string(source, **values)

    def component(self, file: str, call: str, **values: object) -> str:
        name = call.partition("(")[0]
        source = f'{{% from "portal_plugin/components/{file}.html" import {name} with context %}}'
        return self.page(source + "{{ " + call + " }}", **values)


@pytest.fixture
def look() -> Look:
    return Look()


COMPONENTS = {
    "challenge": ("challenge({'token': x, 'bits': 16, 'wait_seconds': 45, 'sentence': x})",),
    "status": ("state('done', x)", "status(x)"),
    "button": ("button(x, name=x, value=x)", "link_button(x, x)"),
    "due": ("due_banner(9, day, x, {'label': x, 'href': x})",),
    "figures": ("figures([{'value': x, 'label': x}])",),
    "table": (
        "data_table([{'key': 'a', 'label': x, 'kind': 'primary'}, {'key': 'b', 'label': x}], [{'a': x, 'b': x, 'href': x}], x)",
    ),
    "form": (
        "error_summary([{'name': x, 'text': x}])",
        "text_field(x, x, x, error=x, hint=x, kind='long')",
        "text_field(x, x, x, error=x, hint=x, required=true, autocomplete=x)",
        "select_field(x, x, [{'value': x, 'label': x}], x, error=x, hint=x)",
        "choices(x, x, [{'value': x, 'label': x, 'mark': 'done'}], x, error=x, hint=x)",
        "checkbox(x, x, true)",
        "file_field(x, x, x, error=x, hint=x)",
    ),
    "timeline": ("timeline([{'title': x, 'at': moment, 'who': x, 'text': x}])",),
    "delivery": ("delivery_steps([{'title': x, 'kind': 'stopped', 'at': moment, 'text': x}])",),
    "values": ("key_values([{'label': x, 'value': x}])",),
    "empty": ("empty_state(x, x, {'label': x, 'href': x})",),
    "navigation": ("breadcrumbs([{'label': x, 'href': x}])", "pagination(2, 3, x)"),
    "switch": ("switch(x, [{'label': x, 'href': x}, {'label': x, 'href': x}])",),
    "faults": ("fault_summary([{'name': 'a', 'text': x}, {'name': '', 'text': x}], ['a'])",),
    "notice": ("notice('stopped', x)",),
    "code": ("code_in_fours(x)",),
    "doors": ("doors([{'title': x, 'text': x, 'href': x}])",),
    "chart": (
        "budget_bars([{'label': x, 'plan': 5, 'ordinance': none, 'paid': 0}], x, x)",
        "status_strips([{'label': x, 'DONE': 1}], x)",
    ),
}
CALLS = [(file, call) for file, calls in COMPONENTS.items() for call in calls]


@pytest.mark.parametrize(("file", "call"), CALLS)
def test_hostile_text_comes_out_of_every_component_as_text(
    look: Look, file: str, call: str
) -> None:
    moment = datetime(2026, 4, 5, tzinfo=UTC)
    shown = look.component(file, call, x=HOSTILE, day=date(2026, 4, 5), moment=moment)
    elements = list(html.fragment_fromstring(shown, create_parent=True).iter())
    assert not [
        each
        for each in elements
        if (each.tag == "script" and not each.get("src", "").startswith("/"))
        or "onload" in each.attrib
    ]
    assert "&lt;scr" in shown


def test_every_component_file_is_tried_above() -> None:
    files = {path.stem for path in (PACKAGE / "templates/portal_plugin/components").glob("*.html")}
    assert files - {"card"} == set(COMPONENTS)


@pytest.mark.parametrize("path", sorted((PACKAGE / "templates").rglob("*.html")), ids=str)
def test_no_template_has_inline_style_or_script_or_a_foreign_address(path: Path) -> None:
    source = path.read_text()
    assert not re.search(
        r"<script(?! src=\"\{\{ url_for)|<style|\sstyle=|\son[a-z]+=|https?://|\|\s*safe\b", source
    )


def test_a_page_says_its_language_title_space_and_heading(look: Look) -> None:
    shown = look.page(space={"name": "เทศบาลตัวอย่าง", "code": "a", "mark": "ต"})
    assert '<html lang="th">' in shown
    assert "<title>แผน · เทศบาลตัวอย่าง</title>" in shown
    assert "<h1>แผน</h1>" in shown
    assert '<p class="pp-lead">รอบ ๖ เดือน</p>' in shown
    assert shown.index("pp-skip") < shown.index("<header") < shown.index("<main")


def test_a_page_without_any_variable_still_stands(look: Look) -> None:
    shown = look.page()
    assert "เนื้อหา" in shown
    assert "None" not in shown and "Undefined" not in shown


def test_only_the_current_place_is_marked_in_the_navigation(look: Look) -> None:
    here = {"label": "แผน", "href": "/a", "current": True}
    shown = look.page(navigation=[here, {"label": "รายงาน", "href": "/b", "current": False}])
    assert shown.count("aria-current") == 1
    assert '<a href="/a" aria-current="page">แผน</a>' in shown


def test_log_in_for_staff_stands_in_the_footer_until_somebody_is_logged_in(look: Look) -> None:
    public = look.page(sign_in_href="/in", sign_out_href="/out")
    assert public.index("<footer") < public.index('href="/in"')
    staff = look.page(sign_in_href="/in", sign_out_href="/out", actor={"name": "ก (ตัวอย่าง)"})
    assert 'href="/in"' not in staff
    assert '<form method="post" action="/out">' in staff


def test_colours_are_set_once_in_our_own_page(look: Look) -> None:
    assert len(re.findall(r'class="[^"]*\bportal-plugin\b', look.page())) == 1


def test_in_a_hosts_page_the_host_keeps_its_layout_and_ours_its_heading(look: Look) -> None:
    look.app.config["PORTAL_PLUGIN_BASE_TEMPLATE"] = "host.html"
    shown = look.page()
    assert "<b>host</b>" in shown and "<title>แผน</title>" in shown
    assert "<h1>แผน</h1>" in shown and "เนื้อหา" in shown
    assert 'class="portal-plugin pp-page' in shown
    assert "portal.css" in shown
    assert "pp-standalone" not in shown


def test_a_tenants_brand_comes_after_our_stylesheet(look: Look) -> None:
    shown = look.page(space={"name": "ก", "mark": "ก", "brand_href": "/a/brand.css"})
    assert shown.index("portal.css") < shown.index("/a/brand.css")


def test_each_status_has_a_shape_of_its_own_and_a_word(look: Look) -> None:
    codes = ("DONE", "IN_PROGRESS", "NOT_STARTED", "CANNOT_PROCEED")
    shown = [look.component("status", f"status('{code}')") for code in codes]
    shapes = {re.sub(r' class="[^"]*"', "", re.search(r"<svg.*?</svg>", each)[0]) for each in shown}
    words = {re.sub(r"<[^>]+>", "", each).strip() for each in shown}
    assert len(shapes) == len(words) == 4


def test_what_was_typed_stays_beside_its_error(look: Look) -> None:
    shown = look.component("form", "text_field('paid', 'เบิกจ่าย', '12x', error='ต้องเป็นตัวเลข')")
    assert 'value="12x"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="error-paid"' in shown and 'id="error-paid"' in shown
    summary = look.component("form", "error_summary([{'name': 'paid', 'text': 'ผิด'}])")
    assert 'href="#field-paid"' in summary and 'id="field-paid"' in shown


def test_long_text_comes_back_with_its_first_line_break(look: Look) -> None:
    shown = look.component("form", "text_field('a', 'ก', typed, kind='long')", typed="\nข้อ ๑")
    # A browser drops one line break after the opening tag: ours, not the typist's.
    assert ">\n\nข้อ ๑</textarea>" in shown


def test_a_password_is_never_given_back(look: Look) -> None:
    assert "hunter" not in look.component(
        "form", "text_field('p', 'รหัสผ่าน', 'hunter', kind='password')"
    )


def test_a_table_cell_carries_the_label_that_a_phone_shows(look: Look) -> None:
    columns = [
        {"key": "seq", "label": "ที่", "kind": "order"},
        {"key": "title", "label": "มาตรการ", "kind": "primary"},
        {"key": "plan", "label": "งบประมาณ", "kind": "baht"},
        {"key": "day", "label": "วันที่", "kind": "date"},
    ]
    row = {"seq": 12, "title": "ก", "href": "/1", "plan": 50000, "day": None}
    shown = look.component(
        "table", "data_table(columns, [row], 'ก', {'title': 'รวม'})", columns=columns, row=row
    )
    assert re.search(r'data-label="งบประมาณ">\s*<span>๕๐,๐๐๐</span>', shown)
    assert re.search(r'data-label="วันที่">\s*<span>–</span>', shown)
    assert '<a href="/1">ก</a>' in shown and "<span>๑๒</span>" in shown
    assert shown.count("pp-blank") == 3


def test_a_code_read_in_fours_is_copied_without_gaps(look: Look) -> None:
    shown = look.component("code", "code_in_fours('9f86d081884c7d65ab')")
    assert re.sub(r"<[^>]+>", "", shown) == "9f86d081884c7d65ab"
    assert "<span>9f86</span><span>d081</span>" in shown


def test_bars_start_at_zero_on_one_scale(look: Look) -> None:
    groups = [
        {"label": "มิติที่ ๑", "plan": 400, "ordinance": 200, "paid": 100},
        {"label": "มิติที่ ๒", "plan": None, "ordinance": None, "paid": 0},
    ]
    shown = look.component("chart", "budget_bars(groups, 'มิติ', 'เทศบัญญัติ')", groups=groups)
    widths = re.findall(r'<rect class="pp-bar-\d" width="([\d.]+)%"', shown)
    assert widths == ["100.00", "50.00", "25.00", "0.00", "0.00", "0.00"]
    assert '<table class="pp-table"' in shown


@pytest.mark.parametrize("groups", [[], [{"label": "ก", "plan": None, "ordinance": 0, "paid": 0}]])
def test_bars_without_any_amount_are_drawn_empty(look: Look, groups: list[object]) -> None:
    assert "<table" in look.component("chart", "budget_bars(groups, 'ก', 'ข')", groups=groups)


def test_a_strip_is_filled_exactly_once(look: Look) -> None:
    rows = [{"label": "รอบ", "DONE": 26, "IN_PROGRESS": 11, "NOT_STARTED": 3, "CANNOT_PROCEED": 1}]
    shown = look.component("chart", "status_strips(rows, 'รอบ')", rows=rows)
    segments = re.findall(r'x="([\d.]+)%" width="([\d.]+)%"', shown)
    assert len(segments) == 4
    end = 0.0
    for start, width in segments:
        assert float(start) == pytest.approx(end, abs=0.01)
        end = float(start) + float(width)
    assert end == pytest.approx(100, abs=0.01)


def test_a_strip_of_nothing_is_an_empty_strip(look: Look) -> None:
    assert "<table" in look.component("chart", "status_strips([{'label': 'รอบ'}], 'รอบ')")


def test_an_overdue_banner_says_so_in_words(look: Look) -> None:
    shown = look.component("due", "due_banner(-3, day, 'ค้าง')", day=date(2026, 4, 5))
    assert "<strong>เลยกำหนด ๓ วัน</strong>" in shown
    assert "pp-due-late" in shown
    assert "pp-due-late" not in look.component("due", "due_banner(0, day, 'ค้าง')", day=date.max)
    assert "๕ เมษายน ๒๕๖๙" in shown


def test_a_list_of_one_page_has_no_page_turner(look: Look) -> None:
    assert "<nav" not in look.component("navigation", "pagination(1, 1, '?page={page}')")
    turner = look.component("navigation", "pagination(2, 3, '?page={page}')")
    assert 'href="?page=1"' in turner and 'href="?page=3"' in turner
