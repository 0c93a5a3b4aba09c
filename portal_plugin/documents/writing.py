"""A body and a format in, a file out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import orjson

from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.formats import csv, docx, html, pdf, xlsx
from portal_plugin.documents.model import Document
from portal_plugin.documents.product import Body, Format, Product
from portal_plugin.errors import PortalPluginError

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.HTML: "text/html; charset=utf-8",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}

_WRITERS: Final[Mapping[Format, Callable[[Document, date], bytes]]] = {
    Format.PDF: pdf.write,
    Format.DOCX: docx.write,
    Format.XLSX: xlsx.write,
    Format.HTML: html.write,
    Format.CSV: csv.write,
}


class NotInThisFormat(PortalPluginError):
    """The product is not made in that format."""

    status = 404

    def __init__(self, product: Product, wanted: Format) -> None:
        offered = ", ".join(product.formats)
        super().__init__(f"{product.title}ไม่มีเป็นไฟล์ {wanted} เลือกได้: {offered}")


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file; `filename` is ASCII, such as "rimnam-plan-book-2566.pdf"."""

    data: bytes
    media_type: str
    filename: str


def write(
    body: Body, wanted: Format, *, emblem: bytes | None = None, draft: bool = False
) -> Written:
    """The file of a body, the same bytes for the same arguments. `emblem` is a PNG.

    Raises `NotInThisFormat`.
    """
    product = product_of(body["product"])
    if wanted not in product.formats:
        raise NotInThisFormat(product, wanted)
    if wanted is Format.JSON:
        data = canonical(body)
    else:
        document = replace(product.compose(body), emblem=emblem, draft=draft)
        data = _WRITERS[wanted](document, date.fromisoformat(body["made_on"]))
    return Written(data, MEDIA_TYPES[wanted], filename_of(body, wanted))


def canonical(body: Body) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def filename_of(body: Body, wanted: Format) -> str:
    """ASCII: municipality, product, year, round."""
    parts = [body["municipality"]["code"], body["product"], str(body["fiscal_year"])]
    parts += [body["round"]] if body["round"] else []
    return "-".join(parts) + f".{wanted.value}"
