"""Signs that a file is not whole, and scripts that were cut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal_plugin.imports.blocks import Line, Table
from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding
from portal_plugin.imports.headers import read_header
from portal_plugin.imports.layouts.measure_rows import split_number

_SHEETS_BEGIN = re.compile(r"ส่วนที่\s?[3๓]|ลำดับที่\s?[1๑]|(?:[1๑]\.\s?)?ชื่อ(?:โครงการ|กิจกรรม|มาตรการ)")

_REPORT = re.compile(r"(?:สรุป|รายงาน)(?:การ)?(?:ติดตาม)?(?:ผล|ความก้าวหน้า)")


def check(subject: Subject) -> Iterator[Finding]:
    """TRUNCATED and ENCODING_OTHER once at most, ACTIVE_CONTENT_REMOVED for each place."""
    if subject.source.other_encoding:
        yield finding("ENCODING_OTHER", encoding=subject.source.other_encoding)
    for line in subject.source.active_content:
        yield finding("ACTIVE_CONTENT_REMOVED", line=line)
    cut = (
        subject.source.cut_at
        or _unfinished_row(subject)
        or _unfinished_sheet(subject)
        or _missing_sheets(subject)
        or _missing_grand_total(subject)
        or _missing_results(subject)
    )
    if cut:
        yield finding("TRUNCATED", line=cut)


def _unfinished_row(subject: Subject) -> int | None:
    """Text tables print every cell of a row: a last row with fewer was cut.

    So was a table that stops at its header, and a numbered title left alone below a table.
    """
    blocks = subject.source.blocks
    if subject.source.kind != "TEXT" or not blocks:
        return None
    last = blocks[-1]
    if isinstance(last, Line):
        above = blocks[-2].rows[-1].line if len(blocks) > 1 and isinstance(blocks[-2], Table) else 0
        alone = last.line == above + 1 and split_number(last.text)[0] is not None
        return last.line if alone and subject.yearly else None
    widths = [len(table.header.columns) for table in subject.found.tables]
    full = (
        last.width if last.width in widths and len(last.rows) > 1 else max(widths[-1:], default=0)
    )
    row = last.rows[-1]
    header_only = read_header(last.rows, 0) is not None and len(last.rows) == 1
    short = len(row.cells) < full and not subject.source.ends_with_line
    return row.line if header_only or short else None


def _missing_results(subject: Subject) -> int | None:
    """A report of results that holds only the table of measures."""
    yearly = subject.yearly
    if yearly is None or not _REPORT.match(yearly.title) or any(b.reported for b in yearly.pairs):
        return None
    return yearly.tables[-1].entries[-1].line


def _unfinished_sheet(subject: Subject) -> int | None:
    plan = subject.plan
    if plan is None or len(plan.sheets) < 2:
        return None
    last, roles = plan.sheets[-1], {role for sheet in plan.sheets[:-1] for role in sheet.sections}
    usual = {
        role
        for role in roles
        if sum(role in sheet.sections for sheet in plan.sheets[:-1]) * 10
        >= 9 * (len(plan.sheets) - 1)
    }
    filled = {role for role, content in last.sections.items() if content}
    # A section with sub-headings holds its own text only where those are missing.
    usual.discard("INDICATORS")
    return last.line if len(usual - filled) > 0 else None


def _missing_sheets(subject: Subject) -> int | None:
    """A plan that announces its sheets and has none was cut between table and sheets."""
    plan = subject.plan
    if plan is None or plan.sheets or plan.table is None or not plan.table.entries:
        return None
    table_line = plan.table.entries[-1].line
    return next(
        (
            line.line
            for line in subject.found.lines
            if line.line > table_line and _SHEETS_BEGIN.match(line.text)
        ),
        None,
    )


def _missing_grand_total(subject: Subject) -> int | None:
    totals = subject.document.totals
    if (
        totals
        and all(total.dimension is not None for total in totals)
        and not (subject.plan and subject.plan.sheets)
    ):
        return totals[-1].line
    return None
