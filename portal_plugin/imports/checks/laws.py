"""The same law cited with different years."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.document import Finding
from portal_plugin.imports.wording import skeleton

_CITED = re.compile(
    r"((?:พระราชบัญญัติ|พระราชกฤษฎีกา|พระราชกำหนด|ระเบียบกระทรวง|ระเบียบสำนัก)[^0-9(]{8,160}?)"
    r"\s?(?:พ\.ศ\.|พุทธศักราช)\s?(25\d\d)"
)
_TAIL = 22


def check(subject: Subject) -> Iterator[Finding]:
    """LEGAL_YEAR_DIFFERS wherever a year is not the one cited most often."""
    cited: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for text in subject.texts():
        for name, year in _CITED.findall(to_arabic(text.text)):
            cited[skeleton(name)[-_TAIL:]].append((int(year), text.line, name.strip()[-40:]))
    for citations in cited.values():
        years = Counter(year for year, _, _ in citations)
        usual = years.most_common(1)[0][0]
        for year, line, law in citations:
            if year != usual:
                seq = subject.measure_at(line) if subject.plan else None
                yield finding(
                    "LEGAL_YEAR_DIFFERS", line=line, measure=seq, law=law, year=year, usual=usual
                )
