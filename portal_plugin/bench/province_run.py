"""A province's reports through outbox, broker and two workers, against a plain loop.

Both sides put the same profiles, plans and reports to the same stand-in (a process of its own).
The plugin's side begins when all are due and ends when every receipt is stored; in between lie the
sweep, the broker, leases, attempts and receipts on PostgreSQL. A third run has the stand-in fail
one request in twenty. Settings are the defaults of an installation.
"""

from __future__ import annotations

from statistics import median

from portal_plugin.bench.deliveries import approve_many
from portal_plugin.bench.result import Result, median_ratio
from portal_plugin.bench.sending import in_a_plain_loop, through_the_broker
from portal_plugin.bench.size import Size
from portal_plugin.bench.stage import WORKERS, staged

BAR, BAR_WITH_FAULTS = 2.0, 4.0
_FAULTS = ("drop_before_commit", "drop_after_commit", "429", "500", "503")


def run(size: Size) -> Result:
    """Loop, broker and broker with faults, turn and turn about."""
    loops, runs, faulty = [], [], []
    with staged(size.broker, *WORKERS) as stage:
        dues = approve_many(stage.ground, size.province, size.measures)
        for number in range(size.rounds):
            loops.append(in_a_plain_loop(stage, dues))
            runs.append(through_the_broker(stage, len(dues)))
            faulty.append(through_the_broker(stage, len(dues), *_one_in_twenty(number)))
    broker = "the given" if size.broker else "the embedded"
    told = f"{len(dues)} reports of {size.measures} measures, 2 workers, {broker} broker"
    return verdict(loops, runs, faulty, told)


def verdict(loops: list[float], runs: list[float], faulty: list[float], told: str) -> Result:
    """Seconds of each round: the plain loop, the plugin, the plugin with faults; `told`: of what.

    Met when both bars are kept.
    """
    ratio, ratio_with_faults = median_ratio(runs, loops), median_ratio(faulty, loops)
    return Result(
        name="province-run",
        value=round(ratio, 2),
        bar=f"<= {BAR}, with 5 % faults <= {BAR_WITH_FAULTS}",
        met=ratio <= BAR and ratio_with_faults <= BAR_WITH_FAULTS,
        detail=(
            f"{told}: loop {median(loops):.1f} s, plugin {median(runs):.1f} s; with 5 % faults "
            f"{median(faulty):.1f} s, {ratio_with_faults:.2f} times the loop"
        ),
    )


def _one_in_twenty(seed: int) -> list[dict[str, object]]:
    share = 0.05 / len(_FAULTS)
    return [
        {"fault": fault, "probability": share, "seed": seed * len(_FAULTS) + place, "seconds": 1}
        for place, fault in enumerate(_FAULTS)
    ]
