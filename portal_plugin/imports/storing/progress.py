"""What a yearly report says was done, as progress entries of its round.

Imported history is kept as printed: rules R4 and R6 were the author's to keep, what they miss is
a finding. The wall between municipalities and the state of the round bind here as anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.imports.examination import has_progress
from portal_plugin.imports.storing.measures import Stored
from portal_plugin.measures.codes import EvidenceType, RoundCode, Status
from portal_plugin.measures.models import Evidence, ProgressEntry, Round
from portal_plugin.measures.report_rows import EntryRow
from portal_plugin.measures.standing import standing
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

_TOLD = ("results", "outcomes", "problems", "solution", "remark")
_TICK = timedelta(microseconds=1)
_EVIDENCE_TYPES = (
    (re.compile(r"https?://\S+"), EvidenceType.URL),
    (re.compile("คำสั่ง"), EvidenceType.ORDER),
    (re.compile("ประชุม"), EvidenceType.MEETING),
)


def store_progress(
    session: TenantSession, actor: Actor, period: Round, stored: Iterable[Stored]
) -> int:
    """Write the entries of a round and their evidence; returns the number of entries."""
    entries: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    moment = clock.now()
    for one in stored:
        if not has_progress(one.source):
            continue
        mine = _entries(one, period.code, moment)
        entries += [_row(entry, period.id, actor) for entry in mine]
        evidence += [_evidence(text, mine[-1]["id"], actor) for text in one.source.evidence]
    if entries:
        session.execute(sa.insert(ProgressEntry), entries)
    if evidence:
        session.execute(sa.insert(Evidence), evidence)
    return len(entries)


def _entries(one: Stored, code: RoundCode, moment: datetime) -> list[dict[str, Any]]:
    """Entries of one measure, oldest first.

    Steps carry the statuses printed beside them. What belongs to no step is an entry of the
    measure as a whole; it stands before the steps', unless their fold (R5) misses the status that
    all printed marks make: then it stands last and holds.
    """
    steps = [
        _entry(one, Status(step.status), step_id, step.results)
        for step, step_id in zip(one.source.steps, one.step_ids, strict=True)
        if step.status
    ]
    whole = _whole(one, taken={text for entry in steps for text in entry["results"]})
    folds = bool(steps) and _folded(one, steps, code, moment) == one.source.status
    if folds:
        wanted = any(whole[key] for key in _TOLD)
        ordered = [whole, *steps] if wanted else steps
    else:
        ordered = [*steps, whole]
    return [{**entry, "entered_at": moment + place * _TICK} for place, entry in enumerate(ordered)]


def _whole(one: Stored, taken: set[str]) -> dict[str, Any]:
    source = one.source
    status = Status(source.status) if source.status else Status.IN_PROGRESS
    results = [text.text for text in source.results if text.text not in taken]
    entry = _entry(one, status, None, results)
    entry["outcomes"] = [outcome.text for outcome in source.outcomes]
    for told in ("problems", "solution", "remark"):
        entry[told] = getattr(source, told)
    return entry


def _entry(
    one: Stored, status: Status, step_id: UUID | None, results: Sequence[str]
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "measure_id": one.measure_id,
        "step_id": step_id,
        "status": status,
        "results": list(results),
        "outcomes": [],
        "problems": "",
        "solution": "",
        "remark": "",
    }


def _folded(
    one: Stored, steps: Sequence[Mapping[str, Any]], code: RoundCode, moment: datetime
) -> Status | None:
    rows = [
        EntryRow(
            id=entry["id"],
            step_id=entry["step_id"],
            round_code=code,
            department=None,
            status=entry["status"],
            results=(),
            outcomes=(),
            problems="",
            solution="",
            reason=None,
            reason_text="",
            remark="",
            indicator_values=(),
            entered_by="",
            entered_at=moment,
        )
        for entry in steps
    ]
    paths = {
        step_id: step.path for step, step_id in zip(one.source.steps, one.step_ids, strict=True)
    }
    return standing(rows, paths, code).status


def _row(entry: Mapping[str, Any], round_id: UUID, actor: Actor) -> dict[str, Any]:
    return {
        **entry,
        "round_id": round_id,
        "reason_text": "",
        "indicator_values": {},
        "entered_by": actor.name,
    }


def _evidence(text: str, entry_id: UUID, actor: Actor) -> dict[str, Any]:
    kind = next((kind for mark, kind in _EVIDENCE_TYPES if mark.search(text)), EvidenceType.MEMO)
    address = _EVIDENCE_TYPES[0][0].search(text)
    return {
        "id": new_id(),
        "entry_id": entry_id,
        "type": kind,
        "title": text,
        "url": address.group() if address else None,
        "added_by": actor.name,
    }
