"""What in a report is not in order. Codes, not sentences: pages word them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal_plugin.measures.codes import Reason, RoundCode, Status

Measure = Mapping[str, Any]


def cautions(
    measures: Iterable[Measure], window: Mapping[str, str], code: RoundCode, *, needs_kind: bool
) -> list[dict[str, Any]]:
    """Findings as {rule, code, seq, detail}, by measure.

    R2 evidence dated outside the window; R3 paid above the ordinance; R4 a status without what it
    needs. `needs_kind`: the national forms ask for a kind before registration.
    """
    return [
        {"rule": rule, "code": finding, "seq": measure["seq"], "detail": detail}
        for measure in measures
        for rule, finding, detail in _of(measure, window, code, needs_kind=needs_kind)
    ]


def _of(
    measure: Measure, window: Mapping[str, str], code: RoundCode, *, needs_kind: bool
) -> Iterator[tuple[str, str, str]]:
    for item in measure["evidence"]:
        if item["date"] and not window["from"] <= item["date"] <= window["to"]:
            yield "R2", "EVIDENCE_OUTSIDE_WINDOW", item["title"]
    if measure["budget"]["paid"] > measure["budget"]["ordinance"]:
        yield "R3", "PAID_ABOVE_ORDINANCE", str(measure["budget"]["paid"])
    if lacking := _lacking(measure, code):
        yield "R4", lacking, ""
    if needs_kind and measure["kind"] is None:
        yield "KIND", "KIND_MISSING", ""


def _lacking(measure: Measure, code: RoundCode) -> str | None:
    status, reason = measure["status"], measure["reason"]
    if status == Status.DONE and not measure["results"]:
        return "DONE_WITHOUT_RESULT"
    if status == Status.CANNOT_PROCEED and reason is None:
        return "CANNOT_PROCEED_WITHOUT_REASON"
    if reason == Reason.OTHER and not measure["reason_text"].strip():
        return "REASON_WITHOUT_TEXT"
    if status == Status.NOT_STARTED and code is RoundCode.TWELVE_MONTHS and reason is None:
        return "NOT_STARTED_AT_YEAR_END"
    return None
