"""The bench of receipts: its bar can be missed, and it runs from end to end."""

from __future__ import annotations

import pytest

from portal_plugin.bench import receipt_login
from portal_plugin.bench.receipt_login import Round
from portal_plugin.bench.size import Size

pytestmark = pytest.mark.timeout(120)


def _rounds(seconds: float) -> list[Round]:
    return [Round((seconds,) * 4, (seconds,) * 4)] * 3


def test_a_hundred_a_second_is_the_bar() -> None:
    assert receipt_login.verdict(_rounds(0.0099)).met
    assert not receipt_login.verdict(_rounds(0.0101)).met


def test_receipts_that_open_nothing_are_counted_in() -> None:
    assert not receipt_login.verdict([Round((0.001,), (0.1,))]).met


def test_mailboxes_are_really_opened() -> None:
    found = receipt_login.run(Size.small())
    assert found.name == "receipt-login" and found.value > 0
    assert "4 messages" in found.detail
