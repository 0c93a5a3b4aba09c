"""What goes in and out at /api/v1: plans, measures, rounds, progress.

Dumps read the frozen rows of the read models. The loader turns a form or a JSON body into a
`ProgressInput`; its messages are Thai sentences, by field. Dates are ISO and Gregorian, fiscal
years Buddhist, amounts whole baht.
"""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from portal_plugin.measures.codes import (
    BudgetMode,
    EvidenceType,
    IndicatorLevel,
    Instrument,
    MeasureKind,
    PlanState,
    Reason,
    RoundCode,
    RoundState,
    Status,
    Visibility,
)
from portal_plugin.measures.progress import ProgressInput
from portal_plugin.texts import LONGEST_TEXT, MOST_ITEMS

_Messages = dict[str, str | list[Any] | dict[Any, Any]]

_REQUIRED: _Messages = {"required": "กรุณากรอกช่องนี้", "null": "กรุณากรอกช่องนี้"}
_CHOOSE: _Messages = {**_REQUIRED, "unknown": "กรุณาเลือกจากรายการ", "invalid": "กรุณาเลือกจากรายการ"}
_ID: _Messages = {**_REQUIRED, "invalid_uuid": "รหัสไม่ถูกต้อง กรุณาโหลดหน้าใหม่แล้วลองอีกครั้ง"}
_TEXT: _Messages = {**_REQUIRED, "invalid": "กรุณากรอกเป็นข้อความ"}
_LIST: _Messages = {**_REQUIRED, "invalid": "กรุณาส่งเป็นรายการ"}
_SHORT_ENOUGH = validate.Length(max=LONGEST_TEXT, error="ข้อความยาวเกินไป กรุณาย่อข้อความ")
_FEW_ENOUGH = validate.Length(max=MOST_ITEMS, error="มีรายการมากเกินไป กรุณารวมรายการ")


def _texts() -> fields.List[Any]:
    item = fields.String(error_messages=_TEXT, validate=_SHORT_ENOUGH)
    return fields.List(item, load_default=(), error_messages=_LIST, validate=_FEW_ENOUGH)


def _text() -> fields.String:
    return fields.String(load_default="", error_messages=_TEXT, validate=_SHORT_ENOUGH)


class ProgressSchema(Schema):
    """Loads a report of progress as a `ProgressInput`; the rules themselves are the service's.

    Fields nobody asked for are an error.
    """

    error_messages = {  # noqa: RUF012  (marshmallow reads it from the class)
        "unknown": "ไม่รู้จักช่องนี้ กรุณาตัดออก",
        "type": "กรุณาส่งข้อมูลเป็นวัตถุ JSON",
    }

    measure_id = fields.UUID(required=True, error_messages=_ID)
    round_id = fields.UUID(required=True, error_messages=_ID)
    step_id = fields.UUID(load_default=None, allow_none=True, error_messages=_ID)
    status = fields.Enum(Status, by_value=True, required=True, error_messages=_CHOOSE)
    results = _texts()
    outcomes = _texts()
    problems = _text()
    solution = _text()
    reason = fields.Enum(
        Reason, by_value=True, load_default=None, allow_none=True, error_messages=_CHOOSE
    )
    reason_text = _text()
    remark = _text()
    indicator_values = fields.Dict(
        keys=fields.String(error_messages=_TEXT),
        values=fields.String(error_messages=_TEXT, validate=_SHORT_ENOUGH),
        load_default=dict,
        error_messages=_LIST,
        validate=_FEW_ENOUGH,
    )
    seen_entry_id = fields.UUID(load_default=None, allow_none=True, error_messages=_ID)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> ProgressInput:
        """The input of `record_progress`."""
        return ProgressInput(**data)


class _Dump(Schema):
    class Meta:
        unknown = EXCLUDE


class PlanSchema(_Dump):
    """Dumps a `PlanRow`."""

    id = fields.UUID()
    instrument = fields.Enum(Instrument, by_value=True)
    title = fields.String()
    year_from = fields.Integer()
    year_to = fields.Integer()
    state = fields.Enum(PlanState, by_value=True)
    announced_on = fields.Date(allow_none=True)
    eplan_ref = fields.String(allow_none=True)


class RoundSchema(_Dump):
    """Dumps a `RoundRow`."""

    id = fields.UUID()
    fiscal_year = fields.Integer()
    code = fields.Enum(RoundCode, by_value=True)
    starts = fields.Date()
    ends = fields.Date()
    internal_due = fields.Date()
    national_due = fields.Date()
    state = fields.Enum(RoundState, by_value=True)


class StepSchema(_Dump):
    """Dumps a `StepRow`."""

    id = fields.UUID()
    path = fields.String()
    text = fields.String()


class IndicatorSchema(_Dump):
    """Dumps an `IndicatorRow`."""

    id = fields.UUID()
    level = fields.Enum(IndicatorLevel, by_value=True)
    text = fields.String()
    comparator = fields.String(allow_none=True)
    value = fields.Float(allow_none=True)
    unit = fields.String(allow_none=True)
    method = fields.String(allow_none=True)
    complaint_topic = fields.String(allow_none=True)


class BudgetSchema(_Dump):
    """Dumps a `BudgetRow`."""

    fiscal_year = fields.Integer()
    plan_amount = fields.Integer()
    ordinance_amount = fields.Integer(allow_none=True)
    in_ordinance = fields.Boolean()
    paid_amount = fields.Integer(allow_none=True)


class EvidenceSchema(_Dump):
    """Dumps an `EvidenceRow`; never the file itself."""

    id = fields.UUID()
    type = fields.Enum(EvidenceType, by_value=True)
    title = fields.String()
    number = fields.String()
    dated = fields.Date(allow_none=True)
    url = fields.String(allow_none=True)
    filename = fields.String(allow_none=True)
    media_type = fields.String(allow_none=True)
    size = fields.Integer(allow_none=True)
    sha256 = fields.String(allow_none=True)
    visibility = fields.Enum(Visibility, by_value=True)


class EntrySchema(_Dump):
    """Dumps an `EntryRow`."""

    id = fields.UUID()
    step_id = fields.UUID(allow_none=True)
    round = fields.Enum(RoundCode, by_value=True, attribute="round_code")
    department = fields.String(allow_none=True)
    status = fields.Enum(Status, by_value=True)
    results = fields.List(fields.String())
    outcomes = fields.List(fields.String())
    problems = fields.String()
    solution = fields.String()
    reason = fields.Enum(Reason, by_value=True, allow_none=True)
    reason_text = fields.String()
    remark = fields.String()
    indicator_values = fields.Function(lambda entry: dict(entry.indicator_values))
    entered_by = fields.String()
    entered_at = fields.AwareDateTime(format="iso")
    evidence = fields.List(fields.Nested(EvidenceSchema))


class MeasureSchema(_Dump):
    """Dumps a `MeasureRow` as a line of a list."""

    id = fields.UUID()
    seq = fields.Integer()
    kind = fields.Enum(MeasureKind, by_value=True, allow_none=True)
    title = fields.String()
    dimension = fields.Integer(allow_none=True)
    mission = fields.String(allow_none=True)
    indicator_number = fields.Integer(allow_none=True)
    group_title = fields.String()
    departments = fields.List(fields.String())
    departments_text = fields.String()
    all_departments = fields.Boolean()
    budget_mode = fields.Enum(BudgetMode, by_value=True)
    budgets = fields.List(fields.Nested(BudgetSchema))
    conforming = fields.Boolean(allow_none=True)


class MeasureLineSchema(_Dump):
    """Dumps a `MeasureLine`: a measure, where it stands, whether its round waits for a report."""

    measure = fields.Nested(MeasureSchema)
    status = fields.Enum(Status, by_value=True, allow_none=True)
    carried_over = fields.Boolean(attribute="standing.carried_over")
    needs_report = fields.Boolean()
    latest_entry_id = fields.UUID(attribute="latest.id", allow_none=True)


class MeasureDetailSchema(MeasureSchema):
    """Dumps a `MeasureRow` with everything that hangs on it."""

    dimension_title = fields.String()
    mission_title = fields.String()
    rationale = fields.String()
    objectives = fields.List(fields.String())
    target_group = fields.String()
    target_group_codes = fields.List(fields.Integer())
    quarter = fields.Integer(allow_none=True)
    period = fields.String()
    remark = fields.String()
    steps = fields.List(fields.Nested(StepSchema))
    indicators = fields.List(fields.Nested(IndicatorSchema))
    entries = fields.List(fields.Nested(EntrySchema))
