"""All municipalities' figures of a year from counters, against a GROUP BY over their complaints.

330 municipalities share the complaints of one fiscal year. The counters are read by the province's
role behind its wall; the GROUP BY runs as an administrator, whom no wall slows down, because the
province may not read complaints at all. Both must agree on every figure.
"""

from __future__ import annotations

from functools import partial

import psycopg

from portal_plugin.bench.complaint_filling import add_complaints, add_tenants
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.result import BenchFailed, Result, interleaved, median_ratio
from portal_plugin.bench.size import Size
from portal_plugin.bench.statistics_tenant import DAYS, TODAY, YEAR
from portal_plugin.statistics.province import province_figures

BAR = 10.0
_PROVINCE = "ตัวอย่างธานี"
_GROUP_BY = """
SELECT t.code, t.name, count(c.id), count(c.answered_on),
       count(*) FILTER (WHERE c.answered_on <= c.due_on),
       count(*) FILTER (WHERE (c.answered_on IS NULL OR c.answered_on > c.due_on)
                          AND c.explained_on <= c.due_on),
       count(*) FILTER (WHERE c.answered_on > c.due_on
                          AND (c.explained_on IS NULL OR c.explained_on > c.due_on))
  FROM portal_plugin.tenant t
  LEFT JOIN portal_plugin.complaint c
    ON c.tenant_id = t.id AND c.received_on BETWEEN %(first)s AND %(last)s
 WHERE t.province = %(province)s AND t.type <> 'PROVINCE_OFFICE'
 GROUP BY t.id ORDER BY t.name
"""


def run(size: Size) -> Result:
    """Fill, compare, and let both sides run."""
    each = max(1, size.complaints // size.province)
    with own_home() as home, opened(home) as ground:
        with ground.administrator() as connection:
            add_tenants(connection, size.province)
            add_complaints(connection, each=each, busy=each, today=TODAY, days=DAYS)
        with ground.administrator() as connection:
            ratio = _ratio(ground, connection, size)
    return verdict(ratio, size.province, each * size.province)


def verdict(ratio: float, municipalities: int, complaints: int) -> Result:
    """Met when counters are so many times as fast."""
    return Result(
        name="statistics-province",
        value=round(ratio, 1),
        bar=f">= {BAR:g} times as fast",
        met=ratio >= BAR,
        detail=f"a year's {complaints} complaints of {municipalities} municipalities",
    )


def _ratio(ground: Ground, connection: psycopg.Connection, size: Size) -> float:
    """The median of seconds over complaints / seconds over counters."""
    ours = partial(province_figures, ground.place.province_engine, _PROVINCE, YEAR)
    theirs = partial(_grouped, connection)
    told = [
        (found.code, found.name, found.received, found.done, found.in_time, found.explained)
        for found in ours()
    ]
    if sorted(told) != sorted(row[:6] for row in theirs()):
        raise BenchFailed("counters and complaints give other figures: mend the services or bench")
    taken = interleaved(size.rounds, theirs, ours)
    return median_ratio(*taken)


def _grouped(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    days = {"first": YEAR.first, "last": YEAR.last, "province": _PROVINCE}
    return connection.execute(_GROUP_BY, days).fetchall()
