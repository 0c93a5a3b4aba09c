"""Which instrument, fiscal year and round a page looks at, as the address asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from portal_plugin import clock, errors
from portal_plugin.measures.codes import Instrument, RoundCode, RoundState
from portal_plugin.measures.models import Round
from portal_plugin.measures.rounds import list_rounds
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import fiscal_year_of

_FISCAL_YEARS = range(2500, 2700)


@dataclass(frozen=True, slots=True)
class Looking:
    """`fiscal_year` is Buddhist; `round` is None while the year has none; `rounds` are all."""

    instrument: Instrument
    fiscal_year: int
    round: Round | None
    rounds: Sequence[Round]


def looking(session: TenantSession) -> Looking:
    """From `?instrument=&year=&round=`; what is missing or malformed falls to the present."""
    rounds = list_rounds(session)
    year = asked_year() or present_year(rounds)
    asked = request.args.get("round")
    of_year = [row for row in rounds if row.fiscal_year == year]
    chosen = next((row for row in of_year if row.code == asked), _present(of_year))
    return Looking(_instrument(), year, chosen, rounds)


def asked_year() -> int | None:
    """The Buddhist fiscal year of `?year=`; None where it is missing or cannot be one."""
    year = request.args.get("year", type=int)
    return year if year in _FISCAL_YEARS else None


def present_round(rounds: Sequence[Round]) -> Round | None:
    """The newest round that takes entries, else the newest there is."""
    return _present(sorted(rounds, key=lambda row: row.ends))


def present_year(rounds: Sequence[Round]) -> int:
    """The fiscal year of the present round; without any, that of today."""
    row = present_round(rounds)
    return row.fiscal_year if row is not None else fiscal_year_of(clock.today())


def round_code_of(text: str) -> RoundCode:
    """The round in an address. Raises `NotFound` for any other text."""
    try:
        return RoundCode(text)
    except ValueError:
        raise errors.NotFound() from None


def year_of(number: int) -> int:
    """The Buddhist fiscal year in an address. Raises `NotFound` for what cannot be one."""
    if number not in _FISCAL_YEARS:
        raise errors.NotFound()
    return number


def _instrument() -> Instrument:
    try:
        return Instrument(request.args.get("instrument", Instrument.PLAN_5Y))
    except ValueError:
        return Instrument.PLAN_5Y


def _present(rounds: Sequence[Round]) -> Round | None:
    """Of rounds in order of time: the last open one, else the last."""
    still_open = [row for row in rounds if row.state is RoundState.OPEN]
    chosen = still_open or rounds
    return chosen[-1] if chosen else None
