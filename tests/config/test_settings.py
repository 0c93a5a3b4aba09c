"""Settings are read once, judged whole, then frozen."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_plugin.config.settings import PREFIX, Settings, SettingsError

NATIONAL = {
    "NATIONAL_URL": "https://national.example",
    "NATIONAL_CLIENT_ID": "a-client",
    "NATIONAL_CLIENT_SECRET": "a-secret",
}
NAMES = [field.name.upper() for field in dataclasses.fields(Settings)]


def _read(**values: Any) -> Settings:
    return Settings.read({PREFIX + name: value for name, value in values.items()})


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.read({}) == Settings()


def test_every_default_passes_its_own_reader() -> None:
    for field in dataclasses.fields(Settings):
        if field.default is not None:
            assert field.metadata["read"](field.default) == field.default, field.name


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.metadata["about"] for field in dataclasses.fields(Settings))


def test_values_are_read_from_text_as_from_the_environment() -> None:
    settings = _read(
        HOME="/tmp/a-home",
        DATABASE_URL=" postgresql://app:secret@db.example/portal ",
        SECURE_COOKIES="off",
        PUSH_ATTEMPTS="7",
        SWEEP_SECONDS="0.5",
        PUBLIC_URL="https://portal.example/",
    )
    assert settings.home == Path("/tmp/a-home")
    assert settings.database_url == "postgresql+psycopg://app:secret@db.example/portal"
    assert settings.secure_cookies is False
    assert settings.push_attempts == 7
    assert settings.sweep_seconds == 0.5
    assert settings.public_url == "https://portal.example"


def test_keys_of_the_host_are_left_alone() -> None:
    host = {"SECRET_KEY": "host", "DATABASE_URL": "mysql://host", "portal_plugin_home": "x"}
    assert Settings.read(host) == Settings()


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_is_no_value(name: str) -> None:
    assert _read(**{name: "  "}) == _read(**{name: None}) == Settings()


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        _read(
            DATABASE_URL="mysql://db.example",
            BROKER_URL="http://broker.example",
            SECRET_KEY="short",
            SWEEP_SECONDS="often",
            PUSH_ATTEMPTS="0",
            SECURE_COOKIES="perhaps",
            NATIONAL_URL="https://national.example",
            RETRY_BASE_SECONDS="60",
            RETRY_CAP_SECONDS="30",
            LEASE_SECONDS="2",
            DATABSE_URL="postgresql://db.example",
        )
    for told in (
        "PORTAL_PLUGIN_DATABASE_URL must be a URL that begins with postgresql://",
        "PORTAL_PLUGIN_BROKER_URL must begin with pgmq://",
        "PORTAL_PLUGIN_SECRET_KEY must be at least 32 characters",
        "PORTAL_PLUGIN_SWEEP_SECONDS must be a number",
        "PORTAL_PLUGIN_PUSH_ATTEMPTS must be a whole number between 1 and 1000",
        "PORTAL_PLUGIN_SECURE_COOKIES must be true or false",
        "PORTAL_PLUGIN_NATIONAL_CLIENT_ID and PORTAL_PLUGIN_NATIONAL_CLIENT_SECRET must be set",
        "PORTAL_PLUGIN_RETRY_BASE_SECONDS must not exceed PORTAL_PLUGIN_RETRY_CAP_SECONDS",
        "PORTAL_PLUGIN_LEASE_SECONDS must",
        "PORTAL_PLUGIN_DATABSE_URL is not a setting",
    ):
        assert told in str(refused.value)


def test_keys_of_our_other_programs_are_no_faults() -> None:
    assert _read(SANDBOX_PORT="1", DEMO_PORT="2", TEST_DATABASE_URL="x") == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://db.example"),
        ("DATABASE_URL", "postgresql+asyncpg://db.example"),
        ("DATABASE_URL", "postgresql://db.example:port/portal"),
        ("DATABASE_URL", "sqlite:///portal.db"),
        ("DATABASE_URL", "postgresql:portal"),
        ("BROKER_URL", "amqp"),
        ("BROKER_URL", "filesystem://"),
        ("PUBLIC_URL", "http://portal.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://[::1"),
        ("PUBLIC_URL", "https://portal.example:port"),
        ("PUBLIC_URL", "http://localhost.evil.example"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("PUSH_ATTEMPTS", "2.5"),
        ("PUSH_ATTEMPTS", "9" * 5000),
        ("SWEEP_SECONDS", "nan"),
        ("SWEEP_SECONDS", "inf"),
        ("SWEEP_SECONDS", "-1"),
        ("HOME", "~nobody-has-this-name/home"),
        ("HOME", "nul\0byte"),
        ("SECRET_KEY", "ก" * 31),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{PREFIX}{name} must [^;]*$"):
        _read(**{name: value})


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80"])
def test_this_machine_itself_may_be_reached_without_tls(url: str) -> None:
    assert _read(PUBLIC_URL=url).public_url == url


def test_a_socket_is_an_address_of_the_database() -> None:
    url = "postgresql://app:p%40ss@/portal?host=%2Frun%2Fpostgresql"
    assert _read(DATABASE_URL=url).database_url == url.replace("://", "+psycopg://", 1)


@pytest.mark.parametrize("missing", NATIONAL)
def test_national_settings_go_together(missing: str) -> None:
    given = {name: value for name, value in NATIONAL.items() if name != missing}
    with pytest.raises(SettingsError, match=f"{PREFIX}{missing} must be set with the other"):
        _read(**given)
    assert _read(**NATIONAL).national_url == "https://national.example"


@given(name=st.sampled_from(NAMES), value=st.one_of(st.text(), st.integers(), st.floats()))
@example("HOME", "\ud800")
@example("PUBLIC_URL", "https://\x00")
@example("DATABASE_URL", "postgresql://[")
@example("NATIONAL_TIMEOUT_SECONDS", "50")
@example("MAIL_FROM", "office@example.com")
def test_any_value_is_taken_or_refused_in_a_sentence(name: str, value: object) -> None:
    try:
        settings = _read(**{name: value})
    except SettingsError as refused:
        sentence = str(refused)
        assert f"{PREFIX}{name}" in sentence or "must be set with the other" in sentence
    else:
        assert isinstance(settings, Settings)


def test_settings_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().push_attempts = 1  # type: ignore[misc]


def test_a_later_change_of_the_source_changes_nothing() -> None:
    source = {PREFIX + "PUSH_ATTEMPTS": "3"}
    settings = Settings.read(source)
    source[PREFIX + "PUSH_ATTEMPTS"] = "4"
    assert settings.push_attempts == 3


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = _read(
        DATABASE_URL="postgresql://app:hidden@db.example/portal",
        PROVINCE_DATABASE_URL="postgresql://app:hidden@db.example/portal",
        ADMIN_DATABASE_URL="postgresql://app:hidden@db.example/portal",
        BROKER_URL="amqp://app:hidden@broker.example",
        SECRET_KEY="hidden" * 6,
        **NATIONAL | {"NATIONAL_CLIENT_SECRET": "hidden"},
    )
    assert "hidden" not in repr(settings)


def test_a_fault_never_repeats_the_value_it_is_about() -> None:
    with pytest.raises(SettingsError) as refused:
        _read(
            SECRET_KEY="hidden",
            DATABASE_URL="mysql://app:hidden@db.example",
            PUSH_ATTEMPTS="hidden",
        )
    assert "hidden" not in str(refused.value)
