"""Whether time grows with the number of reports and no faster: a nation against a province.

The same run as `province-run` without its loop: seconds a report with many due at once, against
seconds a report with few. The bar forgives ten percent.
"""

from __future__ import annotations

from portal_plugin.bench.deliveries import approve_many
from portal_plugin.bench.result import Result, median_ratio
from portal_plugin.bench.sending import through_the_broker
from portal_plugin.bench.size import Size
from portal_plugin.bench.stage import WORKERS, staged

BAR = 1.1


def run(size: Size) -> Result:
    """Few, many, few, many."""
    few, many = [], []
    with staged(size.broker, *WORKERS) as stage:
        approve_many(stage.ground, size.nation, size.measures)
        for _ in range(size.rounds):
            few.append(through_the_broker(stage, size.province) / size.province)
            many.append(through_the_broker(stage, size.nation) / size.nation)
    return verdict(few, many, size)


def verdict(few: list[float], many: list[float], size: Size) -> Result:
    """Seconds a report in each round, with few due and with many."""
    ratio = median_ratio(many, few)
    return Result(
        name="nation-run",
        value=round(ratio, 2),
        bar=f"<= {BAR}",
        met=ratio <= BAR,
        detail=(
            f"a report of {size.nation} takes {ratio:.2f} times as long as one of {size.province} "
            f"({min(many) * 1e3:.0f} ms against {min(few) * 1e3:.0f} ms at best)"
        ),
    )
