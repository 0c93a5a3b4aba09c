"""The officer's side: every deed by its form, the wall between departments, contact data, letters."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from PIL import Image

from portal_plugin import clock
from portal_plugin.actor import Person, Role
from portal_plugin.audit import AuditEvent
from portal_plugin.complaints.codes import Channel, State
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.models import Complaint, ComplaintMessage
from portal_plugin.complaints.tracking import TrackingKey

KEY = TrackingKey("a key of the tests of 32 characters")
GIVEN = Given(
    topic="SERVICE",
    subject="ไฟทางดับ (ตัวอย่าง)",
    detail="ไฟทางหน้าตลาดดับสามคืนแล้ว (ตัวอย่าง)",
    place="ตลาดตัวอย่าง",
    latitude=13.75,
    longitude=100.5,
    name="ผู้ร้อง หนึ่ง (ตัวอย่าง)",
    phone="081 000 0000",
)
ANSWER = {"result": "ซ่อมแล้ว (ตัวอย่าง)", "cause": "หลอดขาด", "prevention": "ตรวจทุกเดือน"}
REASON = "รออุปกรณ์จากผู้ขาย (ตัวอย่าง)"


@pytest.fixture
def make(open_session):
    """A complaint of a municipality: `make("saithong", subject=…)` gives its id."""

    def _make(space: str = "rimnam", **changes: object) -> UUID:
        with open_session(space) as session:
            given = Given(**{name: getattr(GIVEN, name) for name in GIVEN.__slots__} | changes)
            taken = take_in(session, None, given, Channel.PHONE, KEY)
            session.commit()
        return taken.complaint_id

    return _make


@pytest.fixture
def stored(open_session):
    """The row as it stands: `stored(id).state`."""

    def _stored(complaint_id: UUID) -> Complaint:
        with open_session() as session:
            row = session.scalars(sa.select(Complaint).where(Complaint.id == complaint_id)).one()
            session.expunge(row)
            return row

    return _stored


@pytest.fixture
def officer(visit):
    return visit(Role.COMPLAINT_OFFICER)


@pytest.fixture
def works(visit):
    return visit(Role.DEPARTMENT_OFFICER, department="works")


def at(complaint_id: UUID, rest: str = "") -> str:
    return f"/work/complaints/{complaint_id}{rest}"


def do(who, complaint_id: UUID, deed: str, **fields):
    """Open the form of a deed, or the button on the complaint's own page, and send it."""
    form_at = at(complaint_id, f"/{deed}" if fields else "")
    return who.post(at(complaint_id, f"/{deed}"), **typed(who.get(form_at), f"/{deed}") | fields)


def typed(page, action: str) -> dict[str, str]:
    """The fields as a browser reads them: without the newline that begins a text area."""
    return {name: value.removeprefix("\n") for name, value in page.form(action).items()}


def test_a_complaint_goes_from_screening_to_closing_by_its_forms(
    officer, works, make, stored, departments
) -> None:
    one = make()
    assert do(officer, one, "screen").status == 303
    unit = str(departments["rimnam/works"])
    named = do(officer, one, "assign", to=unit, officer_name="ช่างเอก (ตัวอย่าง)")
    assert named.status == 303
    assert do(works, one, "start").status == 303
    assert do(works, one, "note", text="โทรถามผู้ขายแล้ว").status == 303
    assert do(works, one, "message", text="ขอภาพเพิ่ม").status == 303
    promised = (clock.today() + timedelta(days=20)).isoformat()
    sent = do(works, one, "explain", reason=REASON, promised_on=promised)
    assert sent.status == 303
    assert "ชี้แจงผู้ร้องไว้แล้ว" in works.get(at(one)).text
    assert do(works, one, "finish", **ANSWER).status == 303
    assert do(officer, one, "close").status == 303
    row = stored(one)
    assert row.state is State.CLOSED and row.officer_name == "ช่างเอก (ตัวอย่าง)"
    page = officer.get(at(one)).text
    for said in ("โทรถามผู้ขายแล้ว", "ขอภาพเพิ่ม", REASON, "ซ่อมแล้ว", "ตรวจทุกเดือน", "ปิดเรื่อง"):
        assert said in page


def test_the_page_fills_one_button_and_it_is_what_comes_next(
    officer, make, departments, open_session
) -> None:
    one = make()
    for step, label in (
        ("", "รับไว้กลั่นกรอง"),
        ("/screen", "มอบหมายหน่วยงาน"),
        ("/assign", "เริ่มดำเนินการ"),
        ("/start", "แจ้งผล"),
        ("/finish", "ปิดเรื่อง"),
    ):
        if step:
            token = officer.get(at(one)).form(step)["csrf_token"] if step in "/screen/start" else ""
            token = token or officer.get(at(one, step)).form(step)["csrf_token"]
            unit = str(departments["rimnam/works"])
            officer.post(at(one, step), csrf_token=token, to=unit, **ANSWER)
        filled = officer.get(at(one)).tree.find_class("pp-button-filled")
        assert [button.text_content() for button in filled] == [label]


REFUSED = [
    ("assign", {"to": ""}, "กรุณาเลือกหน่วยงาน"),
    ("forward", {"to": "", "message": "ส่งต่อแล้วครับ"}, "ชื่อหน่วยงาน"),
    ("message", {"text": " "}, "กรุณาเขียนข้อความ"),
    ("note", {"text": "\x00"}, "กรุณาเขียนบันทึก"),
    ("explain", {"reason": REASON, "promised_on": "พรุ่งนี้"}, "หลังวันนี้"),
    ("finish", ANSWER | {"cause": ""}, "สาเหตุ"),
    ("refuse", {"ground": "BECAUSE", "reason": REASON}, "เลือกเหตุ"),
    ("give-up", {"ground": "OTHER", "reason": "สั้น"}, "อย่างน้อย 10"),
    ("retopic", {"topic": "NOTHING"}, "ไม่มีหัวข้อนี้"),
    ("merge", {"into": "2500-9999"}, "ไม่พบเลขที่นี้"),
    ("publish", {"text": "ก" * 3000}, "กรุณาย่อ"),
]


def test_a_refused_form_says_why_beside_its_field_and_keeps_what_was_typed(officer, make) -> None:
    one = make()
    do(officer, one, "screen")
    for deed, fields, said in REFUSED:
        page = do(officer, one, deed, **fields)
        assert page.status == 422, deed
        assert said in page.text, deed
        kept = typed(page, f"/{deed}")
        for name, value in fields.items():
            if value.strip("\x00 ") and (name, value) not in {
                ("ground", "BECAUSE"),
                ("topic", "NOTHING"),
            }:
                assert kept[name] == value
        faulty = {field.get("name") for field in page.tree.xpath("//*[@aria-invalid]")}
        assert faulty <= set(fields)
        links = [each[1:] for each in page.tree.xpath("//*[@class='pp-summary']//a/@href")]
        assert links and all(page.tree.xpath(f"//*[@id='{each}']") for each in links), deed


def test_a_deed_that_came_too_late_is_told_and_loses_no_word(officer, works, make, stored) -> None:
    one = make()
    do(officer, one, "screen")
    form = officer.get(at(one, "/finish")).form("/finish")
    do(officer, one, "refuse", ground="NOT_OURS", reason=REASON)
    page = officer.post(at(one, "/finish"), **form | ANSWER)
    assert page.status == 409 and "ไม่รับเรื่อง" in page.text
    assert typed(page, "/finish")["result"] == ANSWER["result"]
    assert stored(one).state is State.NOT_ACCEPTED


def test_a_file_that_cannot_be_kept_keeps_the_whole_message_back(
    officer, make, open_session
) -> None:
    one = make()
    token = officer.get(at(one, "/message")).form("/message")["csrf_token"]
    bad = (io.BytesIO(b"MZ\x90"), "ภาพ.exe")
    page = officer.post(at(one, "/message"), csrf_token=token, text="ดูไฟล์แนบ", files=bad)
    assert page.status == 422 and "รับเฉพาะไฟล์" in page.text and "ต้องเลือกใหม่" in page.text
    assert typed(page, "/message")["text"] == "ดูไฟล์แนบ"
    with open_session() as session:
        assert session.scalar(sa.select(sa.func.count(ComplaintMessage.id))) == 0
    photo = io.BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "PNG")
    photo.seek(0)
    good = (photo, "ภาพ.png")
    sent = officer.post(at(one, "/message"), csrf_token=token, text="ดูไฟล์แนบ", files=good)
    assert sent.status == 303
    shown = officer.get(at(one)).tree.xpath("//main//img/@src")
    answer = officer.get(shown[0]).response
    assert (
        answer.mimetype.startswith("image/")
        and "sandbox" in answer.headers["Content-Security-Policy"]
    )


def test_a_foreign_complaint_another_departments_and_none_at_all_answer_alike(
    works, officer, make
) -> None:
    foreign, others, random = make("saithong"), make(), uuid4()
    for rest in ("", "/start", "/message", "/finish", "/letters/receipt", f"/files/{uuid4()}"):
        for who, ids in ((works, (foreign, others, random)), (officer, (foreign, random))):
            pages = [(each, who.get(at(each, rest))) for each in ids]
            assert {page.status for _, page in pages} == {404}, rest
            assert len({page.source.replace(str(each), "id") for each, page in pages}) == 1
    token = officer.get("/work/complaints/new").form("/new")["csrf_token"]
    for rest in ("/screen", "/assign", "/refuse", "/contact", "/letters/receipt", "/merge"):
        pages = [
            (each, officer.post(at(each, rest), csrf_token=token)) for each in (foreign, random)
        ]
        assert {page.status for _, page in pages} == {404}, rest
        assert len({page.source.replace(str(each), "id") for each, page in pages}) == 1


def test_a_department_officer_is_offered_no_deed_of_the_complaint_officer(
    officer, works, make, departments
) -> None:
    one = make()
    do(officer, one, "screen")
    do(officer, one, "assign", to=str(departments["rimnam/works"]))
    source = works.get(at(one)).source
    for deed in ("assign", "forward", "refuse", "merge", "retopic", "publish", "contact"):
        assert f"/{deed}" not in source
    for deed in ("assign", "refuse", "merge"):
        assert works.get(at(one, f"/{deed}")).status == 403
    assert works.get("/work/complaints/new").status == 403
    assert "ผู้ร้อง หนึ่ง" not in source and "081" not in source


def test_contact_data_shows_once_and_every_reading_is_in_the_trail(
    officer, make, open_session
) -> None:
    one = make()
    assert "081 000 0000" not in officer.get(at(one)).source
    shown = do(officer, one, "contact")
    assert shown.status == 200 and "081 000 0000" in shown.text
    assert "lang=en" not in shown.source, "a link that leads to no page"
    assert "081 000 0000" not in officer.get(at(one)).source
    officer.send(at(one, "/letters/receipt"), "/letters/receipt")
    with open_session() as session:
        acts = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_id == one)).all()
        assert [each.act for each in acts] == ["complaint.contact.read"] * 2
        assert not any("081" in str(each.detail) for each in acts)


def test_letters_name_the_complainant_only_when_asked_and_tell_what_happened(
    officer, make, departments
) -> None:
    one = make()
    plain = officer.get(at(one, "/letters/receipt"))
    assert "เรียน\u2003ผู้ร้อง" in plain.tree.text_content() and "ผู้ร้อง หนึ่ง" not in plain.source
    named = officer.send(at(one, "/letters/receipt"), "/letters/receipt")
    assert named.status == 200 and "เรียน\u2003ผู้ร้อง หนึ่ง (ตัวอย่าง)" in named.tree.text_content()
    for kind in ("progress", "explanation", "result", "anything"):
        assert officer.get(at(one, f"/letters/{kind}")).status == 404
    do(officer, one, "screen")
    assert officer.get(at(one, "/letters/progress")).status == 200
    do(officer, one, "finish", **ANSWER)
    result = officer.get(at(one, "/letters/result?lang=en"))
    letter = result.tree.find_class("pp-letter")[0].text_content()
    assert "ซ่อมแล้ว" in letter and "ขอแสดงความนับถือ" in letter
    assert not any(character in "0123456789" for character in letter)


def test_from_day_ten_the_page_offers_to_explain_and_after_day_fifteen_says_it_is_late(
    officer, make
) -> None:
    with clock.held_at(datetime(2026, 2, 1, 3, tzinfo=UTC)):
        one = make()
        do(officer, one, "screen")
    for day, said, offered in (
        (10, "ยังไม่", False),
        (11, "เหลือ ๕ วัน", True),
        (17, "เกินกำหนด", True),
    ):
        with clock.held_at(datetime(2026, 2, day, 3, tzinfo=UTC)):
            due = officer.get(at(one)).tree.find_class("pp-due")[0]
        assert ("/explain" in "".join(due.xpath(".//a/@href"))) is offered
        if offered:
            assert said in due.text_content()


def test_duplicates_follow_their_main_and_lead_to_it(officer, make, stored) -> None:
    main, other = make(subject="เรื่องหลัก (ตัวอย่าง)"), make()
    for each in (main, other):
        do(officer, each, "screen")
    number = stored(main).number
    thai = number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert do(officer, other, "merge", into=thai).status == 303
    page = officer.get(at(other))
    assert f"ไปเรื่องหลัก {number}" in page.text and "/finish" not in page.source
    assert stored(other).number in officer.get(at(main)).text
    do(officer, main, "finish", **ANSWER)
    assert stored(other).state is State.DONE


def test_people_whom_the_host_knows_are_offered_with_their_department(
    officer, make, stored, departments, app
) -> None:
    unit = departments["rimnam/works"]
    people = (
        Person("p-1", "ช่างโท (ตัวอย่าง)", unit, frozenset({Role.DEPARTMENT_OFFICER})),
        Person("p-2", "ผู้ตรวจ (ตัวอย่าง)", unit, frozenset({Role.INSPECTOR})),
    )
    app.extensions["portal_plugin"].people = lambda _tenant: people
    one = make()
    do(officer, one, "screen")
    form = officer.get(at(one, "/assign"))
    assert "กองช่าง · ช่างโท" in form.text and "ผู้ตรวจ (ตัวอย่าง)" not in form.text
    assert "officer_name" not in form.form("/assign")
    foreign = f"{departments['saithong/works']}/p-1"
    for to in (foreign, f"{unit}/p-2", f"{departments['rimnam/money']}/p-1", "p-1", ""):
        assert do(officer, one, "assign", to=to).status == 422
    assert do(officer, one, "assign", to=f"{unit}/p-1").status == 303
    assert (stored(one).officer_id, stored(one).department_id) == ("p-1", unit)


def test_the_list_searches_filters_and_keeps_what_was_asked(officer, works, make, stored) -> None:
    make(subject="ถนนเป็นหลุม (ตัวอย่าง)", detail="หลุมลึกหน้าโรงเรียน (ตัวอย่าง)")
    lamp = make()
    for words in (stored(lamp).number, "ไฟทาง", "ตลาด ดับ"):
        page = officer.get("/work/complaints", query_string={"q": words})
        assert "ไฟทางดับ" in page.text and "ถนนเป็นหลุม" not in page.text
    assert "ไม่พบเรื่อง" in officer.get("/work/complaints?q=%25").text
    assert "ถนนเป็นหลุม" in officer.get("/work/complaints?state=RECEIVED&due=in_time").text
    assert "ถนนเป็นหลุม" not in officer.get("/work/complaints?due=overdue").text
    assert "ไฟทางดับ" not in works.get("/work/complaints?view=all").text
    hostile = (
        "/work/complaints?page=-1&page=9e9&state=x&due=x&year=x&department=x&topic='&q=\x00\\_%"
    )
    assert officer.get(hostile).status == 200


def test_a_stored_script_is_shown_as_text_on_every_page(officer, make) -> None:
    script = "<script>alert(1)</script>"
    one = make(subject=script, detail=script + " เกินสิบตัวอักษร", place=script, name=script)
    do(officer, one, "note", text=script)
    pages = (
        "/work/complaints",
        at(one),
        at(one, "/message"),
        at(one, "/letters/receipt"),
    )
    for page in pages:
        shown = officer.get(page)
        assert "<script" not in shown.source and script in shown.tree.text_content()
    assert "<script" not in do(officer, one, "contact").source


def _entry(officer, **fields):
    return officer.send("/work/complaints/new", "/new", **fields)


TOLD = {"topic": "SERVICE", "subject": "ท่อแตก (ตัวอย่าง)", "detail": "ท่อแตกหน้าตลาดตัวอย่าง"}


def test_an_officer_enters_a_call_and_hands_over_the_code(officer, open_session) -> None:
    page = _entry(officer, channel="PHONE", **TOLD)
    assert page.status == 201 and page.response.headers["Cache-Control"] == "no-store"
    code = page.tree.find_class("pp-code")[0].text_content()
    assert len(code) == 17
    with open_session() as session:
        row = session.scalars(sa.select(Complaint)).one()
        session.expunge(row)
    assert row.channel is Channel.PHONE and row.number in page.text
    assert code not in officer.get(at(row.id)).source


def test_the_same_entry_sent_twice_is_one_complaint(officer, open_session) -> None:
    form = officer.get("/work/complaints/new").form("/new") | TOLD
    first, second = (officer.post("/work/complaints/new", **form) for _ in range(2))
    codes = {page.tree.find_class("pp-code")[0].text_content() for page in (first, second)}
    assert len(codes) == 1 and "ไม่ได้บันทึกซ้ำ" in second.text
    with open_session() as session:
        assert session.scalar(sa.select(sa.func.count(Complaint.id))) == 1


def test_an_entry_that_cannot_be_taken_keeps_every_word(officer, open_session) -> None:
    for changed, said in (
        ({"received_at": "เมื่อวาน"}, "วันที่และเวลา"),
        ({"received_at": "2999-01-01"}, "รับเรื่อง"),
        ({"channel": "WEB"}, "ช่องทาง"),
        ({"detail": "สั้น"}, "รายละเอียด"),
        ({"email": "ไม่ใช่อีเมล"}, "อีเมล"),
    ):
        fields = TOLD | {"name": "ผู้ร้อง สอง (ตัวอย่าง)"} | changed
        page = _entry(officer, **fields)
        assert page.status == 422 and said in page.text, changed
        kept = typed(page, "/new")
        assert all(kept[name] == value for name, value in fields.items() if name != "channel")
        links = [each[1:] for each in page.tree.xpath("//*[@class='pp-summary']//a/@href")]
        assert links and all(page.tree.xpath(f"//*[@id='{each}']") for each in links)
    with open_session() as session:
        assert session.scalar(sa.select(sa.func.count(Complaint.id))) == 0


def test_an_entry_that_looks_like_corruption_is_offered_the_other_door_first(
    officer, open_session
) -> None:
    page = _entry(officer, **TOLD | {"topic": "BRIBERY"})
    assert page.status == 422 and "ยังไม่มีอะไรถูกบันทึก" in page.text
    with open_session() as session:
        assert session.scalar(sa.select(sa.func.count(Complaint.id))) == 0
    form = page.form("/new")
    assert form["subject"] == TOLD["subject"]
    assert officer.post("/work/complaints/new", **form | {"door": "general"}).status == 201


def test_the_office_is_set_and_bad_choices_are_kept_to_be_mended(officer, visit) -> None:
    where = "/work/complaints/office"
    fields = {"email": "office@example.org", "phone": "๐๗๗ ๐๐๐ ๐๐๐", "contact_days": "๙๐"}
    assert officer.send(where, "complaints/office", **fields).status == 303
    again = officer.get(where).form("complaints/office")
    assert again["email"] == "office@example.org" and again["contact_days"] == "90"
    for wrong in (
        {"contact_days": "นาน"},
        {"extra_holidays": "31/12/2569"},
        {"email": "ไม่ใช่"},
        {"clock": "lunar"},
    ):
        page = officer.send(where, "complaints/office", **wrong)
        assert page.status == 422
        name, value = next(iter(wrong.items()))
        assert name == "clock" or page.form("complaints/office")[name].strip() == value
    assert visit(Role.TENANT_ADMINISTRATOR).get(where).status == 200
    assert visit(Role.DEPARTMENT_OFFICER, department="works").get(where).status == 403


def test_the_consent_text_gets_a_new_version(officer) -> None:
    where = "/work/complaints/office"
    assert "ข้อความมาตรฐาน" in officer.get(where).text
    sent = officer.send(where, "/consent", text="เราใช้ข้อมูลเพื่อตอบท่านเท่านั้น (ตัวอย่าง)")
    assert sent.status == 303 and "ฉบับที่ ๑" in officer.get(where).text
    assert officer.send(where, "/consent", text=" ").status == 422


def test_topics_are_added_hidden_and_given_to_a_department(officer, make, departments) -> None:
    topics = "/work/complaints/office/topics"
    money = str(departments["rimnam/money"])
    added = officer.send(f"{topics}/new", "/topics/new", label="น้ำประปา", department_id=money)
    assert added.status == 303 and "น้ำประปา" in officer.get("/work/complaints/new").text
    hidden = officer.get(f"{topics}/SERVICE").form("/SERVICE")
    hidden.pop("active")
    assert officer.post(f"{topics}/SERVICE", **hidden | {"department_id": money}).status == 303
    assert 'value="SERVICE"' not in officer.get("/work/complaints/new").source
    for code in ("T-99", "'", "service"):
        assert officer.get(f"{topics}/{code}").status == 404
    foreign = str(departments["saithong/money"])
    for wrong in ({"department_id": foreign}, {"department_id": "x"}, {"label": " "}):
        assert officer.send(f"{topics}/new", "/topics/new", **{"label": "ไฟ"} | wrong).status == 422


def test_assigning_suggests_the_department_of_the_topic(officer, make, departments) -> None:
    money = str(departments["rimnam/money"])
    service = "/work/complaints/office/topics/SERVICE"
    officer.send(service, "/SERVICE", department_id=money)
    one = make()
    do(officer, one, "screen")
    assert officer.get(at(one, "/assign")).form("/assign")["to"] == money
