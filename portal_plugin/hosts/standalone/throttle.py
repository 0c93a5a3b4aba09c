"""Slows guessing down without handing anybody the means to lock another out.

Wrong tries are counted under keyed digests, never under an address or a name in the clear:

- the pair of username and address (limit: `attempts`), which stops one guesser;
- the address alone (ten times that), which stops one guesser who tries many names;
- the username alone (twenty times that), which stops many addresses that share one name.

From the limit on each wrong try doubles the pause, up to twelve pauses; what is older than that
is forgotten. A flood from one address therefore pauses that address and nobody else. A flood from
many addresses does reach the third limit; a browser that has signed in to the account before is
counted by itself alone and still gets in (`Client.browser`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from ipaddress import AddressValueError, IPv6Address
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.hosts.standalone.models import LoginFailure
from portal_plugin.tenants.session import TenantSession

_LONGEST_IN_PAUSES = 12
_ADDRESS_FACTOR = 10
_ACCOUNT_FACTOR = 20
_DOUBLINGS = 16


class TooManyTries(Exception):
    """Log-in is paused for this client; try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many wrong passwords: try again in {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Client:
    """Where a try comes from.

    `browser` is a random name that a browser got when it signed in to `account_id` before.
    """

    address: str
    browser: str | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Throttle:
    """The limits of one application. `pause` is the first pause, in seconds."""

    secret: str = field(repr=False)
    attempts: int
    pause: float

    def limits_for(self, username: str, client: Client, account_id: UUID | None) -> dict[str, int]:
        """The handles that a try counts under, each with its limit."""
        if (
            client.browser is not None
            and account_id is not None
            and client.account_id == account_id
        ):
            return {self._handle("browser", username, client.browser): self.attempts}
        network = _network_of(client.address)
        return {
            self._handle("pair", username, network): self.attempts,
            self._handle("address", network): self.attempts * _ADDRESS_FACTOR,
            self._handle("account", username): self.attempts * _ACCOUNT_FACTOR,
        }

    def admit(self, session: TenantSession, limits: dict[str, int]) -> None:
        """Raise `TooManyTries` while one of the limits is reached.

        Tries under one handle then wait for each other until the transaction ends, or a hundred
        at once would all find the count at zero.
        """
        for handle in sorted(limits):
            session.execute(
                sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(handle, 0)))
            )
        now = clock.now()
        rows = session.execute(
            sa.select(LoginFailure.handle, sa.func.count(), sa.func.max(LoginFailure.at))
            .where(LoginFailure.handle.in_(limits), LoginFailure.at > now - self._memory)
            .group_by(LoginFailure.handle)
        )
        wait = max(
            (self._wait(count - limits[handle], last, now) for handle, count, last in rows),
            default=0.0,
        )
        if wait > 0:
            raise TooManyTries(int(wait) + 1)

    def note_failure(self, session: TenantSession, handles: Iterable[str]) -> None:
        """Count one wrong try under each handle, and forget what is too old to matter."""
        now = clock.now()
        session.execute(sa.delete(LoginFailure).where(LoginFailure.at <= now - self._memory))
        session.add_all([LoginFailure(handle=handle, at=now) for handle in handles])
        session.flush()

    def note_success(self, session: TenantSession, limits: dict[str, int]) -> None:
        """Forget the wrong tries of this client at this name, and no others.

        Were the address forgiven too, a guesser with an account of his own would log in to it
        after every forty-nine guesses.
        """
        own = [handle for handle, limit in limits.items() if limit == self.attempts]
        session.execute(sa.delete(LoginFailure).where(LoginFailure.handle.in_(own)))

    @property
    def _memory(self) -> timedelta:
        return timedelta(seconds=self.pause * _LONGEST_IN_PAUSES)

    def _wait(self, over: int, last: datetime, now: datetime) -> float:
        if over < 0:
            return 0.0
        pause = self.pause * min(2.0 ** min(over, _DOUBLINGS), _LONGEST_IN_PAUSES)
        return (last - now).total_seconds() + pause

    def _handle(self, *parts: str) -> str:
        key = blake2b(self.secret.encode(), person=b"login-failure").digest()
        digest = blake2b(key=key, digest_size=16)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
        return digest.hexdigest()


def _network_of(address: str) -> str:
    """The address, or for IPv6 its /64: one subscriber owns all of it."""
    try:
        parsed = IPv6Address(address)
    except AddressValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return parsed.packed[:8].hex()
