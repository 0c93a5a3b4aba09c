"""The open data sets that are made of published reports and papers, as plain rows.

Each is also CSV and JSON at an address of its own; `config/catalogue/open_data.json` names them and
their columns. Statistics and the OIT index have their files where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from portal_plugin.clock import BANGKOK
from portal_plugin.config.catalogue import catalogue
from portal_plugin.documents.papers.queries import PublishedPaper, published_papers
from portal_plugin.measures.codes import RoundCode
from portal_plugin.reports.models import Report
from portal_plugin.reports.series import Series
from portal_plugin.tabular import Cell, csv_bytes
from portal_plugin.tenants.session import TenantSession
from portal_plugin.transparency.published import public_copy

Row = dict[str, Cell]
HrefOf = Callable[[PublishedPaper], str]

OWN_SETS: Final = ("measures", "budget", "progress", "documents")
"""The sets that stand here; the others have addresses of their own."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The newest published revision of a report, as the public may see it."""

    fiscal_year: int
    round: str
    instrument: str
    revision: int
    published_at: datetime
    body: Mapping[str, Any]

    @property
    def names(self) -> Row:
        """The columns that name the report."""
        return {
            "fiscal_year": self.fiscal_year,
            "round": self.round,
            "instrument": self.instrument,
        }


def set_descriptions() -> list[dict[str, Any]]:
    """What each set is called and holds: name, title, about (each th and en), columns."""
    return list(catalogue("open_data")["sets"])


def rows_of(session: TenantSession, name: str, href_of: HrefOf) -> list[Row]:
    """The rows of one of `OWN_SETS`, in one query. `href_of` gives a paper's permanent address."""
    if name == "documents":
        return list(_documents(published_papers(session), href_of))
    return [row for report in disclosed(session) for row in _ROWS[name](report)]


def as_csv(name: str, rows: Iterable[Row]) -> bytes:
    """The rows for spreadsheets, under Thai headings."""
    columns = next(each["columns"] for each in set_descriptions() if each["name"] == name)
    header = [words["th"] for words in columns.values()]
    return csv_bytes(header, ([row[key] for key in columns] for row in rows))


def disclosed(session: TenantSession, of: Series | None = None) -> list[Disclosed]:
    """The newest published revision of each report (or of one alone), newest first."""
    key = (Report.fiscal_year, Report.round, Report.instrument)
    public = (Report.published_at.is_not(None), *(of.within(Report) if of else ()))
    newest = sa.select(*key, sa.func.max(Report.revision)).where(*public).group_by(*key)
    query = (
        sa.select(Report)
        .where(sa.tuple_(*key, Report.revision).in_(newest))
        .order_by(
            Report.fiscal_year.desc(),
            (Report.round == RoundCode.TWELVE_MONTHS).desc(),
            Report.instrument.desc(),
        )
    )
    return [
        Disclosed(
            fiscal_year=row.fiscal_year,
            round=row.round.value,
            instrument=row.instrument.value,
            revision=row.revision,
            published_at=row.published_at,
            body=public_copy(row.body).body,
        )
        for row in session.scalars(query)
        if row.published_at is not None
    ]


def _measures(report: Disclosed) -> Iterator[Row]:
    for measure in report.body["measures"]:
        budget = measure["budget"]
        yield report.names | {
            "revision": report.revision,
            "seq": measure["seq"],
            "dimension": measure["dimension"],
            "title": measure["title"],
            "departments": measure["departments_text"] or ", ".join(measure["departments"]),
            "status": measure["status"],
            "plan": budget["plan"],
            "ordinance": budget["ordinance"],
            "paid": budget["paid"],
        }


def _budget(report: Disclosed) -> Iterator[Row]:
    totals = report.body["totals"]
    whole = {**totals["grand"], "dimension": None, "title": ""}
    for one in [*totals["by_dimension"], whole]:
        amounts = {name: one[name] for name in ("plan", "ordinance", "paid")}
        yield report.names | {
            "dimension": one["dimension"],
            "title": one["title"],
            "measures": one["count"],
            **amounts,
        }


def progress_of(report: Disclosed) -> Row:
    """How many measures stand where."""
    counts = report.body["totals"]["by_status"]
    return report.names | {
        "published": _day(report.published_at),
        "measures": report.body["totals"]["measures"],
        "done": counts["DONE"],
        "in_progress": counts["IN_PROGRESS"],
        "not_started": counts["NOT_STARTED"],
        "cannot_proceed": counts["CANNOT_PROCEED"],
        "awaiting": counts["awaiting"],
    }


def _documents(papers: Iterable[PublishedPaper], href_of: HrefOf) -> Iterator[Row]:
    for paper in papers:
        yield {
            "product": paper.product,
            "title": paper.title,
            "fiscal_year": paper.fiscal_year,
            "round": paper.round.value if paper.round else None,
            "version": paper.version,
            "published": _day(paper.published_at),
            "sha256": paper.digest,
            "href": href_of(paper),
        }


def _day(moment: datetime) -> str:
    return moment.astimezone(BANGKOK).date().isoformat()


_ROWS: Final[Mapping[str, Callable[[Disclosed], Iterator[Row]]]] = {
    "measures": _measures,
    "budget": _budget,
    "progress": lambda report: iter((progress_of(report),)),
}


def changed_on(session: TenantSession) -> dict[str, date]:
    """The day each of `OWN_SETS` last changed, in two queries; a set that is empty has none."""
    newest = session.scalar(sa.select(sa.func.max(Report.published_at)))
    papers = [paper.published_at for paper in published_papers(session)]
    days = dict.fromkeys(_ROWS, newest) | {"documents": max(papers, default=None)}
    return {name: moment.astimezone(BANGKOK).date() for name, moment in days.items() if moment}
