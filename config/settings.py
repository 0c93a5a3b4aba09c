"""Settings of the plugin: read once, judged whole, then frozen.

Every key carries the prefix `PORTAL_PLUGIN_`, because it shares the host's configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from portal_plugin.config.mail import read_mail_from, read_mail_url

PREFIX = "PORTAL_PLUGIN_"


class SettingsError(ValueError):
    """One or more settings cannot be used; the message names every one of them."""


def _text(value: Any) -> str:
    return str(value).strip()


def _path(value: Any) -> Path:
    text = _text(value)
    try:
        if "\0" in text:
            raise RuntimeError
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("must be a folder on this machine") from None


def _file(value: Any) -> Path:
    path = _path(value)
    if not path.is_file():
        raise ValueError("must be a file on this machine")
    return path


def _flag(value: Any) -> bool:
    word = _text(value).lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("must be true or false")


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        word = _text(value).lower()
        if word not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return word

    return read


def _between(low: float, high: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        number = float(_text(value))
        if not low <= number <= high:
            raise ValueError(f"must be between {low:g} and {high:g}")
        return number

    return read


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        number = int(_text(value))
        if not low <= number <= high:
            raise ValueError(f"must be a whole number between {low} and {high}")
        return number

    return read


def _parts(url: str) -> SplitResult:
    """The URL taken apart; all parts empty where its host or port cannot be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # judged only when asked for
    except ValueError:
        return urlsplit("")
    return parts


def _postgresql(value: Any) -> str:
    url = _text(value)
    if not url.startswith(("postgresql://", "postgresql+psycopg://")) or not _parts(url).scheme:
        raise ValueError("must be a URL that begins with postgresql:// (PostgreSQL 15 to 18)")
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def _broker(value: Any) -> str:
    url = _text(value)
    if _parts(url).scheme not in {"pgmq", "amqp", "amqps", "redis", "rediss"}:
        raise ValueError("must begin with pgmq://, amqp://, amqps://, redis:// or rediss://")
    return url


def _limits(value: Any) -> str:
    url = _text(value)
    if url != "memory://" and _parts(url).scheme not in {"redis", "rediss"}:
        raise ValueError("must be memory:// or begin with redis:// or rediss://")
    return url


def _http(value: Any) -> str:
    url = _text(value).rstrip("/")
    parts = _parts(url)
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise ValueError("must begin with https:// (http:// only for this machine itself)")
    return url


def _secret(value: Any) -> str:
    secret = _text(value)
    if len(secret) < 32:
        raise ValueError("must be at least 32 characters of random text")
    return secret


def _setting(
    read: Callable[[Any], Any], default: Any, about: str, *, is_secret: bool = False
) -> Any:
    return field(default=default, metadata={"read": read, "about": about}, repr=not is_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one application."""

    home: Path = _setting(
        _path, Path("~/.local/state/portal-plugin").expanduser(), "folder of the embedded default"
    )
    database_url: str | None = _setting(
        _postgresql, None, "PostgreSQL, as portal_plugin_app", is_secret=True
    )
    province_database_url: str | None = _setting(
        _postgresql, None, "the same database, as portal_plugin_province", is_secret=True
    )
    inspection_database_url: str | None = _setting(
        _postgresql,
        None,
        "the same database, as portal_plugin_inspection, where the corruption channel is served",
        is_secret=True,
    )
    admin_database_url: str | None = _setting(
        _postgresql,
        None,
        "the same database, as a role that may create roles; for init alone",
        is_secret=True,
    )
    broker_url: str | None = _setting(_broker, None, "pgmq://, amqp:// or redis://", is_secret=True)
    secret_key: str | None = _setting(
        _secret, None, "signs sessions and forms of the host", is_secret=True
    )
    public_url: str | None = _setting(_http, None, "address that citizens open")
    base_template: str = _setting(
        _text, "portal_plugin/layouts/page.html", "template that every page extends"
    )
    url_prefix: str = _setting(_text, "", "where the plugin's addresses begin in the host")
    secure_cookies: bool = _setting(_flag, True, "cookies only over HTTPS")
    national_url: str | None = _setting(_http, None, "the national endpoint")
    national_client_id: str | None = _setting(_text, None, "client of the national endpoint")
    national_client_secret: str | None = _setting(_text, None, "its secret", is_secret=True)
    national_timeout_seconds: float = _setting(
        _between(0.1, 120), 20.0, "patience with the national endpoint"
    )
    sweep_seconds: float = _setting(_between(0.2, 3600), 30.0, "seconds between two sweeps")
    lease_seconds: float = _setting(
        _between(1, 3600), 120.0, "seconds a worker may hold one delivery"
    )
    push_attempts: int = _setting(_whole(1, 1000), 30, "attempts before a delivery is dead")
    retry_base_seconds: float = _setting(_between(0.05, 600), 5.0, "first pause after a failure")
    retry_cap_seconds: float = _setting(_between(1, 86400), 3600.0, "longest pause")
    upload_bytes: int = _setting(
        _whole(1024, 100 * 1024 * 1024), 20 * 1024 * 1024, "largest evidence file"
    )
    tracking_key: str | None = _setting(
        _secret,
        None,
        "keys the digests of tracking codes; losing it closes every tracking page",
        is_secret=True,
    )
    serve: str = _setting(
        _one_of("all", "portal", "channel"),
        "all",
        "all, or portal or channel alone, so that the corruption channel has processes of its own",
    )
    channel_url: str | None = _setting(
        _http, None, "address of the corruption channel where it has a host name of its own"
    )
    channel_key: str | None = _setting(
        _secret,
        None,
        "keys receipts and signatures of the corruption channel; losing it closes every mailbox",
        is_secret=True,
    )
    complaint_file_bytes: int = _setting(
        _whole(1024, 100 * 1024 * 1024), 10 * 1024 * 1024, "largest file of a citizen"
    )
    complaint_posts: int = _setting(
        _whole(1, 10_000), 5, "complaints of one source in ten minutes before it must show work"
    )
    limits_url: str = _setting(
        _limits, "memory://", "where posts are counted; redis:// when several web processes run"
    )
    clamav: str | None = _setting(_text, None, "clamd, as host:port or the path of its socket")
    mail_url: str | None = _setting(
        read_mail_url, None, "mail server of notices, smtp:// or smtps://", is_secret=True
    )
    mail_from: str | None = _setting(read_mail_from, None, "whom notices come from")
    holidays_file: Path | None = _setting(
        _file, None, "JSON of public holidays beyond the catalogue"
    )
    emblem_file: Path | None = _setting(
        _file,
        None,
        "PNG of the emblem above memos and announcements; without one its room is blank",
    )
    tend_seconds: float = _setting(
        _between(1, 86400), 900.0, "seconds between two rounds of reminders and retention"
    )
    login_attempts: int = _setting(_whole(1, 100), 5, "wrong passwords before a pause")
    login_pause_seconds: float = _setting(_between(1, 86400), 300.0, "length of that pause")

    @classmethod
    def read(cls, source: Mapping[str, Any]) -> Settings:
        """Read from a host's configuration or the environment.

        Raises `SettingsError`, whose message tells every fault and every unknown key at once.
        """
        values: dict[str, Any] = {}
        faults: list[str] = []
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        for key in sorted(key for key in source if key.startswith(PREFIX)):
            item = known.get(key)
            if item is None:
                if not key.startswith(FOREIGN_PREFIXES):
                    faults.append(f"{key} is not a setting: remove it or mend its spelling")
            elif source[key] is not None and _text(source[key]) != "":
                try:
                    values[item.name] = item.metadata["read"](source[key])
                except (ValueError, OSError) as fault:
                    faults.append(f"{key} {_reason(fault)}")
        faults += _joint_faults(values)
        if faults:
            raise SettingsError("; ".join(faults))
        return cls(**values)


FOREIGN_PREFIXES = (PREFIX + "SANDBOX_", PREFIX + "DEMO_", PREFIX + "TEST_")
"""Keys with our prefix that other programs of the product read."""


def _reason(fault: Exception) -> str:
    text = str(fault)
    return text if text.startswith("must") else "must be a number"


def _joint_faults(values: Mapping[str, Any]) -> list[str]:
    faults = []
    national = ("national_url", "national_client_id", "national_client_secret")
    given = [name for name in national if name in values]
    if given and len(given) < len(national):
        missing = [PREFIX + name.upper() for name in national if name not in values]
        faults.append(f"{' and '.join(missing)} must be set with the other national settings")
    if ("mail_url" in values) != ("mail_from" in values):
        faults.append(f"{PREFIX}MAIL_URL and {PREFIX}MAIL_FROM must be set together")
    if values.get("retry_base_seconds", 5.0) > values.get("retry_cap_seconds", 3600.0):
        faults.append(f"{PREFIX}RETRY_BASE_SECONDS must not exceed {PREFIX}RETRY_CAP_SECONDS")
    if values.get("lease_seconds", 120.0) <= 4 * values.get("national_timeout_seconds", 20.0):
        faults.append(
            f"{PREFIX}LEASE_SECONDS must exceed four times {PREFIX}NATIONAL_TIMEOUT_SECONDS (one "
            "delivery asks for a token, the profile, the plan and the report), or two workers "
            "would send one report at once"
        )
    return faults
