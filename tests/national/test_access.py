"""Who may talk to the stand-in."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from portal_plugin.national.contract import faults, operation
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.server import create_server

GRANT = {"grant_type": "client_credentials"}
LONG = "s" * 32


def _ask(standin: Any, user: str, password: str, form: dict[str, str] | None = None) -> Any:
    return standin.http.post("/oauth/token", data=form or GRANT, auth=(user, password))


def test_right_credentials_get_a_token_that_opens_the_door(standin: Any) -> None:
    reply = _ask(standin, standin.access.client_id, standin.access.client_secret)
    assert not faults(operation("issueToken").replies[200].schema, reply.json)
    bearer = {"Authorization": f"Bearer {reply.json['access_token']}"}
    assert standin.http.get("/v1/receipts/" + "k" * 20, headers=bearer).status_code == 404


@pytest.mark.parametrize(("user", "password"), [("province", "wrong"), ("", ""), ("ก", "ข")])
def test_wrong_credentials_get_none(standin: Any, user: str, password: str) -> None:
    reply = _ask(standin, user, password)
    assert (reply.status_code, reply.json) == (401, {"error": "invalid_client"})


def test_the_right_secret_under_another_name_gets_none(standin: Any) -> None:
    assert _ask(standin, "other", standin.access.client_secret).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant": "client_credentials"}, "invalid_request"),
        ({**GRANT, "scope": "all"}, "invalid_request"),
    ],
)
def test_other_grants_are_refused(standin: Any, form: dict[str, str], error: str) -> None:
    reply = _ask(standin, standin.access.client_id, standin.access.client_secret, form)
    assert (reply.status_code, reply.json) == (400, {"error": error})


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x.y.z", "Basic eDp5", "Bearer ก"])
def test_without_a_token_of_ours_nothing_is_told(standin: Any, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode().decode("latin-1")}
    reply = standin.http.get("/v1/receipts/" + "k" * 20, headers=headers)
    assert (reply.status_code, reply.json["code"]) == (401, "UNAUTHORISED")


def test_a_token_expires(standin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import itsdangerous.timed

    now = itsdangerous.timed.time.time()
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: now + 902)
    reply = standin.http.get("/v1/receipts/" + "k" * 20, headers=standin.bearer)
    assert reply.status_code == 401


def test_a_token_outlives_the_stand_in_but_not_its_secret(standin: Any) -> None:
    token = standin.access.issue_token()

    class Asking:
        authorization = type("Given", (), {"type": "bearer", "token": token})

    same = Access(standin.access.client_id, standin.access.client_secret)
    same.require_token(Asking)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="UNAUTHORISED"):
        Access("province", secrets.token_urlsafe(32)).require_token(Asking)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["faults", "conformity", "effects"])
def test_the_control_interface_hides_from_everybody_else(standin: Any, path: str) -> None:
    method = standin.http.get if path == "effects" else standin.http.post
    right = standin.controller
    for headers, address in (
        ({}, "127.0.0.1"),
        ({"X-Control-Token": "x" * 40}, "127.0.0.1"),
        (standin.bearer, "127.0.0.1"),
        (right, "192.0.2.7"),
        (right, ""),
    ):
        reply = method(
            f"/_control/{path}", headers=headers, environ_overrides={"REMOTE_ADDR": address}
        )
        assert reply.status_code == 404


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"PORTAL_PLUGIN_SANDBOX_CLIENT_ID": "province"},
        {
            "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": "province",
            "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": "short",
        },
        {
            "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": "a:b",
            "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": LONG,
        },
        {
            "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": "province",
            "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": LONG,
            "PORTAL_PLUGIN_SANDBOX_CONTROL_TOKEN": "short",
        },
        {
            "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": "province",
            "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": LONG,
            "PORTAL_PLUGIN_SANDBOX_FAULTS": "{",
        },
    ],
)
def test_there_are_no_default_secrets_and_no_guessing(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="PORTAL_PLUGIN_SANDBOX_"):
        create_server(tmp_path, "127.0.0.1", 0, environment)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "national.example", ""])
def test_it_serves_this_machine_alone(tmp_path: Path, host: str) -> None:
    environment = {
        "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": "province",
        "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": LONG,
    }
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        create_server(tmp_path, host, 0, environment)


def test_its_file_is_readable_by_its_owner_alone(standin: Any) -> None:
    assert (standin.home / "standin.sqlite3").stat().st_mode & 0o077 == 0
    assert standin.home.stat().st_mode & 0o077 == 0
