"""Documents of a whole province, and of one municipality as it grows.

First the work of a night: every municipality of a province asks for its set of documents at once,
and two workers make them, as in an installation: sweep, broker, lease, data read behind the wall,
layout, file stored. Then one document of 10 to 160 measures is laid out in this process, to see
that a page costs the same however many there are, and what memory it leaves.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any
from uuid import UUID

import pypdfium2
import sqlalchemy as sa

from portal_plugin.actor import SYSTEM
from portal_plugin.bench.filling import FISCAL_YEAR, fill
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.result import BenchFailed, Result, seconds
from portal_plugin.bench.size import Size
from portal_plugin.bench.stage import WORKERS, Stage, staged, wait_until
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering
from portal_plugin.documents.product import Asked, Body, Format
from portal_plugin.documents.products import measure_sheets
from portal_plugin.documents.renditions.service import ask
from portal_plugin.documents.renditions.sweep import sweep_renderings
from portal_plugin.documents.writing import write
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.resolve import all_tenants
from portal_plugin.tenants.session import tenant_session

SET = ("plan-book", "budget-table", "measure-sheets")
"""What each municipality asks for."""
FORMATS = (Format.PDF, Format.DOCX, Format.XLSX)
NIGHT_MINUTES = 15.0
LINEAR = 1.25
"""A page of the longest document may cost so many times one of the middle length."""
LENGTHS = (10, 20, 40, 80, 160)
_PATIENCE_SECONDS = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Night:
    """A province's sets: files made, and the seconds from asking to the last one."""

    municipalities: int
    files: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Length:
    """One document: its pages, and the seconds of its layout (median of the rounds)."""

    pages: int
    seconds: float

    @property
    def of_page(self) -> float:
        """Seconds a page."""
        return self.seconds / self.pages


def run(size: Size) -> Result:
    """A province's night, then one document at five lengths."""
    with staged(size.broker, *WORKERS) as stage:
        fill(stage.ground, tenants=size.province, measures=size.measures)
        night = _night(stage)
    with own_home() as home, opened(home) as ground:
        fill(ground, tenants=1, measures=max(LENGTHS))
        body = _sheets(ground)
    before = _peak_megabytes()
    lengths = {length: _laid_out(body, length, size.rounds) for length in LENGTHS}
    return verdict(night, lengths, _peak_megabytes() - before)


def verdict(night: Night, lengths: Mapping[int, Length], grown: float) -> Result:
    """Files a second of the night; met when it ends in minutes and pages cost alike.

    `lengths`: by number of measures; `grown`: megabytes that this process took more at its peak.
    """
    middle, longest = lengths[LENGTHS[len(LENGTHS) // 2]], lengths[LENGTHS[-1]]
    growth = longest.of_page / middle.of_page
    minutes = night.seconds / 60
    return Result(
        name="render",
        value=round(night.files / night.seconds, 1),
        bar=f"a province in <= {NIGHT_MINUTES:g} minutes, a page <= {LINEAR} x at 4 x the length",
        met=minutes <= NIGHT_MINUTES and growth <= LINEAR,
        detail=(
            f"files a second: {night.files} of {night.municipalities} municipalities in "
            f"{minutes:.1f} minutes, 2 workers; PDF of "
            + ", ".join(f"{one.pages} pages {one.seconds:.2f} s" for one in lengths.values())
            + f": a page of the longest costs {growth:.2f} x; {grown:.0f} MB more at the peak"
        ),
    )


def _night(stage: Stage) -> Night:
    place = stage.ground.place
    engine, sender = place.engine, celery_sender(make_celery(place.settings))
    tenants = all_tenants(engine)
    began = time.perf_counter()
    for tenant in tenants:
        with tenant_session(engine, tenant.id) as session:
            ask(
                session,
                SYSTEM,
                fiscal_year=FISCAL_YEAR,
                round=RoundCode.TWELVE_MONTHS,
                products=SET,
                formats=FORMATS,
            )
            session.commit()
    sweep_renderings(place.province_engine, sender, expires=_PATIENCE_SECONDS)
    wait_until(lambda: not _waiting(stage), _PATIENCE_SECONDS, "the end of the province's night")
    taken = time.perf_counter() - began
    return Night(len(tenants), sum(_finished(stage.ground, one.id) for one in tenants), taken)


def _waiting(stage: Stage) -> bool:
    open_states = (RenderingState.WAITING, RenderingState.RUNNING)
    query = sa.select(Rendering.id).where(Rendering.state.in_(open_states)).limit(1)
    time.sleep(0.5)  # the question shares the server with the work
    with stage.ground.place.province_engine.connect() as connection:
        return connection.scalar(query) is not None


def _finished(ground: Ground, tenant_id: UUID) -> int:
    with tenant_session(ground.place.engine, tenant_id) as session:
        query = sa.select(Rendering.state, Rendering.done, Rendering.message)
        state, done, message = session.execute(query).one()
    if state is not RenderingState.DONE:
        raise BenchFailed(f"a set was not finished: {message}")
    return int(done)


def _sheets(ground: Ground) -> Body:
    with ground.place.engine.connect() as connection:
        tenant_id = connection.scalars(sa.select(Tenant.id)).one()
    with tenant_session(ground.place.engine, tenant_id) as session:
        return measure_sheets.gather(session, Asked(FISCAL_YEAR))


def _laid_out(body: Body, length: int, rounds: int) -> Length:
    cut = body | {"dimensions": _first(body["dimensions"], length)}
    pages = len(pypdfium2.PdfDocument(write(cut, Format.PDF).data))
    # The typesetter remembers paragraphs it has seen, which no other municipality would write.
    others = [cut | {"dimensions": _reworded(cut["dimensions"], n)} for n in range(rounds)]
    taken = [seconds(partial(write, other, Format.PDF)) for other in others]
    return Length(pages, median(taken))


def _reworded(value: Any, number: int) -> Any:
    """The same data with every text another."""
    if isinstance(value, str) and " " in value:
        return f"{value} {number}"
    if isinstance(value, list):
        return [_reworded(one, number) for one in value]
    if isinstance(value, dict):
        return {name: _reworded(one, number) for name, one in value.items()}
    return value


def _first(dimensions: Sequence[Body], measures: int) -> list[Body]:
    """The dimensions with their first `measures` measures together."""
    left = iter(range(measures))

    def cut(mission: Body) -> Body:
        kept = [one for one in mission["measures"] if next(left, None) is not None]
        return mission | {"measures": kept}

    return [one | {"missions": [cut(mission) for mission in one["missions"]]} for one in dimensions]


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
