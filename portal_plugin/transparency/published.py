"""What the public sees of a published report: all of it but internal evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument, Visibility
from portal_plugin.reports.compile import canonical
from portal_plugin.reports.models import Report
from portal_plugin.reports.queries import ReportLine, list_reports, published_reports, when_due
from portal_plugin.reports.series import Series
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """`data` is canonical JSON; `withheld` counts the internal proofs that were left out of it.

    Where nothing was withheld these are the frozen bytes themselves.
    """

    body: dict[str, Any]
    data: bytes
    withheld: int

    @property
    def digest(self) -> str:
        """SHA-256 of `data`, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def public_copy(frozen: bytes) -> PublicCopy:
    """The report without its internal evidence and without the cautions that name it."""
    body: dict[str, Any] = orjson.loads(frozen)
    withheld = 0
    hidden: set[tuple[int, str]] = set()
    for measure in body["measures"]:
        internal = [item for item in measure["evidence"] if not _is_public(item)]
        hidden |= {(measure["seq"], item["title"]) for item in internal}
        withheld += len(internal)
        measure["evidence"] = [item for item in measure["evidence"] if _is_public(item)]
    if not withheld:
        return PublicCopy(body, frozen, 0)
    body["warnings"] = [
        warning for warning in body["warnings"] if (warning["seq"], warning["detail"]) not in hidden
    ]
    return PublicCopy(body, canonical(body), withheld)


def published_revision(session: TenantSession, series: Series, revision: int) -> Report | None:
    """One revision, if it was ever published."""
    query = sa.select(Report).where(
        *series.within(Report), Report.revision == revision, Report.published_at.is_not(None)
    )
    return session.scalars(query).one_or_none()


def published_history(session: TenantSession, series: Series) -> list[ReportLine]:
    """The published revisions of a report, newest first."""
    return [
        line
        for line in list_reports(session, series.fiscal_year)
        if line.published_at is not None
        and (line.instrument, line.round) == (series.instrument, series.round)
    ]


def published(session: TenantSession) -> list[ReportLine]:
    """The newest published revision of each report, the latest round first."""
    return sorted(published_reports(session), key=when_due, reverse=True)


def published_plan(session: TenantSession) -> list[ReportLine]:
    """Those of the five-year plan."""
    return [line for line in published(session) if line.instrument is Instrument.PLAN_5Y]


def _is_public(item: dict[str, Any]) -> bool:
    return bool(item["visibility"] == Visibility.PUBLIC)
