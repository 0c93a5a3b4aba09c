"""One unit, two spellings: among the responsible units, and กอง… standing alone in texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding
from portal_plugin.imports.wording import bare

_UNIT = re.compile(r"(?:(?<=[\s,(\-–])|^)(กอง[ก-ฮเ-ไ][ก-๎]{6,36}(?<!และ))(?=[\sฯ,)]|$)")
_KIND = re.compile(r"(สำนัก|หน่วย|กอง)(?:งาน(?!คลัง))?(.+)")
_STEM = 7


def check(subject: Subject) -> Iterator[Finding]:
    """UNIT_SPELLING for each group of names that begin alike and end differently."""
    names: dict[str, int] = {}
    for measure in subject.document.measures:
        for unit in measure.departments:
            if not unit.is_all and not unit.unfilled:
                names.setdefault(_plain(unit.name), measure.departments_line)
    for text in subject.texts():
        for found in _UNIT.finditer(text.text.replace("\n", " ")):
            names.setdefault(_plain(found[1]), text.line)
    groups: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for name, line in names.items():
        parts = _KIND.fullmatch(name)
        if parts and len(parts[2]) >= _STEM:
            groups[parts[1], parts[2][:_STEM]][name] = line
    for group in groups.values():
        if len(group) > 1:
            listed = " / ".join(sorted(group))
            yield finding("UNIT_SPELLING", line=max(group.values()), names=listed)


def _plain(name: str) -> str:
    return bare(name).replace("ฯ", "")
