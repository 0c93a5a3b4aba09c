"""Bytes written once by release 1 of every format: what changes a format turns these red.

`vectors.json` was made once, with invented keys, by the functions under test; ciphertexts carry
random nonces, so they are opened and not made again. A new format adds vectors and keeps these:
what was sealed under them must open for as long as reports are kept.
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from nacl.signing import SigningKey

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.padding import padded, unpadded
from portal_plugin.corruption.crypto.passphrase import (
    MODERATE,
    Cost,
    lock_with_passphrase,
    unlock_with_passphrase,
)
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import (
    KeyPair,
    key_pair,
    lock,
    seal,
    unlock,
    unseal,
    unsealed_key,
)
from portal_plugin.corruption.crypto.streams import seal_file, unseal_file
from portal_plugin.corruption.models import LedgerEntry

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
TENANT, REPORT, PART = (UUID(VECTORS[name]) for name in ("tenant", "report", "part"))
KEY = ChannelKey(VECTORS["channel_key"])
CONTEXT = Context(TENANT, Field.MESSAGE, REPORT, PART)
TEXT = VECTORS["text"].encode()


def known(*names: str) -> bytes:
    found: Any = VECTORS
    for name in names:
        found = found[name]
    return bytes.fromhex(found)


@pytest.fixture
def pair() -> KeyPair:
    return key_pair(known("pair", "private"))


# What comes of the channel's key


def test_a_seed_gives_the_receipt_that_it_gave() -> None:
    receipt = KEY.new_receipt(TENANT, known("receipt", "seed"))
    assert receipt == VECTORS["receipt"]["receipt"]


def test_a_receipt_is_found_by_the_digest_that_it_had() -> None:
    assert KEY.lookup(TENANT, VECTORS["receipt"]["receipt"]) == known("receipt", "lookup")


def test_a_receipt_gives_the_key_that_it_gave() -> None:
    found = KEY.informant_key(TENANT, VECTORS["receipt"]["receipt"])
    assert found == known("receipt", "informant_key")


def test_a_seed_is_known_by_the_digest_that_it_had() -> None:
    assert KEY.seed_digest(TENANT, known("receipt", "seed")) == known("receipt", "seed_digest")


def test_a_municipality_signs_with_the_key_that_it_had() -> None:
    signing = KEY.signing_key(TENANT)
    assert bytes(signing.verify_key) == known("signing", "public_key")
    signed = signing.sign(VECTORS["signing"]["message"].encode())
    assert signed.signature == known("signing", "signature")


# Ciphertexts


def test_a_private_key_has_the_public_key_that_it_had(pair: KeyPair) -> None:
    assert pair.public == known("pair", "public")


def test_a_content_key_that_was_sealed_opens(pair: KeyPair) -> None:
    assert unsealed_key(pair, known("sealed_key", "sealed")) == known("sealed_key", "key")


def test_a_text_that_was_sealed_opens(pair: KeyPair) -> None:
    assert unseal(pair, known("sealed"), CONTEXT) == TEXT


def test_a_text_that_was_locked_opens() -> None:
    assert unlock(known("locked", "key"), known("locked", "blob"), CONTEXT) == TEXT


def test_what_was_locked_with_a_passphrase_opens() -> None:
    phrase = VECTORS["passphrase"]
    assert (
        unlock_with_passphrase(phrase["passphrase"], known("passphrase", "blob"), CONTEXT) == TEXT
    )


def test_a_file_that_was_sealed_opens(pair: KeyPair) -> None:
    content = unseal_file(pair, known("file", "blob"), CONTEXT)
    assert (len(content), sha256(content).hexdigest()) == (
        VECTORS["file"]["size"],
        VECTORS["file"]["content_sha256"],
    )


def test_what_is_written_today_has_the_shape_of_what_was_written(pair: KeyPair) -> None:
    phrase = VECTORS["passphrase"]
    cost = Cost(phrase["operations"], phrase["kibibytes"])
    file = b"x" * VECTORS["file"]["size"]
    written = {
        "sealed": seal(pair.public, TEXT, CONTEXT),
        "locked": lock(known("locked", "key"), TEXT, CONTEXT),
        "passphrase": lock_with_passphrase(phrase["passphrase"], TEXT, CONTEXT, cost),
        "file": seal_file(pair.public, file, CONTEXT),
    }
    before = {
        "sealed": known("sealed"),
        **{name: known(name, "blob") for name in ("locked", "passphrase", "file")},
    }
    shape = {name: (blob[0], len(blob)) for name, blob in written.items()}
    assert shape == {name: (blob[0], len(blob)) for name, blob in before.items()}


def test_a_passphrase_costs_what_was_promised() -> None:
    assert Cost(operations=3, kibibytes=262_144) == MODERATE


# What they prove


@pytest.mark.parametrize("field", Field)
def test_each_field_has_the_context_that_it_had(field: Field) -> None:
    bound = Context(TENANT, field, REPORT, PART).bound_to(b"S\x01")
    assert bound.decode() == VECTORS["contexts"][field]


def test_no_field_was_taken_away() -> None:
    assert set(VECTORS["contexts"]) == {field.value for field in Field}


@pytest.mark.parametrize("length", [int(length) for length in VECTORS["padding"]])
def test_a_length_is_filled_up_as_it_was(length: int) -> None:
    filled = padded(b"x" * length)
    assert [len(filled), sha256(filled).hexdigest()] == VECTORS["padding"][str(length)]
    assert unpadded(filled) == b"x" * length


# The ledger


def test_an_entry_has_the_digest_and_the_signature_that_it_had() -> None:
    said = VECTORS["ledger"]
    entry = LedgerEntry(
        tenant_id=TENANT,
        position=said["position"],
        day=date.fromisoformat(said["day"]),
        act=LedgerAct(said["act"]),
        actor=said["actor"],
        report_id=REPORT,
        detail=said["detail"],
        previous=known("ledger", "previous"),
    )
    assert ledger.digest_of(entry) == known("ledger", "digest")
    signing = SigningKey(bytes(KEY.signing_key(TENANT)))
    assert signing.sign(known("ledger", "digest")).signature == known("ledger", "signature")
