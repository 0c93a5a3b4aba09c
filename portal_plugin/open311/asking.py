"""Which service requests are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal_plugin import clock
from portal_plugin.errors import Breach, RuleBroken

WIDEST = timedelta(days=90)
MOST = 1000
LAST_PAGE = 1000
_NUMBER = re.compile(r"\d{4}-\d{4,9}", re.ASCII)
_WHOLE = re.compile(r"\d{1,5}", re.ASCII)
_YEARS = range(1900, 2200)
STATUSES = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Asked:
    """`numbers`, when given, go before all else. Moments are aware and both included.

    `codes` and `statuses` empty mean all of them.
    """

    numbers: tuple[str, ...] | None
    codes: frozenset[str]
    statuses: frozenset[str]
    since: datetime
    until: datetime
    page: int
    page_size: int


@dataclass(frozen=True, slots=True)
class Query:
    """A query string as given: each name may be repeated, and its values divided by commas."""

    values: dict[str, list[str]]

    def all(self, name: str) -> list[str]:
        """Every value given for `name`."""
        given = (part.strip() for value in self.values.get(name, []) for part in value.split(","))
        return [part for part in given if part]

    def first(self, name: str) -> str:
        """The first value of `name`, "" without."""
        return next((value.strip() for value in self.values.get(name, []) if value.strip()), "")


def read_query(query: Query) -> Asked:
    """What is asked for: the last 90 days unless it says otherwise.

    Raises `RuleBroken` with every fault at once.
    """
    breaches: list[Breach] = []
    statuses = query.all("status")
    if any(status not in STATUSES for status in statuses):
        breaches.append(Breach("STATUS", "status", "กรุณาระบุ status เป็น open หรือ closed"))
    since, until = _span(query, breaches)
    page = _whole(query, "page", 1, LAST_PAGE, breaches)
    page_size = _whole(query, "page_size", MOST, MOST, breaches)
    if breaches:
        raise RuleBroken(breaches)
    return Asked(
        numbers=_numbers(query.all("service_request_id")),
        codes=frozenset(query.all("service_code")),
        statuses=frozenset(statuses),
        since=since,
        until=until,
        page=page,
        page_size=page_size,
    )


def is_number(text: str) -> bool:
    """Whether this can be the number of a complaint: "2569-0001"."""
    return bool(_NUMBER.fullmatch(text))


def _numbers(given: Iterable[str]) -> tuple[str, ...] | None:
    numbers = tuple(dict.fromkeys(given))
    if not numbers:
        return None
    return tuple(number for number in numbers if is_number(number))[:MOST]


def _span(query: Query, breaches: list[Breach]) -> tuple[datetime, datetime]:
    since, until = (_moment(query, name, breaches) for name in ("start_date", "end_date"))
    if since is None and until is None:
        until = clock.now()
    if since is None:
        since = (until or clock.now()) - WIDEST
    if until is None:
        until = since + WIDEST
    if not timedelta(0) <= until - since <= WIDEST:
        sentence = "กรุณาให้ start_date มาก่อน end_date และห่างกันไม่เกิน 90 วัน"
        breaches.append(Breach("DATES", "start_date", sentence))
    return since, until


def _moment(query: Query, name: str, breaches: list[Breach]) -> datetime | None:
    """An ISO 8601 moment; without a zone it is Thailand's."""
    text = query.first(name)
    if not text:
        return None
    try:
        # A plus that was not quoted in the address arrives as a blank.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        sentence = f"กรุณาระบุ {name} ตาม ISO 8601 เช่น 2026-03-02T00:00:00+07:00"
        breaches.append(Breach("DATES", name, sentence))
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.BANGKOK)


def _whole(query: Query, name: str, default: int, most: int, breaches: list[Breach]) -> int:
    text = query.first(name)
    number = int(text) if _WHOLE.fullmatch(text) else 0
    if not text or 1 <= number <= most:
        return number or default
    breaches.append(Breach("PAGE", name, f"กรุณาระบุ {name} เป็นจำนวนเต็ม 1 ถึง {most}"))
    return default
