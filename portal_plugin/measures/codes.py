"""The code lists of plans, measures and progress (domain: enumerations)."""

from __future__ import annotations

import enum


class Instrument(enum.StrEnum):
    """The five-year plan, and the yearly measures drawn from the ITA result: never mixed."""

    PLAN_5Y = "PLAN_5Y"
    ITA_MEASURES = "ITA_MEASURES"


class PlanState(enum.StrEnum):
    """A plan is written, approved, announced, and registered with the national system."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    ANNOUNCED = "ANNOUNCED"
    REGISTERED = "REGISTERED"
    AMENDED = "AMENDED"


class MeasureKind(enum.StrEnum):
    """โครงการ, กิจกรรม, มาตรการ, แนวปฏิบัติงาน (e-PlanNACC 1-4)."""

    PROJECT = "PROJECT"
    ACTIVITY = "ACTIVITY"
    MEASURE = "MEASURE"
    PRACTICE = "PRACTICE"


class BudgetMode(enum.StrEnum):
    """Whether the measure uses a budget of its own."""

    NONE = "NONE"
    AMOUNT = "AMOUNT"


class Status(enum.StrEnum):
    """Progress. `NOT_STARTED` has no national code."""

    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANNOT_PROCEED = "CANNOT_PROCEED"


class Reason(enum.StrEnum):
    """Why a measure cannot proceed (e-PlanNACC 1-4); `OTHER` needs a text."""

    NO_BUDGET = "NO_BUDGET"
    POLICY_CHANGED = "POLICY_CHANGED"
    NO_STAFF = "NO_STAFF"
    OTHER = "OTHER"


class RoundCode(enum.StrEnum):
    """Half-year and whole-year round; the second is cumulative (R2)."""

    SIX_MONTHS = "6M"
    TWELVE_MONTHS = "12M"


class RoundState(enum.StrEnum):
    """A round is open for entries, closed, compiled, submitted, accepted."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    COMPILED = "COMPILED"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"


class IndicatorLevel(enum.StrEnum):
    """ผลผลิต and ผลลัพธ์."""

    OUTPUT = "OUTPUT"
    OUTCOME = "OUTCOME"


class EvidenceType(enum.StrEnum):
    """What kind of thing proves a result."""

    FILE = "FILE"
    URL = "URL"
    ORDER = "ORDER"
    MEMO = "MEMO"
    MEETING = "MEETING"
    PHOTO = "PHOTO"


class Visibility(enum.StrEnum):
    """Whether evidence may stand on public pages."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"


class RiskLevel(enum.StrEnum):
    """A word in the documents, not a product of numbers."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    VERY_HIGH = "VERY_HIGH"


class ItaInstrument(enum.StrEnum):
    """The three ITA instruments."""

    IIT = "IIT"
    EIT = "EIT"
    OIT = "OIT"
