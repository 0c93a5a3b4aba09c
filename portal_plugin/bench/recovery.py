"""kill -9 of the worker at the edges of a delivery's states: what is lost, what happens twice.

Each kill has its moment from a seeded draw: the lease just taken, the plan registered, the report
committed at the endpoint with its reply still held back, the receipt just stored. The endpoint
takes its time over each request, so that a kill meets what it aims at. Another
worker is started then; when all kills are done every delivery must hold one receipt and must have
had one effect.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from portal_plugin.bench.deliveries import approve_many, put_back
from portal_plugin.bench.result import Result
from portal_plugin.bench.size import Size
from portal_plugin.bench.stage import Stage, kill, staged, wait_until
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.reports.states import Delivery
from portal_plugin.reports.sweep import sweep

BAR = 0
_SEED = 2566
_PACE = {
    "SWEEP_SECONDS": "1",
    "NATIONAL_TIMEOUT_SECONDS": "1",
    "LEASE_SECONDS": "4.5",
    "RETRY_BASE_SECONDS": "0.2",
    "RETRY_CAP_SECONDS": "1",
    "PUSH_ATTEMPTS": "500",
}
_SLOW = {"fault": "delay", "probability": 0.5, "seed": _SEED, "seconds": 0.1}
_EDGES = ("leased", "registered", "committed", "acknowledged")
_PATIENCE_SECONDS = 60.0
_TO_EACH_KILL = 3


def run(size: Size) -> Result:
    """Kill, start a worker, kill again; then let the rest arrive and count."""
    draw = random.Random(_SEED)  # noqa: S311
    crossed: Counter[str] = Counter()
    deliveries = size.kills * _TO_EACH_KILL
    with staged(size.broker, **_PACE) as stage:
        approve_many(stage.ground, deliveries, min(size.measures, 5))
        put_back(stage.ground, deliveries)
        stage.arm(_SLOW)
        sweeper = _Sweeper(stage)
        for _ in range(size.kills):
            edge = draw.choice(_EDGES)
            crossed[edge] += _killed_at(stage, sweeper, edge, draw.uniform(0, 0.03))
        seconds = _seconds_to_rest(stage, sweeper, deliveries)
        acknowledged, effects = stage.counts()[Delivery.ACKNOWLEDGED], stage.effects()
    return verdict(size.kills, crossed, deliveries, acknowledged, effects, seconds=seconds)


def verdict(
    kills: int,
    crossed: Mapping[str, int],
    deliveries: int,
    acknowledged: int,
    effects: Mapping[str, int],
    *,
    seconds: float,
) -> Result:
    """Met when nothing was lost or doubled and every kill met a delivery.

    `crossed`: kills by edge; `effects`: how often each key took effect at the endpoint;
    `seconds` from the last worker's start to the last receipt.
    """
    lost = deliveries - min(acknowledged, len(effects))
    doubled = sum(times - 1 for times in effects.values())
    told = ", ".join(f"{edge} {crossed.get(edge, 0)}" for edge in _EDGES)
    return Result(
        name="recovery",
        value=float(lost + doubled),
        bar=f"<= {BAR} lost or doubled",
        met=lost + doubled <= BAR and sum(crossed.values()) == kills,
        detail=(
            f"{sum(crossed.values())} kills of a worker ({told}; seed {_SEED}) over {deliveries} "
            f"deliveries: {lost} lost, {doubled} doubled, all at rest {seconds:.1f} s after the "
            f"last worker was started (leases of {_PACE['LEASE_SECONDS']} s, a sweep each second)"
        ),
    )


class _Sweeper:
    """Asks for what is due once a second, as beat would, while something is waited for."""

    def __init__(self, stage: Stage) -> None:
        place = stage.ground.place
        sender = celery_sender(make_celery(place.settings))
        self._sweep = partial(
            sweep, place.province_engine, place.engine, sender, expires=place.settings.sweep_seconds
        )
        self._pause = place.settings.sweep_seconds
        self._next = 0.0

    def while_waiting_for(self, happened: Callable[[], bool]) -> bool:
        """Sweep when it is time, then look."""
        if time.monotonic() >= self._next:
            self._sweep()
            self._next = time.monotonic() + self._pause
        return happened()


def _killed_at(stage: Stage, sweeper: _Sweeper, edge: str, pause: float) -> bool:
    """Start a worker and kill it when a delivery crosses `edge`; False if none was left to."""
    worker = stage.hire()
    try:
        look = _watch(stage, edge)
        wait_until(
            lambda: sweeper.while_waiting_for(look) or _all_at_rest(stage),
            _PATIENCE_SECONDS,
            f"a delivery's crossing of {edge!r}",
        )
        time.sleep(pause)
        return look()
    finally:
        kill(worker)


def _watch(stage: Stage, edge: str) -> Callable[[], bool]:
    """Tells whether a delivery has crossed `edge` since this call."""
    tallies: dict[str, Callable[[], int]] = {
        "leased": lambda: _attempts(stage),
        "registered": lambda: stage.journal("plan"),
        "committed": lambda: stage.journal("report"),
        "acknowledged": lambda: stage.counts()[Delivery.ACKNOWLEDGED],
    }
    tally = tallies[edge]
    before = tally()
    return lambda: tally() > before


def _attempts(stage: Stage) -> int:
    with stage.ground.administrator() as connection:
        row = connection.execute("SELECT sum(attempts) FROM portal_plugin.outbox").fetchone()
    return int(row[0] or 0) if row else 0


def _all_at_rest(stage: Stage) -> bool:
    counts = stage.counts()
    return sum(counts.values()) == counts[Delivery.ACKNOWLEDGED]


def _seconds_to_rest(stage: Stage, sweeper: _Sweeper, deliveries: int) -> float:
    began = time.monotonic()
    worker = stage.hire()
    try:
        wait_until(
            lambda: sweeper.while_waiting_for(lambda: _all_at_rest(stage)),
            _PATIENCE_SECONDS + deliveries,
            "the arrival of every report",
        )
    finally:
        worker.stop()
    return time.monotonic() - began
