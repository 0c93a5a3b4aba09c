"""Plain text from the HTML that stands in cells; nothing active survives.

Only paragraph, list and link tags are let through the sanitiser, and those become newlines and
list marks, so what is stored is text and never markup.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import nh3

from portal_plugin.imports.unreadable import UnreadableDocument
from portal_plugin.imports.wording import clean

LONGEST_CELL = 40_000
"""Characters, markup included."""

_BREAKS = {"p", "br", "div", "li", "ul", "ol", "tr", "table", "td", "th", "h1", "h2", "h3", "h4"}
_ACTIVE = re.compile(
    r"<\s{0,3}/?\s{0,3}(?:script|iframe|object|embed|svg|form|meta|link|style|base)\b"
    r"|<[a-z][^<>]{0,2000}?\son[a-z]{3,20}\s{0,3}="
    r"|(?:javascript|vbscript|data)\s{0,3}:\s{0,3}[a-z/(]",
    re.IGNORECASE,
)
_ACTIVE_CONTENT = {"script", "style", "iframe", "object", "embed", "svg", "noscript", "template"}
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_ORDERED = re.compile(r"<ol>(.*?)</ol>", re.DOTALL)
_ITEM = re.compile(r"<li>\s*(?!\s)")
_MARKED = re.compile(r"\s*(?:[-–•▪●]|\(?[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2})*[.)])")
_TAG = re.compile(r"</?[a-z0-9]+(?: [^<>]*)?>")


@dataclass(frozen=True, slots=True)
class CellText:
    """Text of one cell; ``active`` says that a script or the like was removed from it."""

    text: str
    active: bool


def plain_text(markup: str) -> CellText:
    """Sanitise ``markup`` (HTML or plain text) and return its text, one paragraph a line.

    Raises:
        UnreadableDocument: for a cell of abnormal length. Real ones have 6,000 characters; the
            limit keeps every later step within bounds, whatever a file holds.
    """
    if len(markup) > LONGEST_CELL:
        raise UnreadableDocument("CELL_TOO_LONG", limit=f"{LONGEST_CELL:,}")
    active = bool(_ACTIVE.search(markup))
    if "<" in markup:
        markup = _flatten(_sanitise(markup))
    return CellText(clean(html.unescape(markup) if "&" in markup else markup), active)


def _sanitise(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=_BREAKS | {"a"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
        clean_content_tags=_ACTIVE_CONTENT,
    )


def _flatten(markup: str) -> str:
    markup = _LINK.sub(_link_text, markup)
    markup = _ORDERED.sub(_numbered, markup)
    markup = _ITEM.sub(_dashed, markup)
    return _TAG.sub("\n", markup)


def _link_text(found: re.Match[str]) -> str:
    address, text = found.groups()
    return text if address in text else f"{text} ({address})".strip()


def _numbered(found: re.Match[str]) -> str:
    body, number = found[1], 0

    def item(opening: re.Match[str]) -> str:
        nonlocal number
        number += 1
        follows = body[opening.end() : opening.end() + 12]
        return "\n" if _MARKED.match(follows) else f"\n{number}) "

    return _ITEM.sub(item, body)


def _dashed(opening: re.Match[str]) -> str:
    follows = opening.string[opening.end() : opening.end() + 12]
    return "\n" if _MARKED.match(follows) else "\n- "
