"""Every address × verb × role × own, foreign and random id.

An address of the plugin needs one line in ENTRIES; without it a test fails. For each line the
roles named here get in and no others, and what belongs to another tenant answers byte for byte
like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal_plugin.actor import Act, Actor, Role

EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.PROVINCE_OPERATOR}
PLANNERS = frozenset({Role.PLAN_OFFICER})
REPORTERS = frozenset({Role.PLAN_OFFICER, Role.DEPARTMENT_OFFICER})
EXECUTIVES = frozenset({Role.EXECUTIVE})
AUDITORS = frozenset({Role.AUDITOR})
PROVINCE = frozenset({Role.PROVINCE_OPERATOR})
INSPECTORS = frozenset({Role.INSPECTOR})
CHANNEL_KEEPERS = frozenset({Role.INSPECTOR, Role.TENANT_ADMINISTRATOR})
CLERKS = frozenset({Role.COMPLAINT_OFFICER})
ANSWERERS = frozenset({Role.COMPLAINT_OFFICER, Role.DEPARTMENT_OFFICER})
KEEPERS = frozenset({Role.COMPLAINT_OFFICER, Role.TENANT_ADMINISTRATOR})
WRITERS = frozenset({Role.PLAN_OFFICER, Role.COMPLAINT_OFFICER})
INDEXERS = frozenset({Role.PLAN_OFFICER, Role.TENANT_ADMINISTRATOR})


@dataclass(frozen=True)
class Entry:
    """How an address is tried.

    `act` is the guard it must declare (None: public), `roles` who gets in. `path`, `query` and
    `form` (`json`: sent as JSON) say where a value comes from: a table's name stands for the id of
    a row of it, YEAR for a fiscal year, "=text" for the text itself. `own` is what a GET of one's
    own answers.
    """

    act: Act | None
    roles: frozenset[Role]
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    own: int = 200
    json: bool = False

    @property
    def rows(self) -> set[str]:
        """The parts of the path that name a row, so that a foreign one must not be found."""
        return {name for name, source in self.path.items() if source != YEAR and source[0] != "="}

    def parts(self, verb: str) -> list[str]:
        """The values of a request that can come from another tenant one at a time."""
        sources = {**self.path, **self.query, **(self.form if verb == "POST" else {})}
        return [name for name, source in sources.items() if source[0] != "="]


YEAR = "year"
ROUND = {"fiscal_year": YEAR, "round_code": "=6M"}
REVISION = ROUND | {"revision": "=1"}
MEASURE = {"measure_id": "measure"}
IN_YEAR = MEASURE | {"fiscal_year": YEAR}
IN_ROUND = MEASURE | ROUND
ENTRY = MEASURE | {"entry_id": "progress_entry"}
PLAN = {"plan_id": "plan"}
REPORT = {"report_id": "report"}
MISSION = {"dimension": "=1", "number": "=1.9", "mission_title": "=ภารกิจตัวอย่าง"}
NEW_MEASURE = {"title": "=มาตรการตัวอย่าง", "mission": "mission", "departments": "department"}
COMPLAINT = {"complaint_id": "complaint"}
SUMMARY = {"summary_id": "complaint_summary"}
ANSWER = COMPLAINT | {"deed": "=message"}
HANDLING = COMPLAINT | {"deed": "=assign"}
COMPLAINING = {"step": "=send", "topic": "=SERVICE", "subject": "=ตัวอย่าง", "consent": "=1"}
TOLD = {"report_id": "channel.report"}
RECEIPT = {"receipt": "=0"}
PRODUCT = {"product": "=targets", "fiscal_year": YEAR, "period": "=year"}
PAPER = {"paper_id": "paper"}
SET = {"rendering_id": "rendering"}
DATA = {"name": "=measures"}
STATUS = {"status": "=DONE", "step": "step", "seen_entry_id": "progress_entry"}

ENTRIES = {
    "front": Entry(None, EVERYBODY),
    "public_plan": Entry(None, EVERYBODY),
    "public_plan_of_year": Entry(None, EVERYBODY, {"fiscal_year": YEAR}),
    "public_reports": Entry(None, EVERYBODY),
    "public_report": Entry(None, EVERYBODY, ROUND),
    "public_ita_report": Entry(None, EVERYBODY, ROUND, own=404),
    "public_report_bytes": Entry(None, EVERYBODY, REVISION),
    "public_ita_report_bytes": Entry(None, EVERYBODY, REVISION, own=404),
    "oit_index": Entry(None, EVERYBODY),
    "oit_index_of_year": Entry(None, EVERYBODY, {"fiscal_year": YEAR}),
    "oit_index_csv": Entry(None, EVERYBODY, {"fiscal_year": YEAR}),
    "oit_index_json": Entry(None, EVERYBODY, {"fiscal_year": YEAR}),
    "public_documents": Entry(None, EVERYBODY),
    "public_paper": Entry(None, EVERYBODY, PRODUCT),
    "public_paper_version": Entry(None, EVERYBODY, PRODUCT | {"version": "=1"}),
    "public_paper_file": Entry(None, EVERYBODY, PRODUCT | {"version": "=1", "kind": "=json"}),
    "open_data": Entry(None, EVERYBODY),
    "open_data_catalogue": Entry(None, EVERYBODY),
    "open_data_csv": Entry(None, EVERYBODY, DATA),
    "open_data_json": Entry(None, EVERYBODY, DATA),
    "sitemap": Entry(None, EVERYBODY),
    "readiness": Entry(Act.READ_REPORTS, STAFF, query={"year": YEAR}),
    "oit_entries": Entry(Act.READ_REPORTS, STAFF, {"fiscal_year": YEAR}),
    "keep_oit_entry": Entry(
        Act.KEEP_INDEX,
        INDEXERS,
        {"fiscal_year": YEAR},
        form={"topic": "=ETHICS", "number": "=O20", "department": "department"},
    ),
    "documents": Entry(Act.READ_DOCUMENTS, STAFF, query={"year": YEAR, "round": "=6M"}),
    "document": Entry(Act.READ_DOCUMENTS, STAFF, PRODUCT),
    "document_file": Entry(Act.READ_DOCUMENTS, STAFF, PRODUCT | {"format": "=json"}),
    "ask_set": Entry(Act.READ_DOCUMENTS, STAFF, form={"year": YEAR, "formats": "=none"}),
    "rendering": Entry(Act.READ_DOCUMENTS, STAFF, SET),
    "rendering_zip": Entry(Act.READ_DOCUMENTS, STAFF, SET),
    "rendition": Entry(Act.READ_DOCUMENTS, STAFF, SET | {"product": "=targets", "format": "=json"}),
    "papers": Entry(Act.READ_DOCUMENTS, STAFF, query={"year": YEAR}),
    "begin_paper": Entry(Act.WRITE_PAPERS, WRITERS, PRODUCT, own=303),
    "save_paper": Entry(Act.WRITE_PAPERS, WRITERS, PRODUCT),
    "paper": Entry(Act.READ_DOCUMENTS, STAFF, PAPER),
    "write_paper": Entry(Act.WRITE_PAPERS, WRITERS, PAPER),
    "circulate_paper": Entry(Act.WRITE_PAPERS, WRITERS, PAPER),
    "endorse_paper": Entry(
        Act.ENDORSE_PAPERS, STAFF, PAPER, form={"position": "=1", "decision": "=ENDORSED"}
    ),
    "withdraw_paper": Entry(Act.WRITE_PAPERS, WRITERS, PAPER),
    "publish_paper": Entry(Act.PUBLISH_PAPERS, PLANNERS, PAPER),
    "paper_file": Entry(Act.READ_DOCUMENTS, STAFF, PAPER | {"version": "=1", "format": "=json"}),
    "paper_of_report": Entry(Act.WRITE_PAPERS, WRITERS, REPORT, own=303),
    "letterhead": Entry(Act.WRITE_PAPERS, WRITERS),
    "save_letterhead": Entry(Act.WRITE_PAPERS, WRITERS, form={"head_name": "=ตัวอย่าง"}),
    "complain": Entry(None, EVERYBODY),
    "send_complaint": Entry(None, EVERYBODY, form=COMPLAINING),
    "follow": Entry(None, EVERYBODY),
    "follow_complaint": Entry(None, EVERYBODY, form={"code": "complaint"}),
    "follow_file": Entry(None, EVERYBODY, form={"code": "complaint", "file": "complaint_file"}),
    "complaints": Entry(
        Act.READ_COMPLAINTS, ANSWERERS, query={"department": "department", "words": "complaint"}
    ),
    "new_complaint": Entry(Act.HANDLE_COMPLAINTS, CLERKS),
    "enter_complaint": Entry(Act.HANDLE_COMPLAINTS, CLERKS, form=COMPLAINING),
    "complaint_office": Entry(Act.MANAGE_COMPLAINTS, KEEPERS),
    "set_complaint_office": Entry(Act.MANAGE_COMPLAINTS, KEEPERS, form={"contact_days": "=90"}),
    "write_consent": Entry(Act.MANAGE_COMPLAINTS, KEEPERS, form={"text": "=ตัวอย่าง"}),
    "new_topic": Entry(Act.MANAGE_COMPLAINTS, KEEPERS),
    "add_topic": Entry(Act.MANAGE_COMPLAINTS, KEEPERS, form={"department_id": "department"}),
    "complaint_topic": Entry(Act.MANAGE_COMPLAINTS, KEEPERS, {"code": "=SERVICE"}),
    "set_complaint_topic": Entry(
        Act.MANAGE_COMPLAINTS,
        KEEPERS,
        {"code": "=SERVICE"},
        form={"label": "=ตัวอย่าง", "department_id": "department"},
    ),
    "complaint": Entry(Act.READ_COMPLAINTS, ANSWERERS, COMPLAINT),
    "complaint_contact": Entry(Act.HANDLE_COMPLAINTS, CLERKS, COMPLAINT),
    "complaint_file": Entry(
        Act.READ_COMPLAINTS, ANSWERERS, COMPLAINT | {"file_id": "complaint_file"}
    ),
    "letter": Entry(Act.READ_COMPLAINTS, ANSWERERS, COMPLAINT | {"kind": "=receipt"}),
    "named_letter": Entry(Act.HANDLE_COMPLAINTS, CLERKS, COMPLAINT | {"kind": "=receipt"}),
    "answering": Entry(Act.ANSWER_COMPLAINTS, ANSWERERS, ANSWER),
    "answer_complaint": Entry(
        Act.ANSWER_COMPLAINTS, ANSWERERS, ANSWER, form={"text": "=ข้อความตัวอย่าง"}
    ),
    "handling": Entry(Act.HANDLE_COMPLAINTS, CLERKS, HANDLING),
    "handle_complaint": Entry(Act.HANDLE_COMPLAINTS, CLERKS, HANDLING, form={"to": "department"}),
    "corruption": Entry(None, EVERYBODY),
    "corruption_form": Entry(None, EVERYBODY),
    "send_corruption_report": Entry(
        None,
        EVERYBODY,
        form={"category": "=BRIBERY", "facts": "=" + "ตัวอย่าง" * 9, "posts": "channel.post"},
    ),
    "mailbox": Entry(None, EVERYBODY),
    "open_mailbox": Entry(None, EVERYBODY, form=RECEIPT),
    "mailbox_file": Entry(None, EVERYBODY, form=RECEIPT | {"file_id": "channel.report_file"}),
    "filing_receipt": Entry(None, EVERYBODY, form=RECEIPT),
    "channel_key": Entry(None, EVERYBODY),
    "inspection": Entry(Act.INSPECT, INSPECTORS),
    "enrol": Entry(Act.INSPECT, INSPECTORS),
    "enrol_inspector": Entry(Act.INSPECT, INSPECTORS, form={"posts": "channel.post"}),
    "passphrase_strength": Entry(Act.INSPECT, INSPECTORS, form={"passphrase": "=ตัวอย่าง"}),
    "unlocking": Entry(Act.INSPECT, INSPECTORS),
    "unlock_inspection": Entry(Act.INSPECT, INSPECTORS, form={"passphrase": "=ตัวอย่าง"}),
    "lock_inspection": Entry(Act.INSPECT, INSPECTORS),
    "inspectors": Entry(Act.INSPECT, INSPECTORS),
    "change_inspectors": Entry(
        Act.INSPECT,
        INSPECTORS,
        form={"deed": "=leave", "sure": "=1", "inspector": "channel.inspector"},
    ),
    "channel_office": Entry(Act.KEEP_CHANNEL, CHANNEL_KEEPERS),
    "set_channel_office": Entry(
        Act.KEEP_CHANNEL, CHANNEL_KEEPERS, form={"deed": "=close", "post": "channel.post"}
    ),
    "readership": Entry(Act.INSPECT, INSPECTORS),
    "share_readers": Entry(Act.INSPECT, INSPECTORS, form={"to": "channel.inspector"}),
    "disposals": Entry(Act.INSPECT, INSPECTORS),
    "dispose_reports": Entry(Act.INSPECT, INSPECTORS, form={"report": "channel.report"}),
    "corruption_report": Entry(Act.INSPECT, INSPECTORS, TOLD),
    "reveal_identity": Entry(Act.INSPECT, INSPECTORS, TOLD, form={"purpose": "=contact"}),
    "recusing": Entry(Act.INSPECT, INSPECTORS, TOLD),
    "recuse_from_report": Entry(
        Act.INSPECT, INSPECTORS, TOLD, form={"sure": "=1", "hand_to": "channel.inspector"}
    ),
    "report_deed": Entry(Act.INSPECT, INSPECTORS, TOLD | {"deed": "=message"}),
    "act_on_report": Entry(
        Act.INSPECT, INSPECTORS, TOLD | {"deed": "=message"}, form={"text": "=ตัวอย่าง"}
    ),
    "report_file": Entry(
        Act.INSPECT,
        INSPECTORS,
        TOLD | {"file_id": "channel.report_file"},
        query={"as": "=original"},
    ),
    "exporting": Entry(Act.INSPECT, INSPECTORS, TOLD),
    "export_report": Entry(Act.INSPECT, INSPECTORS, TOLD),
    "corruption_statistics": Entry(None, EVERYBODY, query={"year": YEAR}),
    "corruption_statistics_json": Entry(None, EVERYBODY, query={"year": YEAR}),
    "corruption_statistics_csv": Entry(None, EVERYBODY, query={"year": YEAR}),
    "moving": Entry(Act.HANDLE_COMPLAINTS, CLERKS, COMPLAINT),
    "move_complaint": Entry(
        Act.HANDLE_COMPLAINTS, CLERKS, COMPLAINT, form={"category": "=BRIBERY", "reason": "=ตัวอย่าง"}
    ),
    "statistics": Entry(None, EVERYBODY, query={"year": YEAR}),
    "statistics_json": Entry(None, EVERYBODY, query={"year": YEAR}),
    "statistics_csv": Entry(None, EVERYBODY, query={"year": YEAR}),
    "public_summaries": Entry(None, EVERYBODY),
    "public_summary": Entry(None, EVERYBODY, {"fiscal_year": YEAR, "half": "=YEAR"}),
    "work_statistics": Entry(Act.READ_STATISTICS, STAFF, query={"year": YEAR}),
    "work_statistics_csv": Entry(Act.READ_STATISTICS, STAFF, query={"year": YEAR}),
    "summaries": Entry(Act.READ_STATISTICS, STAFF),
    "draft_summary": Entry(Act.WRITE_SUMMARY, CLERKS, form={"year": YEAR, "half": "=YEAR"}),
    "summary": Entry(Act.READ_STATISTICS, STAFF, SUMMARY),
    "write_summary": Entry(Act.WRITE_SUMMARY, CLERKS, SUMMARY, form={"problems": "=ตัวอย่าง"}),
    "correct_summary": Entry(Act.WRITE_SUMMARY, CLERKS, SUMMARY, form={"reason": "=ตัวอย่าง"}),
    "take_back_summary": Entry(Act.WRITE_SUMMARY, CLERKS, SUMMARY),
    "acknowledge_summary": Entry(Act.ACKNOWLEDGE_SUMMARY, EXECUTIVES, SUMMARY),
    "publish_summary": Entry(Act.WRITE_SUMMARY, CLERKS, SUMMARY),
    "province_complaints": Entry(Act.WATCH_PROVINCE, PROVINCE, own=404),
    "plan": Entry(Act.READ_PLAN, STAFF, query={"year": YEAR, "round": "=6M"}),
    "measure": Entry(Act.READ_PLAN, STAFF, MEASURE, query={"year": YEAR}),
    "progress": Entry(Act.REPORT_PROGRESS, REPORTERS, IN_ROUND, query={"step": "step"}),
    "report_progress": Entry(Act.REPORT_PROGRESS, REPORTERS, IN_ROUND, form=STATUS),
    "entry_evidence": Entry(Act.REPORT_PROGRESS, REPORTERS, ENTRY),
    "add_evidence": Entry(Act.REPORT_PROGRESS, REPORTERS, ENTRY, form={"title": "=คำสั่ง"}),
    "evidence": Entry(Act.READ_PLAN, STAFF, {"evidence_id": "evidence"}),
    "budget": Entry(Act.REPORT_PROGRESS, REPORTERS, IN_YEAR),
    "set_budget": Entry(Act.REPORT_PROGRESS, REPORTERS, IN_YEAR, form={"paid_amount": "=5"}),
    "reopening": Entry(Act.REOPEN_MEASURE, PLANNERS, IN_YEAR),
    "reopen_measure": Entry(Act.REOPEN_MEASURE, PLANNERS, IN_YEAR, form={"reason": "=ตัวอย่าง"}),
    "new_plan": Entry(Act.EDIT_PLAN, PLANNERS),
    "create_plan": Entry(Act.EDIT_PLAN, PLANNERS, form={"title": "=แผนตัวอย่าง"}),
    "plan_editor": Entry(Act.EDIT_PLAN, PLANNERS, PLAN),
    "edit_plan": Entry(Act.EDIT_PLAN, PLANNERS, PLAN, form={"title": "=แผนตัวอย่าง"}),
    "move_plan": Entry(Act.EDIT_PLAN, PLANNERS, PLAN, form={"state": "=APPROVED"}),
    "add_mission": Entry(Act.EDIT_PLAN, PLANNERS, PLAN, form=MISSION),
    "risks": Entry(Act.EDIT_PLAN, PLANNERS, PLAN),
    "set_risks": Entry(Act.EDIT_PLAN, PLANNERS, PLAN, form={"process-0": "=ตัวอย่าง"}),
    "targets": Entry(Act.EDIT_PLAN, PLANNERS, PLAN),
    "set_targets": Entry(Act.EDIT_PLAN, PLANNERS, PLAN, form={"name-0": "=ตัวอย่าง"}),
    "ita_result": Entry(Act.EDIT_PLAN, PLANNERS, {"fiscal_year": YEAR}),
    "record_ita": Entry(Act.EDIT_PLAN, PLANNERS, {"fiscal_year": YEAR}, form={"total": "=85"}),
    "link_issue": Entry(
        Act.EDIT_PLAN,
        PLANNERS,
        {"fiscal_year": "=2566", "issue_id": "ita_issue"},
        form={"measures": "measure"},
    ),
    "new_measure": Entry(Act.EDIT_PLAN, PLANNERS, PLAN),
    "add_measure": Entry(Act.EDIT_PLAN, PLANNERS, PLAN, form=NEW_MEASURE),
    "measure_editor": Entry(Act.EDIT_PLAN, PLANNERS, MEASURE),
    "edit_measure": Entry(Act.EDIT_PLAN, PLANNERS, MEASURE, form=NEW_MEASURE),
    "delete_measure": Entry(Act.EDIT_PLAN, PLANNERS, MEASURE),
    "rounds": Entry(Act.READ_PLAN, STAFF),
    "open_round": Entry(Act.OPEN_ROUND, PLANNERS, form={"year": YEAR, "round": "=12M"}),
    "round": Entry(Act.READ_PLAN, STAFF, ROUND),
    "close_round": Entry(Act.OPEN_ROUND, PLANNERS, ROUND),
    "reopen_round": Entry(Act.OPEN_ROUND, PLANNERS, ROUND),
    "import_page": Entry(Act.IMPORT_PLAN, PLANNERS),
    "import_document": Entry(Act.IMPORT_PLAN, PLANNERS),
    "work": Entry(Act.READ_PLAN, STAFF),
    "reports": Entry(Act.READ_REPORTS, STAFF),
    "compile_report": Entry(Act.COMPILE_REPORT, PLANNERS, form={"round": "=2576/6M"}),
    "report": Entry(Act.READ_REPORTS, STAFF, REPORT),
    "report_bytes": Entry(Act.READ_REPORTS, STAFF, REPORT),
    "approve_report": Entry(Act.APPROVE_REPORT, EXECUTIVES, REPORT),
    "publish_report": Entry(Act.PUBLISH_REPORT, PLANNERS, REPORT),
    "correct_report": Entry(Act.COMPILE_REPORT, PLANNERS, REPORT, form={"correction": "=ตัวอย่าง"}),
    "resend_report": Entry(Act.RESEND_REPORT, PLANNERS, REPORT),
    "audit": Entry(Act.READ_AUDIT, AUDITORS),
    # Nobody in a municipality sees the province, not even with the role.
    "province": Entry(Act.WATCH_PROVINCE, PROVINCE, own=404),
    "api_published_plans": Entry(None, EVERYBODY),
    "api_published_reports": Entry(None, EVERYBODY),
    "api_published_report": Entry(None, EVERYBODY, ROUND | {"instrument": "=PLAN_5Y"}),
    "api_session": Entry(Act.READ_PLAN, STAFF),
    "api_plans": Entry(Act.READ_PLAN, STAFF, query={"after": "plan"}),
    "api_measures": Entry(
        Act.READ_PLAN, STAFF, PLAN, query={"fiscal_year": YEAR, "round_id": "round"}
    ),
    "api_measure": Entry(Act.READ_PLAN, STAFF, MEASURE, query={"fiscal_year": YEAR}),
    "api_rounds": Entry(Act.READ_PLAN, STAFF, query={"after": "round"}),
    "api_reports": Entry(Act.READ_REPORTS, STAFF, query={"after": "report"}),
    "api_report": Entry(Act.READ_REPORTS, STAFF, REPORT),
    "api_report_progress": Entry(
        Act.REPORT_PROGRESS,
        REPORTERS,
        form={"status": "=IN_PROGRESS", "measure_id": "measure", "round_id": "round"},
        json=True,
    ),
}

OUTSIDE_A_SPACE = {
    "static",
    "font",
    "health_live",
    "health_ready",
    "metrics",
    "api_document",
    "api_elsewhere",
    # Their tenant is a jurisdiction_id: tests/open311/test_jurisdiction.py proves that wall.
    "open311_services",
    "open311_service",
    "open311_requests",
    "open311_post",
    "open311_request",
    "open311_token",
    "open311_discovery",
    "open311_document",
    "open311_elsewhere",
}
"""Addresses without a tenant; each is the same for everybody."""

BELOW = ("/<space>/", "/api/v1/<space>/")
"""What every address of a space begins with."""

OWN, FOREIGN, RANDOM = "rimnam", "saithong", "random"
FOREIGN_MARK = b"only-saithong-may-read-this"


@pytest.fixture
def rules(host: Any) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in host.app.url_map.iter_rules():
        if rule.endpoint.startswith("portal_plugin."):
            found.setdefault(rule.endpoint.removeprefix("portal_plugin."), []).append(rule)
    return found


def _verbs(rules: list[Rule]) -> list[str]:
    return sorted({verb for rule in rules for verb in rule.methods or ()} - {"OPTIONS"})


def test_every_address_has_an_entry(rules: dict[str, list[Rule]]) -> None:
    assert set(rules) == set(ENTRIES) | OUTSIDE_A_SPACE


def test_every_address_in_a_space_declares_its_guard(
    host: Any, rules: dict[str, list[Rule]]
) -> None:
    for endpoint, found in rules.items():
        if endpoint in OUTSIDE_A_SPACE:
            assert all("space" not in rule.arguments for rule in found), endpoint
            continue
        view = host.app.view_functions[f"portal_plugin.{endpoint}"]
        assert view.portal_plugin_act == ENTRIES[endpoint].act, endpoint
        assert all(rule.rule.startswith(BELOW) for rule in found), endpoint


def test_every_entry_gives_each_part_of_its_address(rules: dict[str, list[Rule]]) -> None:
    for endpoint, entry in ENTRIES.items():
        for rule in rules[endpoint]:
            assert set(entry.path) == rule.arguments - {"space"}, endpoint


class Visitor:
    """Sends one request of an entry, as somebody, for the row of one side."""

    def __init__(self, host: Any, ids: Any, endpoint: str, space: str = OWN) -> None:
        self.host, self.ids, self.space = host, ids, space
        self.endpoint, self.entry = f"portal_plugin.{endpoint}", ENTRIES[endpoint]

    def send(
        self, actor: Actor | None, verb: str, side: str, mixed: str = "", accept: str = "text/html"
    ) -> TestResponse:
        """`mixed` names the one value that comes from `side`, when the others are own."""
        path, query, form = (
            self.ids.values(sources, OWN, {name: side for name in sources if mixed in {"", name}})
            for sources in (self.entry.path, self.entry.query, self.entry.form)
        )
        with self.host.app.test_request_context():
            adapter = self.host.app.create_url_adapter(None)
            adapter = adapter or self.host.app.url_map.bind("localhost")
            url = adapter.build(self.endpoint, {"space": self.space, **path}, method=verb)
        self.host.actor = actor
        response: TestResponse = self.host.app.test_client(use_cookies=False).open(
            url,
            method=verb,
            query_string=query,
            **({"json" if self.entry.json else "data": form} if verb == "POST" else {}),
            headers={"Accept": accept},
        )
        assert response.status_code < 500, (verb, url)
        return response

    def answer(self, *request: Any, **more: Any) -> tuple[object, ...]:
        """What a stranger learns: status, headers and body, but for the ids named and the date."""
        response = self.send(*request, **more)
        headers = [
            (name, self.ids.mask(value.encode()))
            for name, value in response.headers
            if name not in {"Date", "Set-Cookie"}
        ]
        assert FOREIGN_MARK not in response.data
        return response.status_code, headers, self.ids.mask(response.data)


Send = Callable[[str], Visitor]


@pytest.fixture
def visitor(host: Any, ids: Any) -> Send:
    return lambda endpoint: Visitor(host, ids, endpoint)


@pytest.fixture
def untouched(rows_of: Any, tenant_ids: dict[str, UUID], world: Any) -> Iterator[None]:
    """Whatever the test did, no row of another tenant changed."""
    others = [tenant_ids[code] for code in tenant_ids if code != OWN]
    before = [rows_of(tenant_id) for tenant_id in others]
    yield
    assert [rows_of(tenant_id) for tenant_id in others] == before


def test_exactly_the_named_roles_get_in(
    subtests: pytest.Subtests,
    visitor: Send,
    rules: dict[str, list[Rule]],
    person: Callable[[Role], Actor],
    untouched: None,
) -> None:
    for endpoint, entry in ENTRIES.items():
        at = visitor(endpoint)
        for verb in _verbs(rules[endpoint]):
            with subtests.test(endpoint, verb=verb):
                nobody = at.send(None, verb, OWN).status_code
                assert (nobody == 401) == (entry.act is not None)
                for role in Role:
                    response = at.send(person(role), verb, OWN)
                    assert FOREIGN_MARK not in response.data
                    refused = response.status_code in {401, 403}
                    assert refused == (role not in entry.roles), (role, response.status)
                    if verb == "GET" and not refused:
                        assert response.status_code == entry.own, role


def test_what_is_foreign_answers_like_what_does_not_exist(
    subtests: pytest.Subtests,
    visitor: Send,
    rules: dict[str, list[Rule]],
    person: Callable[[Role], Actor],
    untouched: None,
) -> None:
    for endpoint, entry in ENTRIES.items():
        at = visitor(endpoint)
        reader = person(min(entry.roles))
        for verb in [*_verbs(rules[endpoint]), "OPTIONS"]:
            with subtests.test(endpoint, verb=verb):
                for role in (None, *Role):
                    actor = role and person(role)
                    foreign = at.answer(actor, verb, FOREIGN)
                    assert foreign == at.answer(actor, verb, RANDOM), role
                    if role in entry.roles and verb != "OPTIONS" and entry.rows:
                        assert foreign[0] == 404, role
                for part in entry.parts(verb):
                    foreign = at.answer(reader, verb, FOREIGN, mixed=part)
                    assert foreign == at.answer(reader, verb, RANDOM, mixed=part), part
                    if part in entry.rows and verb != "OPTIONS":
                        assert foreign[0] == 404, part
                foreign = at.answer(reader, verb, FOREIGN, accept="application/json")
                assert foreign == at.answer(reader, verb, RANDOM, accept="application/json")


def test_a_person_of_one_space_is_nobody_in_another(
    subtests: pytest.Subtests,
    host: Any,
    ids: Any,
    rules: dict[str, list[Rule]],
    person: Callable[[Role], Actor],
    untouched: None,
) -> None:
    for endpoint, entry in ENTRIES.items():
        if entry.act is None:
            continue
        abroad = Visitor(host, ids, endpoint, space=FOREIGN)
        nowhere = Visitor(host, ids, endpoint, space="nowhere")
        for verb in _verbs(rules[endpoint]):
            with subtests.test(endpoint, verb=verb):
                stranger = abroad.answer(None, verb, FOREIGN)
                assert stranger[0] == 401
                for role in Role:
                    assert abroad.answer(person(role), verb, FOREIGN) == stranger, role
                reader = person(min(entry.roles))
                assert nowhere.send(reader, verb, FOREIGN).status_code == 404
