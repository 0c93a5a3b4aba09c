"""From our frozen report (schema portal-plugin/report/1) to the payloads of the national contract.

Pure: the same report gives the same payload, so a repeated delivery repeats the same bytes. Code
tables come from the catalogue (e-PlanNACC forms); nothing is guessed. A value the forms require
and we do not hold is named in `Unmappable` for people to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from portal_plugin.config.catalogue import catalogue
from portal_plugin.national.contract import SCHEMA_VERSION, messages

_WEB_ADDRESS = re.compile(r"https?://[!-~]+")
_AMOUNTS = {"budget_plan": "plan", "budget_ordinance": "ordinance", "paid": "paid"}


@cache
def _codes(catalogue_name: str, group: str) -> dict[str, int]:
    """National code by our code."""
    return {entry["code"]: entry["eplan"] for entry in catalogue(catalogue_name)[group]}


class Unmappable(ValueError):
    """Measures that the national forms cannot take as they are; str() is one Thai message.

    `problems`: numbers of the measures concerned, by code.
    """

    def __init__(self, problems: Mapping[str, tuple[int, ...]]) -> None:
        self.problems = dict(problems)
        texts = messages()["unmappable"]
        told = (
            texts[code].format(seqs=", ".join(str(seq) for seq in seqs))
            for code, seqs in sorted(self.problems.items())
        )
        super().__init__(texts["lead"].format(problems="; ".join(told)))


def profile(body: Mapping[str, Any]) -> dict[str, Any]:
    """The LAO's profile, of which a report knows code, name, type and province."""
    tenant = body["tenant"]
    return {
        "schema_version": SCHEMA_VERSION,
        "lao_code": tenant["code"],
        "name": tenant["name"],
        "type": tenant["type"],
        "province": tenant["province"],
    }


def registration(body: Mapping[str, Any]) -> dict[str, Any]:
    """The plan with all its measures; every measure is registered for all years of the plan.

    Raises `Unmappable` when a measure of a five-year plan lacks its kind or dimension.
    """
    measures = body["measures"]
    _require(measures, _classification_gaps(body["instrument"]))
    plan = body["plan"]
    years = list(range(plan["year_from"], plan["year_to"] + 1))
    return {
        "header": {
            "schema_version": SCHEMA_VERSION,
            "lao_code": body["tenant"]["code"],
            "plan_ref": plan["ref"],
            "instrument": body["instrument"],
            "title": plan["title"],
            "year_from": plan["year_from"],
            "year_to": plan["year_to"],
        },
        "measures": [_registered(measure, years) for measure in measures],
    }


def submission(body: Mapping[str, Any], *, revision: int, digest: str) -> dict[str, Any]:
    """One round's report; `digest` is the SHA-256 (hex) of the frozen report's bytes.

    A measure that has not started, or awaits its report, has no national code: it is counted in
    `totals.awaiting` and not sent (domain section 5, point 1). A non-conforming measure needs no
    report and is not counted. Raises `Unmappable`.
    """
    counted = [measure for measure in body["measures"] if measure.get("conforming") is not False]
    reported = [measure for measure in counted if not _is_awaiting(measure)]
    _require(reported, {**_classification_gaps(body["instrument"]), **_REPORT_GAPS})
    lines = [_line(measure) for measure in reported]
    return {
        "header": {
            "schema_version": SCHEMA_VERSION,
            "lao_code": body["tenant"]["code"],
            "fiscal_year": body["fiscal_year"],
            "round": _codes("rounds", "rounds")[body["round"]],
            "revision": revision,
            "plan_ref": body["plan"]["ref"],
            "sha256": digest,
        },
        "lines": lines,
        "totals": totals(lines, awaiting=len(counted) - len(lines)),
    }


def totals(lines: Iterable[Mapping[str, Any]], *, awaiting: int) -> dict[str, Any]:
    """The totals that belong to `lines` of the contract; both sides of the exchange use it."""
    by_status = {"2": 0, "3": 0, "4": 0}
    by_dimension: dict[int | None, dict[str, Any]] = {}
    for line in lines:
        by_status[str(line["status"])] += 1
        row = by_dimension.setdefault(
            line["dimension"],
            {"dimension": line["dimension"], "lines": 0, **dict.fromkeys(_AMOUNTS, 0)},
        )
        row["lines"] += 1
        for amount in _AMOUNTS:
            row[amount] += line[amount]
    return {
        "measures": sum(by_status.values()) + awaiting,
        "awaiting": awaiting,
        "by_status": by_status,
        "by_dimension": sorted(by_dimension.values(), key=_dimension_order),
    }


_Gap = Callable[[Mapping[str, Any]], bool]


def _require(measures: Iterable[Mapping[str, Any]], gaps: Mapping[str, _Gap]) -> None:
    problems: dict[str, tuple[int, ...]] = {}
    for measure in measures:
        for code, is_gap in gaps.items():
            if is_gap(measure):
                problems[code] = (*problems.get(code, ()), measure["seq"])
    if problems:
        raise Unmappable(problems)


def _classification_gaps(instrument: str) -> dict[str, _Gap]:
    """The yearly ITA measures print neither kind nor dimension; the five-year plan must."""
    if instrument != "PLAN_5Y":
        return {}
    return {
        "KIND_MISSING": lambda measure: (
            measure.get("kind") not in _codes("progress", "measure_kinds")
        ),
        "DIMENSION_MISSING": lambda measure: measure.get("dimension") is None,
    }


def _lacks_reason(measure: Mapping[str, Any]) -> bool:
    reasons = _codes("progress", "reasons")
    return measure["status"] == "CANNOT_PROCEED" and measure.get("reason") not in reasons


def _lacks_reason_text(measure: Mapping[str, Any]) -> bool:
    needed = measure["status"] == "CANNOT_PROCEED" and measure.get("reason") == "OTHER"
    return needed and not (measure.get("reason_text") or "").strip()


_REPORT_GAPS: dict[str, _Gap] = {
    "STATUS_UNKNOWN": lambda measure: _codes("progress", "status").get(measure["status"]) is None,
    "REASON_MISSING": _lacks_reason,
    "REASON_TEXT_MISSING": _lacks_reason_text,
}


def _is_awaiting(measure: Mapping[str, Any]) -> bool:
    return bool(measure.get("awaiting")) or measure.get("status") in {None, "NOT_STARTED"}


def _registered(measure: Mapping[str, Any], years: list[int]) -> dict[str, Any]:
    by_year = {} if _uses_no_budget(measure) else measure.get("budget_by_year") or {}
    return {
        "ref": measure["ref"],
        "seq": measure["seq"],
        "name": measure["title"],
        "years": years,
        "quarter": measure.get("quarter"),
        "type": _codes("progress", "measure_kinds").get(measure.get("kind") or ""),
        "dimension": measure.get("dimension"),
        "non_budget": _uses_no_budget(measure),
        "budget": {str(year): baht for year, baht in by_year.items()},
        "target_group": list(measure.get("target_groups") or ()),
        "objective": "\n".join(measure.get("objectives") or ()),
        "remark": measure.get("remark") or "",
    }


def _line(measure: Mapping[str, Any]) -> dict[str, Any]:
    budget = {} if _uses_no_budget(measure) else measure["budget"]
    reason = None
    if measure["status"] == "CANNOT_PROCEED":
        reason = _codes("progress", "reasons")[measure["reason"]]
    return {
        "measure_ref": measure["ref"],
        "seq": measure["seq"],
        "type": _codes("progress", "measure_kinds").get(measure.get("kind") or ""),
        "dimension": measure.get("dimension"),
        **{field: budget.get(ours) or 0 for field, ours in _AMOUNTS.items()},
        "in_ordinance": bool(measure["budget"].get("in_ordinance")),
        "status": _codes("progress", "status")[measure["status"]],
        "reason": reason,
        "reason_text": (measure.get("reason_text") or "") if reason else "",
        "remark": measure.get("remark") or "",
        "results": list(measure.get("results") or ()),
        "outcomes": list(measure.get("outcomes") or ()),
        "problems": measure.get("problems") or "",
        "solution": measure.get("solution") or "",
        "evidence": [_evidence(item) for item in measure.get("evidence") or ()],
    }


def _evidence(item: Mapping[str, Any]) -> dict[str, Any]:
    """Only an absolute web address means anything to the national side; others stay here."""
    url = item.get("url") or ""
    return {
        "title": item.get("title") or item.get("number") or item["type"],
        "type": item["type"],
        "number": item.get("number") or None,
        "date": item.get("date") or None,
        "url": url if _WEB_ADDRESS.fullmatch(url) else None,
        "sha256": item.get("sha256") or None,
    }


def _uses_no_budget(measure: Mapping[str, Any]) -> bool:
    return bool(measure["budget"]["mode"] == "NONE")


def _dimension_order(row: Mapping[str, Any]) -> tuple[bool, int]:
    return row["dimension"] is None, row["dimension"] or 0
