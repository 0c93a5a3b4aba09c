"""Pages of statistics: what everybody sees, what staff see, and what neither may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.clock import BANGKOK, held_at
from portal_plugin.complaints.codes import Channel, State
from portal_plugin.complaints.contribution import contribution_of
from portal_plugin.complaints.counters import count_all
from portal_plugin.complaints.models import Complaint
from portal_plugin.measures.codes import IndicatorLevel
from portal_plugin.measures.measure_editing import IndicatorText, set_indicators
from portal_plugin.measures.models import Indicator

NOW = datetime(2026, 4, 10, 10, tzinfo=BANGKOK)
SECRET = "ความลับของผู้ร้อง"
Visit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _april() -> Any:
    with held_at(NOW):
        yield


@pytest.fixture
def register(open_session: Any) -> Callable[..., UUID]:
    """`register(date(2025, 11, 3), topic=…)`: a complaint of rimnam, counted."""

    def _register(received_on: date, number: int = 1, **given: Any) -> UUID:
        done = given.get("answered_on") is not None
        with open_session() as session:
            row = Complaint(
                **{
                    "id": uuid4(),
                    "number": f"2569-{uuid4().int % 10**9}",
                    "code_digest": uuid4().bytes,
                    "channel": Channel.WEB,
                    "received_at": datetime.combine(received_on, time(9), BANGKOK),
                    "received_on": received_on,
                    "topic": "SERVICE",
                    "subject": SECRET,
                    "detail": SECRET,
                    "state": State.DONE if done else State.RECEIVED,
                    "clock_from": received_on,
                    "due_on": received_on + timedelta(days=15),
                    "reopenings": 0,
                    **given,
                }
            )
            session.add(row)
            session.flush()
            count_all(session, [(None, contribution_of(row))])
            session.commit()
            return row.id

    return _register


@pytest.fixture
def five(register: Callable[..., UUID]) -> None:
    """Five answered complaints of November 2025, rated, with their cause."""
    for day in range(3, 8):
        register(
            date(2025, 11, day),
            answered_on=date(2025, 11, day + 4),
            score=5,
            cause="ดินทรุด (ตัวอย่าง)",
            prevention="ตรวจทุกเดือน (ตัวอย่าง)",
        )


def test_a_period_without_complaints_says_that_there_were_none(visit: Visit) -> None:
    page = visit(None).get("/statistics?year=2569&part=Q1")
    assert page.status == 200
    assert "ในช่วงนี้ไม่มีเรื่องร้องเรียน" in page.text
    assert "ปีงบประมาณ ๒๕๖๙ · ไตรมาส ๑ (ต.ค. ๒๕๖๘ – ธ.ค. ๒๕๖๘)" in page.text


def test_a_period_to_come_claims_nothing(visit: Visit) -> None:
    page = visit(None).get("/statistics?year=2569&part=H2&lang=th")
    assert "ในช่วงนี้ไม่มีเรื่องร้องเรียน" in page.text
    page = visit(None).get("/statistics?year=2570")
    assert "ช่วงเวลานี้ยังไม่เริ่ม" in page.text
    assert "ในช่วงนี้ไม่มีเรื่องร้องเรียน" not in page.text


def test_everybody_sees_figures_charts_and_satisfaction_without_log_in(
    visit: Visit, five: None
) -> None:
    page = visit(None).get("/statistics?year=2569")
    assert "ตอบหรือชี้แจงผู้ร้องในกำหนดร้อยละ ๑๐๐" in page.text
    assert "ครึ่งหนึ่งได้คำตอบภายใน ๔ วัน" in page.text
    assert "ผู้ร้องให้คะแนน ๕ ราย พึงพอใจ ๕ ราย คิดเป็นร้อยละ ๑๐๐ เกณฑ์คือร้อยละ ๘๐" in page.text
    assert {"หัวข้อ", "เดือนที่รับเรื่อง", "ช่องทาง", "หน่วยงานที่รับผิดชอบ"} <= set(
        page.tree.xpath("//h2/text()")
    )
    assert page.tree.xpath("//svg/rect")
    assert "Set-Cookie" not in page.response.headers
    assert "noindex" not in page.source
    assert SECRET not in page.source
    assert "ดินทรุด" not in page.source


def test_four_complaints_are_not_split(visit: Visit, register: Any) -> None:
    for day in range(3, 7):
        register(date(2025, 11, day), topic="OTHER")
    page = visit(None).get("/statistics?year=2569")
    assert "ไม่แสดงตัวเลขแยก" in page.text
    assert "เรื่องอื่น" not in page.text
    found = visit(None).get("/statistics.json?year=2569").response.get_json()
    assert (found["total"]["received"], found["topics"], found["months"]) == (4, [], [])
    assert "เรื่องอื่น" not in visit(None).get("/statistics.csv?year=2569").source
    staff = visit(Role.AUDITOR).get("/work/statistics?year=2569")
    assert "เรื่องอื่น" in staff.text


@pytest.mark.parametrize(
    "query", ["?year=9999", "?year=2026", "?year=๒๕๖๙", "?year=-1&part=", "?part=Q9", "?year=%00"]
)
def test_a_period_that_cannot_be_falls_to_the_present_year(visit: Visit, query: str) -> None:
    for address in ("/statistics", "/statistics.json", "/statistics.csv"):
        assert visit(None).get(address + query).status == 200
    assert "ปีงบประมาณ ๒๕๖๙ · ทั้งปี" in visit(None).get("/statistics" + query).text


def test_files_are_the_pages_figures(visit: Visit, five: None) -> None:
    answer = visit(None).get("/statistics.json?year=2569&part=Q1").response
    assert answer.content_type == "application/json"
    found = answer.get_json()
    assert found["tenant"]["code"] == "rimnam"
    assert (found["part"], found["total"]["received"]) == ("Q1", 5)
    sheet = visit(None).get("/statistics.csv?year=2569&part=Q1").response
    assert sheet.content_type == "text/csv; charset=utf-8"
    assert sheet.headers["Content-Disposition"] == ('attachment; filename="complaints-2569-Q1.csv"')
    assert sheet.get_data().startswith(b"\xef\xbb\xbf")


def test_the_provinces_own_space_claims_no_zero(visit: Visit, province_space: UUID) -> None:
    page = visit(None, "province").get("/statistics")
    assert page.status == 200
    assert "ไม่มีเรื่องร้องเรียน" not in page.text
    assert visit(None, "province").get("/statistics.json").status == 404
    assert visit(None, "province").get("/statistics.csv").status == 404


def test_causes_are_for_those_who_may_read_complaints(visit: Visit, five: None) -> None:
    seen = visit(Role.COMPLAINT_OFFICER).get("/work/statistics?year=2569").text
    assert "ดินทรุด (ตัวอย่าง)" in seen
    assert "การให้บริการประชาชน · พบสาเหตุ ๕ เรื่อง" in seen
    for role in (Role.PLAN_OFFICER, Role.AUDITOR, Role.EXECUTIVE):
        assert "ดินทรุด" not in visit(role).get("/work/statistics?year=2569").text
    other = visit(Role.DEPARTMENT_OFFICER, department="works").get("/work/statistics?year=2569")
    assert "ดินทรุด" not in other.text


def test_what_is_overdue_now_stands_on_top_for_staff(visit: Visit, register: Any) -> None:
    register(date(2026, 3, 1))
    page = visit(Role.COMPLAINT_OFFICER).get("/work/statistics")
    assert "เลยกำหนด ๑ เรื่อง ยังไม่ได้ตอบหรือชี้แจงผู้ร้อง" in page.text


def test_the_province_sees_numbers_of_each_municipality(
    visit: Visit, province_space: UUID, five: None
) -> None:
    operator = visit(Role.PROVINCE_OPERATOR, "province")
    page = operator.get("/work/province/complaints?year=2569")
    assert page.status == 200
    rows = {
        row.xpath("string(th)").strip(): [cell.text_content().strip() for cell in row.xpath("td")]
        for row in page.tree.xpath("//tbody/tr")
    }
    assert rows["เทศบาลเมืองตัวอย่างริมน้ำ"] == ["๕", "๕", "๕", "๐", "๑๐๐"]
    assert rows["เทศบาลตำบลตัวอย่างทรายทอง"] == ["๐", "๐", "๐", "๐", "–"]
    assert "province" not in rows
    assert visit(Role.COMPLAINT_OFFICER).get("/work/province/complaints").status == 403


def test_a_summary_goes_from_draft_to_the_public(visit: Visit, five: None) -> None:
    officer, executive = visit(Role.COMPLAINT_OFFICER), visit(Role.EXECUTIVE)
    begun = officer.send("/work/summaries", "/work/summaries", period="2569/H1")
    assert begun.status == 303, begun.text
    at = begun.location
    assert "ดินทรุด (ตัวอย่าง)" in officer.get(at).source
    assert executive.get(at).status == 404
    assert visit(Role.AUDITOR).get(at).status == 404
    refused = officer.send(at, at, problems="", solutions="แก้ (ตัวอย่าง)", then="submit")
    assert refused.status == 422
    assert "แก้ (ตัวอย่าง)" in refused.source
    kept = officer.send(at, at, problems="ถนน <b>ทรุด</b> (ตัวอย่าง)", solutions="แก้ (ตัวอย่าง)")
    assert kept.status == 303
    assert officer.send(at, at, then="submit").status == 303
    assert visit(None).get("/summaries/2569/H1").status == 404
    assert officer.post(f"{at}/publish").status == 400  # a post without the form's token
    assert executive.send(at, "/acknowledge").status == 303
    assert officer.send(at, "/publish").status == 303
    assert "ครึ่งปีแรก" in visit(None).get("/summaries").text
    page = visit(None).get("/summaries/2569/H1")
    assert "ถนน <b>ทรุด</b> (ตัวอย่าง)" in page.text
    assert "รับเรื่อง" in page.text
    assert SECRET not in page.source
    assert officer.actor.name not in page.source
    assert visit(Role.AUDITOR).get(at).status == 200
    again = officer.send(at, "/correct", reason=" ")
    assert again.status == 422
    second = officer.send(at, "/correct", reason="แก้คำผิด (ตัวอย่าง)")
    assert second.status == 303
    assert second.location != at


@pytest.mark.parametrize(
    "period", ["", "2569", "2569/Q1", "9999/H1", "2026/H1", "๒๕๖๙/H1", "2571/YEAR"]
)
def test_a_summary_of_a_period_that_cannot_be_is_refused(visit: Visit, period: str) -> None:
    page = visit(Role.COMPLAINT_OFFICER).send("/work/summaries", "/work/summaries", period=period)
    assert page.status in {404, 422}


@pytest.mark.parametrize("address", ["/summaries/2569/Q1", "/summaries/0/H1", "/summaries/2569/H1"])
def test_no_summary_is_shown_where_none_was_published(visit: Visit, address: str) -> None:
    assert visit(None).get(address).status == 404


def test_an_indicator_judged_by_complaints_is_counted_and_not_asked_for(
    visit: Visit, open_session: Any, small_plan: Any, register: Any, plan_officer: Any
) -> None:
    with open_session() as session:
        outcome = IndicatorText(
            IndicatorLevel.OUTCOME, "ข้อร้องเรียนลดลง (ตัวอย่าง)", "LE", 2, complaint_topic="SERVICE"
        )
        set_indicators(session, plan_officer, small_plan.works, [outcome])
        session.commit()
    register(date(2022, 11, 3))
    register(date(2023, 4, 3))
    officer = visit(Role.PLAN_OFFICER)
    measure = f"/work/measures/{small_plan.works}"
    page = officer.get(f"{measure}?year=2566")
    assert "ข้อร้องเรียนลดลง (ตัวอย่าง) การให้บริการประชาชน ๑ –" in page.text
    form = officer.get(f"{measure}/progress/2566/6M")
    assert "ระบบนับจากเรื่องร้องเรียนให้แล้ว" in form.text
    assert not [name for name in form.form("/progress/") if name.startswith("indicator-")]


def test_the_editor_says_which_complaints_an_indicator_counts(
    visit: Visit, open_session: Any, small_plan: Any
) -> None:
    officer = visit(Role.PLAN_OFFICER)
    at = f"/work/measures/{small_plan.works}/edit"
    typed = {"outcomes": "ข้อร้องเรียนเรื่องการจัดซื้อจัดจ้างลดลง\nคนพอใจ", "outputs": ""}
    assert officer.send(at, "/edit", **typed).status == 303
    assert _topics(open_session) == ["PROCUREMENT", None]
    form = officer.get(at).form("/edit")
    first, second = (name for name in form if name.startswith("topic-"))
    assert officer.send(at, "/edit", **{first: "ALL", second: "SERVICE"}).status == 303
    assert _topics(open_session) == ["ALL", "SERVICE"]
    assert {f"topic-{key}" for key in _ids(open_session)} == {first, second}
    refused = officer.send(at, "/edit", **{first: "NONSENSE"})
    assert refused.status == 422
    assert _topics(open_session) == ["ALL", "SERVICE"]
    assert officer.send(at, "/edit", **{first: ""}).status == 303
    assert _topics(open_session) == [None, "SERVICE"]


def _topics(open_session: Any) -> list[str | None]:
    with open_session() as session:
        query = sa.select(Indicator.complaint_topic).order_by(Indicator.position)
        return list(session.scalars(query))


def _ids(open_session: Any) -> list[UUID]:
    with open_session() as session:
        return list(session.scalars(sa.select(Indicator.id)))
