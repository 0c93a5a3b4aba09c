"""The seam of the second factor. Until one is plugged in, an account that has one stays shut."""

from __future__ import annotations

from typing import Protocol

from portal_plugin.hosts.standalone.models import Account


class SecondFactor(Protocol):
    """What `verify` asks after the password was right."""

    def is_needed(self, account: Account) -> bool:
        """Whether this account proves itself twice."""
        ...

    def accepts(self, account: Account, code: str) -> bool:
        """Whether `code` is the proof, now and for the first time."""
        ...


class NoSecondFactor:
    """Passwords alone. An account with a secret is refused rather than let in with half a proof."""

    def is_needed(self, account: Account) -> bool:
        """Whether the account was given a secret."""
        return account.totp_secret is not None

    def accepts(self, account: Account, code: str) -> bool:
        """No code can be judged here, hence none is right."""
        return False
