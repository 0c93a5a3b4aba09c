"""Budgets and the plan editor; and what holds for every page there is a way to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.measures.models import Measure

_BEGINNINGS = "/rimnam/work/papers/begin/"


@pytest.fixture
def officer(visit):
    return visit(Role.PLAN_OFFICER)


def test_amounts_are_typed_as_people_write_them(officer, small_plan) -> None:
    address = f"/work/measures/{small_plan.works}/budget/2566"
    sent = officer.send(address, "/budget/", ordinance_amount="๔๕,๐๐๐", paid_amount="50,000")
    page = officer.get(sent.location)
    assert "๔๕,๐๐๐" in page.text and "๕๐,๐๐๐" in page.text
    assert "เบิกจ่ายมากกว่า" in page.text
    for wrong in ("-5", "1e9", "สามหมื่น", "9" * 30):
        refused = officer.send(address, "/budget/", paid_amount=wrong)
        assert refused.status == 422
        assert refused.form("/budget/")["paid_amount"] == wrong


def test_a_plan_is_written_from_nothing_to_its_announcement(officer, departments) -> None:
    plan = officer.send(
        "/work/plans/new", "/plans/new", title="แผนตัวอย่าง", year_from="๒๕๗๑", year_to="2575"
    ).location
    officer.send(plan, "/missions", number="๑.๑", mission_title="ภารกิจตัวอย่าง")
    new = officer.get(f"{plan}/measures/new").form("/measures/new")
    typed = new | {"title": "มาตรการใหม่", "steps": "ประชุม\n2.1 อบรม", "outputs": "คู่มือ"}
    refused = officer.post(f"{plan}/measures/new", **typed)
    assert refused.status == 422 and "หน่วยงานรับผิดชอบอย่างน้อยหนึ่ง" in refused.text
    assert refused.form("/measures/new")["steps"].split() == ["ประชุม", "2.1", "อบรม"]
    added = officer.post(
        f"{plan}/measures/new", **typed | {"departments": str(departments["rimnam/works"])}
    )
    page = officer.get(added.location)
    assert "๒.๑" in page.text and "กองช่าง" in page.text and "คู่มือ" in page.text
    assert officer.send(plan, "/state", state="APPROVED").status == 303
    undated = officer.send(plan, "/state", state="ANNOUNCED")
    assert undated.status == 422 and "วันที่ประกาศใช้" in undated.text
    assert officer.send(plan, "/state", state="ANNOUNCED", announced_on="2027-09-30").status == 303
    assert officer.get(f"{added.location}/edit").status == 200
    locked = officer.send(f"{added.location}/edit", "/edit", title="เปลี่ยน")
    assert locked.status == 422 and "ฉบับร่าง" in locked.text


def test_saving_a_measure_unchanged_changes_nothing_that_hangs_on_it(
    officer, small_plan, open_session
) -> None:
    def parts() -> list[object]:
        with open_session() as session:
            return [
                session.execute(sa.text(f"select * from portal_plugin.{table} order by id")).all()
                for table in ("step", "indicator", "measure")
            ]

    before = parts()
    address = f"/work/measures/{small_plan.stepped}/edit"
    assert officer.send(address, "/edit").status == 303
    assert parts() == before


def test_a_measure_is_deleted_only_while_nobody_reported_on_it(
    officer, small_plan, open_session
) -> None:
    officer.send(
        f"/work/measures/{small_plan.works}/progress/2566/6M", "/progress/", status="IN_PROGRESS"
    )
    token = officer.get("/work/plans/new").form("/plans/new")["csrf_token"]
    for measure_id in (small_plan.works, small_plan.everyone):
        officer.post(f"/work/measures/{measure_id}/delete", csrf_token=token)
    with open_session() as session:
        left = set(session.scalars(sa.select(Measure.id)))
    assert left == {small_plan.works, small_plan.stepped}


def test_a_form_without_its_token_changes_nothing(officer, small_plan, open_session) -> None:
    refused = officer.post(f"/work/measures/{small_plan.everyone}/delete")
    assert refused.status == 400
    assert "โหลดหน้าใหม่" in refused.text
    with open_session() as session:
        assert session.get(Measure, (session.tenant_id, small_plan.everyone)) is not None


@pytest.mark.parametrize("role", [Role.PLAN_OFFICER, Role.EXECUTIVE, Role.AUDITOR, None])
def test_every_way_leads_somewhere_and_every_form_can_be_sent(visit, published, role) -> None:
    published()
    visitor = visit(role)
    waiting = ["/rimnam/", *(["/rimnam/work"] if role else [])]
    seen = set(waiting)
    while waiting:
        address = waiting.pop()
        page = visitor.get(address)
        if page.status == 303:
            waiting.append(page.location)
            continue
        assert page.status == 200, address
        if page.response.mimetype != "text/html":
            continue
        tree = page.tree
        assert len(tree.find_class("pp-button-filled")) <= 1, address
        assert len(tree.xpath("//h1")) == 1 and tree.xpath("string(//h1)").strip(), address
        # A citizen's form acts with nobody's authority, and needs no token.
        for form in tree.xpath("//form[@method='post']"):
            is_citizens = address in {"/rimnam/complain", "/rimnam/follow"}
            assert is_citizens or form.xpath(".//input[@name='csrf_token'][@value!='']"), address
        for given in tree.xpath("//*[self::input or self::select or self::textarea]"):
            if given.get("type") != "hidden":
                name = given.get("id")
                assert tree.xpath(f"//label[@for='{name}']") or list(
                    given.iterancestors("label")
                ), name
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), address
        for href in tree.xpath("//main//a/@href | //nav//a/@href"):
            path = href.split("#")[0]
            # tests/documents opens every page and writes every file of every product.
            if "/file." in path or path.startswith(("/rimnam/work/documents/", _BEGINNINGS)):
                continue
            if path.startswith("/rimnam/") and path not in seen:
                seen.add(path)
                waiting.append(path)
    assert len(seen) >= (5 if role is None else 15)


def test_a_space_without_anything_says_how_to_begin(visit, departments) -> None:
    officer = visit(Role.PLAN_OFFICER, space="nongbua")
    for where, way in (
        ("/work", "เปิดรอบรายงาน"),
        ("/work/plan", "นำเข้าเอกสาร"),
        ("/work/rounds", "เปิดรอบ"),
        ("/work/reports", "ยังไม่มีรายงาน"),
        ("/plan", "ยังไม่เผยแพร่"),
        ("/reports", "ยังไม่มีรายงานที่เผยแพร่"),
    ):
        page = officer.get(where)
        assert page.status == 200 and way in page.text, where


def test_an_address_with_nonsense_in_it_is_answered_calmly(officer, small_plan) -> None:
    for query in ("year=abc", "year=99999999999", "round=x&year=2566", "instrument=%00", "year=-1"):
        assert officer.get(f"/work/plan?{query}").status == 200, query
    assert officer.get(f"/work/measures/{small_plan.works}?year=2600").status == 200
