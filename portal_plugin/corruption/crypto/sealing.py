"""Sealed for the owner of a key pair, or locked with a key: short texts, identities and keys.

Version 1, sealed:  01 · SealedBox(public key, content key) (80 bytes) · nonce (24) · ciphertext
Version 1, locked:  01 · nonce (24) · ciphertext

SealedBox is X25519, XSalsa20-Poly1305 and BLAKE2b for the nonce; the ciphertext is
XChaCha20-Poly1305 (IETF) of the padded content, and proves its `Context`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from portal_plugin.corruption.crypto.context import Context
from portal_plugin.corruption.crypto.errors import CannotOpen, UnknownFormat
from portal_plugin.corruption.crypto.padding import padded, unpadded

KEY_BYTES: Final = 32
VERSION: Final = 1
"""The format that is written."""
READABLE: Final = (1,)
"""Formats that are read. A new one gets its number here and a branch where it differs; what is in
an older one is sealed anew when its report is opened (`resealing`)."""
_NONCE_BYTES: Final = 24
_SEALED_KEY_BYTES: Final = 80
_SEALED: Final = b"S"
_LOCKED: Final = b"L"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 key pair, 32 bytes each."""

    public: bytes
    private: bytes = field(repr=False)


def new_key_pair() -> KeyPair:
    """A key pair at random."""
    return key_pair(random(KEY_BYTES))


def key_pair(private: bytes) -> KeyPair:
    """The pair of a private key (32 bytes)."""
    key = PrivateKey(private)
    return KeyPair(bytes(key.public_key), bytes(key))


def seal(public: bytes, content: bytes, context: Context) -> bytes:
    """`content` for the owner of `public`. Anybody can seal: who did so is not proved."""
    key = random(KEY_BYTES)
    return _head() + sealed_key(public, key) + _encrypted(_SEALED, key, content, context)


def unseal(pair: KeyPair, blob: bytes, context: Context) -> bytes:
    """What was sealed for this pair in this place. Raises `CannotOpen`."""
    version, body = parted(blob, READABLE)
    key = unsealed_key(pair, body[:_SEALED_KEY_BYTES])
    return _decrypted(_SEALED, version, key, body[_SEALED_KEY_BYTES:], context)


def lock(key: bytes, content: bytes, context: Context) -> bytes:
    """`content` under a key of 32 bytes."""
    return _head() + _encrypted(_LOCKED, key, content, context)


def unlock(key: bytes, blob: bytes, context: Context) -> bytes:
    """What was locked with this key in this place. Raises `CannotOpen`."""
    version, body = parted(blob, READABLE)
    return _decrypted(_LOCKED, version, key, body, context)


def is_current(blob: bytes) -> bool:
    """Whether the bytes are in the format that is written today; else they want sealing anew."""
    return blob[:1] == _head()


def sealed_key(public: bytes, key: bytes) -> bytes:
    """A content key for the owner of `public` (80 bytes)."""
    return bytes(SealedBox(PublicKey(public)).encrypt(key))


def unsealed_key(pair: KeyPair, sealed: bytes) -> bytes:
    """The content key. Raises `CannotOpen`."""
    try:
        return bytes(SealedBox(PrivateKey(pair.private)).decrypt(sealed))
    except CryptoError as fault:
        raise CannotOpen("this key does not open it") from fault


def parted(blob: bytes, readable: Collection[int]) -> tuple[int, bytes]:
    """The version byte and what follows it. Raises `UnknownFormat` and `CannotOpen`."""
    if not blob:
        raise CannotOpen("there is nothing to open")
    if blob[0] not in readable:
        raise UnknownFormat(f"format {blob[0]} is not known here: install a newer release")
    return blob[0], blob[1:]


def _head() -> bytes:
    return bytes([VERSION])


def _encrypted(form: bytes, key: bytes, content: bytes, context: Context) -> bytes:
    nonce = random(_NONCE_BYTES)
    proves = context.bound_to(form + _head())
    ciphertext = crypto_aead_xchacha20poly1305_ietf_encrypt(padded(content), proves, nonce, key)
    return nonce + ciphertext


def _decrypted(form: bytes, version: int, key: bytes, body: bytes, context: Context) -> bytes:
    nonce, ciphertext = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    proves = context.bound_to(form + bytes([version]))
    try:
        content = crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, proves, nonce, key)
    except (CryptoError, ValueError) as fault:  # a ValueError for less than a proof's length
        raise CannotOpen("the bytes are not those that were sealed here") from fault
    return unpadded(content)
