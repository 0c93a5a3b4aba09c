"""Who acts, and what each role may do."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from uuid import UUID


class Role(enum.StrEnum):
    """Roles of people in a tenant; the province operator's are in the province's own space."""

    DEPARTMENT_OFFICER = "department_officer"
    PLAN_OFFICER = "plan_officer"
    COMPLAINT_OFFICER = "complaint_officer"
    INSPECTOR = "inspector"
    EXECUTIVE = "executive"
    TENANT_ADMINISTRATOR = "tenant_administrator"
    PROVINCE_OPERATOR = "province_operator"
    AUDITOR = "auditor"


class Act(enum.StrEnum):
    """What can be asked for. A route declares exactly one."""

    READ_PLAN = "plan.read"
    EDIT_PLAN = "plan.edit"
    IMPORT_PLAN = "plan.import"
    OPEN_ROUND = "round.open"
    REPORT_PROGRESS = "progress.report"
    REOPEN_MEASURE = "measure.reopen"
    READ_REPORTS = "report.read"
    COMPILE_REPORT = "report.compile"
    APPROVE_REPORT = "report.approve"
    PUBLISH_REPORT = "report.publish"
    RESEND_REPORT = "report.resend"
    READ_COMPLAINTS = "complaint.read"
    ANSWER_COMPLAINTS = "complaint.answer"
    HANDLE_COMPLAINTS = "complaint.handle"
    MANAGE_COMPLAINTS = "complaint.manage"
    READ_STATISTICS = "statistics.read"
    WRITE_SUMMARY = "summary.write"
    ACKNOWLEDGE_SUMMARY = "summary.acknowledge"
    READ_DOCUMENTS = "document.read"
    WRITE_PAPERS = "paper.write"
    ENDORSE_PAPERS = "paper.endorse"
    PUBLISH_PAPERS = "paper.publish"
    KEEP_INDEX = "index.keep"
    INSPECT = "corruption.inspect"
    KEEP_CHANNEL = "corruption.keep"
    MANAGE_TENANT = "tenant.manage"
    READ_AUDIT = "audit.read"
    WATCH_PROVINCE = "province.watch"


_STAFF = frozenset(
    {Act.READ_PLAN, Act.READ_REPORTS, Act.READ_STATISTICS, Act.READ_DOCUMENTS, Act.ENDORSE_PAPERS}
)

ACTS_OF: dict[Role, frozenset[Act]] = {
    Role.DEPARTMENT_OFFICER: _STAFF
    | {Act.REPORT_PROGRESS, Act.READ_COMPLAINTS, Act.ANSWER_COMPLAINTS},
    Role.PLAN_OFFICER: _STAFF
    | {
        Act.EDIT_PLAN,
        Act.IMPORT_PLAN,
        Act.OPEN_ROUND,
        Act.REPORT_PROGRESS,
        Act.REOPEN_MEASURE,
        Act.COMPILE_REPORT,
        Act.PUBLISH_REPORT,
        Act.RESEND_REPORT,
        Act.WRITE_PAPERS,
        Act.PUBLISH_PAPERS,
        Act.KEEP_INDEX,
    },
    Role.COMPLAINT_OFFICER: _STAFF
    | {
        Act.READ_COMPLAINTS,
        Act.ANSWER_COMPLAINTS,
        Act.HANDLE_COMPLAINTS,
        Act.MANAGE_COMPLAINTS,
        Act.WRITE_SUMMARY,
        Act.WRITE_PAPERS,
    },
    Role.INSPECTOR: _STAFF | {Act.INSPECT, Act.KEEP_CHANNEL},
    Role.EXECUTIVE: _STAFF | {Act.APPROVE_REPORT, Act.ACKNOWLEDGE_SUMMARY},
    Role.TENANT_ADMINISTRATOR: _STAFF
    | {Act.MANAGE_TENANT, Act.MANAGE_COMPLAINTS, Act.KEEP_CHANNEL, Act.KEEP_INDEX},
    Role.PROVINCE_OPERATOR: frozenset({Act.WATCH_PROVINCE}),
    Role.AUDITOR: _STAFF | {Act.READ_AUDIT},
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) in one tenant. `department_id` bounds a department officer."""

    id: str
    name: str
    tenant_id: UUID | None
    roles: frozenset[Role] = field(default_factory=frozenset)
    department_id: UUID | None = None


SYSTEM = Actor(id="system", name="ระบบ", tenant_id=None)
"""The worker and the command line, which act by schedule or by an operator's hand."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a tenant whom the host knows: who can be given work. `id` is that of the
    `Actor` this person is when signed in."""

    id: str
    name: str
    department_id: UUID | None
    roles: frozenset[Role]


def role_allows(actor: Actor | Person, act: Act) -> bool:
    """Whether one of the actor's roles permits `act`."""
    return any(act in ACTS_OF[role] for role in actor.roles)
