"""Who may talk to the stand-in: one client by short-lived tokens, one controller on loopback."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Request
from itsdangerous import BadSignature, TimestampSigner

from portal_plugin.national.standin.refusals import Refusal

_PREFIX = "PORTAL_PLUGIN_SANDBOX_"
_SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Access:
    """Credentials of the stand-in; without a control token there is no control interface.

    Raises `ValueError` for a missing or short secret: there are no defaults.
    """

    client_id: str
    client_secret: str = field(repr=False)
    control_token: str | None = field(default=None, repr=False)
    token_seconds: int = 900

    def __post_init__(self) -> None:
        if not self.client_id or ":" in self.client_id:
            raise ValueError(f"{_PREFIX}CLIENT_ID must be set and must not contain ':'")
        for name in ("client_secret", "control_token"):
            secret = getattr(self, name)
            if secret is not None and len(secret) < _SHORTEST_SECRET:
                raise ValueError(
                    f"{_PREFIX}{name.upper()} must be at least {_SHORTEST_SECRET} characters"
                )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Access:
        """Read PORTAL_PLUGIN_SANDBOX_CLIENT_ID, _CLIENT_SECRET and _CONTROL_TOKEN."""
        return cls(
            client_id=environment.get(_PREFIX + "CLIENT_ID", ""),
            client_secret=environment.get(_PREFIX + "CLIENT_SECRET", ""),
            control_token=environment.get(_PREFIX + "CONTROL_TOKEN") or None,
        )

    def issue_token(self) -> str:
        """A bearer token that needs no memory, so it outlives a kill of the stand-in."""
        return self._signer().sign(secrets.token_urlsafe(12)).decode()

    def is_client(self, client_id: str, client_secret: str) -> bool:
        """Whether these are the client's credentials; both are compared in constant time."""
        same_id = _same(client_id, self.client_id)
        return _same(client_secret, self.client_secret) and same_id

    def require_token(self, request: Request) -> None:
        """Raises `Refusal` 401 unless the request carries a token of ours that has not expired."""
        given = request.authorization
        token = given.token if given is not None and given.type == "bearer" else None
        try:
            self._signer().unsign(token or "", max_age=self.token_seconds)
        except BadSignature:
            raise Refusal(401, "UNAUTHORISED", "get a new token from /oauth/token") from None

    def require_control(self, request: Request) -> None:
        """Raises `Refusal` 404 to anybody but a controller on this machine."""
        given = request.headers.get("X-Control-Token", "")
        known = self.control_token is not None and _same(given, self.control_token)
        if not (known and _is_loopback(request.remote_addr)):
            raise Refusal(404, "NOT_FOUND", "nothing here")

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(self.client_secret, salt="portal-plugin-standin-token")


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), secret.encode())


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
