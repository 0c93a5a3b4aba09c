"""Which benches there are. What is not built yet is not offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal_plugin.bench import (
    compiling,
    nation_run,
    province_run,
    receipt_login,
    recovery,
    rendering,
    rls,
    statistics_province,
    statistics_tenant,
    submission,
)
from portal_plugin.bench.result import BenchFailed, Result
from portal_plugin.bench.size import Size

Bench = Callable[[Size], Result]

BENCHES: Mapping[str, Bench] = {
    "submission": submission.run,
    "rls": rls.run,
    "statistics-province": statistics_province.run,
    "statistics-tenant": statistics_tenant.run,
    "compile": compiling.run,
    "province-run": province_run.run,
    "nation-run": nation_run.run,
    "recovery": recovery.run,
    "receipt-login": receipt_login.run,
    "render": rendering.run,
}
LONG = frozenset({"nation-run"})
"""Run only when asked for by name: it takes an hour."""


def benches(name: str | None) -> dict[str, Bench]:
    """The bench of that name, or without one all but the long. Raises `BenchFailed`."""
    if name is None:
        return {each: bench for each, bench in BENCHES.items() if each not in LONG}
    if name not in BENCHES:
        raise BenchFailed(f"there is no bench {name!r}: choose one of {', '.join(BENCHES)}")
    return {name: BENCHES[name]}
