"""When the last sweep and the last tending ended: files in the home folder, for `doctor` on the
worker's machine.

Only a sign of life. What is really left undone is read from the database (`due.oldest_due_at`).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from portal_plugin import clock

_LOG = logging.getLogger(__name__)
SWEEP = "last-sweep"
TENDING = "last-tending"


def beat(home: Path, sign: str = SWEEP) -> None:
    """Leave a sign of life. A folder that cannot be written is logged and costs no sweep."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = home / f"{sign}.new"
        fresh.write_text(clock.now().isoformat(), encoding="ascii")
        fresh.replace(home / sign)
    except OSError as fault:
        _LOG.warning("the %s could not be noted in %s: %s", sign, home, fault.strerror)


def seconds_since_sweep(home: Path) -> float | None:
    """Age of the last sweep on this machine in seconds; None when there was none."""
    return seconds_since(home, SWEEP)


def seconds_since(home: Path, sign: str) -> float | None:
    """Age of a sign of life on this machine in seconds; None when there is none."""
    with suppress(OSError, ValueError):
        noted = datetime.fromisoformat((home / sign).read_text(encoding="ascii"))
        return (clock.now() - noted).total_seconds()
    return None
