"""Which period a page of statistics looks at, as the address asks for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for

from portal_plugin import clock, errors
from portal_plugin.guard import current_tenant
from portal_plugin.statistics.body import Body, as_csv
from portal_plugin.statistics.period import Part, Period
from portal_plugin.tabular import MEDIA_TYPE
from portal_plugin.tenants.models import TenantType
from portal_plugin.thai import FISCAL_YEARS, fiscal_year_of

_YEARS_BACK = 5


def asked_period() -> Period:
    """From `?year=&part=`; what is missing or malformed falls to the present fiscal year."""
    return Period(asked_year(), _part())


def asked_year(instead: int | None = None) -> int:
    """The Buddhist fiscal year in `?year=`, else `instead` or the present one."""
    year = request.args.get("year", "")
    known = year.isascii() and year.isdecimal() and len(year) == 4 and int(year) in FISCAL_YEARS
    return int(year) if known else instead or fiscal_year_of(clock.today())


def years_of(endpoint: str, fiscal_year: int, more: str = "") -> list[tuple[int, str, bool]]:
    """The years that a page leads to, the newest first: (year, address, whether it is this one)."""
    present = fiscal_year_of(clock.today())
    where = url_for(f"portal_plugin.{endpoint}", space=current_tenant().code)
    return [
        (year, f"{where}?year={year}{more}", year == fiscal_year)
        for year in sorted({fiscal_year, *range(present, present - _YEARS_BACK, -1)}, reverse=True)
    ]


def takes_complaints() -> bool:
    """Whether this space is a municipality's; the province's own takes none."""
    return current_tenant().type is not TenantType.PROVINCE_OFFICE


def only_of_municipalities() -> None:
    """Raises `NotFound` in the province's own space."""
    if not takes_complaints():
        raise errors.NotFound()


def period_variables(endpoint: str, period: Period) -> dict[str, Any]:
    """What a page needs to name its period and to lead to others."""
    today = clock.today()
    where = url_for(f"portal_plugin.{endpoint}", space=current_tenant().code)
    return {
        "period": period,
        "begun": period.begun(today),
        "years": years_of(endpoint, period.fiscal_year, f"&part={period.part.value}"),
        "parts": [
            (
                part.value,
                f"{where}?year={period.fiscal_year}&part={part.value}",
                part is period.part,
            )
            for part in Part
            if Period(period.fiscal_year, part).begun(today) or part is period.part
        ],
        "query": f"?year={period.fiscal_year}&part={period.part.value}",
        "day_of": day_of,
    }


def day_of(text: str) -> date:
    """A day as figures write it, or the first day of a month ("2025-10")."""
    return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)


def csv_answer(body: Body) -> Response:
    """The figures as a file for spreadsheets."""
    name = f"complaints-{body['fiscal_year']}-{body['part']}.csv"
    response = Response(as_csv(body), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _part() -> Part:
    try:
        return Part(request.args.get("part", Part.YEAR))
    except ValueError:
        return Part.YEAR
