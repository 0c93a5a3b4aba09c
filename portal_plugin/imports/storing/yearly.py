"""A further report of the same year's measures, laid beside the measures that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.storing.destination import Destination
from portal_plugin.imports.storing.measures import Stored, step_rows, store_measures
from portal_plugin.imports.wording import bare, likeness, skeleton
from portal_plugin.measures.models import Measure, Step
from portal_plugin.tenants.session import TenantSession

_LIKE_ENOUGH = 0.6


def merge_measures(to: Destination, sources: Sequence[ImportedMeasure]) -> list[Stored]:
    """Find each measure's row by title, else by its number with a like title; add the others.

    What is there is not rewritten: two reports of one year differ in wording, and entries hang
    on the rows. Steps that are new are added behind those that are there.
    """
    known = list(
        to.session.execute(
            sa.select(Measure.id, Measure.seq, Measure.title)
            .where(Measure.plan_id == to.plan_id)
            .order_by(Measure.seq)
        )
    )
    rows = _partners(sources, known)
    steps = _steps_of(to.session, to.plan_id)
    stored = [
        _merged(to.session, source, measure_id, steps.get(measure_id, []))
        for source, measure_id in zip(sources, rows, strict=True)
        if measure_id is not None
    ]
    new = [source for source, row in zip(sources, rows, strict=True) if row is None]
    return stored + _added(to, new, [row.seq for row in known])


def _partners(sources: Sequence[ImportedMeasure], known: Sequence[Any]) -> list[UUID | None]:
    free = {row.id: row for row in known}
    found: list[UUID | None] = [None] * len(sources)
    for alike in (_same_title, _same_place):
        for place, source in enumerate(sources):
            if found[place] is None:
                row = next((row for row in free.values() if alike(source, row)), None)
                if row is not None:
                    found[place] = free.pop(row.id).id
    return found


def _same_title(source: ImportedMeasure, row: Any) -> bool:
    return bare(source.title) == bare(row.title)


def _same_place(source: ImportedMeasure, row: Any) -> bool:
    alike = likeness(skeleton(source.title), skeleton(row.title))
    return bool(source.seq == row.seq and alike >= _LIKE_ENOUGH)


def _steps_of(session: TenantSession, plan_id: UUID) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in session.execute(
        sa.select(Step.id, Step.measure_id, Step.position, Step.path, Step.text)
        .join(Measure, sa.and_(Measure.tenant_id == Step.tenant_id, Measure.id == Step.measure_id))
        .where(Measure.plan_id == plan_id)
        .order_by(Step.position)
    ):
        found.setdefault(row.measure_id, []).append(row)
    return found


def _merged(
    session: TenantSession, source: ImportedMeasure, measure_id: UUID, known: Sequence[Any]
) -> Stored:
    free = list(known)
    ids: list[UUID] = []
    new: list[dict[str, Any]] = []
    last = max((row.position for row in known), default=0)
    for offered, step in zip(step_rows(source, measure_id, last), source.steps, strict=True):
        row = next((row for row in free if bare(row.text) == bare(step.text)), None) or next(
            (
                row
                for row in free
                if row.path == step.path
                and likeness(skeleton(row.text), skeleton(step.text)) >= _LIKE_ENOUGH
            ),
            None,
        )
        if row is not None:
            free.remove(row)
            ids.append(row.id)
        else:
            new.append(offered)
            ids.append(offered["id"])
    if new:
        session.execute(sa.insert(Step), new)
    return Stored(source, measure_id, tuple(ids))


def _added(
    to: Destination, sources: Sequence[ImportedMeasure], taken: Sequence[int]
) -> list[Stored]:
    """New measures keep their number where it is free, else go on behind the last."""
    used, renumbered = set(taken), []
    for source in sources:
        seq = source.seq if source.seq not in used else max(used) + 1
        used.add(seq)
        renumbered.append(replace(source, seq=seq))
    return store_measures(to, renumbered, {}, {})
