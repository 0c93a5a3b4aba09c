"""Every page, looked at by somebody who may see it: it comes, it fits, and everybody can use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ALL_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}
# What a dark and narrow window can spoil; all the rest is the same page at a desk.
_RULES_OF_LOOK = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
_MEASURE = ("/rimnam/work/plan?year=2569", 'main a[href*="/work/measures/"]')
_REPORT = ("/rimnam/work/reports", 'main a[href*="/work/reports/"]')
_PLAN = ("/rimnam/work/plan?year=2569", 'main a[href*="/work/plans/"]')

_PUBLIC = {
    "province": "/",
    "front": "/rimnam/",
    "public-plan": "/rimnam/plan",
    "public-plan-none": "/province/plan",
    "public-reports": "/rimnam/reports",
    "public-report": "/rimnam/reports/2569/12M",
    "log-in": "/rimnam/login",
    "unknown": "/rimnam/nothing-here",
}
_WORK = {
    "work": "/rimnam/work",
    "plan": "/rimnam/work/plan?year=2569",
    "rounds": "/rimnam/work/rounds",
    "round": "/rimnam/work/rounds/2569/12M",
    "reports": "/rimnam/work/reports",
    "import": "/rimnam/work/import",
    "plan-new": "/rimnam/work/plans/new",
    "password": "/rimnam/password",
}
_FOUND = {
    "measure": (_MEASURE, "?year=2569"),
    "progress": (_MEASURE, "/progress/2569/12M"),
    "budget": (_MEASURE, "/budget/2569"),
    "reopening": (_MEASURE, "/reopen/2569"),
    "measure-editor": (_MEASURE, "/edit"),
    "report": (_REPORT, ""),
    "plan-editor": (_PLAN, ""),
    "measure-new": (_PLAN, "/measures/new"),
}
_OTHERS = {
    "work-mayor": ("rimnam", "mayor", "/rimnam/work"),
    "trail": ("rimnam", "auditor", "/rimnam/work/audit"),
    "overview": ("province", "operator", "/province/work/province"),
}


@pytest.fixture
def look(visitor: Callable[..., Any], width: int) -> Callable[..., Any]:
    """Somebody whose browser runs axe: light at a desk, dark on a phone."""
    scheme = "light" if width > 1000 else "dark"

    def _look(space: str = "", username: str = "") -> Any:
        return visitor(
            space, username, java_script_enabled=True, bypass_csp=True, color_scheme=scheme
        )

    return _look


def test_public_pages_fit_and_everybody_can_use_them(look: Callable[..., Any]) -> None:
    stranger = look()
    assert _faults(stranger, _PUBLIC) == []


def test_pages_of_the_plan_officer_fit_and_everybody_can_use_them(look: Callable[..., Any]) -> None:
    officer = look("rimnam", "plan")
    found = {name: _address(officer, *where) + rest for name, (where, rest) in _FOUND.items()}
    assert _faults(officer, _WORK | found) == []


@pytest.mark.parametrize("name", list(_OTHERS))
def test_pages_of_the_others_fit_and_everybody_can_use_them(
    look: Callable[..., Any], name: str
) -> None:
    space, username, address = _OTHERS[name]
    assert _faults(look(space, username), {name: address}) == []


def _address(person: Any, listing: str, links: str) -> str:
    person.go(listing)
    address: str = person.page.locator(links).first.get_attribute("href")
    return address.partition("?")[0]


def _faults(person: Any, pages: dict[str, str]) -> list[str]:
    """What keeps somebody from using these pages, each fault with its page and place."""
    wide = person.page.viewport_size["width"] > 1000
    rules = _ALL_RULES if wide else _RULES_OF_LOOK
    faults = []
    for name, address in pages.items():
        person.go(address)
        assert person.status == (404 if name == "unknown" else 200), address
        person.keep_picture(name)
        if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name}: wider than the window")
        found = Axe().run(person.page, options=rules).response["violations"]
        faults += [
            f"{name}: {one['id']} at {node['target']}" for one in found for node in one["nodes"]
        ]
    return faults
