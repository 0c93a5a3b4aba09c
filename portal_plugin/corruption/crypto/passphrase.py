"""A secret under a passphrase: argon2id, then locked.

Version 1:  01 · salt (16) · operations (4, big-endian) · memory in KiB (4, big-endian) · locked
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from typing import Final

from nacl.pwhash import argon2id
from nacl.utils import random

from portal_plugin.corruption.crypto import sealing
from portal_plugin.corruption.crypto.context import Context
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import KEY_BYTES, lock, parted, unlock

VERSION: Final = 1
"""The format that is written."""
READABLE: Final = (1,)
"""Formats that are read, as in `sealing`."""
_HEAD: Final = struct.Struct(">16sII")
_MOST_KIBIBYTES: Final = 1_048_576
_MOST_OPERATIONS: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: passes, and memory in KiB."""

    operations: int
    kibibytes: int


MODERATE: Final = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE // 1024)
"""libsodium's "moderate": 3 passes over 256 MiB."""


def lock_with_passphrase(
    passphrase: str, secret: bytes, context: Context, cost: Cost | None = None
) -> bytes:
    """`secret` under `passphrase`; one guess costs `MODERATE` unless told."""
    cost = cost or MODERATE
    salt = random(argon2id.SALTBYTES)
    head = _HEAD.pack(salt, cost.operations, cost.kibibytes)
    return bytes([VERSION]) + head + lock(_key(passphrase, salt, cost), secret, context)


def unlock_with_passphrase(passphrase: str, blob: bytes, context: Context) -> bytes:
    """What was locked. Raises `CannotOpen`: the passphrase is wrong or the bytes are."""
    _version, body = parted(blob, READABLE)
    salt, cost = _head_of(body)
    # Whoever can write a row must not make the server work for hours.
    if not (1 <= cost.operations <= _MOST_OPERATIONS and 8 <= cost.kibibytes <= _MOST_KIBIBYTES):
        raise CannotOpen("the cost is not one that was ever written")
    return unlock(_key(passphrase, salt, cost), body[_HEAD.size :], context)


def is_current(blob: bytes) -> bool:
    """Whether it is in today's format and costs what a guess costs today; else it wants locking
    anew, which its owner's passphrase alone allows."""
    version, body = parted(blob, READABLE)
    _salt, cost = _head_of(body)
    return version == VERSION and cost == MODERATE and sealing.is_current(body[_HEAD.size :])


def _head_of(body: bytes) -> tuple[bytes, Cost]:
    try:
        salt, operations, kibibytes = _HEAD.unpack_from(body)
    except struct.error as fault:
        raise CannotOpen("the bytes are cut off") from fault
    return salt, Cost(operations, kibibytes)


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    plain = unicodedata.normalize("NFKC", passphrase).strip().encode()
    return argon2id.kdf(
        KEY_BYTES, plain, salt, opslimit=cost.operations, memlimit=cost.kibibytes * 1024
    )
