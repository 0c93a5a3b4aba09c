"""Web addresses offered as evidence."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from portal_plugin.errors import RuleBroken
from portal_plugin.texts import tidy

LONGEST_URL = 2_000


def checked_url(url: str) -> str:
    """The address if it is a plain web address. Raises `RuleBroken` (field `url`)."""
    address = url.strip()
    sentence = "กรุณาใส่ที่อยู่เว็บที่ขึ้นต้นด้วย https:// หรือ http:// และไม่มีชื่อผู้ใช้หรือรหัสผ่าน"
    try:
        parts = urlsplit(address)
        usable = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        usable = False
    if (
        not usable
        or len(address) > LONGEST_URL
        or not re.fullmatch(r"[^\s\x00-\x20<>\"'`\\]+", address)
    ):
        raise RuleBroken.single("EVIDENCE", "url", sentence)
    if address != tidy(address):
        raise RuleBroken.single("EVIDENCE", "url", sentence)
    return address
