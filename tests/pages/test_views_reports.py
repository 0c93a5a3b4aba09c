"""Work, rounds, reports, and what the public sees of them."""

from __future__ import annotations

import hashlib
import io
from importlib.resources import files

import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.reports.models import OutboxItem, Report
from portal_plugin.reports.states import Delivery

PUBLIC = "/reports/2566/6M"
SAMPLE = files("portal_plugin.imports") / "samples/plan-town-2566-2570.txt"


def _frozen(open_session) -> tuple[bytes, str]:
    """Bytes and digest of the newest revision."""
    newest = sa.select(Report.body, Report.digest).order_by(Report.revision.desc()).limit(1)
    with open_session() as session:
        return tuple(session.execute(newest).one())


def test_a_working_day_begins_with_what_waits_for_each_role(visit, small_plan, report_all) -> None:
    department = visit(Role.DEPARTMENT_OFFICER, department="works").get("/work")
    assert "อีก ๓ มาตรการของท่านรอรายงาน" in department.text
    assert department.tree.xpath("//a[contains(@class, 'filled')]/text()") == ["รายงานผล"]
    assert "มาตรการตัวอย่าง ๒" in department.text.replace("2", "๒")
    money = visit(Role.DEPARTMENT_OFFICER, department="money").get("/work")
    assert "อีก ๑ มาตรการของท่านรอรายงาน" in money.text
    planner = visit(Role.PLAN_OFFICER).get("/work")
    assert "ดูหน่วยงานที่ค้าง" in planner.text and "กองช่าง" in planner.text
    report_all()
    visit(Role.PLAN_OFFICER).send("/work/rounds/2566/6M", "/work/reports")
    executive = visit(Role.EXECUTIVE).get("/work")
    assert "รอท่านเห็นชอบ ๑ รายงาน" in executive.text


def test_the_round_names_who_is_late_and_takes_nothing_once_closed(visit, small_plan) -> None:
    officer = visit(Role.PLAN_OFFICER)
    page = officer.get("/work/rounds/2566/6M")
    assert "เลยกำหนด" in page.text and "กองคลัง" in page.text
    assert officer.send("/work/rounds/2566/6M", "/close").status == 303
    form = f"/work/measures/{small_plan.works}/progress/2566/6M"
    refused = officer.send(form, "/progress/", status="IN_PROGRESS")
    assert refused.status == 422 and "รอบรายงานนี้ปิดแล้ว" in refused.text
    assert officer.send("/work/rounds/2566/6M", "/reopen", reason="").status == 422
    assert officer.send("/work/rounds/2566/6M", "/reopen", reason="แก้ (ตัวอย่าง)").status == 303
    assert officer.send(form, "/progress/", status="IN_PROGRESS").status == 303


def test_a_round_is_opened_by_a_thai_year_and_refused_by_a_gregorian_one(visit, small_plan) -> None:
    officer = visit(Role.PLAN_OFFICER)
    opened = officer.send("/work/rounds", "/work/rounds", fiscal_year="๒๕๖๗", code="6M")
    assert opened.status == 303 and opened.location.endswith("/work/rounds/2567/6M")
    refused = officer.send("/work/rounds", "/work/rounds", fiscal_year="2023", code="12M")
    assert refused.status == 422
    assert "พ.ศ." in refused.text
    assert refused.form("/work/rounds") | {"csrf_token": ""} == {
        "csrf_token": "",
        "fiscal_year": "2023",
        "code": "12M",
    }


def test_a_report_goes_from_compiling_to_the_public(visit, published, open_session) -> None:
    assert "ยังไม่มีรายงานที่เผยแพร่" in visit(None).get("/reports").text
    address = published()
    page = visit(Role.PLAN_OFFICER).get(address)
    assert "executive (ตัวอย่าง)" in page.text
    assert "aria-current" in page.source
    public = visit(None).get(PUBLIC)
    assert "จัดอบรมแล้ว (ตัวอย่าง)" in public.text
    assert "๕๐,๐๐๐" in public.text and "๑๐,๐๐๐" in public.text
    _, digest = _frozen(open_session)
    assert "".join(public.tree.find_class("pp-code")[0].text_content().split()) == digest
    for where in ("/", "/plan", "/plan/2566", "/reports"):
        assert visit(None).get(where).status == 200
    assert "แล้วเสร็จ" in visit(None).get("/plan").text


def test_the_public_sees_nothing_that_was_not_published(visit, report_all, open_session) -> None:
    report_all()
    officer, nobody = visit(Role.PLAN_OFFICER), visit(None)
    report = officer.send("/work/rounds/2566/6M", "/work/reports").location
    visit(Role.EXECUTIVE).send(report, "/approve")
    for where in (PUBLIC, f"{PUBLIC}/revision/1.json", f"{PUBLIC}/ita", "/plan/2566"):
        assert nobody.get(where).status == 404, where
    for where in ("/", "/plan", "/reports"):
        assert "จัดอบรมแล้ว" not in nobody.get(where).text
        assert "มาตรการตัวอย่าง" not in nobody.get(where).text


def test_the_published_file_is_the_frozen_bytes(visit, published, open_session) -> None:
    published()
    frozen, digest = _frozen(open_session)
    file = visit(None).get(f"{PUBLIC}/revision/1.json").response
    assert file.data == frozen
    assert hashlib.sha256(file.data).hexdigest() == digest == file.get_etag()[0]
    again = visit(None).get(
        f"{PUBLIC}/revision/1.json", headers={"If-None-Match": file.headers["ETag"]}
    )
    assert again.status == 304
    assert visit(None).get(f"{PUBLIC}/revision/2.json").status == 404


def test_internal_evidence_stays_inside(visit, small_plan, open_session) -> None:
    officer = visit(Role.PLAN_OFFICER)
    memo = {"evidence_type": "MEMO", "number": "1", "dated": "2020-01-01"}
    sent = officer.send(
        f"/work/measures/{small_plan.works}/progress/2566/6M",
        "/progress/",
        status="IN_PROGRESS",
        title="เปิดเผยได้",
        public="1",
        **memo,
    )
    more = officer.get(sent.location).tree.xpath("//a[contains(@href, '/evidence')]/@href")[0]
    assert officer.send(more, "/evidence", title="ลับมาก", **memo).status == 303
    report = officer.send("/work/rounds/2566/6M", "/work/reports").location
    assert "ลับมาก" in officer.get(report).text
    assert visit(Role.EXECUTIVE).send(report, "/approve").status == 303
    assert officer.send(report, "/publish").status == 303
    page, file = visit(None).get(PUBLIC), visit(None).get(f"{PUBLIC}/revision/1.json").response
    assert "เปิดเผยได้" in page.text and "ลับมาก" not in page.source
    assert "ลับมาก" not in file.get_data(as_text=True)
    assert "เปิดเผยได้" in file.get_data(as_text=True)
    assert "ไม่รวมหลักฐานภายใน ๑ รายการ" in page.text
    assert hashlib.sha256(file.data).hexdigest() == file.get_etag()[0]
    staff = officer.get(f"{report}.json").response
    assert staff.data == _frozen(open_session)[0]


def test_a_correction_is_a_new_revision_with_its_reason(visit, small_plan, published) -> None:
    report = published()
    officer = visit(Role.PLAN_OFFICER)
    same = officer.send(report, "/correct", correction="ไม่มีอะไรเปลี่ยน (ตัวอย่าง)")
    assert "ยังไม่ต่างจากฉบับล่าสุด" in officer.get(same.location).text
    officer.send(
        f"/work/measures/{small_plan.works}/progress/2566/6M",
        "/progress/",
        status="DONE",
        results="จัดอบรมแล้วสองครั้ง (ตัวอย่าง)",
    )
    told = officer.send("/work/rounds/2566/6M", "/work/reports")
    assert "ระบุเหตุที่แก้ไข" in officer.get(told.location).text
    assert officer.send(report, "/correct", correction=" ").status == 422
    second = officer.send(report, "/correct", correction="นับผลขาดไป (ตัวอย่าง)").location
    assert "ฉบับที่ ๒" in officer.get(second).text
    assert "มีฉบับที่ ๒ ซึ่งใหม่กว่าแล้ว" in officer.get(report).text
    assert "สองครั้ง" not in visit(None).get(PUBLIC).text
    visit(Role.EXECUTIVE).send(second, "/approve")
    officer.send(second, "/publish")
    public = visit(None).get(PUBLIC)
    assert "สองครั้ง" in public.text and "นับผลขาดไป (ตัวอย่าง)" in public.text
    assert "สองครั้ง" not in visit(None).get(f"{PUBLIC}/revision/1.json").source


def test_a_delivery_in_trouble_is_seen_and_sent_again(visit, published, open_session) -> None:
    report = published()
    with open_session() as session:
        item = session.scalars(sa.select(OutboxItem)).one()
        item.state, item.last_error = Delivery.DEAD, "ปลายทางไม่ตอบ (ตัวอย่าง)"
        session.commit()
    officer = visit(Role.PLAN_OFFICER)
    assert "ส่งไม่สำเร็จ" in officer.get("/work").text
    assert "ปลายทางไม่ตอบ (ตัวอย่าง)" in officer.get(report).text
    assert officer.send(report, "/resend").status == 303
    assert "รอส่งระบบกลาง" in officer.get("/work/reports").text


def test_what_the_national_forms_lack_is_asked_for_on_the_report_itself(
    visit, report_all, open_session, small_plan
) -> None:
    with open_session() as session:
        session.execute(sa.text("update portal_plugin.measure set kind = null where seq = 1"))
        session.commit()
    report_all()
    report = visit(Role.PLAN_OFFICER).send("/work/rounds/2566/6M", "/work/reports").location
    executive = visit(Role.EXECUTIVE)
    refused = executive.send(report, "/approve")
    page = executive.get(refused.location)
    notice = page.tree.find_class("pp-notice")[0]
    assert notice.get("role") == "alert" and "1" in notice.text_content()
    assert page.form("/approve")


def test_the_province_sees_states_and_no_content(
    visit, published, province_space, small_plan
) -> None:
    published()
    page = visit(Role.PROVINCE_OPERATOR, "province").get("/work/province")
    assert "เทศบาลเมืองตัวอย่างริมน้ำ" in page.text and "รอส่งระบบกลาง" in page.text
    assert "ยังไม่เปิดรอบ" in page.text
    assert "จังหวัดตัวอย่างธานี" not in page.text
    assert "มาตรการตัวอย่าง" not in page.source and "จัดอบรม" not in page.source
    assert visit(Role.PROVINCE_OPERATOR).get("/work/province").status == 404


def test_an_auditor_reads_the_trail_page_by_page(visit, published) -> None:
    published()
    page = visit(Role.AUDITOR).get("/work/audit")
    for act in ("เผยแพร่รายงาน", "เห็นชอบรายงาน", "รวบรวมรายงาน", "รายงานผล", "เปิดรอบ"):
        assert act in page.text
    assert visit(Role.AUDITOR).get("/work/audit?page=999999999").status == 200
    assert visit(Role.AUDITOR).get("/work/audit?page=x").status == 200


def test_import_stores_nothing_before_it_is_confirmed(visit) -> None:
    data = SAMPLE.read_bytes()
    officer = visit(Role.PLAN_OFFICER)

    def offer(**fields: object):
        page = officer.get("/work/import")
        token = page.form("/work/import")["csrf_token"]
        content = fields.pop("content", data)
        return officer.post(
            "/work/import", csrf_token=token, document=(io.BytesIO(content), "แผน.txt"), **fields
        )

    checked = offer()
    assert checked.status == 200 and "ผลการตรวจเอกสาร" in checked.text
    assert "ยังไม่มีแผน" in officer.get("/work/plan").text
    proof = checked.form("/work/import")["checked"]
    other = offer(checked=proof, content=data + b"\n")
    assert other.status == 200 and "ผลการตรวจเอกสาร" in other.text
    assert "ยังไม่มีแผน" in officer.get("/work/plan").text
    stored = offer(checked=proof)
    assert stored.status == 303
    assert "นำเข้าแล้ว ๑๒ มาตรการ" in officer.get(stored.location).text
    assert "นำเข้าไว้แล้ว" in officer.get(offer(checked=proof).location).text
    for content in (b"", b"\x00\xff\xfe", b"hello"):
        refused = offer(content=content)
        assert refused.status == 422
        assert refused.tree.get_element_by_id("error-document").text_content().strip()


def test_an_error_must_be_answered_before_the_import(visit, departments) -> None:
    data = SAMPLE.read_bytes()
    neighbour = visit(Role.PLAN_OFFICER, space="saithong")
    digest = hashlib.sha256(data).hexdigest()
    token = neighbour.get("/work/import").form("/work/import")["csrf_token"]

    def offer(**fields: object):
        document = (io.BytesIO(data), "แผน.txt")
        return neighbour.post(
            "/work/import", csrf_token=token, document=document, checked=digest, **fields
        )

    refused = offer()
    assert refused.status == 422
    assert refused.tree.xpath("//input[@name='accept']/@value") == ["OTHER_TENANT"]
    assert offer(accept="OTHER_TENANT").status == 303
