"""The emblem above memos and announcements, as the operator gave it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from portal_plugin.config.settings import SettingsError

_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST = 2 * 1024 * 1024


@cache
def emblem_of(file: Path | None) -> bytes | None:
    """The bytes of `PORTAL_PLUGIN_EMBLEM_FILE`, read once a process; None without one.

    Raises `SettingsError` for anything but a PNG of at most 2 MB.
    """
    if file is None:
        return None
    with file.open("rb") as opened:
        data = opened.read(_LARGEST + 1)
    if not data.startswith(_PNG) or len(data) > _LARGEST:
        raise SettingsError("PORTAL_PLUGIN_EMBLEM_FILE must be a PNG picture of at most 2 MB")
    return data
