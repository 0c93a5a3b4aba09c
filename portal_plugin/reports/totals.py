"""Sums of a report, always computed from its measures (R3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal_plugin.measures.codes import Status

_AMOUNTS = ("plan", "ordinance", "paid")


def totals(measures: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts by status, and money (whole baht) by dimension and in all.

    `awaiting` (รอรายงานผล) counts what was not reported. A measure marked as not conforming needs
    no report: it is counted in `not_counted` and in no status.
    """
    every = list(measures)
    counted = [measure for measure in every if measure["conforming"] is not False]
    by_status = {"awaiting": 0, **{status.value: 0 for status in Status}}
    for measure in counted:
        by_status[measure["status"] or "awaiting"] += 1
    return {
        "measures": len(every),
        "not_counted": len(every) - len(counted),
        "by_status": by_status,
        "by_dimension": _by_dimension(every),
        "grand": _sum(every),
    }


def _by_dimension(measures: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    titles = {
        measure["dimension"]: measure["dimension_title"]
        for measure in measures
        if measure["dimension"] is not None
    }
    return [
        {
            "dimension": number,
            "title": title,
            **_sum([measure for measure in measures if measure["dimension"] == number]),
        }
        for number, title in sorted(titles.items())
    ]


def _sum(measures: list[Mapping[str, Any]]) -> dict[str, int]:
    return {
        "count": len(measures),
        **{amount: sum(measure["budget"][amount] for measure in measures) for amount in _AMOUNTS},
    }
