"""From the fields of the risk register to its rows, and back. Lists are typed one item a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal_plugin.errors import RuleBroken
from portal_plugin.language import domain
from portal_plugin.measures.codes import RiskLevel
from portal_plugin.measures.risks import ControlText, RiskRow, RiskText
from portal_plugin.thai import arabic_digits

SPARE = 2
"""Empty rows below those that stand."""
_MOST_ROWS = 60
_OF_A_ROW = ("process", "issues", "controls")
_NUMBERED = re.compile(r"\s*([0-9๐-๙]{1,3})[.)]?(?:\s+(\S.*))?\s*")


@dataclass(frozen=True, slots=True)
class MeasureNumber:
    """A measure of the plan by which a control can be named: its `seq` or its exact title."""

    id: UUID
    seq: int
    title: str


def fields_of(risks: Sequence[RiskRow]) -> dict[str, str]:
    """The form's fields as the register that stands would have filled them."""
    typed: dict[str, str] = {}
    for place, risk in enumerate(risks):
        typed |= {
            f"process-{place}": risk.process,
            f"issues-{place}": "\n".join(risk.issues),
            f"level-{place}": risk.level or "",
            f"likelihood-{place}": str(risk.likelihood or ""),
            f"impact-{place}": str(risk.impact or ""),
            f"controls-{place}": "\n".join(
                f"{control.measure_seq} {control.text}" if control.measure_seq else control.text
                for control in risk.controls
            ),
        }
    return typed


def rows_in(typed: Mapping[str, str]) -> int:
    """How many rows the fields have, empty ones at the end included."""
    places = [
        int(name.removeprefix("process-"))
        for name in typed
        if re.fullmatch(r"process-[0-9]{1,2}", name)
    ]
    return min(max(places, default=-1) + 1, _MOST_ROWS)


def risks_typed(typed: Mapping[str, str], measures: Sequence[MeasureNumber]) -> list[RiskText]:
    """The rows of the form; an empty one is left out.

    Raises `RuleBroken` for a choice that is not in its list, and for a row without its step.
    """
    return [
        _risk(typed, place, measures)
        for place in range(rows_in(typed))
        if any(typed.get(f"{name}-{place}", "").strip() for name in _OF_A_ROW)
    ]


def _risk(typed: Mapping[str, str], place: int, measures: Sequence[MeasureNumber]) -> RiskText:
    def of(name: str) -> str:
        return typed.get(f"{name}-{place}", "").strip()

    if not of("process"):
        sentence = domain.gettext("กรุณาใส่ขั้นตอนการดำเนินงานที่มีความเสี่ยง")
        raise RuleBroken.single("RISK", f"process-{place}", sentence)
    return RiskText(
        process=of("process"),
        issues=_lines(of("issues")),
        level=_level(of("level"), place),
        likelihood=_score(of("likelihood"), f"likelihood-{place}"),
        impact=_score(of("impact"), f"impact-{place}"),
        controls=[_control(line, measures) for line in _lines(of("controls"))],
    )


def _control(line: str, measures: Sequence[MeasureNumber]) -> ControlText:
    """ "12 …" is measure 12 of the plan, and so is its title as it stands there; the number alone
    takes the title. Any other line is a control that no measure answers yet (R8)."""
    numbered = _NUMBERED.fullmatch(line)
    seq = int(arabic_digits(numbered[1])) if numbered else None
    for measure in measures:
        if measure.seq == seq and numbered:
            return ControlText(numbered[2] or measure.title, measure.id)
        if measure.title == line:
            return ControlText(line, measure.id)
    return ControlText(line)


def _level(text: str, place: int) -> RiskLevel | None:
    try:
        return RiskLevel(text) if text else None
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกจากรายการ")
        raise RuleBroken.single("RISK", f"level-{place}", sentence) from None


def _score(text: str, field: str) -> int | None:
    digits = arabic_digits(text)
    if not digits:
        return None
    if digits not in {"1", "2", "3", "4", "5"}:
        sentence = domain.gettext("กรุณาให้คะแนนโอกาสและผลกระทบ 1 ถึง 5")
        raise RuleBroken.single("RISK", field, sentence)
    return int(digits)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
