"""A municipality's figures of a year from counters, against a GROUP BY over its complaints.

One municipality has received all the complaints in one fiscal year, and twenty others their share
of a province. Both sides run through the same session of the restricted role, behind the wall, and
must agree on every figure. The other side is spared the medians. Then processes do random things
with complaints and are killed, again and again, and nothing may have drifted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal_plugin.bench.complaint_filling import BUSY, add_complaints, add_tenants
from portal_plugin.bench.drift import Outcome, operate
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.result import BenchFailed, Result, interleaved, median_ratio
from portal_plugin.bench.size import Size
from portal_plugin.statistics.figures import Figures, Totals, figures
from portal_plugin.statistics.period import Period
from portal_plugin.tenants.resolve import tenant_by_code
from portal_plugin.tenants.session import TenantSession, tenant_session

BAR = 15.0
YEAR = Period(2569)
TODAY = date(2026, 9, 30)
DAYS = 365
ORDINARY = "sample-2"
_OTHERS = 20
_PROVINCE = 330
_SPLITS = ("month", "topic", "channel", "department_id")
_FIGURES = ("received", "done", "in_time", "explained", "late", "reopened", "merged", "rated")

GROUP_BY = sa.text("""
SELECT grouping(month, topic, channel, department_id) AS which,
       month, topic, channel, department_id,
       count(*) AS received, count(answered_on) AS done,
       count(*) FILTER (WHERE answered_on <= due_on) AS in_time,
       count(*) FILTER (WHERE (answered_on IS NULL OR answered_on > due_on)
                          AND explained_on <= due_on) AS explained,
       count(*) FILTER (WHERE answered_on > due_on
                          AND (explained_on IS NULL OR explained_on > due_on)) AS late,
       sum(reopenings) AS reopened, count(merged_into_id) AS merged, count(score) AS rated,
       count(*) FILTER (WHERE score >= 4) AS satisfied,
       count(*) FILTER (WHERE answered_on IS NULL AND due_on < :today
                          AND (explained_on IS NULL OR explained_on > due_on)) AS overdue_now
  FROM (SELECT date_trunc('month', received_on)::date AS month, complaint.*
          FROM portal_plugin.complaint WHERE received_on BETWEEN :first AND :last) received
 GROUP BY GROUPING SETS ((), (month), (topic), (channel), (department_id))
""")


def run(size: Size) -> Result:
    """Fill, compare, let both sides run, then see whether anything drifts."""
    ordinary = max(1, size.complaints // _PROVINCE)
    with own_home() as home, opened(home) as ground:
        with ground.administrator() as connection:
            add_tenants(connection, _OTHERS + 1)
            add_complaints(connection, each=ordinary, busy=size.complaints, today=TODAY, days=DAYS)
        ratios = {code: _ratio(ground, code, size) for code in (BUSY, ORDINARY)}
    with own_home() as home, opened(home) as ground:
        outcome = operate(ground, operations=size.operations, kills=max(1, size.operations // 50))
    return verdict(ratios[BUSY], ratios[ORDINARY], size.complaints, ordinary, outcome)


def verdict(
    ratio: float, ordinary_ratio: float, complaints: int, ordinary: int, outcome: Outcome
) -> Result:
    """Met when counters are so many times as fast, and nothing drifted though kills happened."""
    return Result(
        name="statistics-tenant",
        value=round(ratio, 1),
        bar=f">= {BAR:g} times as fast, no drift",
        met=ratio >= BAR and outcome.held,
        detail=(
            f"a year's {complaints} complaints of one municipality; for an ordinary one with "
            f"{ordinary} it is {ordinary_ratio:.1f} times; {outcome}"
        ),
    )


def _ratio(ground: Ground, code: str, size: Size) -> float:
    """The median of seconds over complaints / seconds over counters."""
    engine = ground.place.engine
    with tenant_session(engine, tenant_by_code(engine, code).id) as session:
        session.connection()
        found = figures(session, YEAR, TODAY)
        _must_agree(found, _grouped(session))
        ours = partial(_often, partial(figures, session, YEAR, TODAY), size.looks)
        taken = interleaved(size.rounds, partial(_grouped, session), ours)
    return median_ratio(taken[0], [seconds / size.looks for seconds in taken[1]])


def _often(act: Callable[[], object], looks: int) -> None:
    for _ in range(looks):
        act()


def _grouped(session: TenantSession) -> list[Any]:
    days = {"first": YEAR.first, "last": YEAR.last, "today": TODAY}
    return list(session.execute(GROUP_BY, days))


def _must_agree(found: Figures, rows: list[Any]) -> None:
    """Raise `BenchFailed` unless both sides give the same figures."""
    splits = (found.by_month, found.by_topic, found.by_channel, found.by_department)
    ours: dict[tuple[str, str], Totals] = {("", ""): found.total}
    for name, split in zip(_SPLITS, splits, strict=True):
        ours |= {(name, str(key)): totals for key, totals in split if totals.received}
    theirs = {}
    for row in rows:
        names = [name for bit, name in enumerate(reversed(_SPLITS)) if not row.which & (1 << bit)]
        key = (names[0], str(getattr(row, names[0]))) if names else ("", "")
        theirs[key] = tuple(getattr(row, name) for name in (*_FIGURES, "satisfied", "overdue_now"))
    told = {
        key: tuple(getattr(totals, name) for name in (*_FIGURES, "satisfied", "overdue_now"))
        for key, totals in ours.items()
    }
    if told != theirs:
        raise BenchFailed("counters and complaints give other figures: mend the services or bench")
