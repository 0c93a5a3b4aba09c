"""Sizes in steps, so that a ciphertext tells little of how much was written."""

from __future__ import annotations

from typing import Final

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError

from portal_plugin.corruption.crypto.errors import CannotOpen

SMALLEST: Final = 4_096
STEP: Final = 1_048_576


def padded(data: bytes) -> bytes:
    """`data` filled up (ISO/IEC 7816-4) to 4 KiB, 8 KiB, … 1 MiB, and above to whole MiB."""
    return sodium_pad(data, _size_for(len(data) + 1))


def unpadded(data: bytes) -> bytes:
    """What `padded` was given. Raises `CannotOpen`."""
    try:
        return sodium_unpad(data, len(data))
    except CryptoError as fault:
        raise CannotOpen("the padding is broken") from fault


def _size_for(length: int) -> int:
    size = SMALLEST
    while size < min(length, STEP):
        size *= 2
    return size if length <= STEP else -(-length // STEP) * STEP
