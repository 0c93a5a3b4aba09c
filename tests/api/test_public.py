"""What anybody may read at /api/v1: what was published, and nothing else."""

from __future__ import annotations

import hashlib

import orjson

REPORT = "/public/reports/2566/6M/PLAN_5Y"


def test_nothing_is_shown_before_it_was_published(anybody, town):
    for path in ("/public/plans", "/public/reports"):
        assert anybody.get(path).get_json() == {"items": [], "next": None}
    assert anybody.get(REPORT).status_code == 404


def test_a_published_plan_and_its_report_are_listed(anybody, town, publish):
    report = publish()
    (plan,) = anybody.get("/public/plans").get_json()["items"]
    assert (plan["id"], plan["title"]) == (str(town.plan), "แผนตัวอย่าง")
    (line,) = anybody.get("/public/reports").get_json()["items"]
    assert (line["id"], line["revision"], line["round"]) == (str(town.report), 1, "6M")
    assert line["frozen_digest"] == report.digest
    assert "frozen_by" not in line


def test_the_digest_of_a_published_report_is_that_of_its_body(anybody, publish):
    publish()
    answer = anybody.get(REPORT)
    given = answer.get_json()
    body = orjson.dumps(given["body"], option=orjson.OPT_SORT_KEYS)
    assert given["digest"] == hashlib.sha256(body).hexdigest()
    assert body in answer.data
    assert given["report"]["revision"] == 1


def test_internal_proofs_are_withheld(anybody, publish):
    report = publish()
    assert "คำสั่ง INTERNAL".encode() in report.body
    answer = anybody.get(REPORT)
    given = answer.get_json()
    assert "คำสั่ง PUBLIC" in answer.get_data(as_text=True)
    assert "คำสั่ง INTERNAL" not in answer.get_data(as_text=True)
    assert given["withheld"] == 1
    assert given["digest"] != given["report"]["frozen_digest"] == report.digest


def test_a_report_that_is_not_there_is_a_404(anybody, publish, subtests):
    publish()
    for path in (
        "/public/reports/2566/12M/PLAN_5Y",
        "/public/reports/2566/6M/ITA_MEASURES",
        "/public/reports/2566/6M/ANYTHING",
        "/public/reports/2566/9M/PLAN_5Y",
        "/public/reports/0566/6M/PLAN_5Y",
        "/public/reports/๒๕๖๖/6M/PLAN_5Y",
        "/public/reports/year/6M/PLAN_5Y",
        "/public/reports/25666/6M/PLAN_5Y",
        f"/public/reports/{'9' * 5000}/6M/PLAN_5Y",
        f"{REPORT}?revision=2",
    ):
        with subtests.test(path[:60]):
            answer = anybody.get(path)
            assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_who_has_it_already_is_told_so(anybody, publish):
    publish()
    for path in ("/public/plans", "/public/reports", REPORT):
        first = anybody.get(path)
        again = anybody.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert first.headers["Cache-Control"] == "no-cache"


def test_an_etag_changes_with_what_is_published(anybody, town, publish):
    before = anybody.get("/public/reports").headers["ETag"]
    publish()
    assert anybody.get("/public/reports", headers={"If-None-Match": before}).status_code == 200
