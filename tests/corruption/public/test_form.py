"""Telling of corruption: one form, one receipt, and nothing typed is lost."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from portal_plugin import clock
from portal_plugin.corruption.contents import unseal_content, unseal_facts, unseal_label
from portal_plugin.corruption.custody.readers import open_as_informant
from portal_plugin.corruption.models import ReaderKey, Report, ReportFile


@pytest.fixture
def opened(open_channel):
    """Reads what was sealed, with the receipt: `opened(receipt, lambda opened, files: …)`."""

    def _opened(receipt, read):
        with open_channel("rimnam") as session:
            report = session.query(Report).one()
            files = session.query(ReportFile).all()
            return read(open_as_informant(session, report, receipt), files)

    return _opened


@pytest.fixture
def photo():
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "planted in the photo"
    Image.new("RGB", (32, 24), (200, 30, 30)).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_a_report_is_told_in_one_step_and_its_receipt_opens_it(informant, kept, opened) -> None:
    page = informant.tells(where="ศาลากลางบ้าน (ตัวอย่าง)", wants_protection="1")
    assert page.status == 201
    [report] = kept(Report)
    assert report.number in page.text and "ไม่มีใครกู้คืน" in page.text
    facts = opened(page.receipt, lambda found, _files: unseal_facts(found))
    assert facts.where == "ศาลากลางบ้าน (ตัวอย่าง)" and facts.wants_protection
    assert len(kept(ReaderKey)) == 2


def test_the_receipt_is_told_in_groups_of_four_with_the_mailbox_to_take_it_to(informant) -> None:
    page = informant.tells()
    groups = [each.text for each in page.tree.xpath('//code[@class="pp-code"]/span')]
    assert "".join(groups) == page.receipt and {len(each) for each in groups[:-1]} == {4}
    assert "http://localhost/rimnam/corruption/mailbox" in page.text
    assert page.receipt not in page.response.request.url


def test_files_are_sealed_as_they_came(informant, photo, opened) -> None:
    page = informant.tells(files=(io.BytesIO(photo), "หลักฐาน (ตัวอย่าง).jpg"))
    assert page.status == 201 and "หลักฐาน (ตัวอย่าง).jpg" in page.text
    label, content = opened(
        page.receipt, lambda it, files: (unseal_label(it, files[0]), unseal_content(it, files[0]))
    )
    assert label.filename == "หลักฐาน (ตัวอย่าง).jpg" and content == photo


def test_a_file_that_cannot_be_kept_costs_nobody_his_report(informant, kept) -> None:
    page = informant.tells(files=(io.BytesIO(b"MZ"), "program.exe"))
    assert page.status == 201 and "ไม่ได้รับ" in page.text
    assert len(kept(Report)) == 1 and kept(ReportFile) == []


def test_a_form_sent_twice_is_one_report_with_one_receipt(informant, kept) -> None:
    form = informant.get("/corruption/report").form
    told = form | {
        "category": "BRIBERY",
        "facts": "เรียกเงินจากผู้รับเหมาหลังเปิดซองทุกครั้ง",
        "posts_unknown": "1",
    }
    first = informant.post("/corruption/report", told)
    second = informant.post("/corruption/report", told)
    assert first.receipt == second.receipt and len(kept(Report)) == 1
    assert "ไม่ได้บันทึกซ้ำ" in second.text


def test_a_fault_gives_everything_typed_back_and_says_that_files_are_lost(
    informant, readers, photo, kept
) -> None:
    typed = {
        "category": "PROPERTY",
        "facts": "สั้น",
        "when": "ทุกวันศุกร์",
        "where": "ลานจอดรถ",
        "posts": [str(readers["ปลัดเทศบาล"]), str(readers["นายกเทศมนตรี"])],
        "posts_other": "ช่างประจำ",
        "wants_protection": "1",
        "name": "สมชาย (ตัวอย่าง)",
        "contact": "089 000 0000",
    }
    form = informant.get("/corruption/report").form
    page = informant.post(
        "/corruption/report", form | typed | {"files": (io.BytesIO(photo), "ก.jpg")}
    )
    assert page.status == 422 and kept(Report) == []
    assert {name: page.form[name] for name in typed} == typed
    assert "โปรดเลือกไฟล์อีกครั้ง" in page.text
    assert page.tree.get_element_by_id("error-facts") is not None


def test_whom_it_concerns_must_be_said_if_only_that_nobody_knows(informant, kept) -> None:
    page = informant.tells(posts_unknown="")
    assert page.status == 422 and kept(Report) == []
    assert page.tree.get_element_by_id("error-posts") is not None


def test_who_holds_a_post_it_concerns_gets_no_key(informant, readers, kept) -> None:
    assert informant.tells(posts=[str(readers["ปลัดเทศบาล"])]).status == 201
    assert len(kept(ReaderKey)) == 1


def test_where_nobody_may_read_nothing_is_kept_and_other_doors_are_told(
    informant, readers, kept
) -> None:
    concerned = [str(readers[title]) for title in ("ปลัดเทศบาล", "ผู้อำนวยการกองช่าง")]
    page = informant.tells(posts=concerned)
    assert page.status == 422 and kept(Report) == []
    assert "1205" in page.text and page.form["posts"] == concerned


def test_who_can_read_is_named_before_the_first_field(informant) -> None:
    page = informant.get("/corruption/report")
    form = page.source.index("<form")
    for name in ("สมหญิง ผู้ตรวจ (ตัวอย่าง)", "สมศักดิ์ ผู้ตรวจ (ตัวอย่าง)"):
        assert 0 < page.source.index(name) < form


def test_only_the_outside_is_offered_where_somebody_outside_receives(
    informant, open_channel, make_inspector, kept
) -> None:
    assert "outside_only" not in informant.get("/corruption/report").source
    with open_channel("rimnam") as session:
        make_inspector(session, "ผู้รับภายนอก (ตัวอย่าง)", outside=True)
        session.commit()
    assert informant.tells(outside_only="1").status == 201
    assert len(kept(ReaderKey)) == 1


def test_a_municipality_without_inspectors_shows_other_doors_and_no_form(informant) -> None:
    informant.space = "saithong"
    page = informant.get("/corruption/report")
    assert page.status == 200 and page.tree.forms == [] and "1205" in page.text


def test_an_old_form_is_given_back_to_be_sent_again(informant, kept, monkeypatch) -> None:
    form = informant.get("/corruption/report").form
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=7))
    told = form | {
        "category": "BRIBERY",
        "facts": "เรียกเงินจากผู้รับเหมาหลังเปิดซองทุกครั้ง",
        "posts_unknown": "1",
    }
    page = informant.post("/corruption/report", told)
    assert page.status == 422 and kept(Report) == [] and "เปิดไว้นานเกินไป" in page.text
    assert informant.post("/corruption/report", page.form).status == 201


def test_another_municipalitys_post_is_none_of_the_list(informant, open_channel, make_post) -> None:
    with open_channel("saithong") as session:
        foreign = str(make_post(session, "ปลัดเทศบาล").id)
        session.commit()
    pages = [
        informant.tells(posts=[each])
        for each in (foreign, "00000000-0000-7000-8000-000000000000", "x")
    ]
    assert {page.status for page in pages} == {422}
    told = {re.sub(r'name="nonce" value="[^"]+"', "", page.source) for page in pages}
    assert len(told) == 1


def test_a_crowd_is_asked_for_work_and_nothing_typed_is_lost(informant, kept) -> None:
    pages = [informant.tells(where=f"หมู่ {number}") for number in range(7)]
    assert [page.status for page in pages[:5]] == [201] * 5
    late = pages[-1]
    assert late.status == 429 and late.form["where"] == "หมู่ 6" and len(kept(Report)) == 5
    policy = late.response.headers["Content-Security-Policy"]
    assert policy.endswith("; script-src 'self'") and late.response.headers["Retry-After"]
