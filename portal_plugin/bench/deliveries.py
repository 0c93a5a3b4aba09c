"""Approved reports of invented municipalities, due to be sent: made once, put back for each run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from psycopg import Cursor

from portal_plugin.bench.ground import Ground
from portal_plugin.measures.codes import (
    BudgetMode,
    Instrument,
    MeasureKind,
    PlanState,
    RoundCode,
    RoundState,
    Status,
)
from portal_plugin.measures.report_rows import (
    BudgetRow,
    EntryRow,
    MeasureRow,
    PlanRow,
    ReportRows,
    RoundRow,
    TenantRow,
)
from portal_plugin.reports.compile import CompiledReport, compile_report
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.models import TenantType

FISCAL_YEAR = 2566
_DAY = date(2023, 3, 31)

_INSERTS = (
    "INSERT INTO portal_plugin.tenant (id, code, type, name, province)"
    " VALUES (%(tenant)s, %(code)s, 'SAO', %(name)s, 'ตัวอย่างธานี')",
    "INSERT INTO portal_plugin.plan (tenant_id, id, instrument, title, year_from, year_to, state,"
    " created_by) VALUES (%(tenant)s, %(plan)s, 'PLAN_5Y', 'แผนตัวอย่าง', 2566, 2570,"
    " 'ANNOUNCED', '')",
    "INSERT INTO portal_plugin.round (tenant_id, id, fiscal_year, code, starts, ends, internal_due,"
    " national_due, state, opened_by) VALUES (%(tenant)s, %(round)s, 2566, '6M', '2022-10-01',"
    " '2023-03-31', '2023-04-09', '2023-04-20', 'SUBMITTED', '')",
    "INSERT INTO portal_plugin.report (tenant_id, id, plan_id, instrument, fiscal_year, round,"
    " revision, body, digest, frozen_by, approved_at) VALUES (%(tenant)s, %(report)s, %(plan)s,"
    " 'PLAN_5Y', 2566, '6M', 1, %(body)s, %(digest)s, 'ตัวอย่าง', now())",
    "INSERT INTO portal_plugin.outbox (tenant_id, id, instrument, fiscal_year, round, revision,"
    " report_id, state, idempotency_key, next_attempt_at) VALUES (%(tenant)s, %(outbox)s,"
    " 'PLAN_5Y', 2566, '6M', 1, %(report)s, 'approved', %(key)s, now())",
)

_PUT_BACK = (
    "DELETE FROM portal_plugin.receipt",
    "DELETE FROM portal_plugin.delivery_attempt",
    "UPDATE portal_plugin.round SET state = 'SUBMITTED'",
    "UPDATE portal_plugin.outbox SET state = 'acknowledged', attempts = 0, next_attempt_at = NULL,"
    " lease_token = NULL, lease_until = NULL, last_error = ''",
    "UPDATE portal_plugin.outbox SET state = 'approved', next_attempt_at = now()"
    " WHERE tenant_id IN (SELECT id FROM portal_plugin.tenant ORDER BY code LIMIT %s)",
    "VACUUM (ANALYZE)",
)


@dataclass(frozen=True, slots=True)
class Due:
    """One approved report: what the plugin sends, and what a plain loop sends likewise."""

    code: str
    key: str
    report: CompiledReport


def approve_many(ground: Ground, count: int, measures: int) -> list[Due]:
    """`count` municipalities with one approved report of `measures` measures each, all due."""
    with ground.administrator() as connection, connection.transaction():
        cursor = connection.cursor()
        return [_approve_one(cursor, number, measures) for number in range(1, count + 1)]


def put_back(ground: Ground, count: int) -> None:
    """Make the first `count` deliveries due again, as if none had ever been sent."""
    with ground.administrator() as connection:
        for statement in _PUT_BACK:
            values = [count] if "%s" in statement else None
            connection.execute(statement.encode(), values)


def _approve_one(cursor: Cursor, number: int, measures: int) -> Due:
    code = f"sample-{number:05d}"
    ids = {name: new_id() for name in ("tenant", "plan", "round", "report", "outbox")}
    name = f"องค์การบริหารส่วนตำบลตัวอย่าง {number}"
    report = compile_report(_rows(ids["tenant"], code, name, measures))
    due = Due(code, f"report-{code}-{report.digest}", report)
    values = {**ids, "code": code, "name": name, "body": report.data, "digest": report.digest}
    for statement in _INSERTS:
        cursor.execute(statement.encode(), {**values, "key": due.key})
    return due


def _rows(tenant_id: UUID, code: str, name: str, measures: int) -> ReportRows:
    return ReportRows(
        tenant=TenantRow(tenant_id, code, TenantType.SAO, name, "ตัวอย่างธานี"),
        plan=PlanRow(
            new_id(), Instrument.PLAN_5Y, "แผนตัวอย่าง", 2566, 2570, PlanState.ANNOUNCED, None, None
        ),
        fiscal_year=FISCAL_YEAR,
        round=RoundRow(
            new_id(),
            FISCAL_YEAR,
            RoundCode.SIX_MONTHS,
            date(2022, 10, 1),
            _DAY,
            _DAY,
            _DAY,
            RoundState.SUBMITTED,
        ),
        measures=tuple(_measure(seq) for seq in range(1, measures + 1)),
    )


def _measure(seq: int) -> MeasureRow:
    return MeasureRow(
        id=new_id(),
        seq=seq,
        kind=MeasureKind.PROJECT,
        title=f"มาตรการตัวอย่าง {seq}",
        dimension=1 + seq % 4,
        dimension_title="มิติตัวอย่าง",
        mission=f"{1 + seq % 4}.1",
        mission_title="ภารกิจตัวอย่าง",
        indicator_number=None,
        group_title="",
        rationale="",
        objectives=("วัตถุประสงค์ตัวอย่าง",),
        target_group="",
        target_group_codes=(1,),
        quarter=None,
        period="",
        budget_mode=BudgetMode.AMOUNT,
        departments=("สำนักปลัด",),
        departments_text="สำนักปลัด",
        all_departments=False,
        remark="",
        conforming=None,
        budgets=(BudgetRow(FISCAL_YEAR, 10_000, 10_000, True, 9_000),),
        entries=(_entry(),),
    )


def _entry() -> EntryRow:
    return EntryRow(
        id=new_id(),
        step_id=None,
        round_code=RoundCode.SIX_MONTHS,
        department="สำนักปลัด",
        status=Status.IN_PROGRESS,
        results=("จัดกิจกรรมแล้ว ๒ ครั้ง (ตัวอย่าง)",),
        outcomes=(),
        problems="",
        solution="",
        reason=None,
        reason_text="",
        remark="",
        indicator_values=(),
        entered_by="ตัวอย่าง",
        entered_at=datetime(2023, 3, 1, tzinfo=UTC),
    )
