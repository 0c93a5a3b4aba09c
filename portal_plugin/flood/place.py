"""Where a post comes in, and from which network."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

UNKNOWN: Final = "unknown"
"""The one network of all whose address cannot be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """A door of a tenant and the network that stands before it. Never stored, never logged."""

    tenant_code: str
    door: str
    network: str

    @property
    def name(self) -> bytes:
        """The three in one, unlike any other three."""
        return _joined(self.tenant_code, self.door, self.network)

    @property
    def door_name(self) -> bytes:
        """The door, whoever stands before it."""
        return _joined(self.tenant_code, self.door)

    @property
    def neighbourhood(self) -> bytes:
        """As `name`, with the IPv6 /48 around the network."""
        if ":" not in self.network:
            return self.name
        wider = IPv6Network(self.network).supernet(new_prefix=48)
        return _joined(self.tenant_code, self.door, str(wider))


def network_of(remote_address: str | None) -> str:
    """The network that counts as one source: an IPv4 address, or an IPv6 /64."""
    try:
        address = ip_address((remote_address or "").strip())
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return str(IPv6Network((int(address), 64), strict=False))
        address = address.ipv4_mapped
    return str(address)


def _joined(*words: str) -> bytes:
    return "\0".join(words).encode(errors="backslashreplace")
