"""When the last sweep ended: a file in the home folder, for `doctor` on the worker's machine.

Only a sign of life. What is really left undone is read from the database (`due.oldest_due_at`).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from portal_plugin import clock

_LOG = logging.getLogger(__name__)
_NAME = "last-sweep"


def beat(home: Path) -> None:
    """Leave a sign of life. A folder that cannot be written is logged and costs no sweep."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = home / f"{_NAME}.new"
        fresh.write_text(clock.now().isoformat(), encoding="ascii")
        fresh.replace(home / _NAME)
    except OSError as fault:
        _LOG.warning("the sweep could not note its time in %s: %s", home, fault.strerror)


def seconds_since_sweep(home: Path) -> float | None:
    """Age of the last sweep on this machine in seconds; None when there was none."""
    with suppress(OSError, ValueError):
        noted = datetime.fromisoformat((home / _NAME).read_text(encoding="ascii"))
        return (clock.now() - noted).total_seconds()
    return None
