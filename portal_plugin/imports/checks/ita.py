"""ITA: indicators without measure or score, and levels that do not fit their total."""

from __future__ import annotations

from collections.abc import Iterator

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding

_INDICATORS = range(1, 11)
_NEW_BANDS_FROM = 2566
_OLD_BANDS = ((95, "AA"), (85, "A"), (75, "B"), (65, "C"), (55, "D"), (50, "E"), (0, "F"))


def check(subject: Subject) -> Iterator[Finding]:
    """INDICATOR_MISSING, SCORE_MISSING and ITA_LEVEL_DIFFERS (domain 2.3)."""
    yearly = subject.yearly
    if yearly is None:
        return
    by_indicator = any("INDICATOR" in table.header.roles for table in yearly.tables)
    groups = {measure.group for measure in subject.document.measures}
    numbers = {int(group) for group in groups if group and group.isdecimal()}
    missing = [str(number) for number in _INDICATORS if number not in numbers]
    if by_indicator and numbers and missing:
        line = subject.document.measures[0].line
        yield finding("INDICATOR_MISSING", line=line, numbers=", ".join(missing))
    ita = subject.document.ita
    scored = {score.number for score in ita.scores if score.score is not None}
    unscored = [str(number) for number in _INDICATORS if number not in scored]
    if ita.scores and unscored:
        yield finding("SCORE_MISSING", line=ita.scores[0].line, numbers=", ".join(unscored))
    # From 2566 on the level also depends on each instrument, so the total alone says nothing.
    if ita.total is None or ita.level is None or (ita.fiscal_year or 0) >= _NEW_BANDS_FROM:
        return
    expected = next(level for floor, level in _OLD_BANDS if ita.total >= floor)
    if ita.level in {level for _, level in _OLD_BANDS} and ita.level != expected:
        yield finding(
            "ITA_LEVEL_DIFFERS",
            line=ita.line,
            total=ita.total,
            expected=expected,
            printed=ita.level,
        )
