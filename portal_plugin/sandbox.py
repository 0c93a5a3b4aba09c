"""The stand-in of the national endpoint that `portal-plugin sandbox` runs from the home folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from portal_plugin.config.settings import Settings
from portal_plugin.embedded.place import keep_secret

CLIENT_ID = "portal-plugin-sandbox"


@dataclass(frozen=True, slots=True)
class SandboxCredentials:
    """What the stand-in asks of its clients; made at first use, kept in the home folder."""

    client_id: str
    client_secret: str
    control_token: str


def credentials(home: Path) -> SandboxCredentials:
    """The credentials of the stand-in of this home folder."""
    home.mkdir(parents=True, exist_ok=True)
    return SandboxCredentials(
        CLIENT_ID, keep_secret(home, "sandbox-client"), keep_secret(home, "sandbox-control")
    )


def announce(home: Path, url: str) -> None:
    """Leave the stand-in's address for the commands of this home folder."""
    (home / "sandbox.address").write_text(url, encoding="utf-8")


def forget(home: Path) -> None:
    """Take the announced address away: nothing answers there any more."""
    (home / "sandbox.address").unlink(missing_ok=True)


def fill(settings: Settings) -> Settings:
    """Settings that point to the announced stand-in, where no endpoint is set."""
    address = settings.home / "sandbox.address"
    if not address.exists():
        return settings
    known = credentials(settings.home)
    return replace(
        settings,
        national_url=address.read_text(encoding="utf-8").strip(),
        national_client_id=known.client_id,
        national_client_secret=known.client_secret,
    )
