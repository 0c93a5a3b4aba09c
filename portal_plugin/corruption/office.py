"""How a municipality runs its channel: who answers for it, its guide, how long reports are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.models import ChannelOffice
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.texts import tidy, too_long
from portal_plugin.thai import arabic_digits

KEPT_DAYS: Final = range(365, 7_301)
"""Days for which a report may be kept after it was closed (C15)."""
GUIDE_TEXTS: Final = ("guide_how", "guide_steps", "guide_responsible", "guide_limits")
"""The four contents of the guide (C4); an empty one stands for the product's own words."""
LINES: Final = ("unit", "officer", "contact")
FIELDS: Final = (*LINES, *GUIDE_TEXTS, "retention_days")
LONGEST_LINE: Final = 200
LONGEST_GUIDE: Final = 4_000


def office_of(session: InspectionSession) -> ChannelOffice:
    """The choices of the session's municipality, made at the first use."""
    query = sa.select(ChannelOffice).execution_options(populate_existing=True)
    row = session.scalars(query).one_or_none()
    if row is None:
        session.execute(
            insert(ChannelOffice)
            .values(id=channel_id(), tenant_id=session.tenant_id)
            .on_conflict_do_nothing(index_elements=["tenant_id"])
        )
        row = session.scalars(query).one()
    return row


def set_office(session: InspectionSession, actor: str, typed: Mapping[str, str]) -> None:
    """Choose anew; fields that `typed` lacks stay. Raises `RuleBroken`.

    `actor` as the ledger names him. It keeps which fields were changed, not what they say.
    """
    chosen, breaches = _chosen(typed)
    if breaches:
        raise RuleBroken(breaches)
    office = office_of(session)
    changed = sorted(name for name, value in chosen.items() if getattr(office, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(office, name, chosen[name])
    session.flush()
    ledger.append(session, LedgerAct.OFFICE_CHANGED, actor, fields=changed)


def _chosen(typed: Mapping[str, str]) -> tuple[dict[str, str | int], list[Breach]]:
    chosen: dict[str, str | int] = {}
    breaches: list[Breach] = []
    for name in LINES:
        if name in typed:
            line = " ".join(tidy(typed[name]).split())
            breaches += too_long(name, line, LONGEST_LINE)
            chosen[name] = line
    for name in GUIDE_TEXTS:
        if name in typed:
            text = tidy(typed[name])
            breaches += too_long(name, text, LONGEST_GUIDE)
            chosen[name] = text
    if "retention_days" in typed:
        days = _days(typed["retention_days"])
        if days not in KEPT_DAYS:
            least, most = KEPT_DAYS[0], KEPT_DAYS[-1]
            sentence = f"โปรดกำหนดเวลาเก็บรักษาตั้งแต่ {least} ถึง {most} วัน"
            breaches.append(Breach("C15", "retention_days", sentence))
        chosen["retention_days"] = days
    return chosen, breaches


def _days(text: str) -> int:
    text = arabic_digits(text.strip())
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
