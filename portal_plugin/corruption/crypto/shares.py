"""A key in shares (SLIP-0039): any `threshold` of them give it back, fewer tell nothing of it.

A share of a 32-byte key is 33 English words that carry a checksum, so that a word misread shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from shamir_mnemonic import MnemonicError, Share, decode_mnemonics, generate_mnemonics, recover_ems

from portal_plugin.corruption.crypto.sealing import KEY_BYTES
from portal_plugin.errors import PortalPluginError

__all__ = ["BadShares", "Share", "one_share", "split", "together"]

MOST: Final = 16
WORDS: Final = 33


class BadShares(PortalPluginError):
    """These shares give no key. The sentence is for whoever runs the command."""

    status = 422


def split(key: bytes, threshold: int, count: int) -> list[str]:
    """`count` shares of a key of 32 bytes, 33 words each. Raises `BadShares`."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    if not 2 <= threshold <= count <= MOST:
        raise BadShares(f"a key is split for 2 to {MOST} holders, and 2 to all of them open it")
    # No passphrase: stretching (the exponent) would protect nothing.
    shares: list[str]
    (shares,) = generate_mnemonics(1, [(threshold, count)], key, iteration_exponent=0)
    return shares


def one_share(typed: str) -> Share:
    """A share as a person typed it: case, numbers and line ends do not matter.

    Raises `BadShares`.
    """
    words = re.findall(r"[a-z]+", typed.lower())
    if len(words) != WORDS:
        raise BadShares(f"a share has {WORDS} words, these are {len(words)}: read them again")
    try:
        return Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        # Nor the cause: it would quote a word.
        raise BadShares("a word of this share is misread: compare it with the paper") from None


def together(shares: Iterable[Share]) -> bytes:
    """The key that shares of one ceremony give; more than are needed do no harm.

    Raises `BadShares`.
    """
    different = {share.index: share for share in shares}
    try:
        groups = decode_mnemonics(share.mnemonic() for share in different.values())
    except MnemonicError:
        raise BadShares("these shares are not of one ceremony: compare date and key") from None
    needed = max(share.member_threshold for share in different.values())
    if len(different) < needed:
        raise BadShares(f"{needed} different shares are needed, these are {len(different)}")
    group = next(iter(groups.values())).get_minimal_group()
    try:
        key: bytes = recover_ems({0: group}).decrypt(b"")
    except MnemonicError:
        raise BadShares("these shares do not belong together: compare date and key") from None
    if len(key) != KEY_BYTES:
        raise BadShares("these shares are of another kind of key")
    return key
