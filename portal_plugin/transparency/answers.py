"""What the portal itself publishes for each OIT topic in a fiscal year."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa

from portal_plugin.clock import BANGKOK
from portal_plugin.corruption.figures import Figures, corruption_figures
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.papers.queries import PublishedPaper, published_papers
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.models import Plan
from portal_plugin.reports.models import Report
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import FISCAL_YEARS, fiscal_year_of
from portal_plugin.transparency.periods import period_of

_OF_PLAN_ROUND = {
    RoundCode.SIX_MONTHS: "PLAN_6M",
    RoundCode.TWELVE_MONTHS: "PLAN_ANNUAL",
}
_LASTING = frozenset({"PLAN"})
"""Topics of papers that hold for every year of the plan, not for the year they are dated in."""


class AnswerKind(enum.StrEnum):
    """A signed paper, a frozen report, or a page that is always there."""

    PAPER = "PAPER"
    REPORT = "REPORT"
    PAGE = "PAGE"


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that answers a topic. It stands at `href`, or else at the page `endpoint` with
    `arguments`; `code` names a paper's product, a report's instrument or the page."""

    kind: AnswerKind
    code: str
    dated: date | None = None
    endpoint: str = ""
    arguments: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    href: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """Which pages this portal serves: addresses of the corruption channel's guide and form (None
    where there is none), and whether it takes complaints."""

    guide_href: str | None = None
    form_href: str | None = None
    complaints: bool = False


@dataclass(frozen=True, slots=True)
class _Published:
    """A round's newest published report."""

    instrument: Instrument
    round: RoundCode
    published_on: date


def answers_by_topic(
    session: TenantSession, fiscal_year: int, served: Served
) -> dict[str, list[Answer]]:
    """The answers of a Buddhist fiscal year by OIT topic, in five statements."""
    papers = published_papers(session)
    found: dict[str, list[Answer]] = defaultdict(list)
    for topic, answer in _of_papers(papers, fiscal_year, _plan_years(session, fiscal_year)):
        found[topic].append(answer)
    for topic, answer in _of_reports(_reports(session, fiscal_year), fiscal_year):
        found[topic].append(answer)
    for topic, answer in _of_pages(served):
        found[topic].append(answer)
    published_on = _statistics_day(session, fiscal_year)
    if published_on is not None:
        found["COMPLAINT_STATS"].append(
            _page("corruption_statistics", {"year": fiscal_year}, published_on)
        )
    return dict(found)


def topics_of(paper: PublishedPaper) -> tuple[str, ...]:
    """The topics that a published paper answers; the plan's report one of its own each round."""
    product = PRODUCTS.get(paper.product)
    topics = product.topics if product else ()
    of_round = _OF_PLAN_ROUND.get(paper.round) if paper.round else None
    return tuple(
        topic for topic in topics if topic not in _OF_PLAN_ROUND.values() or topic == of_round
    )


def _of_papers(
    papers: Iterable[PublishedPaper], fiscal_year: int, plan_years: range
) -> Iterator[tuple[str, Answer]]:
    for paper in papers:
        for topic in topics_of(paper):
            years = plan_years if topic in _LASTING else range(fiscal_year, fiscal_year + 1)
            if paper.fiscal_year not in years or paper.fiscal_year > fiscal_year:
                continue
            yield (
                topic,
                Answer(
                    AnswerKind.PAPER,
                    paper.product,
                    paper.published_at.astimezone(BANGKOK).date(),
                    "public_paper",
                    {
                        "product": paper.product,
                        "fiscal_year": paper.fiscal_year,
                        "period": period_of(paper.round),
                    },
                ),
            )


def _of_reports(reports: Iterable[_Published], fiscal_year: int) -> Iterator[tuple[str, Answer]]:
    for report in reports:
        is_plan = report.instrument is Instrument.PLAN_5Y
        topic = _OF_PLAN_ROUND[report.round] if is_plan else "ITA_MEASURES_RESULT"
        endpoint = "public_report" if is_plan else "public_ita_report"
        where: dict[str, str | int] = {
            "fiscal_year": fiscal_year,
            "round_code": report.round.value,
        }
        code = report.instrument.value
        yield topic, Answer(AnswerKind.REPORT, code, report.published_on, endpoint, where)


def _of_pages(served: Served) -> Iterator[tuple[str, Answer]]:
    if served.guide_href:
        yield (
            "COMPLAINT_GUIDE",
            Answer(AnswerKind.PAGE, "corruption", href=served.guide_href),
        )
    if served.form_href:
        yield (
            "COMPLAINT_CHANNEL",
            Answer(AnswerKind.PAGE, "corruption_form", href=served.form_href),
        )
    if served.complaints:
        yield "OPINION_CHANNEL", _page("complain", {})


def _page(endpoint: str, arguments: Mapping[str, str | int], day: date | None = None) -> Answer:
    return Answer(AnswerKind.PAGE, endpoint, day, endpoint, arguments)


def _plan_years(session: TenantSession, fiscal_year: int) -> range:
    """The years of the five-year plan that covers a year; the year alone where none does."""
    query = (
        sa.select(Plan.year_from, Plan.year_to)
        .where(
            Plan.instrument == Instrument.PLAN_5Y,
            Plan.year_from <= fiscal_year,
            Plan.year_to >= fiscal_year,
        )
        .order_by(Plan.year_from.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    first, last = (row.year_from, row.year_to) if row else (fiscal_year, fiscal_year)
    return range(first, last + 1)


def _reports(session: TenantSession, fiscal_year: int) -> Sequence[_Published]:
    """The newest published revision of each report of a year, without its bytes."""
    query = (
        sa.select(Report.instrument, Report.round, Report.published_at)
        .where(Report.fiscal_year == fiscal_year, Report.published_at.is_not(None))
        .order_by(Report.instrument, Report.round.desc(), Report.revision.desc())
    )
    newest: dict[tuple[Instrument, RoundCode], _Published] = {}
    for instrument, code, published_at in session.execute(query):
        assert published_at is not None
        day = published_at.astimezone(BANGKOK).date()
        newest.setdefault((instrument, code), _Published(instrument, code, day))
    return list(newest.values())


def _statistics_day(session: TenantSession, fiscal_year: int) -> date | None:
    """Since when the year's statistics of the corruption channel are published (C7).

    Of a year before the municipality came here the portal knows nothing: its "none" would be no
    statement of the municipality, unless reports of that year were brought along.
    """
    if fiscal_year not in FISCAL_YEARS:
        return None
    figures = corruption_figures(session, fiscal_year)
    over = [half for half in figures.halves if half.counts is not None]
    if not over or not (_any(figures) or fiscal_year >= _here_since(session)):
        return None
    return over[-1].last


def _any(figures: Figures) -> bool:
    return any(half.counts and half.counts.received for half in figures.halves)


def _here_since(session: TenantSession) -> int:
    query = sa.select(Tenant.created_at).where(Tenant.id == session.tenant_id)
    return fiscal_year_of(session.execute(query).scalar_one())
