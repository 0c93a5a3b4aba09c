"""What a second import of a plan changed, measure by measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal_plugin.imports.wording import bare
from portal_plugin.measures.loading import measure_rows
from portal_plugin.measures.report_rows import MeasureRow
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Changes:
    """Titles of measures that came, went, or read otherwise than before."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


Picture = Mapping[str, tuple[str, object]]


def picture(session: TenantSession, plan_id: UUID, fiscal_year: int) -> Picture:
    """The measures as they read now, by `bare` title."""
    rows = measure_rows(session, plan_id, fiscal_year)
    return {bare(row.title): (row.title, _content(row)) for row in rows}


def changes_between(before: Picture, after: Picture) -> Changes:
    """The difference of two pictures."""
    return Changes(
        added=tuple(after[key][0] for key in after if key not in before),
        removed=tuple(before[key][0] for key in before if key not in after),
        changed=tuple(
            after[key][0] for key in after if key in before and after[key] != before[key]
        ),
    )


def _content(row: MeasureRow) -> object:
    """All that is printed of a measure; ids and entries are not."""
    return (
        row.seq,
        row.kind,
        row.dimension,
        row.mission,
        row.period,
        row.departments_text,
        row.rationale,
        row.target_group,
        row.objectives,
        tuple((step.path, step.text) for step in row.steps),
        tuple((indicator.level, indicator.text) for indicator in row.indicators),
        tuple((line.fiscal_year, line.plan_amount) for line in row.budgets),
    )
