"""What SECURITY.md promises is held by tests that exist, and names nothing that does not."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from portal_plugin.config.settings import PREFIX, Settings
from portal_plugin.tables import Base

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = SECURITY.split("## Which test holds which promise")[1]


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[^`]+)`", SECURITY)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_promise_names_a_test() -> None:
    rows = [line for line in PROMISES.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 12
    assert [row for row in rows if "`tests/" not in row] == []


def test_every_setting_that_is_named_exists() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", SECURITY)) <= known


def test_the_vacuum_after_a_move_names_every_table_that_was_purged() -> None:
    named = set(re.findall(r"portal_plugin\.(complaint\w*)", SECURITY))
    assert named <= {table.name for table in Base.metadata.sorted_tables}
    assert named == {f"complaint{part}" for part in
                     ("", "_message", "_contact", "_file", "_notice")}  # fmt: skip
