"""What memos, circulars and reminders share: head, running text, and the narrow margin."""

from __future__ import annotations

from portal_plugin.documents.model import Block, Document, MemoHead, Paragraph, Section
from portal_plugin.documents.product import Body, TextField
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.period_words import day_words
from portal_plugin.documents.wording.posts import full_name

NUMBER = TextField("number", "เลขที่หนังสือ", long=False)


def memo(
    body: Body, to: str, blocks: tuple[Block, ...], attached: tuple[Block, ...] = ()
) -> Document:
    """A บันทึกข้อความ to `to`; its subject is the body's title. `attached` begins a new page."""
    subject = body["title"]
    head = MemoHead(_unit(body), _number(body), _dated(body), subject, to)
    sections = [Section((head, *correction(body), *blocks), name="บันทึกข้อความ")]
    sections += [Section(attached, name="ตารางแนบท้าย")] if attached else []
    return Document(subject, full_name(body["municipality"]), tuple(sections), memo=True)


def running(text: str) -> tuple[Paragraph, ...]:
    """Each line of a text as a paragraph with its first line set in."""
    return tuple(Paragraph(line, indent=True) for line in map(str.strip, text.split("\n")) if line)


def _unit(body: Body) -> str:
    municipality = body["municipality"]
    unit = municipality["memo_unit"] or full_name(municipality)
    telephone = municipality["telephone"]
    return f"{unit} โทร. {telephone}" if telephone else unit


def _number(body: Body) -> str:
    """ "สฎ ๕๒๐๐๘/๑๘๙"; without a number the prefix, with room for the pen."""
    prefix, number = body["municipality"]["memo_prefix"], body["texts"]["number"]
    return f"{prefix}/{number}" if prefix else str(number)


def _dated(body: Body) -> str:
    """The day on which the author signed; before that the day on which it was made."""
    for entry in body.get("endorsements") or ():
        if entry["dated"]:
            return day_words(entry["dated"])
    return day_words(body["made_on"])
