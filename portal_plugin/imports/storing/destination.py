"""Where the rows of a document go."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal_plugin.actor import Actor
from portal_plugin.imports.storing.departments import DepartmentBook
from portal_plugin.measures.codes import Instrument
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Destination:
    """One plan in one municipality's space, and who writes there."""

    session: TenantSession
    actor: Actor
    plan_id: UUID
    instrument: Instrument
    book: DepartmentBook

    @property
    def yearly(self) -> bool:
        """Whether the plan holds a year's ITA measures."""
        return self.instrument is Instrument.ITA_MEASURES
