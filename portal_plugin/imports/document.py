"""What a document says, ready to be checked by a person and stored by the import service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal_plugin.imports.measure import ImportedMeasure, Text

ERROR = "ERROR"
WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class Finding:
    """An inconsistency. ERROR blocks the import unless answered; ``measure`` is a ``seq``."""

    code: str
    severity: str
    message: str
    line: int | None = None
    measure: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedMission:
    """A mission under a dimension; ``table_title`` is its wording in the plan's table."""

    number: str
    title: str
    line: int = 0
    table_title: str = ""


@dataclass(frozen=True, slots=True)
class ImportedDimension:
    """A dimension (มิติ) with its missions."""

    number: int
    title: str
    missions: tuple[ImportedMission, ...] = ()
    line: int = 0
    table_title: str = ""


@dataclass(frozen=True, slots=True)
class ImportedTarget:
    """A plan target: the printed value by Buddhist year, and its number where there is one."""

    name: str
    values: Mapping[int, str]
    numbers: Mapping[int, float]
    line: int


@dataclass(frozen=True, slots=True)
class ImportedRisk:
    """A row of the risk register; ``level`` is the printed word."""

    number: str
    process: str
    issues: tuple[str, ...]
    level: str
    controls: tuple[Text, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ImportedScore:
    """One ITA indicator; ``score`` 0 to 100, None when not printed."""

    number: int
    name: str
    instrument: str | None
    score: float | None
    issues: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ImportedITA:
    """An ITA result; only what is printed (``fiscal_year`` Buddhist)."""

    fiscal_year: int | None = None
    total: float | None = None
    level: str | None = None
    iit: float | None = None
    eit: float | None = None
    oit: float | None = None
    scores: tuple[ImportedScore, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedAnnouncement:
    """The announcement of a plan; ``day`` is Gregorian."""

    day: date | None
    signer: str | None
    line: int


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A total row: ``dimension`` None is the grand total; baht by Buddhist year."""

    dimension: int | None
    measures: int | None
    amounts: Mapping[int, int]
    line: int


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A plan (PLAN_5Y) or the yearly measures (ITA_MEASURES) of one municipality.

    ``round`` is "6M", "12M" or None when the document prints none. Years are Buddhist.
    """

    instrument: str
    layout: str
    title: str
    lao_name: str
    lao_type: str | None
    province: str | None
    fiscal_year: int | None
    year_from: int | None
    year_to: int | None
    round: str | None
    source_format: str
    sha256: str
    measures: tuple[ImportedMeasure, ...]
    announcement: ImportedAnnouncement | None = None
    preface: str = ""
    rationale: str = ""
    objectives: tuple[Text, ...] = ()
    goals: tuple[Text, ...] = ()
    benefits: tuple[Text, ...] = ()
    dimensions: tuple[ImportedDimension, ...] = ()
    targets: tuple[ImportedTarget, ...] = ()
    risks: tuple[ImportedRisk, ...] = ()
    ita: ImportedITA = ImportedITA()
    totals: tuple[PrintedTotal, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def blocked(self) -> bool:
        """Whether a finding blocks the import."""
        return any(finding.severity == ERROR for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The printable form: document, measures and findings, in that order."""
        from portal_plugin.imports.summary import summarise

        return summarise(self)
