"""From the fields of the progress form to a report, and back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from portal_plugin.errors import RuleBroken
from portal_plugin.language import domain
from portal_plugin.measures.codes import Reason, Status
from portal_plugin.measures.progress import ProgressInput
from portal_plugin.measures.report_rows import EntryRow

INDICATOR = "indicator-"
"""What the name of an indicator's field begins with; its id follows."""


def progress_typed(form: Mapping[str, str], measure_id: UUID, round_id: UUID) -> ProgressInput:
    """The report in a form. Lists are typed one item a line. Raises `RuleBroken`."""
    return ProgressInput(
        measure_id=measure_id,
        round_id=round_id,
        step_id=uuid_or_none(form.get("step")),
        status=_status(form.get("status", "")),
        results=_lines(form.get("results", "")),
        outcomes=_lines(form.get("outcomes", "")),
        problems=form.get("problems", ""),
        solution=form.get("solution", ""),
        reason=_reason(form.get("reason", "")),
        reason_text=form.get("reason_text", ""),
        remark=form.get("remark", ""),
        indicator_values={
            name.removeprefix(INDICATOR): value
            for name, value in form.items()
            if name.startswith(INDICATOR)
        },
        seen_entry_id=uuid_or_none(form.get("seen_entry_id")),
    )


def typed_before(entry: EntryRow | None) -> dict[str, str]:
    """The form's fields as the entry that stands now would have filled them."""
    if entry is None:
        return {}
    return {
        "status": entry.status.value,
        "results": "\n".join(entry.results),
        "outcomes": "\n".join(entry.outcomes),
        "problems": entry.problems,
        "solution": entry.solution,
        "reason": entry.reason.value if entry.reason else "",
        "reason_text": entry.reason_text,
        "remark": entry.remark,
        **{INDICATOR + key: value for key, value in entry.indicator_values},
    }


def uuid_or_none(text: str | None) -> UUID | None:
    """The id, or None for an empty or malformed text."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _lines(text: str) -> list[str]:
    return text.splitlines()


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกสถานะ")
        raise RuleBroken.single("STATUS", "status", sentence) from None


def _reason(text: str) -> Reason | None:
    try:
        return Reason(text) if text else None
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกเหตุจากรายการ")
        raise RuleBroken.single("R4", "reason", sentence) from None
