"""One content as XML and as JSON, the same in both.

In JSON a list has no name of its own, and what is empty is null (the specification's "Spark
convention").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from lxml import etree

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}

_ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one element of each list is called in XML."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(name: str, content: Any, form: str) -> bytes:
    """`content` (dicts, lists, texts, numbers, booleans, None) in `form` "json" or "xml", UTF-8.

    `name` is that of the root element in XML.
    """
    content = _plain(content)
    if form == "json":
        return orjson.dumps(content)
    return bytes(etree.tostring(_element(name, content), xml_declaration=True, encoding="utf-8"))


def _plain(content: Any) -> Any:
    """The content as both formats can carry it: no character that XML forbids, no empty text."""
    if isinstance(content, str):
        return _NOT_IN_XML.sub("", content) or None
    if isinstance(content, Mapping):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, Sequence):
        return [_plain(value) for value in content]
    return content


def _element(name: str, content: Any) -> Any:
    element = etree.Element(name)
    if isinstance(content, dict):
        element.extend(_element(inner, value) for inner, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(_ITEMS[name], value) for value in content)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None:
        element.text = str(content)
    return element
