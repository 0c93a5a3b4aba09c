"""The present, in one place, so that tests can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")

_held: ContextVar[datetime | None] = ContextVar("portal_plugin_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Thailand."""
    return now().astimezone(BANGKOK).date()


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware `instant`, for tests."""
    if instant.tzinfo is None:
        raise ValueError("give an aware instant, for example datetime(2023, 4, 1, tzinfo=UTC)")
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)
