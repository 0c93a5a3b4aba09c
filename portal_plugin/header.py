"""What stands above and below each page of a tenant's space."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, get_flashed_messages, request, url_for

from portal_plugin.actor import Act, Role
from portal_plugin.channel import channel_is_served
from portal_plugin.guard import Visit, may
from portal_plugin.language import domain
from portal_plugin.state import portal_state

ROLE_LABELS = {
    Role.DEPARTMENT_OFFICER: "เจ้าหน้าที่กอง",
    Role.PLAN_OFFICER: "เจ้าหน้าที่แผน",
    Role.COMPLAINT_OFFICER: "เจ้าหน้าที่เรื่องร้องเรียน",
    Role.INSPECTOR: "ผู้ตรวจสอบ",
    Role.EXECUTIVE: "ผู้บริหาร",
    Role.TENANT_ADMINISTRATOR: "ผู้ดูแลระบบของหน่วยงาน",
    Role.PROVINCE_OPERATOR: "ผู้ดูแลระบบของจังหวัด",
    Role.AUDITOR: "ผู้ตรวจทานบันทึก",
}

_MEASURE = re.compile(r"/work/(measures|plans|rounds|import|ita)\b")
_SUMMARIES = re.compile(r"/summaries\b")
_PAPERS = re.compile(r"/work/(papers|letterhead|oit|readiness)\b")

_BELOW = (
    (_MEASURE, "/work/plan"),
    (_SUMMARIES, "/statistics"),
    (_PAPERS, "/work/documents"),
)
"""Addresses that lie below an entry of the menu by their subject and not by their path."""

_STAFF_MENU = (
    ("work", "งานของฉัน", Act.READ_PLAN),
    ("plan", "แผนและมาตรการ", Act.READ_PLAN),
    ("complaints", "เรื่องร้องเรียน", Act.READ_COMPLAINTS),
    ("inspection", "ช่องทางทุจริต", Act.INSPECT),
    ("reports", "รายงาน", Act.READ_REPORTS),
    ("documents", "เอกสาร", Act.READ_DOCUMENTS),
    ("work_statistics", "สถิติ", Act.READ_STATISTICS),
    ("audit", "บันทึกการใช้งาน", Act.READ_AUDIT),
    ("province", "ภาพรวมจังหวัด", Act.WATCH_PROVINCE),
)
_PUBLIC_MENU = (
    ("front", "หน้าแรก"),
    ("complain", "ร้องเรียน"),
    ("public_plan", "แผนและผล"),
    ("public_reports", "รายงาน"),
    ("public_documents", "เอกสาร"),
    ("statistics", "สถิติ"),
)


def header_of(here: Visit) -> dict[str, Any]:
    """Variables of the layout for a visit: space, navigation, actor, ways in and out."""
    state = portal_state()
    name = here.tenant.name
    space = here.tenant.code
    return {
        "space": {
            "name": name,
            "code": space,
            "mark": _mark(name),
            "href": space_href(space),
        },
        "navigation": _navigation(here),
        "actor": _actor(here),
        "sign_in_href": state.sign_in_url(here.tenant),
        "sign_out_href": state.sign_out_url(here.tenant),
        "flashes": get_flashed_messages(with_categories=True),
    }


def space_href(space: str) -> str:
    """Where the space begins; an application that serves the channel alone has its guide there."""
    endpoint = "front" if _is_served("front") else "corruption"
    return url_for(f"portal_plugin.{endpoint}", space=space)


def _is_served(endpoint: str) -> bool:
    """Whether this application has that page, and what it stands on."""
    if endpoint == "inspection" and not channel_is_served():
        return False
    return f"portal_plugin.{endpoint}" in current_app.view_functions


def _navigation(here: Visit) -> list[dict[str, Any]]:
    if here.actor is None:
        entries = [(endpoint, label) for endpoint, label in _PUBLIC_MENU]
    else:
        entries = [(endpoint, label) for endpoint, label, act in _STAFF_MENU if may(act)]
    links = [
        (label, url_for(f"portal_plugin.{endpoint}", space=here.tenant.code))
        for endpoint, label in entries
        if _is_served(endpoint)
    ]
    current = _section([href for _, href in links])
    return [
        {"label": domain.gettext(label), "href": href, "current": href == current}
        for label, href in links
    ]


def _section(hrefs: list[str]) -> str | None:
    """The entry whose address leads furthest towards the page being shown.

    A measure's page lies below the plan's entry, and a summary below the statistics', though
    their addresses do not.
    """
    here = request.script_root + request.path
    for elsewhere, entry in _BELOW:
        here = elsewhere.sub(entry, here)
    fitting = [href for href in hrefs if here == href or here.startswith(href.rstrip("/") + "/")]
    return max(fitting, key=len, default=None)


def _actor(here: Visit) -> dict[str, str] | None:
    if here.actor is None:
        return None
    roles = ", ".join(domain.gettext(ROLE_LABELS[role]) for role in sorted(here.actor.roles))
    return {"name": here.actor.name, "role": roles}


def _mark(name: str) -> str:
    """The first consonant of what distinguishes the name: vowels written before are skipped."""
    for prefix in (
        "องค์การบริหารส่วนจังหวัด",
        "องค์การบริหารส่วนตำบล",
        "เทศบาลนคร",
        "เทศบาลเมือง",
        "เทศบาลตำบล",
    ):
        name = name.removeprefix(prefix)
    return next((letter for letter in name if "ก" <= letter <= "ฮ" or letter.isalpha()), "•")
