"""A signed word in the complaint form, by which the same form sent twice is known."""

from __future__ import annotations

import json
import secrets
from dataclasses import astuple
from hashlib import sha256
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, Signer

from portal_plugin import clock
from portal_plugin.complaints.given import Given
from portal_plugin.guard import current_tenant

LIFE_SECONDS: Final = 6 * 3600


def new_nonce() -> str:
    """A new word, good for six hours in this tenant's space."""
    return _signer().sign(f"{int(clock.now().timestamp())}.{secrets.token_urlsafe(18)}").decode()


def is_good(nonce: str) -> bool:
    """Whether the word is ours, of this space and not too old."""
    try:
        issued, _ = _signer().unsign(nonce.encode(errors="replace")).decode().split(".")
    except BadSignature:
        return False
    return 0 <= clock.now().timestamp() - int(issued) <= LIFE_SECONDS


def seed_of(nonce: str, given: Given) -> bytes:
    """What makes this sending the same as its repetition: the word and all that was written."""
    content = json.dumps([nonce, *astuple(given)], ensure_ascii=True)
    return sha256(content.encode()).digest()


def _signer() -> Signer:
    assert current_app.secret_key is not None
    salt = b"portal_plugin.complain\0" + current_tenant().id.bytes
    return Signer(current_app.secret_key, salt=salt, key_derivation="hmac", digest_method=sha256)
