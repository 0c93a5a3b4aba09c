"""Whoever has every row and every setting opens nothing: what opens lies with people."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.corruption.base import InspectionBase
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.passphrase import unlock_with_passphrase
from portal_plugin.corruption.crypto.sealing import key_pair, unlock, unseal
from portal_plugin.corruption.inspection import unlocking
from portal_plugin.corruption.inspection.inspectors import admit
from portal_plugin.corruption.models import Inspector, OpenedKey, ReaderKey, Report

Stolen = list[tuple[bytes, Context]]


@pytest.fixture
def scene(
    open_channel: Any, enrolled: Any, row: Any, make_report: Any, channel_key: Any
) -> dict[str, Any]:
    """Two inspectors, one of them with an open key, and a report with its receipt."""
    one, two = enrolled("one"), enrolled("two", title="ปลัดเทศบาล")
    with open_channel() as session:
        admit(session, row(session, one), row(session, two))
        taken = make_report(session)
        cookie = unlocking.open_key(session, row(session, one), one.passphrase, one.code()).cookie
        tenant_id = session.tenant_id
        session.commit()
    secret = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))[16:]
    return {
        "tenant": tenant_id,
        "passphrase": one.passphrase,
        "cookie": secret,
        "receipt": channel_key.informant_key(tenant_id, taken.receipt),
    }


@pytest.fixture
def dump(superuser: sa.Engine, scene: dict[str, Any]) -> tuple[Stolen, set[Any]]:
    """Every ciphertext with the place that it belongs to; and every value of every row."""
    blobs: Stolen = []
    values: set[Any] = set()
    with superuser.connect() as connection:
        for table in InspectionBase.metadata.sorted_tables:
            for found in connection.execute(sa.select(table)).mappings():
                values.update(v for v in found.values() if isinstance(v, (bytes, str)))
                values.update(v.bytes for v in found.values() if hasattr(v, "bytes"))
                blobs.extend(_ciphertexts(table.name, found, scene["tenant"]))
    return blobs, values


def _ciphertexts(table: str, row: Any, tenant: Any) -> Iterator[tuple[bytes, Context]]:
    if table == Inspector.__tablename__:
        yield row["locked_key"], Context(tenant, Field.INSPECTOR_KEY, row["id"])
    if table == OpenedKey.__tablename__:
        yield row["locked"], Context(tenant, Field.OPENED_KEY, row["inspector_id"], row["id"])
    if table == ReaderKey.__tablename__:
        where = Context(tenant, Field.KEY_OF_READER, row["report_id"], row["inspector_id"])
        yield row["sealed"], where
    if table == Report.__tablename__:
        yield row["facts"], Context(tenant, Field.FACTS, row["id"])
        yield row["informant_key"], Context(tenant, Field.KEY_OF_INFORMANT, row["id"])


def _opened(blobs: Stolen, values: set[Any]) -> list[Field]:
    """What the values open, tried in every way that there is."""
    keys = set()
    for value in values:
        raw = value.encode() if isinstance(value, str) else value
        keys |= {raw[:32], raw[-32:], raw[1:33], hashlib.sha256(raw).digest()}
        keys.add(hashlib.blake2b(raw, digest_size=32).digest())
    keys = {key for key in keys if len(key) == 32}
    texts = {v if isinstance(v, str) else v.hex() for v in values if len(v) <= 200}
    found = []
    for blob, context in blobs:
        if context.field is Field.INSPECTOR_KEY:
            opens = any(_opens(unlock_with_passphrase, text, blob, context) for text in texts)
        else:
            opens = any(
                _opens(unlock, key, blob, context) or _opens(unseal, key_pair(key), blob, context)
                for key in keys
            )
        if opens:
            found.append(context.field)
    return found


def _opens(how: Callable[..., bytes], key: Any, blob: bytes, context: Context) -> bool:
    try:
        how(key, blob, context)
    except CannotOpen:
        return False
    return True


def test_no_stored_value_and_no_setting_opens_a_ciphertext(
    dump: tuple[Stolen, set[Any]], channel_key: Any, scene: dict[str, Any]
) -> None:
    blobs, values = dump
    assert {context.field for _blob, context in blobs} == {
        Field.INSPECTOR_KEY,
        Field.OPENED_KEY,
        Field.KEY_OF_READER,
        Field.KEY_OF_INFORMANT,
        Field.FACTS,
    }
    texts = [value for value in values if isinstance(value, str)]
    derived = {channel_key.informant_key(scene["tenant"], text) for text in texts}
    derived |= {channel_key.lookup(scene["tenant"], text) for text in texts}
    derived |= {channel_key.secret, bytes(channel_key.signing_key(scene["tenant"]))}
    assert _opened(blobs, values | derived) == []


@pytest.mark.parametrize(
    ("held_by_a_person", "opens"),
    [
        ("passphrase", {Field.INSPECTOR_KEY}),
        ("cookie", {Field.OPENED_KEY}),
        ("receipt", {Field.KEY_OF_INFORMANT}),
    ],
)
def test_the_same_tries_open_with_what_a_person_holds(
    dump: tuple[Stolen, set[Any]], scene: dict[str, Any], held_by_a_person: str, opens: set[Field]
) -> None:
    blobs, _values = dump
    assert set(_opened(blobs, {scene[held_by_a_person]})) == opens


def test_the_row_of_an_inspector_tells_neither_key_nor_secret(
    superuser: sa.Engine, enrolled: Any
) -> None:
    one = enrolled()
    with superuser.connect() as connection:
        for table in InspectionBase.metadata.sorted_tables:
            stored = repr(connection.execute(sa.select(table)).all()).encode()
            assert one.secret.encode() not in stored
            assert one.passphrase.encode() not in stored
