"""Our client: what it sends keeps the contract, and what must not leave does not."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import orjson
import pytest

from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.contract import document, faults, operation, request_limit
from portal_plugin.national.endpoint import Accepted, Marks, NationalEndpoint, Refused, TryAgain
from portal_plugin.national.mapping import profile, registration, submission
from portal_plugin.national.recording import RecordingEndpoint

KEY = "report-2566-1-rev-1"


class Watching(httpx.BaseTransport):
    """Passes requests on to the stand-in and holds each against the contract."""

    def __init__(self, standin: Any) -> None:
        self._inner = httpx.WSGITransport(standin.app)
        self.names: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.names.append(self._judge(request))
        return self._inner.handle_request(request)

    def _judge(self, request: httpx.Request) -> str:
        for template, item in document()["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", template)
            if re.fullmatch(pattern, request.url.path) and request.method.lower() in item:
                name = item[request.method.lower()]["operationId"]
                break
        else:
            raise AssertionError(f"{request.method} {request.url.path} is not in the contract")
        content = request.read()
        assert len(content) <= request_limit()
        if name == "issueToken":
            assert content == b"grant_type=client_credentials"
            assert request.headers["authorization"].startswith("Basic ")
        else:
            assert request.headers["authorization"].startswith("Bearer ")
            judge = operation(name).request
            assert judge is None or not faults(judge, orjson.loads(content))
        if name == "putReport":
            assert request.headers["idempotency-key"] == KEY
        return str(name)


@pytest.fixture
def watching(standin: Any) -> Watching:
    return Watching(standin)


@pytest.fixture
def endpoint(standin: Any, watching: Watching) -> HttpNationalEndpoint:
    access = standin.access
    return HttpNationalEndpoint(
        "http://localhost", access.client_id, access.client_secret, transport=watching
    )


def _sent(reports: Any, body: dict[str, Any]) -> dict[str, Any]:
    return submission(body, revision=1, digest=reports.digest(body))


def test_the_whole_exchange_keeps_the_contract(
    endpoint: NationalEndpoint, watching: Watching, reports: Any
) -> None:
    body = reports.body()
    assert isinstance(endpoint.save_profile(profile(body)), Accepted)
    assert isinstance(endpoint.register_plan(registration(body)), Accepted)
    assert endpoint.conformity("rim-nam", "plan-1") == Accepted(Marks({"m-01": None, "m-02": None}))
    put = endpoint.put_report(KEY, _sent(reports, body))
    assert isinstance(put, Accepted)
    assert put.receipt.accepted_lines == 2
    assert put.receipt.raw.startswith(b"{")
    assert endpoint.receipt_for(KEY, _sent(reports, body)) == put
    names = ["saveProfile", "registerPlan", "readConformity", "putReport", "readReceipt"]
    assert watching.names == ["issueToken", *names]


def test_a_refusal_carries_the_endpoints_own_words(
    endpoint: NationalEndpoint, reports: Any
) -> None:
    refused = endpoint.put_report(KEY, _sent(reports, reports.body()))
    assert isinstance(refused, Refused)
    assert (refused.status, refused.problem.code) == (409, "PLAN_NOT_REGISTERED")


def test_a_receipt_that_does_not_exist_is_404(endpoint: NationalEndpoint, reports: Any) -> None:
    refused = endpoint.receipt_for(KEY, _sent(reports, reports.body()))
    assert isinstance(refused, Refused)
    assert refused.status == 404


@pytest.mark.parametrize("place", ["header", "lines", "totals", ""])
def test_complaint_content_does_not_leave_the_process(
    endpoint: NationalEndpoint, watching: Watching, reports: Any, place: str
) -> None:
    sent = _sent(reports, reports.body())
    part = {"": sent, "lines": sent["lines"][0]}.get(place) or sent[place]
    part["complaint"] = {"detail": "ลับมาก"}
    refused = endpoint.put_report(KEY, sent)
    assert isinstance(refused, Refused)
    assert refused.problem.code == "NOT_IN_CONTRACT"
    assert "ลับมาก" not in repr(refused)
    assert watching.names == []


@pytest.mark.parametrize(
    "key", ["short", "ก" * 20, "a" * 200, "../../../../../etc", "a" * 16 + "\n"]
)
def test_a_key_that_cannot_be_a_header_is_not_sent(
    endpoint: NationalEndpoint, watching: Watching, reports: Any, key: str
) -> None:
    sent = _sent(reports, reports.body())
    assert isinstance(endpoint.put_report(key, sent), Refused)
    assert isinstance(endpoint.receipt_for(key, sent), Refused)
    assert watching.names == []


@pytest.mark.parametrize("code", ["", "..", "a/b", "a?b", "a\r\nb", "ก"])
def test_an_address_cannot_be_bent_by_a_code(
    endpoint: NationalEndpoint, watching: Watching, code: str
) -> None:
    assert isinstance(endpoint.conformity(code, "plan-1"), Refused)
    assert isinstance(endpoint.conformity("rim-nam", code), Refused)
    assert watching.names == []


def test_an_outdated_token_is_renewed_once(
    endpoint: HttpNationalEndpoint, watching: Watching, standin: Any, reports: Any
) -> None:
    endpoint.save_profile(profile(reports.body()))
    endpoint._token = ("forgotten-token-of-before", endpoint._token[1])  # type: ignore[index]
    assert isinstance(endpoint.save_profile(profile(reports.body())), Accepted)
    assert watching.names[2:] == ["saveProfile", "issueToken", "saveProfile"]


def test_wrong_credentials_are_no_fault_of_the_report(standin: Any, reports: Any) -> None:
    endpoint = HttpNationalEndpoint(
        "http://localhost", "province", "wrong", transport=httpx.WSGITransport(standin.app)
    )
    assert isinstance(endpoint.save_profile(profile(reports.body())), TryAgain)


def test_secrets_are_not_logged_or_shown(
    standin: Any, served: HttpNationalEndpoint, reports: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    served.save_profile(profile(reports.body()))
    token = served._token[0]  # type: ignore[index]
    told = caplog.text + repr(served) + repr(standin.access)
    assert "/v1/lao/rim-nam/profile" in told
    assert standin.access.client_secret not in told
    assert token not in told


@pytest.mark.parametrize(
    "url",
    [
        "http://national.example",
        "ftp://127.0.0.1",
        "https://",
        "https://user:pass@national.example",
        "https://national.example/?a=b",
        "national.example",
    ],
)
def test_an_unsafe_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="national endpoint"):
        HttpNationalEndpoint(url, "province", "secret")


@pytest.mark.parametrize(("client_id", "secret"), [("", "s"), ("a:b", "s"), ("a", "")])
def test_unusable_credentials_are_refused_at_once(client_id: str, secret: str) -> None:
    with pytest.raises(ValueError, match="client id"):
        HttpNationalEndpoint("https://national.example", client_id, secret)


class TestQuietTwin:
    def test_it_accepts_once_per_key(self, reports: Any) -> None:
        twin: NationalEndpoint = RecordingEndpoint()
        sent = _sent(reports, reports.body())
        first = twin.put_report(KEY, sent)
        assert isinstance(first, Accepted)
        assert twin.put_report(KEY, sent) == first == twin.receipt_for(KEY, sent)
        assert isinstance(twin.put_report(KEY, _sent(reports, reports.body(round="12M"))), Refused)

    def test_it_gives_the_answers_it_was_told_to(self, reports: Any) -> None:
        twin = RecordingEndpoint([TryAgain("busy", 3.0)])
        sent = _sent(reports, reports.body())
        assert twin.put_report(KEY, sent) == TryAgain("busy", 3.0)
        assert isinstance(twin.receipt_for(KEY, sent), Refused)
        assert isinstance(twin.put_report(KEY, sent), Accepted)
        assert [name for name, _ in twin.calls] == ["put_report", "receipt_for", "put_report"]

    def test_it_fails_the_test_that_leaves_the_contract(self, reports: Any) -> None:
        sent = {**_sent(reports, reports.body()), "complaint": 1}
        with pytest.raises(AssertionError, match="complaint"):
            RecordingEndpoint().put_report(KEY, sent)
