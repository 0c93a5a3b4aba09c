"""Known and unknown receipts answer in the same time: medians of interleaved tries.

PORTAL_PLUGIN_TEST_RECEIPTS sets how many tries of each kind. The promise, under a millisecond, is
judged over 10,000; fewer tries beside other work tell only of gross differences. `--log-cli-level=INFO` prints the medians.
"""

from __future__ import annotations

import gc
import logging
import os
import time
from statistics import median
from typing import Any

from flask import Flask

from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.informants.mailbox import write
from portal_plugin.corruption.messages import say
from portal_plugin.corruption.models import Report

TRIES = int(os.environ.get("PORTAL_PLUGIN_TEST_RECEIPTS", "100"))
PROMISED_OVER = 10_000
MOST_APART_SECONDS = 0.001


def test_the_medians_are_less_than_a_millisecond_apart(
    app: Flask, taken: Any, open_channel: Any, channel_key: ChannelKey, tenant_ids: Any
) -> None:
    with open_channel() as session:
        report = session.get(Report, (session.tenant_id, taken.report_id))
        for turn in range(3):
            write(session, taken.receipt, f"ขอทราบผลครั้งที่ {turn} (ตัวอย่าง)")
            say(session, report, str(taken.report_id), f"กำลังตรวจสอบ {turn} (ตัวอย่าง)")
        session.commit()
    client = app.test_client()
    took: dict[str, list[float]] = {"known": [], "unknown": [], "malformed": []}
    for _ in range(20):
        client.post("/rimnam/corruption/mailbox", data={"receipt": taken.receipt})
    gc.disable()
    try:
        for turn in range(TRIES):
            typed = {
                "known": taken.receipt,
                "unknown": channel_key.new_receipt(tenant_ids["rimnam"]),
                "malformed": "0" * 20,
            }
            # Each goes first as often as the others.
            kinds = list(typed)[turn % 3 :] + list(typed)[: turn % 3]
            for kind in kinds:
                began = time.perf_counter()
                client.post("/rimnam/corruption/mailbox", data={"receipt": typed[kind]})
                took[kind].append(time.perf_counter() - began)
            if turn % 100 == 99:
                gc.collect()
    finally:
        gc.enable()
    medians = {kind: median(seconds) for kind, seconds in took.items()}
    told = {kind: f"{seconds * 1e3:.3f} ms" for kind, seconds in medians.items()}
    logging.getLogger(__name__).info("medians of %d tries each: %s", TRIES, told)
    allowed = MOST_APART_SECONDS
    if TRIES < PROMISED_OVER:
        allowed = max(allowed, median(medians.values()) / 5)
    assert max(medians.values()) - min(medians.values()) < allowed
