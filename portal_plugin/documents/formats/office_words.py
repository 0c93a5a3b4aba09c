"""The few words that the files of office programs add to a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from portal_plugin.documents.model import Signature

DRAFT: Final = "ร่าง"
MEMO: Final = "บันทึกข้อความ"
DASH: Final = "-"
"""Before a point of a list that has no number."""
PEN: Final = "." * 44
"""The dotted line on which somebody writes."""


def signature_lines(signature: Signature) -> Iterator[str]:
    """The lines of a signature, dotted where the pen is to write. What somebody remarked stands
    above them and is not among them."""
    if signature.lead:
        yield signature.lead
    yield f"(ลงชื่อ) {PEN}"
    yield f"({signature.name or PEN})"
    yield signature.post or PEN
    if signature.acting_for:
        yield signature.acting_for
    # A lead names the day already.
    if signature.dated or not signature.lead:
        yield f"วันที่ {signature.dated or PEN}"
