"""From the fields of the measure editor to a measure, and back. Lists are typed one item a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal_plugin.errors import RuleBroken
from portal_plugin.language import domain
from portal_plugin.measures.codes import BudgetMode, IndicatorLevel, MeasureKind
from portal_plugin.measures.measure_detail import MeasureDetail
from portal_plugin.measures.measure_editing import IndicatorText, MeasureText
from portal_plugin.measures.report_rows import IndicatorRow, MeasureRow
from portal_plugin.measures.views.progress_form import uuid_or_none
from portal_plugin.statistics.indicator_topics import topic_in

TOPIC = "topic-"
"""What the name of an indicator's topic field begins with; its id follows."""

_NUMBERED = re.compile(r"\s*([0-9๐-๙]+(?:\.[0-9๐-๙]+)*)[.)]?\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class MeasureTyped:
    """All that the editor's form says of a measure. `steps` are (path, text), `topics` which
    complaints an indicator that stands shall count."""

    text: MeasureText
    department_ids: Sequence[UUID]
    steps: Sequence[tuple[str, str]]
    outputs: Sequence[str]
    outcomes: Sequence[str]
    topics: Mapping[UUID, str | None]


def measure_typed(form: MultiDict[str, str]) -> MeasureTyped:
    """The measure in a form. Raises `RuleBroken` for a choice that is not in its list."""
    return MeasureTyped(
        text=MeasureText(
            title=form.get("title", ""),
            kind=_choice("kind", MeasureKind, form.get("kind", "")),
            mission_id=uuid_or_none(form.get("mission")),
            indicator_number=_whole(form.get("indicator_number", "")),
            group_title=form.get("group_title", ""),
            rationale=form.get("rationale", ""),
            objectives=form.get("objectives", "").splitlines(),
            target_group=form.get("target_group", ""),
            target_group_codes=[
                code for code in map(_whole, form.getlist("target_group_codes")) if code
            ],
            quarter=_whole(form.get("quarter", "")),
            period=form.get("period", ""),
            budget_mode=BudgetMode.AMOUNT if form.get("uses_budget") else BudgetMode.NONE,
            departments_text=form.get("departments_text", ""),
            all_departments=bool(form.get("all_departments")),
            remark=form.get("remark", ""),
        ),
        department_ids=[
            department_id
            for department_id in map(uuid_or_none, form.getlist("departments"))
            if department_id is not None
        ],
        steps=steps_typed(form.get("steps", "")),
        outputs=_items(form.get("outputs", "")),
        outcomes=_items(form.get("outcomes", "")),
        topics=_topics(form),
    )


def steps_typed(text: str) -> list[tuple[str, str]]:
    """Steps, one a line: "2.1 ข้อความ" keeps its number, a line without one gets its place."""
    steps = []
    for place, line in enumerate(_items(text), start=1):
        numbered = _NUMBERED.fullmatch(line)
        steps.append((numbered[1], numbered[2]) if numbered else (str(place), line))
    return steps


def changed_steps(measure: MeasureRow, typed: MeasureTyped) -> bool:
    """Whether the typed steps differ from those that stand."""
    return [(step.path, step.text) for step in measure.steps] != list(typed.steps)


def indicators_after(measure: MeasureRow | None, typed: MeasureTyped) -> list[IndicatorText] | None:
    """The indicators to be stored; None when nothing changed, so that values reported on them
    stay theirs. The parts of a target stay with a text that stays.
    """
    wanted = [(IndicatorLevel.OUTPUT, text) for text in typed.outputs]
    wanted += [(IndicatorLevel.OUTCOME, text) for text in typed.outcomes]
    rows = sorted(
        measure.indicators if measure else (), key=lambda row: row.level is IndicatorLevel.OUTCOME
    )
    if wanted == [(row.level, row.text) for row in rows]:
        return None
    standing = {(row.level, row.text): row for row in rows}
    return [
        _indicator(level, text, standing.get((level, text)), typed.topics) for level, text in wanted
    ]


def topics_after(measure: MeasureRow, typed: MeasureTyped) -> dict[UUID, str | None]:
    """What indicators that stay shall count from now on, where that changes."""
    return {
        row.id: typed.topics[row.id]
        for row in measure.indicators
        if row.id in typed.topics and typed.topics[row.id] != row.complaint_topic
    }


def fields_of(detail: MeasureDetail, mission_id: UUID | None) -> MultiDict[str, str]:
    """The form's fields as the measure that stands would have filled them."""
    measure = detail.measure
    single: dict[str, Any] = {
        "title": measure.title,
        "kind": measure.kind or "",
        "mission": mission_id or "",
        "indicator_number": measure.indicator_number or "",
        "group_title": measure.group_title,
        "rationale": measure.rationale,
        "objectives": "\n".join(measure.objectives),
        "target_group": measure.target_group,
        "quarter": measure.quarter or "",
        "period": measure.period,
        "uses_budget": "1" if measure.budget_mode is BudgetMode.AMOUNT else "",
        "departments_text": measure.departments_text,
        "all_departments": "1" if measure.all_departments else "",
        "remark": measure.remark,
        "steps": "\n".join(f"{step.path} {step.text}" for step in measure.steps),
        "outputs": _texts(measure.indicators, IndicatorLevel.OUTPUT),
        "outcomes": _texts(measure.indicators, IndicatorLevel.OUTCOME),
    }
    typed = MultiDict({name: str(value) for name, value in single.items()})
    for row in measure.indicators:
        typed[TOPIC + str(row.id)] = row.complaint_topic or ""
    typed.setlist("departments", [str(each) for each in detail.department_ids])
    typed.setlist("target_group_codes", [str(code) for code in measure.target_group_codes])
    return typed


def _indicator(
    level: IndicatorLevel,
    text: str,
    before: IndicatorRow | None,
    topics: Mapping[UUID, str | None],
) -> IndicatorText:
    if before is None:
        return IndicatorText(level, text, complaint_topic=topic_in(text))
    return IndicatorText(
        level,
        text,
        comparator=before.comparator,
        value=before.value,
        unit=before.unit,
        method=before.method,
        complaint_topic=topics.get(before.id, before.complaint_topic),
    )


def _topics(form: MultiDict[str, str]) -> dict[UUID, str | None]:
    named = {
        uuid_or_none(name.removeprefix(TOPIC)): value or None
        for name, value in form.items()
        if name.startswith(TOPIC)
    }
    return {key: value for key, value in named.items() if key is not None}


def _texts(indicators: Sequence[IndicatorRow], level: IndicatorLevel) -> str:
    return "\n".join(row.text for row in indicators if row.level is level)


def _items(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else None


def _choice(field: str, kind: type[MeasureKind], text: str) -> MeasureKind | None:
    try:
        return kind(text) if text else None
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกจากรายการ")
        raise RuleBroken.single("MEASURE", field, sentence) from None
