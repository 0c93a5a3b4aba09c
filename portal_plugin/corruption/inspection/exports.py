"""The export for the body that a report is referred to: what an inspector chose, and nothing that
tells who reported. Never the identity, never an original file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import CATEGORY_WORDS, Direction, LedgerAct
from portal_plugin.corruption.contents import OpenReport
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.inspection.case import DAMAGED, Case
from portal_plugin.corruption.inspection.disclosure import read_file
from portal_plugin.corruption.inspection.viewing import viewing_copy
from portal_plugin.corruption.models import Inspector
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.files.kinds import FileRefused
from portal_plugin.texts import LONGEST_TEXT, tidy, too_long
from portal_plugin.thai import buddhist_date
from portal_plugin.typesetting import pdf

MOST_FILES: Final = 20
TEMPLATE: Final = "referral.typ"
_NO_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_WRITERS: Final = {Direction.INFORMANT: "ผู้แจ้ง", Direction.INSPECTOR: "ผู้ตรวจสอบ"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes out: texts as the inspector left them, `messages` by position, files by id."""

    facts: str
    when: str
    where: str
    messages: dict[int, str]
    files: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Export:
    """The ZIP; `sha256` (hex) is what the ledger keeps of it."""

    filename: str
    content: bytes
    sha256: str


def export_report(
    session: InspectionSession,
    inspector: Inspector,
    case: Case,
    chosen: Chosen,
    municipality: str,
) -> Export:
    """Make the export, for the handler alone, and record it. `case` was read in this transaction.

    Raises `RuleBroken` (fields "facts", "files"), `Conflict`, `NotFound` for a file of another
    report.
    """
    opened = case.opened
    if opened is None:
        raise Conflict(DAMAGED)
    if opened.report.handler_id != inspector.id:
        raise Conflict("เฉพาะผู้รับผิดชอบเรื่องนี้ทำชุดส่งต่อได้ โหลดหน้าใหม่เพื่อดูว่าใครรับผิดชอบ")
    _refuse_misfits(chosen)
    parts = {"report.pdf": pdf(TEMPLATE, _data(municipality, case, chosen))}
    for number, file_id in enumerate(chosen.files, 1):
        extension, content = _copy(session, opened, inspector, file_id, number)
        parts[f"file-{number}.{extension}"] = content
    packed = _packed(parts)
    digest = hashlib.sha256(packed).hexdigest()
    ledger.append(
        session,
        LedgerAct.EXPORTED,
        str(inspector.id),
        opened.report.id,
        sha256=digest,
        files=len(chosen.files),
        messages=len(chosen.messages),
    )
    return Export(f"referral-{opened.report.number.lstrip('ท')}.zip", packed, digest)


def _refuse_misfits(chosen: Chosen) -> None:
    texts = (chosen.facts, chosen.when, chosen.where, *chosen.messages.values())
    breaches = [] if tidy(chosen.facts) else [Breach("C12", "facts", "โปรดเขียนข้อเท็จจริงที่จะส่งต่อ")]
    breaches += [breach for text in texts for breach in too_long("facts", text, 2 * LONGEST_TEXT)]
    if len(chosen.files) > MOST_FILES:
        sentence = f"ส่งต่อได้ครั้งละไม่เกิน {MOST_FILES} ไฟล์ โปรดเลือกให้น้อยลง"
        breaches.append(Breach("C12", "files", sentence))
    if breaches:
        raise RuleBroken(breaches)


def _data(municipality: str, case: Case, chosen: Chosen) -> dict[str, Any]:
    report = case.report
    return {
        "municipality": municipality,
        "number": report.number,
        "category": CATEGORY_WORDS[report.category],
        "received_on": buddhist_date(report.received_on),
        "made_on": buddhist_date(clock.today()),
        "posts": list(case.posts),
        "facts": tidy(chosen.facts).split("\n"),
        "when": tidy(chosen.when),
        "where": tidy(chosen.where),
        "messages": [
            {
                "writer": _WRITERS[message.direction],
                "day": buddhist_date(message.sent_on),
                "text": tidy(chosen.messages[message.position]).split("\n"),
            }
            for message in case.messages
            if tidy(chosen.messages.get(message.position, ""))
        ],
        "files": len(chosen.files),
    }


def _copy(
    session: InspectionSession,
    opened: OpenReport,
    inspector: Inspector,
    file_id: UUID,
    number: int,
) -> tuple[str, bytes]:
    try:
        label, content = read_file(session, inspector, opened, file_id, "export")
        copy = viewing_copy(label.media_type, content)
    except (CannotOpen, FileRefused):
        sentence = f"ทำสำเนาของไฟล์ที่เลือกลำดับที่ {number} ไม่ได้ โปรดไม่เลือกไฟล์นั้น"
        raise RuleBroken.single("C12", "files", sentence) from None
    return copy.extension, copy.content


def _packed(parts: dict[str, bytes]) -> bytes:
    """A ZIP with what proves its parts; it does not tell the moment at which it was made."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    manifest = orjson.dumps({"sha256": digests}, option=orjson.OPT_INDENT_2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in {**parts, "manifest.json": manifest}.items():
            entry = zipfile.ZipInfo(name, _NO_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
