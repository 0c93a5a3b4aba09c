"""The OIT index of a fiscal year (product 26): each item with what answers it, or as missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.config.catalogue import CatalogueGap
from portal_plugin.config.catalogue.oit import OitItem, OitYear, oit_topics, oit_year, oit_years
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.transparency.answers import Answer, Served, answers_by_topic
from portal_plugin.transparency.index_entries import Entry, entries_of
from portal_plugin.transparency.models import OitEntry


@dataclass(frozen=True, slots=True)
class IndexLine:
    """An item of the index.

    `number` is "O31", "O34, O35", or "" while nobody knows it. `item` is what the catalogue says,
    `entry` what the municipality says. `head_name` is the head of the department that answers for
    it. `answers` are what the portal publishes, newest first; `href` what stands elsewhere.
    """

    topic: str
    number: str
    title: str
    item: OitItem | None
    entry: Entry | None
    answers: tuple[Answer, ...]
    department: str
    head_name: str

    @property
    def href(self) -> str:
        """Where the municipality publishes it elsewhere, or ""."""
        return self.entry.href if self.entry else ""

    @property
    def person(self) -> str:
        """Who answers for it, as the municipality says."""
        return self.entry.person if self.entry else ""

    @property
    def complete(self) -> bool:
        """Whether anything is published for it."""
        return bool(self.answers or self.href)

    @property
    def dated(self) -> date | None:
        """The day of what is published: the municipality's word, else that of the newest answer."""
        if self.entry and self.entry.dated:
            return self.entry.dated
        return max((each.dated for each in self.answers if each.dated), default=None)


@dataclass(frozen=True, slots=True)
class OitIndex:
    """The index of a Buddhist fiscal year. `known` is None for a year beyond the catalogue."""

    fiscal_year: int
    known: OitYear | None
    lines: tuple[IndexLine, ...]

    @property
    def missing(self) -> tuple[IndexLine, ...]:
        """The items for which nothing is published."""
        return tuple(line for line in self.lines if not line.complete)


def oit_index(session: TenantSession, fiscal_year: int, served: Served) -> OitIndex:
    """The index, in seven statements. A year beyond the catalogue has the items that the
    municipality entered and those that something published answers."""
    try:
        known = oit_year(fiscal_year)
    except CatalogueGap:
        known = None
    entries = {entry.topic: entry for entry in entries_of(session, fiscal_year)}
    answers = answers_by_topic(session, fiscal_year, served)
    departments = _departments(session)
    items = {item.topic: item for item in known.items} if known else {}
    lines = [
        _line(topic, items.get(topic), entries.get(topic), answers.get(topic, []), departments)
        for topic in _topics(known, items, entries, answers)
    ]
    return OitIndex(fiscal_year, known, tuple(sorted(lines, key=_place)))


def index_years(session: TenantSession, present: int) -> list[int]:
    """The fiscal years that have an index, newest first: those of the catalogue up to the present
    one, and those with an entry."""
    entered = session.scalars(sa.select(OitEntry.fiscal_year).distinct())
    known = (year for year in oit_years() if year <= present)
    return sorted({*known, *entered}, reverse=True)


def _topics(
    known: OitYear | None,
    items: Mapping[str, OitItem],
    entries: Mapping[str, Entry],
    answers: Mapping[str, Sequence[Answer]],
) -> Iterator[str]:
    """The topics of the year. One that the year dropped stands only where the municipality says
    otherwise; one that a partial list does not name, also where something answers it."""
    for topic in oit_topics():
        item = items.get(topic)
        asked = item is not None and item.numbers
        unsure = item is None and not (known and known.complete)
        if asked or topic in entries or (unsure and answers.get(topic)):
            yield topic
    yield from (topic for topic in entries if topic not in oit_topics())


def _line(
    topic: str,
    item: OitItem | None,
    entry: Entry | None,
    answers: Sequence[Answer],
    departments: Mapping[UUID, tuple[str, str]],
) -> IndexLine:
    numbers = ", ".join(item.numbers) if item else ""
    title = item.title if item else oit_topics().get(topic, topic)
    name, head = ("", "")
    if entry and entry.department_id:
        name, head = departments.get(entry.department_id, ("", ""))
    return IndexLine(
        topic=topic,
        number=(entry.number if entry else "") or numbers,
        title=(entry.title if entry else "") or title,
        item=item,
        entry=entry,
        answers=tuple(sorted(answers, key=_newest_first)),
        department=name,
        head_name=head,
    )


def _departments(session: TenantSession) -> dict[UUID, tuple[str, str]]:
    rows = session.execute(sa.select(Department.id, Department.name, Department.head_name))
    return {id_: (name, head or "") for id_, name, head in rows}


def _newest_first(answer: Answer) -> int:
    return -answer.dated.toordinal() if answer.dated else 1


def _place(line: IndexLine) -> tuple[bool, int, int, str]:
    """By number; what has none stands last, in the catalogue's order of topics."""
    order = list(oit_topics())
    place = order.index(line.topic) if line.topic in order else len(order)
    first = line.number.split(",")[0].removeprefix("O")
    return not line.number, int(first or 0), place, line.topic
