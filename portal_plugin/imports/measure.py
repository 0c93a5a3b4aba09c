"""One measure as a document prints it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portal_plugin.imports.departments import ImportedDepartment
from portal_plugin.imports.indicators import ImportedIndicator
from portal_plugin.imports.statuses import PrintedStatus
from portal_plugin.imports.wording import skeleton

KINDS = (
    ("โครงการ", "PROJECT"),
    ("กิจกรรม", "ACTIVITY"),
    ("มาตรการ", "MEASURE"),
    ("แนวปฏิบัติ", "PRACTICE"),
)


@dataclass(frozen=True, slots=True)
class ImportedStep:
    """A step; ``path`` is unique in its measure ("3", "3.2"), ``printed`` the number as printed.

    ``status`` is set only where the document shows which step a status belongs to.
    """

    path: str
    text: str
    line: int
    printed: str = ""
    status: str | None = None
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its place."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ImportedPeriod:
    """A period as written, with Gregorian first and last day where they can be read."""

    text: str
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class ImportedMeasure:
    """A measure of a plan or of a yearly report.

    ``group`` is the mission's number in a plan, the indicator's or heading's in a yearly
    report. ``budget`` maps Buddhist fiscal years to integer baht and holds only what can be
    attributed; ``amount`` is the sum printed on the sheet (baht), whatever years it is for.
    ``printed_statuses`` are the status marks in the order of the document; ``status`` is their
    fold by rule R5.
    """

    seq: int
    title: str
    line: int
    kind: str | None = None
    group: str | None = None
    group_title: str | None = None
    dimension: int | None = None
    departments: tuple[ImportedDepartment, ...] = ()
    departments_line: int = 0
    period: ImportedPeriod = ImportedPeriod("")
    budget: Mapping[int, int] = field(default_factory=dict)
    budget_mode: str | None = None
    amount: int | None = None
    rationale: str = ""
    objectives: tuple[Text, ...] = ()
    target_group: str = ""
    steps: tuple[ImportedStep, ...] = ()
    results: tuple[Text, ...] = ()
    outputs: tuple[ImportedIndicator, ...] = ()
    outcomes: tuple[ImportedIndicator, ...] = ()
    status: str | None = None
    printed_statuses: tuple[PrintedStatus, ...] = ()
    remark: str = ""
    problems: str = ""
    solution: str = ""
    follow_up: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def top_steps(self) -> tuple[ImportedStep, ...]:
        """The steps that are not part of another."""
        return tuple(step for step in self.steps if "." not in step.path)


_KIND_APART = re.compile(rf"(?:{'|'.join(word for word, _ in KINDS)})\s?:\s?(?=\S)")


def without_kind(title: str) -> str:
    """A title without the kind that stands apart before it, as in "โครงการ: …"."""
    return _KIND_APART.sub("", title, count=1) if _KIND_APART.match(title) else title


def kind_of(title: str) -> str | None:
    """The kind that a title's first word states, None when it states none."""
    letters = skeleton(title)
    return next((code for word, code in KINDS if letters.startswith(skeleton(word))), None)
