"""The small line of a paper that takes an earlier one's place."""

from __future__ import annotations

from portal_plugin.documents.model import Paragraph
from portal_plugin.documents.product import Body
from portal_plugin.thai import thai_digits


def correction(body: Body) -> tuple[Paragraph, ...]:
    """ "ฉบับแก้ไขครั้งที่ ๑: …" for a version after the first; nothing in previews."""
    if not body.get("correction"):
        return ()
    again = thai_digits(max(body.get("version", 2) - 1, 1))
    return (Paragraph(f"ฉบับแก้ไขครั้งที่ {again}: {body['correction']}", small=True),)
