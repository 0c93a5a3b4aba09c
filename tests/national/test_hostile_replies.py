"""No reply makes the client raise, wait without end, or believe a stranger."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from portal_plugin.national.client import REPLY_BYTES, HttpNationalEndpoint
from portal_plugin.national.endpoint import Accepted, Refused, TryAgain
from portal_plugin.national.mapping import profile, submission
from portal_plugin.national.replies import retry_after_seconds

KEY = "report-2566-1-rev-1"
TOKEN = {"access_token": "a" * 40, "token_type": "Bearer", "expires_in": 900}
PROBLEM = {"type": "about:blank", "title": "No", "status": 422, "detail": "", "code": "BAD_DATA"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _receipt(sent: dict[str, Any], **changes: Any) -> dict[str, Any]:
    names = ("lao_code", "fiscal_year", "round", "revision", "plan_ref", "sha256")
    return {
        **{name: sent["header"][name] for name in names},
        "reference": "REFERENCE-1",
        "received_at": "2023-04-30T09:15:00Z",
        "idempotency_key": KEY,
        "accepted_lines": len(sent["lines"]),
        "unchanged_lines": 0,
        "rejected_lines": [],
    } | changes


@pytest.fixture
def sent(reports: Any) -> dict[str, Any]:
    return submission(reports.body(), revision=1, digest="0" * 64)


Put = Callable[..., object]


@pytest.fixture
def put(httpserver: HTTPServer, sent: dict[str, Any]) -> Put:
    """Put a report to a server that answers with what the test gives."""
    httpserver.expect_request("/oauth/token").respond_with_json(TOKEN)

    def put(
        data: Any, status: int = 200, media: str = "application/json", **headers: str
    ) -> object:
        content = data if isinstance(data, bytes | str) else orjson.dumps(data)
        httpserver.expect_request("/v1/lao/rim-nam/reports/2566/1").respond_with_data(
            content, status, headers, content_type=media
        )
        endpoint = HttpNationalEndpoint(httpserver.url_for(""), "province", "secret", seconds=5)
        outcome = endpoint.put_report(KEY, sent)
        endpoint.close()
        return outcome

    return put


def test_a_right_receipt_is_believed(put: Put, sent: dict[str, Any]) -> None:
    assert isinstance(put(_receipt(sent)), Accepted)


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "1" * 64},
        {"lao_code": "another"},
        {"fiscal_year": 2567},
        {"round": 2},
        {"revision": 2},
        {"plan_ref": "plan-2"},
        {"idempotency_key": "another-key-0001"},
        {"accepted_lines": 1},
        {"unchanged_lines": 3},
        {"received_at": "2023-19-39T09:15:00Z"},
        {"received_at": "yesterday"},
        {"reference": "<script>"},
        {"reference": None},
        {"extra": 1},
    ],
)
def test_a_receipt_that_is_not_of_this_report_is_not_believed(
    put: Put, sent: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert isinstance(put(_receipt(sent, **changes)), TryAgain)


@pytest.mark.parametrize(
    ("data", "status", "media"),
    [
        (b"<html>ok</html>", 200, "text/html"),
        (b"<html>ok</html>", 200, "application/json"),
        (b"", 200, "application/json"),
        (b"null", 200, "application/json"),
        (b"[]", 200, "application/json"),
        (b'{"reference": "REF', 200, "application/json"),
        (b"[" * 100_000, 200, "application/json"),
        (b"\xff\xfe", 200, "application/json"),
        (b"{}", 201, "application/json"),
        (b"", 204, "application/json"),
        (b"<html>blocked</html>", 403, "text/html"),
        (b"<html>not here</html>", 404, "text/html"),
        (orjson.dumps({**PROBLEM, "status": 400}), 422, "application/problem+json"),
        (orjson.dumps(PROBLEM), 422, "application/json"),
        (orjson.dumps(PROBLEM), 500, "application/problem+json"),
        (b"", 500, "text/plain"),
        (b"", 502, "text/html"),
        (b"", 302, "text/html"),
    ],
)
def test_a_reply_outside_the_contract_proves_nothing_against_the_report(
    put: Put, data: bytes, status: int, media: str
) -> None:
    assert isinstance(put(data, status, media), TryAgain)


def test_a_valid_problem_is_a_refusal(put: Put) -> None:
    refused = put(PROBLEM, 422, "application/problem+json")
    assert isinstance(refused, Refused)
    assert (refused.status, refused.problem.code) == (422, "BAD_DATA")


def test_a_redirect_is_not_followed(httpserver: HTTPServer, put: Put) -> None:
    trap = httpserver.url_for("/trap")
    assert isinstance(put(b"", 307, "text/html", Location=trap), TryAgain)
    assert not [request for request, _ in httpserver.log if request.path == "/trap"]


def test_a_reply_without_end_is_cut(put: Put) -> None:
    outcome = put(b"[" + b" " * (REPLY_BYTES + 1) + b"]")
    assert isinstance(outcome, TryAgain)
    assert "longer than" in outcome.reason


def test_a_compressed_reply_is_not_inflated(put: Put, sent: dict[str, Any]) -> None:
    bomb = gzip.compress(orjson.dumps(_receipt(sent)))
    outcome = put(bomb, **{"Content-Encoding": "gzip"})
    assert isinstance(outcome, TryAgain)
    assert "compressed" in outcome.reason


def test_a_wish_to_wait_is_passed_on(put: Put) -> None:
    assert put(b"", 429, **{"Retry-After": "7"}) == TryAgain("putReport: answered 429", 7.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("-5", None),
        ("1.5", None),
        ("๗", None),
        ("soon", None),
        ("", None),
        ("9" * 5000, 86400.0),
        ("999999", 86400.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Thu, 01 Jan 2026 00:01:00", 60.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400.0),
        ("Fri, 99 Dec 9999 23:59:59 GMT", None),
    ],
)
def test_retry_after_is_read_with_distrust(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, now=NOW) == seconds


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_retry_after_can_raise_or_leave_a_day(header: str) -> None:
    seconds = retry_after_seconds(header, now=NOW)
    assert seconds is None or 0 <= seconds <= 86400


@pytest.mark.parametrize(
    "token",
    [
        {},
        {**TOKEN, "access_token": "a b\r\nX-Injected: 1"},
        {**TOKEN, "access_token": "ก" * 20},
        {**TOKEN, "expires_in": -1},
        {**TOKEN, "token_type": "mac"},
        [],
    ],
)
def test_a_token_that_cannot_be_a_header_is_not_used(
    httpserver: HTTPServer, reports: Any, token: Any
) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json(token)
    endpoint = HttpNationalEndpoint(httpserver.url_for(""), "province", "secret", seconds=5)
    assert isinstance(endpoint.save_profile(profile(reports.body())), TryAgain)
    assert len(httpserver.log) == 1


def test_an_endpoint_that_refuses_every_token_is_asked_twice_at_most(
    httpserver: HTTPServer, put: Put
) -> None:
    assert isinstance(put(PROBLEM | {"status": 401}, 401, "application/problem+json"), TryAgain)
    assert len(httpserver.log) == 4
