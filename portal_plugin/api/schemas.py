"""What only the interface says: queries, pages of rows, reports and their delivery.

Plans, measures, rounds and progress are written by the schemas of `measures`. Times are ISO with
an offset, fiscal years Buddhist.
"""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from portal_plugin.actor import Role
from portal_plugin.measures.codes import Instrument, RoundCode, Status
from portal_plugin.measures.schemas import (
    EntrySchema,
    MeasureDetailSchema,
    MeasureLineSchema,
    PlanSchema,
    RoundSchema,
)
from portal_plugin.reports.delivery_steps import Mark, Step
from portal_plugin.reports.states import Delivery

MOST_ROWS = 200
FIRST_YEAR, LAST_YEAR = 2500, 2699

_ID: dict[str, Any] = {"invalid_uuid": "รหัสไม่ถูกต้อง ใช้รหัสที่ได้จากรายการ"}
_NUMBER: dict[str, Any] = {"invalid": "กรุณาระบุเป็นตัวเลข", "required": "กรุณาระบุ"}


def _fiscal_year(**options: Any) -> fields.Integer:
    sentence = f"กรุณาระบุปีงบประมาณ พ.ศ. {FIRST_YEAR} ถึง {LAST_YEAR}"
    span = validate.Range(FIRST_YEAR, LAST_YEAR, error=sentence)
    return fields.Integer(error_messages=_NUMBER, validate=span, **options)


class NoQuery(Schema):
    """A query string without parameters; one that nobody asked for is an error."""

    error_messages = {"unknown": "ไม่รู้จักพารามิเตอร์นี้ กรุณาตัดออก"}  # noqa: RUF012


class PageQuery(NoQuery):
    """Which rows of a list: at most `limit`, beginning after the row `after`."""

    limit = fields.Integer(
        load_default=50,
        error_messages=_NUMBER,
        validate=validate.Range(1, MOST_ROWS, error=f"กรุณาระบุ 1 ถึง {MOST_ROWS}"),
    )
    after = fields.UUID(error_messages=_ID)


class YearPageQuery(PageQuery):
    """Rows of one fiscal year, or of all."""

    fiscal_year = _fiscal_year()


class MeasuresQuery(PageQuery):
    """Measures in one fiscal year, as they stand in a round (the latest opened one)."""

    fiscal_year = _fiscal_year(required=True)
    round_id = fields.UUID(error_messages=_ID)


class MeasureQuery(NoQuery):
    """The fiscal year to look at; the latest one with a round if none is given."""

    fiscal_year = _fiscal_year()


class RevisionQuery(NoQuery):
    """A revision of a report; the newest published one if none is given."""

    revision = fields.Integer(
        error_messages=_NUMBER,
        validate=validate.Range(1, 9999, error="กรุณาระบุ 1 ถึง 9999"),
    )


class _Dump(Schema):
    """What is given out may grow: the document does not promise that nothing is added."""

    class Meta:
        unknown = EXCLUDE


class PublishedReportSchema(_Dump):
    """A published revision. `frozen_digest` is of the whole report, as it was sent up."""

    id = fields.UUID()
    instrument = fields.Enum(Instrument, by_value=True)
    fiscal_year = fields.Integer()
    round = fields.Enum(RoundCode, by_value=True)
    revision = fields.Integer()
    correction = fields.String()
    published_at = fields.AwareDateTime(format="iso")
    frozen_digest = fields.String(attribute="digest")


class PublishedContentSchema(_Dump):
    """A published report with its content.

    `digest` is the SHA-256 of `body` as canonical JSON. It differs from `frozen_digest` where
    internal proofs were `withheld`.
    """

    report = fields.Nested(PublishedReportSchema)
    digest = fields.String()
    withheld = fields.Integer()
    body = fields.Dict(keys=fields.String())


class ReportSchema(PublishedReportSchema):
    """A revision as the staff follow it; `state` is null for a report that is not sent."""

    published_at = fields.AwareDateTime(format="iso", allow_none=True)
    frozen_at = fields.AwareDateTime(format="iso")
    frozen_by = fields.String()
    approved_at = fields.AwareDateTime(format="iso", allow_none=True)
    approved_by = fields.String(allow_none=True)
    state = fields.Enum(Delivery, by_value=True, allow_none=True)
    reference = fields.String(allow_none=True)


class DeliveryStepSchema(_Dump):
    """One step from the compilation to the receipt."""

    step = fields.Enum(Step, by_value=True)
    mark = fields.Enum(Mark, by_value=True)
    at = fields.AwareDateTime(format="iso", allow_none=True)
    by = fields.String(allow_none=True)
    detail = fields.String()


class ReportContentSchema(_Dump):
    """A revision with its content and every step of its delivery."""

    report = fields.Nested(ReportSchema, attribute="line")
    steps = fields.List(fields.Nested(DeliveryStepSchema))
    body = fields.Dict(keys=fields.String())


class HistoryItemSchema(_Dump):
    """An entry with the fiscal year it was reported for."""

    fiscal_year = fields.Integer()
    entry = fields.Nested(EntrySchema)


class MeasureHistorySchema(_Dump):
    """A measure in one fiscal year, with the entries of all years, newest first."""

    plan = fields.Nested(PlanSchema)
    fiscal_year = fields.Integer()
    rounds = fields.List(fields.Nested(RoundSchema))
    measure = fields.Nested(MeasureDetailSchema)
    history = fields.List(fields.Nested(HistoryItemSchema))


class RecordedSchema(_Dump):
    """The entry that was written, and where its measure stands now."""

    entry_id = fields.UUID()
    status = fields.Enum(Status, by_value=True, attribute="standing.status")
    carried_over = fields.Boolean(attribute="standing.carried_over")


class SessionSchema(_Dump):
    """Who is signed in; `csrf_token` goes into the header X-CSRFToken of what changes anything."""

    name = fields.String()
    roles = fields.List(fields.Enum(Role, by_value=True))
    csrf_token = fields.String()


def _page_of(name: str, row: type[Schema]) -> type[Schema]:
    items: fields.List[Any] = fields.List(fields.Nested(row))
    return _Dump.from_dict(
        {"items": items, "next": fields.UUID(allow_none=True)}, name=f"{name}PageSchema"
    )


PlanPageSchema = _page_of("Plan", PlanSchema)
MeasurePageSchema = _page_of("Measure", MeasureLineSchema)
RoundPageSchema = _page_of("Round", RoundSchema)
ReportPageSchema = _page_of("Report", ReportSchema)
PublishedReportPageSchema = _page_of("PublishedReport", PublishedReportSchema)
