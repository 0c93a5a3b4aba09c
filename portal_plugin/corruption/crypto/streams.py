"""Files: SecretStream in pieces, which notices a piece changed, moved, doubled or cut off.

Version 1:  01 · SealedBox(public key, stream key) (80 bytes) · header (24) · pieces

A piece is 64 KiB of the padded file and 17 bytes of proof (XChaCha20-Poly1305); each proves the
`Context`, the last one is tagged final.
"""

from __future__ import annotations

from typing import Any, Final

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.utils import random

from portal_plugin.corruption.crypto.context import Context
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.padding import padded, unpadded
from portal_plugin.corruption.crypto.sealing import (
    KEY_BYTES,
    KeyPair,
    parted,
    sealed_key,
    unsealed_key,
)

VERSION: Final = 1
"""The format that is written."""
READABLE: Final = (1,)
"""Formats that are read, as in `sealing`."""
PIECE_BYTES: Final = 65_536
_SEALED_KEY_BYTES: Final = 80
_HEADER_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_PROOF_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_FORM: Final = b"F"


def seal_file(public: bytes, content: bytes, context: Context) -> bytes:
    """A file for the owner of `public`."""
    key = random(KEY_BYTES)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    data, proves = padded(content), context.bound_to(_FORM + bytes([VERSION]))
    pieces = [
        sodium.crypto_secretstream_xchacha20poly1305_push(
            state, data[at : at + PIECE_BYTES], proves, _tag(at, len(data))
        )
        for at in range(0, len(data), PIECE_BYTES)
    ]
    return b"".join([bytes([VERSION]), sealed_key(public, key), header, *pieces])


def unseal_file(pair: KeyPair, blob: bytes, context: Context) -> bytes:
    """The file as it was sealed in this place. Raises `CannotOpen`."""
    version, body = parted(blob, READABLE)
    pieces_at = _SEALED_KEY_BYTES + _HEADER_BYTES
    key = unsealed_key(pair, body[:_SEALED_KEY_BYTES])
    proves = context.bound_to(_FORM + bytes([version]))
    try:
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = body[_SEALED_KEY_BYTES:pieces_at]
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        return unpadded(_pulled(state, body[pieces_at:], proves))
    except CryptoError as fault:
        raise CannotOpen("the file is not the one that was sealed here") from fault


def is_current(blob: bytes) -> bool:
    """Whether the file is in the format that is written today."""
    return blob[:1] == bytes([VERSION])


def _tag(at: int, size: int) -> int:
    return _LAST if at + PIECE_BYTES >= size else _MORE


def _pulled(state: Any, body: bytes, proves: bytes) -> bytes:
    pieces, tag = [], _MORE
    whole = PIECE_BYTES + _PROOF_BYTES
    for at in range(0, len(body), whole):
        if tag == _LAST:
            raise CannotOpen("something follows the end of the file")
        piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
            state, body[at : at + whole], proves
        )
        pieces.append(piece)
    if tag != _LAST:
        raise CannotOpen("the end of the file is missing")
    return b"".join(pieces)
