"""Measure sheets to measures, with budgets taken from the sheets.

The sheet prints one amount and not for which year. Only when the plan's table has a column
for each year is that amount the yearly one; a row of its own in the table may vary by year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from portal_plugin.imports.buddhist_dates import find_year_span, read_period
from portal_plugin.imports.departments import read_departments
from portal_plugin.imports.digits import read_baht, to_arabic
from portal_plugin.imports.indicators import ImportedIndicator, read_indicator
from portal_plugin.imports.layouts.plan_table import PlanTable
from portal_plugin.imports.layouts.sheets import Sheet
from portal_plugin.imports.listing import Fragment, Listing, split_list
from portal_plugin.imports.measure import (
    ImportedMeasure,
    ImportedPeriod,
    ImportedStep,
    Text,
    kind_of,
)
from portal_plugin.imports.wording import bare, join_broken, one_line

_NO_BUDGET = re.compile(r"ไม่(?:ได้)?(?:ใช้|มี)?(?:งบ|ค่าใช้จ่าย)|^[-–]?$|ไม่ใช้|ไม่มี")
_YEAR_AMOUNT = re.compile(
    r"(?:ปีงบประมาณ|ปี|พ\.?ศ\.?)\s{0,2}(?:พ\.?ศ\.?\s?)?(25\d\d)\D{0,40}?"
    r"(?:(\d{1,3}(?:,\d{3})+|\d{3,9}|\d{1,2}(?=\s{0,2}บาท))(?!\d)|ไม่(?:ได้)?(?:ใช้|มี)งบ)"
)
_BAHT = re.compile(r"(\d[\d,]*(?:\.\d{1,2})?)\s{0,2}(?:บาท|\.-)")
_EACH_YEAR = re.compile(
    r"(?:ปีละ|แต่ละปี|ทุกปี)(?:งบประมาณ)?(?:จำนวน)?(?P<before>\d[\d,]*)(?:\.-)?(?:บาท|\.-)"
    r"|(?P<after>\d[\d,]*)(?:\.-)?บาท(?:/ปี|ต่อปี|ทุกปี)"
)
_AIM = re.compile(r"เพื่อ")


def build_measure(
    sheet: Sheet, seq: int, table: PlanTable | None, lao_name: str, years: Sequence[int]
) -> ImportedMeasure:
    """One measure from its sheet and, for kind and years, its row in the table."""
    title = one_line(_flowing(sheet, "NAME"))
    row = table.title_of(seq) if table else None
    budget, mode, amount = read_budget(sheet.text("BUDGET"), _own_row(table, seq), years, table)
    period = one_line(_flowing(sheet, "PERIOD"))
    starts, ends = read_period(period)
    dimension = _dimension(sheet, row.dimension if row else None)
    return ImportedMeasure(
        seq=seq,
        title=title,
        line=sheet.line,
        kind=(kind_of(row.title) if row else None) or kind_of(title),
        group=sheet.mission.number if sheet.mission else (row.mission if row else None),
        group_title=sheet.mission.title if sheet.mission else None,
        dimension=dimension,
        departments=read_departments(sheet.text("DEPARTMENTS"), lao_name),
        departments_line=sheet.line_of("DEPARTMENTS"),
        period=ImportedPeriod(period, starts, ends),
        budget=budget,
        budget_mode=mode,
        amount=amount,
        rationale=sheet.text("RATIONALE"),
        objectives=_texts(sheet, "OBJECTIVES"),
        target_group=one_line(_flowing(sheet, "TARGET_GROUP")),
        steps=number_steps(split_list(sheet.sections.get("STEPS", []))),
        outputs=_indicators(sheet, "OUTPUT", "INDICATORS", "OUTPUTS"),
        outcomes=_indicators(sheet, "OUTCOME", "OUTCOMES"),
        remark=one_line(table.remark_of(row)) if table and row else "",
    )


def number_steps(listing: Listing) -> tuple[ImportedStep, ...]:
    """Steps with unique paths: printed numbers repeat and restart, positions do not."""
    steps: list[ImportedStep] = []
    for place, item in enumerate(listing.points(), start=1):
        steps.append(ImportedStep(str(place), item.text, item.line, item.number))
        for inner, nested in enumerate(item.nested, start=1):
            steps.append(ImportedStep(f"{place}.{inner}", nested.text, nested.line, nested.number))
    return tuple(steps)


def read_budget(
    text: str, own_row: Mapping[int, int] | None, years: Sequence[int], table: PlanTable | None
) -> tuple[dict[int, int], str | None, int | None]:
    """Budget by Buddhist year, mode (NONE, AMOUNT or None when unclear) and printed amount."""
    arabic = to_arabic(one_line(text))
    # A year with no amount behind it says that it uses none.
    printed = {
        int(year): read_baht(amount) if amount else 0
        for year, amount in _YEAR_AMOUNT.findall(arabic)
    }
    by_year = {year: amount for year, amount in printed.items() if amount is not None}
    if len(by_year) > 1:
        return by_year, "AMOUNT", None
    each = {read_baht(found["before"] or found["after"]) for found in _each_year(arabic)}
    if len(each) == 1 and years:
        amount = each.pop()
        return dict.fromkeys(years, amount or 0), "AMOUNT", amount
    amounts = _BAHT.findall(arabic) or _lone_number(arabic)
    if not amounts:
        if text and _NO_BUDGET.search(bare(text)):
            return dict.fromkeys(years, 0), "NONE", 0
        return {}, None, None
    amount = read_baht(amounts[0]) if len(amounts) == 1 else None
    if amount is None:
        return {}, None, None
    return _by_year(amount, own_row, years, table), "AMOUNT" if amount else "NONE", amount


def _each_year(arabic: str) -> list[re.Match[str]]:
    """Amounts that the text itself gives for every year."""
    return list(_EACH_YEAR.finditer("".join(arabic.split())))


def _by_year(
    amount: int, own_row: Mapping[int, int] | None, years: Sequence[int], table: PlanTable | None
) -> dict[int, int]:
    varies = own_row is not None and len(set(own_row.values())) > 1
    if own_row is not None and varies and amount in (*own_row.values(), sum(own_row.values())):
        return dict(own_row)
    if table is not None and table.years:
        return dict.fromkeys(table.years, amount)
    return dict.fromkeys(years, amount) if len(years) == 1 or amount == 0 else {}


def _lone_number(arabic: str) -> list[str]:
    number = re.fullmatch(r"\D{0,30}?(\d{1,3}(?:,\d{3})+|\d{1,9})\D{0,10}", arabic)
    return [number[1]] if number and find_year_span(arabic) is None else []


def _own_row(table: PlanTable | None, seq: int) -> Mapping[int, int] | None:
    return table.own_rows.get(seq) if table else None


def _dimension(sheet: Sheet, from_table: int | None) -> int | None:
    if sheet.dimension:
        return int(sheet.dimension.number)
    return int(sheet.mission.number.partition(".")[0]) if sheet.mission else from_table


def _flowing(sheet: Sheet, role: str) -> str:
    text = ""
    for fragment in sheet.sections.get(role, []):
        text = join_broken(text, fragment.text)
    return text


def _texts(sheet: Sheet, role: str) -> tuple[Text, ...]:
    return tuple(Text(text, line) for text, line in _points(sheet.sections.get(role, [])))


def _indicators(sheet: Sheet, level: str, *roles: str) -> tuple[ImportedIndicator, ...]:
    fragments = [fragment for role in roles for fragment in sheet.sections.get(role, [])]
    return tuple(read_indicator(level, text, line) for text, line in _points(fragments))


def _points(fragments: Sequence[Fragment]) -> list[tuple[str, int]]:
    """Items; without any marker, sentences that each begin with "เพื่อ" are items too."""
    listing = split_list(fragments)
    aims = [fragment for fragment in fragments if _AIM.match(fragment.text)]
    if not listing.items and len(aims) > 1 and fragments[0] is aims[0]:
        marked = [Fragment(f"- {f.text}" if f in aims else f.text, f.line) for f in fragments]
        listing = split_list(marked)
    return [(_with_nested(item.text, item.nested), item.line) for item in listing.points()]


def _with_nested(text: str, nested: Sequence[object]) -> str:
    inner = [f"{getattr(item, 'number', '')}) {getattr(item, 'text', '')}" for item in nested]
    return " ".join([text, *inner])
