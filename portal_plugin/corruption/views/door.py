"""What one application keeps for the channel: its key, its gate, its scanner of files."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from flask import current_app

from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.embedded.place import keep_secret
from portal_plugin.files.virus import Scanner, scanner_of
from portal_plugin.flood.gate import Gate
from portal_plugin.flood.limits import Rules
from portal_plugin.state import portal_state

_KEY = "portal_plugin.corruption"
_MAKING = Lock()


@dataclass(frozen=True, slots=True)
class ChannelDoor:
    """Made once for an application and shared by its requests."""

    key: ChannelKey
    gate: Gate
    scanner: Scanner


def channel_door() -> ChannelDoor:
    """The door of the current application, made at its first use."""
    if _KEY not in current_app.extensions:
        with _MAKING:
            if _KEY not in current_app.extensions:
                current_app.extensions[_KEY] = _made()
    made = current_app.extensions[_KEY]
    assert isinstance(made, ChannelDoor)
    return made


def _made() -> ChannelDoor:
    settings = portal_state().settings
    host_secret = current_app.secret_key
    if not host_secret:
        raise RuntimeError("the host has no SECRET_KEY: public forms are signed with it")
    secret = settings.channel_key
    if secret is None:
        settings.home.mkdir(parents=True, exist_ok=True)
        secret = keep_secret(settings.home, "channel")
    return ChannelDoor(
        key=ChannelKey(secret),
        # In this process alone: no storage that others read may tell who came to this door.
        gate=Gate(host_secret, "memory://", Rules(posts=settings.complaint_posts)),
        scanner=scanner_of(settings.clamav),
    )
