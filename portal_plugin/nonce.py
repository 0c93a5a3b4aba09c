"""A signed word in a public form, by which the same form sent twice is known."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, Signer

from portal_plugin import clock
from portal_plugin.guard import current_tenant

LIFE_SECONDS: Final = 6 * 3600


def new_nonce(door: str) -> str:
    """A new word, good for six hours at this door of this tenant's space."""
    issued = int(clock.now().timestamp())
    return _signer(door).sign(f"{issued}.{secrets.token_urlsafe(18)}").decode()


def is_good(nonce: str, door: str) -> bool:
    """Whether the word is ours, of this door and not too old."""
    try:
        issued, _ = _signer(door).unsign(nonce.encode(errors="replace")).decode().split(".")
    except BadSignature:
        return False
    return 0 <= clock.now().timestamp() - int(issued) <= LIFE_SECONDS


def seed_of(nonce: str, written: Iterable[object]) -> bytes:
    """What makes this sending the same as its repetition: the word and all that was written.

    144 bits of the word are random and stored nowhere, so a seed cannot be found again.
    """
    content = json.dumps([nonce, *written], ensure_ascii=True)
    return sha256(content.encode()).digest()


def _signer(door: str) -> Signer:
    assert current_app.secret_key is not None
    salt = f"portal_plugin.{door}\0".encode() + current_tenant().id.bytes
    return Signer(current_app.secret_key, salt=salt, key_derivation="hmac", digest_method=sha256)
