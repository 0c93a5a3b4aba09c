"""Cells that every layout of the measures shares: titles, units, results, statuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from portal_plugin.config.catalogue import labels
from portal_plugin.documents.model import Align, Cell, Column
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.marks import Mark, dash, listed, plain
from portal_plugin.measures.codes import Reason, Status
from portal_plugin.thai import thai_digits

AWAITING: Final = "รอรายงานผล"
NOTHING: Final = "–"
UNMET: Final = frozenset({Status.NOT_STARTED, Status.CANNOT_PROCEED})

Print = Callable[[Body], Cell]


def lines_cell(lines: Sequence[str], *, down: int = 1) -> Cell:
    """A cell of these lines."""
    return Cell(tuple(line for text in lines for line in text.split("\n")), down=down)


def title_cell(title: str, number: str, *, down: int = 1) -> Cell:
    """A measure's title behind its printed number ("๑", "๑.๒")."""
    dot = "" if "." in number else "."
    return lines_cell([f"{thai_digits(number)}{dot} {title}"], down=down)


def departments_cell(measure: Body, *, down: int = 1) -> Cell:
    """The units as written (R7): one stands plain, several behind dashes."""
    units = measure["departments"]
    return lines_cell(listed(units, plain if len(units) == 1 else dash), down=down)


def period_cell(measure: Body, *, down: int = 1) -> Cell:
    """The period as written."""
    return lines_cell([measure["period"]] if measure["period"] else [], down=down)


def results_lines(measure: Body, *preferred: Mark) -> tuple[str, ...]:
    """What was done. A measure that was not begun, or cannot go on, says so first and why."""
    told = listed(measure["results"], *preferred)
    if measure["status"] in UNMET:
        return (status_line(measure), *told)
    return told or (NOTHING,)


def status_line(measure: Body) -> str:
    """The status in its official word, with the reason where one was given (R4)."""
    word = status_word(measure["status"])
    reason = reason_text(measure)
    return f"{word} เนื่องจาก{reason}" if reason else word


def status_word(status: str | None) -> str:
    """The official word; "รอรายงานผล" while nothing was reported."""
    return labels("status")[status] if status else AWAITING


def status_cell(measure: Body, *, down: int = 1) -> Cell:
    """Shape and word of a measure's status."""
    return Cell((status_line(measure),), status=_shape(measure["status"]), down=down)


def reason_text(measure: Body) -> str:
    """Why a measure cannot proceed or was not begun; "" where no reason was given."""
    if measure["reason"] in (None, Reason.OTHER):
        return str(measure["reason_text"])
    return " ".join(filter(None, (labels("reasons")[measure["reason"]], measure["reason_text"])))


def further_columns(measures: Sequence[Body]) -> list[tuple[Column, Print]]:
    """Columns that stand behind a layout's own where any measure fills them."""
    return [
        (column, printed)
        for name, column, printed in _FURTHER
        if any(measure[name] for measure in measures)
    ]


def evidence_lines(evidence: Sequence[Body]) -> tuple[str, ...]:
    """Titles, numbers and addresses of proofs that may be shown."""
    return listed([" ".join(_naming(item)) for item in evidence])


def _naming(item: Body) -> Iterator[str]:
    yield item["title"]
    if item["number"]:
        yield f"ที่ {item['number']}"
    if item["url"] and item["url"] not in item["title"]:
        yield item["url"]


def _shape(status: str | None) -> Status | None:
    return Status(status) if status else None


def _text_of(name: str) -> Print:
    return lambda measure: lines_cell([measure[name]] if measure[name] else [])


_FURTHER: Final = (
    ("problems", Column("ปัญหา/อุปสรรค", width=2), _text_of("problems")),
    ("solution", Column("แนวทางแก้ไข", width=2), _text_of("solution")),
    (
        "evidence",
        Column("หลักฐาน", width=2, align=Align.START),
        lambda measure: lines_cell(evidence_lines(measure["evidence"])),
    ),
)
