"""Whether counters stay right while processes that change complaints are killed at any moment."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.bench.complaint_filling import add_tenants
from portal_plugin.bench.ground import Ground
from portal_plugin.bench.operating import operate_forever
from portal_plugin.bench.result import BenchFailed
from portal_plugin.complaints.models import ComplaintEvent
from portal_plugin.complaints.recount import Drift, recount
from portal_plugin.tenants.resolve import all_tenants
from portal_plugin.tenants.session import tenant_session

_TENANTS = 2
_PROCESSES = 2
_LONGEST_SECONDS = 3600.0
_IDLE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done and what came of it; `kinds` is how many kinds of acts happened."""

    operations: int
    kinds: int
    kills: int
    drifts: tuple[Drift, ...]

    @property
    def held(self) -> bool:
        """Whether something could have drifted, and nothing did."""
        return self.kills > 0 and self.operations > 0 and not self.drifts

    def __str__(self) -> str:
        told = "; ".join(f"{each.subject}: {each.figure}" for each in self.drifts[:3]) or "no drift"
        return f"{told} after {self.operations} acts of {self.kinds} kinds and {self.kills} kills"


def operate(ground: Ground, *, operations: int, kills: int) -> Outcome:
    """Have processes act at random and kill them, until so much is done; then count anew.

    An operation is an act that was committed with its event. Raises `BenchFailed` when nothing
    happens any more.
    """
    with ground.administrator() as connection:
        add_tenants(connection, _TENANTS)
    engine = ground.place.engine
    tenant_ids = [tenant.id for tenant in all_tenants(engine)]
    killed = _operate_and_kill(ground, tenant_ids, operations, kills)
    acts: Counter[str] = Counter()
    drifts: list[Drift] = []
    for tenant_id in tenant_ids:
        acts += _acts(engine, tenant_id)
        with tenant_session(engine, tenant_id) as session:
            drifts += recount(session)
    return Outcome(acts.total(), len(acts), killed, tuple(drifts))


def _operate_and_kill(ground: Ground, tenant_ids: list[UUID], operations: int, kills: int) -> int:
    """Returns how many processes were killed while they acted."""
    engine = ground.place.engine
    chance = random.Random(2569)  # noqa: S311
    began, killed, done, progress = time.time(), 0, 0, time.monotonic()
    deadline = time.monotonic() + _LONGEST_SECONDS
    hired = [_hire(ground, tenant_ids, began, number) for number in range(_PROCESSES)]
    try:
        while done < operations or killed < kills:
            time.sleep(chance.uniform(0.05, 0.4))
            before, done = done, sum(_acts(engine, each).total() for each in tenant_ids)
            if done > before:
                progress = time.monotonic()
            if time.monotonic() > min(deadline, progress + _IDLE_SECONDS):
                raise BenchFailed(f"only {done} acts happened: look at the machine's load")
            if done > before and killed * operations <= done * kills:
                place = killed % _PROCESSES
                _kill(hired[place])
                killed += 1
                hired[place] = _hire(ground, tenant_ids, began, _PROCESSES + killed)
    finally:
        for process in hired:
            _kill(process)
    return killed


def _hire(ground: Ground, tenant_ids: list[UUID], began: float, seed: int) -> BaseProcess:
    arguments = (ground.place.logins.app, tenant_ids, began, seed)
    process = get_context("spawn").Process(target=operate_forever, args=arguments, daemon=True)
    process.start()
    return process


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


def _acts(engine: sa.Engine, tenant_id: UUID) -> Counter[str]:
    event = ComplaintEvent
    with tenant_session(engine, tenant_id) as session:
        rows = session.execute(sa.select(event.act, sa.func.count()).group_by(event.act))
        return Counter({str(act): number for act, number in rows})
