"""Which passwords are taken, how they are kept, and how one is compared."""

from __future__ import annotations

import base64
import enum
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal_plugin.errors import PortalPluginError

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 1024
"""Characters. The upper bound only spares the work of hashing a megabyte."""

_OWN_WORDS = 4
_HASHER = PasswordHasher()

_COMMON_TEXT = """
000000000000 111111111111 123123123123 123456123456 123456789012 1234567890123 0123456789012
0987654321098 abcdefghijkl abcd12345678 administrator administrator1 adminadminadmin
changemechangeme iloveyou1234 letmeinletmein p@ssw0rd1234 password1234 password12345
password123456 passwordpassword qwertyuiop12 qwertyuiop123 qwerty123456 thailand1234
thailand2566 thailand2567 thailand2568 thailand2569 welcome12345 welcomewelcome
"""
_COMMON = frozenset(_COMMON_TEXT.split())


class PasswordFault(enum.StrEnum):
    """Why a password is not taken; the pages turn the code into a sentence."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NAMES_THE_ACCOUNT = "names_the_account"
    COMMON = "common"
    UNREADABLE = "unreadable"


_SENTENCES = {
    PasswordFault.TOO_SHORT: f"the password needs at least {MINIMUM_LENGTH} characters: add words",
    PasswordFault.TOO_LONG: f"the password exceeds {MAXIMUM_LENGTH} characters: shorten it",
    PasswordFault.NAMES_THE_ACCOUNT: "the password is little more than the username: choose more",
    PasswordFault.COMMON: "the password is one that guessers try first: choose another",
    PasswordFault.UNREADABLE: "the password has characters that no keyboard gives: type it again",
}


class WeakPassword(PortalPluginError):
    """A new password was refused; `fault` says why."""

    status = 422

    def __init__(self, fault: PasswordFault) -> None:
        super().__init__(_SENTENCES[fault])
        self.fault = fault


def hash_password(password: str, username: str) -> str:
    """The argon2id hash of a new password for `username`. Raises `WeakPassword`.

    There are no rules of composition: length, and what guessers try first.
    """
    fault = _fault_of(password, username)
    if fault is not None:
        raise WeakPassword(fault)
    return _HASHER.hash(_one_spelling(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether `password` is the one that was hashed.

    Without a hash (nobody has this name) the same work is done, so that the time taken tells
    nothing.
    """
    readable = _is_readable(password)
    try:
        _HASHER.verify(
            password_hash if password_hash and readable else _nobodys_hash(),
            _one_spelling(password) if readable else "",
        )
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None and readable


def rehash(password: str) -> str:
    """The hash with today's parameters of a password that was just found right."""
    return _HASHER.hash(_one_spelling(password))


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _fault_of(password: str, username: str) -> PasswordFault | None:
    if len(password) > MAXIMUM_LENGTH:
        return PasswordFault.TOO_LONG
    if not _is_readable(password) or any(unicodedata.category(each) == "Cc" for each in password):
        return PasswordFault.UNREADABLE
    plain = _one_spelling(password).casefold()
    if len(plain) < MINIMUM_LENGTH:
        return PasswordFault.TOO_SHORT
    if len(plain.replace(username.casefold(), "")) < _OWN_WORDS:
        return PasswordFault.NAMES_THE_ACCOUNT
    if plain in _COMMON or len(set(plain)) == 1:
        return PasswordFault.COMMON
    return None


def _is_readable(password: str) -> bool:
    if len(password) > MAXIMUM_LENGTH:
        return False
    try:
        password.encode()
    except UnicodeEncodeError:
        return False
    return True


def _one_spelling(password: str) -> str:
    # NFKC rather than NFC: keyboards send sara am (ำ) as one character or as two.
    return unicodedata.normalize("NFKC", password)


def _nobodys_hash() -> str:
    salt, digest = (
        base64.b64encode(bytes(length)).decode().rstrip("=")
        for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
