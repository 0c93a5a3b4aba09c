"""Bodies gathered from the filled municipality, and what a document says, to be asserted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.clock import held_at
from portal_plugin.corruption.codes import Category, State
from portal_plugin.corruption.models import Report
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.model import Cell, Document, Table
from portal_plugin.documents.product import Asked
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tables import Base
from portal_plugin.tenants.models import Tenant, TenantType
from portal_plugin.tenants.policy import INSPECTION_ROLE, OWNER_ROLE
from portal_plugin.tenants.session import tenant_session

NOON = datetime(2023, 4, 20, 5, tzinfo=UTC)
YEAR = 2566


@pytest.fixture(autouse=True)
def noon() -> Iterator[datetime]:
    """20 April 2566: the half-year's due day has passed, the national one has not."""
    with held_at(NOON):
        yield NOON


@pytest.fixture
def gathered(filled: Any) -> Callable[..., Any]:
    """`gathered("memo", period="12M", year=…, number="1")`: a body; texts by name."""

    def _gathered(code: str, *, period: str = "6M", year: int = YEAR, **texts: str) -> Any:
        product = PRODUCTS[code]
        asked = Asked(year, RoundCode(period) if product.has_rounds else None, texts=texts)
        with filled.open() as session:
            return product.gather(session, asked)

    return _gathered


@pytest.fixture
def composed(gathered: Any) -> Callable[..., Document]:
    """The same, laid out; `add` joins the body first."""

    def _composed(code: str, *, add: Any = None, **asked: Any) -> Document:
        return PRODUCTS[code].compose(gathered(code, **asked) | (add or {}))

    return _composed


@pytest.fixture
def change(filled: Any) -> Callable[..., None]:
    """`change(Table, column=value)`: every row of the municipality's table."""

    def _change(table: Any, **values: Any) -> None:
        with filled.open() as session:
            changed = session.execute(sa.update(table).values(values)).rowcount
            session.commit()
        assert changed

    return _change


@pytest.fixture
def becomes(filled: Any, server: Any) -> Iterator[Callable[[TenantType, str], None]]:
    """`becomes(type, name)`: the filled municipality is of another type."""
    owner = server.engine(OWNER_ROLE, filled.app.url.database)
    tenant = Base.metadata.tables[Tenant.__table__.key]

    def _becomes(kind: TenantType, name: str) -> None:
        with owner.begin() as connection:
            connection.execute(
                sa.update(tenant)
                .where(tenant.c.id == filled.tenant_id)
                .values(type=kind, name=name)
            )

    yield _becomes
    owner.dispose()


@pytest.fixture
def tell(filled: Any, server: Any) -> Iterator[Callable[..., None]]:
    """`tell(date(2022, 11, 3), times=7, category=…)`: reports of the corruption channel."""
    inspection = server.engine(INSPECTION_ROLE, filled.app.url.database)

    def _tell(received_on: date, *, times: int = 1, category: Category = Category.OTHER) -> None:
        rows = [
            {
                "tenant_id": filled.tenant_id,
                "id": uuid4(),
                "number": uuid4().hex[:6],
                "received_on": received_on,
                "category": category,
                "state": State.RECEIVED,
            }
            for _ in range(times)
        ]
        with tenant_session(inspection, filled.tenant_id) as session:
            session.execute(sa.insert(Report), rows)
            session.commit()

    yield _tell
    inspection.dispose()


@pytest.fixture
def said() -> Callable[[Document], str]:
    """Everything a document says, a line for each line of it."""
    return lambda document: "\n".join(_lines(document.blocks))


@pytest.fixture
def table() -> Callable[[Document, str], list[list[str]]]:
    """The rows of the table with that caption, cells as text."""

    def _table(document: Document, caption: str) -> list[list[str]]:
        found = _captioned(document, caption)
        return [[cell.text for cell in row.cells] for row in found.rows]

    return _table


@pytest.fixture
def numbers() -> Callable[[Document, str], list[list[Any]]]:
    """The same as the numbers a spreadsheet gets."""

    def _numbers(document: Document, caption: str) -> list[list[Any]]:
        found = _captioned(document, caption)
        return [[cell.number for cell in row.cells] for row in found.rows]

    return _numbers


@pytest.fixture
def later() -> Callable[[datetime], Any]:
    """`with later(moment):` the clock stands there."""

    @contextmanager
    def _later(moment: datetime) -> Iterator[None]:
        with held_at(moment):
            yield

    return _later


def _captioned(document: Document, caption: str) -> Table:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    (found,) = [each for each in tables if each.caption == caption]
    return found


def _lines(value: Any) -> Iterator[str]:
    """Every text inside blocks, whatever their kind."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Cell):
        yield from value.lines
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _lines(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _lines(getattr(value, name))
