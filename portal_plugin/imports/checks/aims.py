"""Risk controls that no measure answers (rule R8) and goals left with both alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal_plugin.imports.checks.placeholders import LAO_PLACEHOLDER
from portal_plugin.imports.checks.subject import Subject, finding, shortened
from portal_plugin.imports.document import Finding
from portal_plugin.imports.measure import KINDS
from portal_plugin.imports.wording import likeness, skeleton

_CASE = re.compile(r"กรณี(?:ที่)?")
_ISSUER = re.compile(r"(?:ของ)?(?:หน่วยงาน|องค์กรปกครองส่วนท้องถิ่น|องค์กร|เทศบาล|อบต\.?)")
_ALIKE = 0.74


def check(subject: Subject) -> Iterator[Finding]:
    """CONTROL_WITHOUT_MEASURE and GOAL_ALTERNATIVES."""
    for goal in subject.document.goals:
        if len(_CASE.findall(goal.text)) > 1:
            yield finding("GOAL_ALTERNATIVES", line=goal.line)
    titles = [_core(subject, measure.title) for measure in subject.document.measures]
    for risk in subject.document.risks:
        for control in risk.controls:
            core = _core(subject, control.text)
            if core and not any(_same(core, title) for title in titles):
                text = shortened(control.text)
                yield finding("CONTROL_WITHOUT_MEASURE", line=control.line, text=text)


def _same(control: str, title: str) -> bool:
    return likeness(control, title) >= _ALIKE or (len(control) > 12 and control in title)


def _core(subject: Subject, text: str) -> str:
    """The wording without its kind, the issuer's name and general words for the issuer."""
    text = LAO_PLACEHOLDER.sub("", " ".join(text.split()))
    if subject.document.lao_name:
        cut = r"\s?".join(map(re.escape, subject.document.lao_name))
        text = re.sub(f"(?:ของ)?{cut}", "", text)
    text = _ISSUER.sub("", text)
    letters = skeleton(text)
    for label, _ in KINDS:
        letters = letters.removeprefix(skeleton(label))
    return letters
