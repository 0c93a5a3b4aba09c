"""Yearly measures of a municipality, read from documents and laid out as papers again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from portal_plugin.actor import Actor
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.product import Asked, Body, Layout
from portal_plugin.imports.document import ERROR, ImportedDocument
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import import_document
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.session import TenantSession

SAMPLES = Path(__file__).parents[4] / "portal_plugin/imports/samples"
REAL = Path(__file__).parents[5] / "shared/documents"

OpenSession = Callable[..., AbstractContextManager[TenantSession]]


@pytest.fixture
def session(open_session: OpenSession) -> Iterator[TenantSession]:
    """A session of the town of the samples; nothing is kept."""
    with open_session("rimnam") as session:
        yield session


@pytest.fixture
def real() -> Callable[[str], ImportedDocument]:
    """The real document of that kind, read; skips where they are not at hand."""

    def read(kind: str) -> ImportedDocument:
        found = sorted(REAL.glob(f"*-{kind}*.txt")) if REAL.is_dir() else []
        if not found:
            pytest.skip("the real documents are not part of the repository")
        return read_document(found[0].read_bytes(), found[0].name)

    return read


@pytest.fixture
def stored(session: TenantSession, plan_officer: Actor) -> Callable[[ImportedDocument], None]:
    """Store a document whatever its findings; one without a printed round is of twelve months."""

    def store(document: ImportedDocument) -> None:
        accepted = [each.code for each in document.findings if each.severity == ERROR]
        import_document(session, plan_officer, document, filename="x.txt", accepted=accepted)

    return store


@pytest.fixture
def body_of(session: TenantSession) -> Callable[..., Body]:
    """The body of a product: (code, fiscal year, round, layout)."""

    def gather(
        code: str, year: int, period: RoundCode | None = None, layout: Layout | None = None
    ) -> Body:
        return product_of(code).gather(session, Asked(year, period, layout))

    return gather


@pytest.fixture
def sample() -> ImportedDocument:
    """The invented six-month report of fiscal year 2566, a status for each step."""
    path = SAMPLES / "measures-town-2566-6m.txt"
    return read_document(path.read_bytes(), path.name)
