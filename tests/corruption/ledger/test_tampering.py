"""Whoever owns the server can change any row; the verification finds it, driven by hypothesis.

What is tried happens inside a transaction that is rolled back, as the server's superuser, with no
foreign key in the way. Columns for which nothing is promised are named here, with the reason.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import JSONB

from portal_plugin.corruption.base import InspectionBase
from portal_plugin.corruption.proof.verification import Anchor, verify_ledger
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.tenants.base import INSPECTION_SCHEMA

Tampered = Callable[..., AbstractContextManager[InspectionSession]]
Rows = dict[str, list[dict[str, Any]]]

NOT_PROMISED = {
    "reader_key.id": "nothing refers to it: report and inspector say whose key it is",
    "inspector_post.id": "nothing refers to it",
    "ledger_entry.id": "nothing refers to it: the position says which entry it is",
    "ledger_head.id": "nothing refers to it",
    "channel_office.id": "nothing refers to it",
    "inspector.account_id": "another account needs the passphrase and the code all the same",
    "inspector.name": "a name people read; who it is, his key says",
    "inspector.locked_key": "it proves itself: changed, it does not open",
    "inspector.last_code_step": "changes with each code",
    "inspector.failures": "changes with each try",
    "inspector.paused_until": "changes with each try",
    "channel_office.unit": "published words",
    "channel_office.officer": "published words",
    "channel_office.contact": "published words",
    "channel_office.guide_how": "published words",
    "channel_office.guide_steps": "published words",
    "channel_office.guide_responsible": "published words",
    "channel_office.guide_limits": "published words",
    "channel_office.retention_days": "published; a disposal is itself in the ledger",
    "channel_office.recovery_threshold": "the shares themselves say how many are needed",
    "channel_office.recovery_holders": "the printed forms name the holders",
    "post": "titles, published in the form",
    "report_series": "a counter; numbers that were given stand in the ledger",
    "opened_key": "lives for minutes, locked with what a browser alone holds",
}

quick = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _tables() -> Iterator[sa.Table]:
    return (one for one in InspectionBase.metadata.sorted_tables if one.name not in NOT_PROMISED)


PROMISED = [
    (table.name, column.name)
    for table in _tables()
    for column in table.columns
    if f"{table.name}.{column.name}" not in NOT_PROMISED
]


@pytest.fixture
def rows(tampered: Tampered) -> Rows:
    """Every row of the municipality, by table; nothing is wrong with them."""
    with tampered() as session:
        assert verify_ledger(session) == []
        return {
            table.name: [dict(row) for row in session.execute(sa.select(table)).mappings()]
            for table in _tables()
        }


def test_everything_that_is_not_promised_is_a_column_or_table_there_is() -> None:
    metadata = InspectionBase.metadata.sorted_tables
    columns = {f"{table.name}.{column.name}" for table in metadata for column in table.columns}
    assert set(NOT_PROMISED) <= columns | {table.name for table in metadata}


def test_the_municipality_has_rows_of_each_kind(rows: Rows) -> None:
    assert all(rows.values())


@quick
@given(data=st.data())
def test_any_value_changed_is_found(tampered: Tampered, rows: Rows, data: st.DataObject) -> None:
    table, column = data.draw(st.sampled_from(PROMISED))
    row = data.draw(st.sampled_from(rows[table]))
    value = data.draw(_another_value(_column(table, column), row[column]))
    assert _found(tampered, _changed(table, row, column, value))


def test_each_promised_column_is_watched(tampered: Tampered, rows: Rows) -> None:
    missed = [
        f"{table}.{column} = {value!r:.80}"
        for table, column in PROMISED
        for value in _samples(_column(table, column), rows[table][0][column])
        if not _found(tampered, _changed(table, rows[table][0], column, value))
    ]
    assert missed == []


@quick
@given(data=st.data())
def test_any_row_deleted_is_found(tampered: Tampered, rows: Rows, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([one.name for one in _tables()]))
    row = data.draw(st.sampled_from(rows[table]))
    assert _found(tampered, sa.delete(_table(table)).where(*_is(row)))


@quick
@given(data=st.data())
def test_two_rows_exchanged_are_found(tampered: Tampered, rows: Rows, data: st.DataObject) -> None:
    names = [name for name in rows if len(rows[name]) > 1 and name != "inspector_post"]
    table = data.draw(st.sampled_from(names))
    last = len(rows[table]) - 1
    first, step = data.draw(st.integers(0, last)), data.draw(st.integers(1, last))
    one, other = rows[table][first], rows[table][(first + step) % (last + 1)]
    kept = {"tenant_id", "id", *_kept_when_exchanged(table)}
    exchanged = [
        {name: (a if name in kept else b)[name] for name in a}
        for a, b in ((one, other), (other, one))
    ]
    assert _found(
        tampered,
        sa.delete(_table(table)).where(*_is(one)),
        sa.delete(_table(table)).where(*_is(other)),
        *(sa.insert(_table(table)).values(_storable(table, row)) for row in exchanged),
    )


@quick
@given(data=st.data())
def test_a_row_put_in_is_found(tampered: Tampered, rows: Rows, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["report", "message", "report_file", "reader_key"]))
    row = data.draw(st.sampled_from(rows[table])) | {"id": uuid4()}
    fresh = {"number": "ท-2569-9999", "position": 999, "inspector_id": uuid4()}
    row |= {name: value for name, value in fresh.items() if name in row}
    row |= {name: None for name in ("lookup", "seed") if name in row}
    assert _found(tampered, sa.insert(_table(table)).values(_storable(table, row)))


@quick
@given(data=st.data())
def test_entries_in_another_order_are_found(
    tampered: Tampered, rows: Rows, data: st.DataObject
) -> None:
    entries = rows["ledger_entry"]
    order = data.draw(st.permutations(range(1, len(entries) + 1)))
    assume(any(entry["position"] != place for entry, place in zip(entries, order, strict=True)))
    table = _table("ledger_entry")
    away = sa.update(table).where(table.c.tenant_id == entries[0]["tenant_id"])
    assert _found(
        tampered,
        away.values(position=table.c.position + 1000),
        *(
            sa.update(table).where(*_is(entry)).values(position=place)
            for entry, place in zip(entries, order, strict=True)
        ),
    )


@settings(quick, max_examples=30)
@given(data=st.data())
@example(data=None)
def test_an_end_cut_off_is_found_and_with_a_mended_head_by_a_printed_one(
    tampered: Tampered, rows: Rows, data: st.DataObject | None
) -> None:
    entries = sorted(rows["ledger_entry"], key=lambda entry: entry["position"])
    left = data.draw(st.integers(0, len(entries) - 1)) if data else len(entries) - 1
    table, head = _table("ledger_entry"), _table("ledger_head")
    whose = table.c.tenant_id == entries[0]["tenant_id"]
    cut = sa.delete(table).where(whose, table.c.position > left)
    digest = entries[left - 1]["digest"] if left else bytes(32)
    mend = sa.update(head).where(head.c.tenant_id == entries[0]["tenant_id"])
    mend = mend.values(position=left, digest=digest)
    printed = Anchor(entries[-1]["digest"], "a printed report")
    assert _found(tampered, cut)
    assert _found(tampered, cut, mend, anchor=printed)


# How a row is changed


def _found(tampered: Tampered, *statements: sa.Executable, anchor: Anchor | None = None) -> bool:
    with tampered(*statements) as session:
        return bool(verify_ledger(session, [anchor] if anchor else []))


def _changed(table: str, row: dict[str, Any], column: str, value: Any) -> sa.Update:
    return sa.update(_table(table)).where(*_is(row)).values({column: value})


def _table(name: str) -> sa.Table:
    return InspectionBase.metadata.tables[f"{INSPECTION_SCHEMA}.{name}"]


def _column(table: str, column: str) -> sa.Column[Any]:
    return _table(table).columns[column]


def _is(row: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [sa.column("tenant_id") == row["tenant_id"], sa.column("id") == row["id"]]


def _storable(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: sa.null() if value is None else value for name, value in row.items()}


def _kept_when_exchanged(table: str) -> tuple[str, ...]:
    """Exchanged with everything else they would make the same two rows again."""
    return {
        "reader_key": ("report_id", "inspector_id"),
        "ledger_entry": ("position",),
        "inspector": ("account_id",),
    }.get(table, ())


def _another_value(column: sa.Column[Any], value: Any) -> st.SearchStrategy[Any]:
    samples = st.sampled_from(_samples(column, value))
    if isinstance(value, bytes) and value:
        return st.one_of(samples, _changed_bytes(value))
    return samples


@st.composite
def _changed_bytes(draw: st.DrawFn, value: bytes) -> bytes:
    at = draw(st.integers(0, len(value) - 1))
    return draw(
        st.sampled_from(
            [
                value[:at] + bytes([value[at] ^ draw(st.integers(1, 255))]) + value[at + 1 :],
                value[:at],
                value[:at] + draw(st.binary(min_size=1, max_size=40)) + value[at:],
            ]
        )
    )


def _samples(column: sa.Column[Any], value: Any) -> list[Any]:
    """Other values of the column's type, none of them what stands there."""
    found = [one for one in _values(column, value) if one != value]
    if column.nullable and value is not None:
        found.append(sa.null())
    return found


def _values(column: sa.Column[Any], value: Any) -> list[Any]:
    kind = column.type
    if isinstance(kind, sa.Enum):
        assert kind.enum_class is not None and issubclass(kind.enum_class, enum.Enum)
        return list(kind.enum_class)
    if isinstance(kind, sa.LargeBinary):
        return [b"", b"x", (value or b"") + b"\0"]
    if isinstance(kind, sa.Date):
        day = value or date(2025, 12, 1)
        return [day, day + timedelta(days=1), day - timedelta(days=400)]
    if isinstance(kind, sa.Integer):
        return [value + 1_000, -value]
    if isinstance(kind, sa.Uuid):
        return [uuid4(), UUID(int=0)]
    if isinstance(kind, sa.Boolean):
        return [not value]
    if isinstance(kind, JSONB):
        return [{}, [], value | {"more": 1}, [value], 7]
    return [value + "x", ""]
