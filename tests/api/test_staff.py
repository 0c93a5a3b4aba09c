"""What people of the municipality read and report at /api/v1."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.measures.models import ProgressEntry
from portal_plugin.measures.rounds import close_round

STAFF_PATHS = ["/session", "/plans", "/rounds", "/reports"]


def progress(town, number=2, **changes):
    body = {
        "measure_id": str(town.measures[number - 1]),
        "round_id": str(town.round),
        "status": "IN_PROGRESS",
    }
    return body | changes


def entries(open_session):
    with open_session() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ProgressEntry))


def test_who_is_not_signed_in_is_told_so_as_a_problem(anybody):
    for path in STAFF_PATHS:
        answer = anybody.get(path)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
        assert answer.get_json()["status"] == 401


def test_a_role_that_may_not_is_refused(town, call, open_session):
    executive = call(Role.EXECUTIVE)
    answer = executive.post("/progress", progress(town))
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert entries(open_session) == 1


def test_the_session_names_its_person(officer):
    given = officer.get("/session").get_json()
    assert (given["name"], given["roles"]) == ("สมใจ (ตัวอย่าง)", ["plan_officer"])


def test_plans_rounds_and_reports_are_listed(officer, town):
    for path, row in (("plans", town.plan), ("rounds", town.round), ("reports", town.report)):
        given = officer.get(f"/{path}").get_json()
        assert [item["id"] for item in given["items"]] == [str(row)], path
        assert given["next"] is None


def test_a_list_can_be_asked_for_one_fiscal_year(officer):
    for path in ("/rounds", "/reports"):
        assert len(officer.get(f"{path}?fiscal_year=2566").get_json()["items"]) == 1
        assert officer.get(f"{path}?fiscal_year=2567").get_json()["items"] == []


def test_measures_stand_where_they_were_reported(officer, town):
    given = officer.get(f"/plans/{town.plan}/measures?fiscal_year=2566").get_json()
    lines = given["items"]
    assert [line["measure"]["id"] for line in lines] == [str(each) for each in town.measures]
    assert [line["status"] for line in lines] == ["DONE", None, None, None, None]
    assert lines[0]["latest_entry_id"] == str(town.entry)


def test_a_measure_comes_with_its_history(officer, town):
    given = officer.get(f"/measures/{town.measures[0]}").get_json()
    (item,) = given["history"]
    assert (item["fiscal_year"], item["entry"]["id"]) == (2566, str(town.entry))
    assert {proof["visibility"] for proof in item["entry"]["evidence"]} == {"PUBLIC", "INTERNAL"}
    assert given["plan"]["id"] == str(town.plan)


def test_a_report_comes_with_every_step_of_its_delivery(officer, town, publish):
    publish()
    given = officer.get(f"/reports/{town.report}").get_json()
    assert given["report"]["state"] == "approved"
    assert [(step["step"], step["mark"]) for step in given["steps"]] == [
        ("compiled", "done"),
        ("approved", "done"),
        ("published", "done"),
        ("sent", "doing"),
        ("receipt", "waiting"),
    ]
    assert given["body"]["fiscal_year"] == 2566


def test_progress_is_written_and_its_standing_told(officer, town, open_session):
    answer = officer.post("/progress", progress(town, status="DONE", results=["เสร็จ"]))
    assert answer.status_code == 201
    given = answer.get_json()
    assert (given["status"], given["carried_over"]) == ("DONE", False)
    measure = officer.get(f"/measures/{town.measures[1]}").get_json()
    assert measure["history"][0]["entry"]["id"] == given["entry_id"]


def test_a_broken_rule_is_told_beside_its_field_and_changes_nothing(officer, town, open_session):
    answer = officer.post("/progress", progress(town, status="DONE"))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    given = answer.get_json()
    assert list(given["errors"]) == ["results"]
    assert given["detail"] == given["errors"]["results"][0]
    assert entries(open_session) == 1


def test_a_rule_about_the_whole_report_stands_under_no_field(officer, town, open_session):
    with open_session() as session:
        actor = type("A", (), {"id": "o", "name": "สมใจ (ตัวอย่าง)"})()
        close_round(session, actor, town.round)
        session.commit()
    assert list(officer.post("/progress", progress(town)).get_json()["errors"]) == [""]


def test_only_a_department_that_answers_for_a_measure_reports_on_it(town, call):
    money = call(Role.DEPARTMENT_OFFICER, department="กองคลัง")
    answer = money.post("/progress", progress(town, number=5))
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [""])
    works = call(Role.DEPARTMENT_OFFICER, department="กองช่าง")
    assert works.post("/progress", progress(town, number=5)).status_code == 201


def test_who_was_overtaken_gets_a_conflict_and_the_entry_that_stands(officer, town, open_session):
    stale = progress(town, number=1, status="DONE", results=["อีกครั้ง"])
    answer = officer.post("/progress", stale)
    assert answer.status_code == 409
    assert list(answer.get_json()["errors"]) == ["seen_entry_id"]
    assert entries(open_session) == 1
    fresh = officer.post("/progress", stale | {"seen_entry_id": str(town.entry)})
    assert fresh.status_code == 201


def test_nothing_is_written_without_the_form_token(officer, town, open_session):
    for token in ("", "forged"):
        answer = officer.post("/progress", progress(town), headers={"X-CSRFToken": token})
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert entries(open_session) == 1


def test_what_is_foreign_answers_byte_for_byte_like_what_does_not_exist(officer, town, make_town):
    foreign, nothing = make_town("saithong"), str(uuid4())

    def same(ask, theirs):
        seen, unseen = ask(str(theirs)), ask(nothing)
        assert seen.status_code in {404, 409, 422}
        assert (seen.status, seen.data) == (unseen.status, unseen.data)
        assert dict(seen.headers) == dict(unseen.headers)

    measures = f"/plans/{town.plan}/measures?fiscal_year=2566"
    same(lambda id_: officer.get(f"/plans/{id_}/measures?fiscal_year=2566"), foreign.plan)
    same(lambda id_: officer.get(f"{measures}&round_id={id_}"), foreign.round)
    same(lambda id_: officer.get(f"{measures}&after={id_}"), foreign.measures[0])
    same(lambda id_: officer.get(f"/measures/{id_}"), foreign.measures[0])
    same(lambda id_: officer.get(f"/reports/{id_}"), foreign.report)
    for field, theirs in (
        ("measure_id", foreign.measures[1]),
        ("round_id", foreign.round),
        ("step_id", foreign.round),
        ("seen_entry_id", foreign.entry),
    ):
        same(
            lambda id_, name=field: officer.post("/progress", progress(town, **{name: id_})), theirs
        )


def test_a_person_of_one_space_is_nobody_in_another(officer, town, make_town):
    make_town("saithong")
    officer.base = "/api/v1/saithong"
    for path in STAFF_PATHS:
        assert officer.get(path).status_code == 401
    assert officer.post("/progress", progress(town)).status_code == 401


def test_statements_do_not_grow_with_the_rows(officer, town, statements):
    for path in (
        "/plans?",
        "/reports?",
        "/rounds?",
        f"/plans/{town.plan}/measures?fiscal_year=2566&",
    ):
        one, five = (
            statements(lambda at=f"{path}limit={limit}": officer.get(at)) for limit in (1, 5)
        )
        assert one == five <= 14, path
