"""Bytes to text: UTF-8 first, UTF-16 with its mark, and the Thai code page only when proven."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from portal_plugin.imports.unreadable import UnreadableDocument

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_THAI_WORD = re.compile("การ|ความ|มาตรการ|และ|ให้|ที่|งาน")
_LONGEST_CHARACTER = 4


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, whether its last character was cut, and the encoding unless it is UTF-8."""

    text: str
    cut: bool = False
    other: str | None = None


def decode(data: bytes) -> Decoded:
    """The text of ``data``.

    TIS-620 and its Windows form (cp874) carry no mark. They are accepted only when every byte
    decodes and common Thai words stand in the result, which no other encoding gives by chance.

    Raises:
        UnreadableDocument: "save as UTF-8", or "not text".
    """
    if data.startswith(codecs.BOM_UTF32_LE):
        raise UnreadableDocument("ENCODING")
    if data.startswith(_UTF16_MARKS):
        return _utf16(data)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text, cut = data.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if error.start < len(data) - _LONGEST_CHARACTER or error.reason != "unexpected end of data":
            return Decoded(_thai_code_page(data), other="TIS-620")
        text, cut = data[: error.start].decode("utf-8"), True
    _refuse_control_characters(text)
    return Decoded(text, cut)


def _utf16(data: bytes) -> Decoded:
    cut = len(data) % 2 == 1
    try:
        return Decoded(data[: len(data) - cut].decode("utf-16"), cut, other="UTF-16")
    except UnicodeDecodeError:
        raise UnreadableDocument("ENCODING") from None


def _thai_code_page(data: bytes) -> str:
    if data.count(0) > 0:
        raise UnreadableDocument("BINARY")
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError:
        raise UnreadableDocument("ENCODING") from None
    thai = sum(1 for character in text if "\u0e01" <= character <= "\u0e5b")
    words = sum(len(word) for word in _THAI_WORD.findall(text))
    if thai == 0 or words / thai < 0.1:
        raise UnreadableDocument("ENCODING")
    return text


def _refuse_control_characters(text: str) -> None:
    control = sum(1 for character in text if character < " " and character not in "\t\n\r\f\v\x00")
    if control > 8 and control > len(text) // 200:
        raise UnreadableDocument("BINARY")
    if text.count("\x00") > len(text) // 10:
        raise UnreadableDocument("BINARY")
