"""Doors to compiling."""

from __future__ import annotations

from portal_plugin.actor import SYSTEM
from portal_plugin.config.names import Task
from portal_plugin.measures.codes import RoundCode
from portal_plugin.reports.expect import compile_expected
from portal_plugin.reports.patience import Patience
from portal_plugin.tasks.base import Door, door


@door(Task.COMPILE_REPORT)
def compile_report(self: Door, tenant_id: str, fiscal_year: int, round_code: str) -> None:
    """Compile the plan's report of a round that a sweep found to be over.

    May run twice: it looks for the row that waits for its report under the round's lock, and the
    second run finds none. Killed before the commit it leaves the row waiting for the next sweep.
    """
    with self.space(tenant_id) as session:
        patience = Patience.of(self.ground.settings)
        compile_expected(session, SYSTEM, fiscal_year, RoundCode(round_code), patience)
