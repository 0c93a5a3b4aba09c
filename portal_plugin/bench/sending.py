"""Two ways of sending the same reports: the plugin's, and a plain loop over the same HTTP puts."""

from __future__ import annotations

import time
from collections.abc import Sequence

import httpx
import orjson

from portal_plugin import sandbox
from portal_plugin.bench.deliveries import Due, put_back
from portal_plugin.bench.result import BenchFailed
from portal_plugin.bench.stage import Stage
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.national import mapping
from portal_plugin.national.contract import operation
from portal_plugin.reports.states import Delivery
from portal_plugin.reports.sweep import sweep

_LOOK_SECONDS = 0.05
_SECONDS_FOR_ONE = 5.0


def through_the_broker(stage: Stage, count: int, *faults: dict[str, object]) -> float:
    """Seconds from `count` due deliveries to `count` receipts.

    A sweep asks the workers through the broker and is repeated as often as the settings say, as
    beat would. Raises `BenchFailed` when a delivery is refused, dies or does not arrive.
    """
    put_back(stage.ground, count)
    stage.forget()
    stage.arm(*faults)
    place = stage.ground.place
    sender = celery_sender(make_celery(place.settings))
    pause = place.settings.sweep_seconds
    began = time.perf_counter()
    next_sweep = began
    while not _all_acknowledged(stage):
        if time.perf_counter() >= next_sweep:
            sweep(place.province_engine, place.engine, sender, expires=max(pause, 1.0))
            next_sweep += pause
        if time.perf_counter() - began > 60 + count * _SECONDS_FOR_ONE:
            raise BenchFailed(f"not all of {count} reports arrived: {stage.counts()}")
        time.sleep(_LOOK_SECONDS)
    taken = time.perf_counter() - began
    _must_have_one_effect_each(stage, count)
    return taken


def in_a_plain_loop(stage: Stage, dues: Sequence[Due]) -> float:
    """Seconds for one client that puts profile, plan and report of one after the other."""
    stage.forget()
    stage.arm()
    requests = [request for due in dues for request in _requests(due)]
    known = sandbox.credentials(stage.home)
    began = time.perf_counter()
    with httpx.Client(base_url=stage.url, trust_env=False, timeout=30) as client:
        grant = client.post(
            operation("issueToken").path,
            data={"grant_type": "client_credentials"},
            auth=(known.client_id, known.client_secret),
        )
        client.headers["Authorization"] = (
            f"Bearer {grant.raise_for_status().json()['access_token']}"
        )
        for method, path, headers, content in requests:
            client.request(method, path, headers=headers, content=content).raise_for_status()
    taken = time.perf_counter() - began
    _must_have_one_effect_each(stage, len(dues))
    return taken


def _requests(due: Due) -> list[tuple[str, str, dict[str, str], bytes]]:
    """The three puts of one report, ready to be sent."""
    body, digest = due.report.body, due.report.digest
    submission = mapping.submission(body, revision=1, digest=digest)
    place = {**submission["header"]}
    payloads = {
        "saveProfile": mapping.profile(body),
        "registerPlan": mapping.registration(body),
        "putReport": submission,
    }
    return [
        (
            operation(name).method,
            operation(name).path.format(**place),
            {"Content-Type": "application/json", "Idempotency-Key": due.key},
            orjson.dumps(payload),
        )
        for name, payload in payloads.items()
    ]


def _all_acknowledged(stage: Stage) -> bool:
    counts = stage.counts()
    lost = counts[Delivery.REJECTED] + counts[Delivery.DEAD]
    if lost:
        raise BenchFailed(f"{lost} reports were refused or died: look at what the stand-in said")
    return sum(counts.values()) == counts[Delivery.ACKNOWLEDGED]


def _must_have_one_effect_each(stage: Stage, count: int) -> None:
    effects = stage.effects()
    if len(effects) != count or set(effects.values()) != {1}:
        raise BenchFailed(f"{count} reports had {sum(effects.values())} effects: see the stand-in")
