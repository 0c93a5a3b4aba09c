"""Who sees what: a neighbour nothing, the province the state of things, the auditor the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

_PAGES = {
    "measure": ("/work/plan?year=2569", 'main a[href*="/work/measures/"]'),
    "report": ("/work/reports", 'main a[href*="/work/reports/"]'),
}


def test_an_officer_of_one_municipality_meets_the_log_in_of_another(
    visitor: Callable[..., Any],
) -> None:
    officer = visitor("rimnam", "plan")
    for page in ("", "/plan", "/reports", "/rounds/2569/12M", "/import", "/audit"):
        officer.go(f"/santrai/work{page}")
        assert officer.path == "/santrai/login", f"/santrai/work{page} is open to a neighbour"


@pytest.mark.parametrize("kind", list(_PAGES))
def test_what_belongs_to_a_neighbour_is_a_page_that_does_not_exist(
    visitor: Callable[..., Any], kind: str
) -> None:
    listing, links = _PAGES[kind]
    neighbour = visitor("santrai", "plan")
    neighbour.go(f"/santrai{listing}")
    theirs = neighbour.page.locator(links).first.get_attribute("href").partition("?")[0]
    foreign = theirs.replace("/santrai/", "/rimnam/")
    unknown = foreign.rpartition("/")[0] + f"/{uuid4()}"

    officer = visitor("rimnam", "plan")
    said = []
    for address in (foreign, unknown):
        officer.go(address)
        assert officer.status == 404
        said.append(officer.page.inner_text("main"))
    assert said[0] == said[1]


def test_the_province_sees_who_has_reported_and_no_content(visitor: Callable[..., Any]) -> None:
    officer = visitor("rimnam", "plan")
    officer.go("/rimnam/work/plan?year=2569")
    titles = officer.page.locator('main a[href*="/work/measures/"]').all_inner_texts()

    operator = visitor("province", "operator")
    assert operator.path == "/province/work/province"
    row = operator.page.get_by_role("row").filter(has_text="ตัวอย่างริมน้ำ")
    assert "ระบบกลางรับแล้ว" in row.inner_text()
    assert operator.page.locator("main tbody tr").count() == 3
    said = operator.page.content()
    assert titles
    assert [title for title in titles if title in said] == []
    assert "STANDIN" not in said

    operator.go("/rimnam/work/reports")
    assert operator.path == "/rimnam/login"


def test_the_auditor_reads_the_trail_and_others_do_not(visitor: Callable[..., Any]) -> None:
    auditor = visitor("rimnam", "auditor")
    auditor.follow("บันทึกการใช้งาน")
    acts: list[str] = []
    for page in range(1, 6):  # newest first; what the demo did lies behind what was done since
        auditor.go(f"/rimnam/work/audit?page={page}")
        acts += auditor.page.locator("main tbody th").all_inner_texts()
    assert "เห็นชอบรายงาน" in acts
    assert [act for act in acts if "." in act] == [], "an act is named by its code"

    officer = visitor("rimnam", "plan")
    officer.go("/rimnam/work/audit")
    assert officer.status == 403
