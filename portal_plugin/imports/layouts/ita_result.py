"""The ITA result in a document: indicator scores of a table, total and level of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.buddhist_dates import find_fiscal_years
from portal_plugin.imports.digits import read_score, to_arabic
from portal_plugin.imports.document import ImportedITA, ImportedScore
from portal_plugin.imports.layouts.measure_rows import split_number
from portal_plugin.imports.listing import Fragment, split_list
from portal_plugin.imports.tables import Entry, LogicalTable
from portal_plugin.imports.wording import bare, one_line, skeleton

_TOTAL = re.compile(r"คะแนน[^0-9]{0,40}?(\d{1,3}\.\d{1,2})(?!\d)")
_LEVEL = re.compile(
    r"ระดับ\s{0,2}[\"“(]?(AA|A|B|C|D|E|F|ผ่านดีเยี่ยม|ผ่านดี|ผ่าน|ต้องปรับปรุงโดยด่วน|ต้องปรับปรุง)(?![A-Za-zก-๛])"
)
_INSTRUMENTS = ("IIT", "EIT", "OIT")
_ABOUT = re.compile(r"ITA|ผลการประเมิน(?:คุณธรรม)?", re.IGNORECASE)
_NUMBER_COLUMN = re.compile(r"(\d{1,2})\s(?=\D)")
_CONTINUED = re.compile(r"\(\s?ต่อ\s?\)")


def instrument_of(indicator: int) -> str:
    """The instrument that measures an indicator: IIT 1-5, EIT 6-8, OIT 9-10 (domain 2.2)."""
    return "IIT" if indicator <= 5 else "EIT" if indicator <= 8 else "OIT"


@dataclass(slots=True)
class _Rows:
    number: int
    name: str
    instrument: str | None
    score: float | None
    line: int
    issues: list[Fragment] = field(default_factory=list)


def read_ita(tables: Sequence[LogicalTable], lines: Sequence[Line]) -> ImportedITA:
    """What is printed of the ITA result; nothing is computed."""
    totals: dict[str, float] = {}
    scores = _scores(tables, totals)
    total, level, line = _sentence(lines)
    return ImportedITA(
        fiscal_year=_year(lines, line),
        total=totals.get("TOTAL", total),
        level=level,
        iit=totals.get("IIT"),
        eit=totals.get("EIT"),
        oit=totals.get("OIT"),
        scores=scores,
        line=line,
    )


def _scores(tables: Sequence[LogicalTable], totals: dict[str, float]) -> tuple[ImportedScore, ...]:
    rows: dict[int, _Rows] = {}
    instrument: str | None = None
    last: _Rows | None = None
    for table in tables:
        for entry in table.entries:
            printed = bare(entry.get("INSTRUMENT")).upper()
            instrument = printed if printed in _INSTRUMENTS else instrument
            if _read_total(entry, totals):
                continue
            number, name = _indicator(entry)
            if number is None:
                if last is not None and entry.get("ISSUES"):
                    last.issues.append(Fragment(entry.get("ISSUES"), entry.line))
                continue
            last = rows.setdefault(
                number,
                _Rows(number, name, instrument, read_score(entry.get("SCORE")), entry.line),
            )
            last.issues.append(Fragment(entry.get("ISSUES"), entry.line))
    return tuple(_finished(row) for row in rows.values())


def _finished(row: _Rows) -> ImportedScore:
    listing = split_list(row.issues)
    points = listing.items or listing.points()
    issues = tuple(item.text for item in points)
    return ImportedScore(row.number, row.name, row.instrument, row.score, issues, row.line)


def _indicator(entry: Entry) -> tuple[int | None, str]:
    text = _CONTINUED.sub("", one_line(entry.get("INDICATOR"))).strip()
    number, name = split_number(text)
    alone = _NUMBER_COLUMN.match(to_arabic(text))
    if number is None and alone:
        number, name = alone[1], text[alone.end() :]
    elif bare(text).isdecimal():
        number = bare(text)
    printed = number or to_arabic(one_line(entry.get("SEQUENCE"))).strip(". ")
    if printed.isdecimal() and 1 <= int(printed) <= 10:
        return int(printed), name
    return None, name


def _read_total(entry: Entry, totals: dict[str, float]) -> bool:
    label = one_line(" ".join(entry.get(role) for role in ("SEQUENCE", "INDICATOR", "INSTRUMENT")))
    score = read_score(entry.get("SCORE"))
    if score is None:
        return False
    if "รวม" in label or "ภาพรวม" in label or skeleton("เฉลี่ย") in skeleton(label):
        named = next((name for name in _INSTRUMENTS if name in label.upper()), "TOTAL")
        totals[named] = score
        return True
    return False


def _sentence(lines: Sequence[Line]) -> tuple[float | None, str | None, int | None]:
    for line in lines:
        text = to_arabic(line.text)
        total = _TOTAL.search(text)
        if total and _ABOUT.search(text) and float(total[1]) <= 100:
            level = _LEVEL.search(text)
            return float(total[1]), level[1] if level else None, line.line
    return None, None, None


def _year(lines: Sequence[Line], total_line: int | None) -> int | None:
    for line in lines:
        if total_line is not None and line.line != total_line:
            continue
        about = re.search(r"วิเคราะห์ผลการประเมิน|ผลการประเมิน", line.text)
        years = find_fiscal_years(line.text[about.start() :]) if about else []
        if years:
            return years[0]
    return None
