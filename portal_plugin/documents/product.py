"""What a product is: the data it takes, how it is laid out, and as what it can be had."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from portal_plugin.documents.model import Document
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.session import TenantSession

Body = dict[str, Any]
"""The data of a document: JSON values alone, so that it can be frozen and laid out again later."""


class Format(enum.StrEnum):
    """Kinds of files."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


TEXT_FORMATS = (Format.PDF, Format.DOCX, Format.HTML, Format.JSON)
"""Of a paper that is read."""
TABLE_FORMATS = (Format.PDF, Format.DOCX, Format.XLSX, Format.HTML, Format.CSV, Format.JSON)
"""Of a paper that is a table."""


class Layout(enum.StrEnum):
    """The four layouts in which municipalities report their measures."""

    NUMBERED_GROUPS = "groups"
    OUTCOME = "outcome"
    TICKS = "ticks"
    STEP_STATUS = "steps"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a Buddhist fiscal year, a round where the product has one, a layout
    where it has several, and the officer's own texts by name."""

    fiscal_year: int
    round: RoundCode | None = None
    layout: Layout | None = None
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class TextField:
    """A text of a paper that an officer may write himself; `label` names it to him."""

    name: str
    label: str
    long: bool = True


Gather = Callable[[TenantSession, Asked], Body]
Compose = Callable[[Body], Document]


@dataclass(frozen=True, slots=True)
class Product:
    """One of the products of domain section 6, by their `numbers` there.

    `gather` reads the data (JSON values, in a fixed number of statements; raises the features'
    own errors when there is nothing to write, in one sentence that says what to do). `compose` is
    pure: the same body gives the same document. `topics` are the OIT topics that its publication
    answers; `internal` papers are never published.
    """

    code: str
    numbers: tuple[int, ...]
    title: str
    formats: tuple[Format, ...]
    gather: Gather
    compose: Compose
    has_rounds: bool = False
    layouts: tuple[Layout, ...] = ()
    texts: tuple[TextField, ...] = ()
    topics: tuple[str, ...] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A product that is a page alone; `endpoint` names it in `url_for`."""

    code: str
    numbers: tuple[int, ...]
    title: str
    endpoint: str
