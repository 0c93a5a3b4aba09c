"""Where posts are counted: within this process, or in a storage that several processes share."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from math import floor
from threading import Lock
from typing import Final, TypeVar

from limits import RateLimitItem
from limits.storage import Storage, storage_from_string
from limits.storage.base import SlidingWindowCounterSupport
from limits.strategies import SlidingWindowCounterRateLimiter

from portal_plugin import clock

MOST_KEYS: Final = 50_000
"""Counters that one process keeps; the one that was longest idle goes first."""
PATIENCE_SECONDS: Final = 0.25
PAUSE_SECONDS: Final = 10.0
"""How long a shared storage is left alone after it failed."""

_IN_THIS_PROCESS: Final = "memory://"
_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class BoundedMemory(Storage, SlidingWindowCounterSupport):
    """Counters of this process, by our clock, never more than `most`.

    `limits` brings a memory storage of its own. That one has no bound, and walks through all its
    keys every ten milliseconds, which under a flood of made-up sources is a flood of its own.
    """

    STORAGE_SCHEME = None

    def __init__(self, most: int = MOST_KEYS) -> None:
        super().__init__()
        self._most = most
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with self._lock:
            return self._add(key, expiry, amount, _present())

    def get(self, key: str) -> int:
        return self._read(key, _present())[0]

    def get_expiry(self, key: str) -> float:
        return self._read(key, _present())[1]

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        now = _present()
        with self._lock:
            earlier, weight, current, _ = self._window(key, expiry, now)
            if floor(earlier * weight / expiry + current) + amount > limit:
                return False
            self._add(f"{key}/{int(now // expiry)}", 2 * expiry, amount, now)
            return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        return self._window(key, expiry, _present())

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        window = int(_present() // expiry)
        self.clear(f"{key}/{window}")
        self.clear(f"{key}/{window - 1}")

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            held = len(self._counts)
            self._counts.clear()
            return held

    def _window(self, key: str, expiry: int, now: float) -> tuple[int, float, int, float]:
        """Count and remaining seconds of the window before this one and of this one."""
        window, passed = divmod(now, expiry)
        left = expiry - passed
        earlier, _ = self._read(f"{key}/{int(window) - 1}", now)
        current, _ = self._read(f"{key}/{int(window)}", now)
        return earlier, left if earlier else 0.0, current, left + expiry

    def _read(self, key: str, now: float) -> tuple[int, float]:
        count, ends = self._counts.get(key, (0, now))
        return (count, ends) if ends > now else (0, now)

    def _add(self, key: str, expiry: int, amount: int, now: float) -> int:
        count, ends = self._read(key, now)
        count, ends = count + amount, ends if count else now + expiry
        self._counts[key] = (count, ends)
        self._counts.move_to_end(key)
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)
        return count


class Counters:
    """Counts in sliding windows and remembers what was used, in the storage that `url` names.

    `memory://` is this process alone; `redis://…` is shared by several. While a shared storage is
    out of reach each process counts for itself: nobody meets an error, and the log has one line.
    Used tokens have a book of their own, so that no flood of posts pushes them out.
    """

    def __init__(self, url: str = _IN_THIS_PROCESS) -> None:
        self._own: Storage = BoundedMemory()
        self._own_used: Storage = BoundedMemory()
        self._shared: Storage | None = None if url == _IN_THIS_PROCESS else _shared(url)
        self._resumes = 0.0
        self._is_lost = False

    @property
    def is_shared(self) -> bool:
        """Whether other processes count in the same place."""
        return self._shared is not None

    def add(self, item: RateLimitItem, key: str) -> int:
        """Count one more; returns the count of the window, which ends at the item's amount."""

        def ask(storage: Storage) -> int:
            limiter = SlidingWindowCounterRateLimiter(storage)
            limiter.hit(item, key)
            return item.amount - limiter.get_window_stats(item, key).remaining

        return self._ask(ask, self._own)

    def take(self, item: RateLimitItem, key: str) -> bool:
        """Count one more unless the item's amount is reached."""
        return self._ask(
            lambda storage: SlidingWindowCounterRateLimiter(storage).hit(item, key), self._own
        )

    def look(self, item: RateLimitItem, key: str) -> int:
        """The count of the window."""

        def ask(storage: Storage) -> int:
            limiter = SlidingWindowCounterRateLimiter(storage)
            return item.amount - limiter.get_window_stats(item, key).remaining

        return self._ask(ask, self._own)

    def use(self, name: str, seconds: int) -> bool:
        """Use a thing once: False when that was done before. Remembered for `seconds`."""
        return self._ask(lambda storage: storage.incr(name, seconds) == 1, self._own_used)

    def _ask(self, question: Callable[[Storage], Answer], own: Storage) -> Answer:
        if self._shared is not None and time.monotonic() >= self._resumes:
            try:
                answer = question(self._shared)
            except Exception as fault:
                self._resumes = time.monotonic() + PAUSE_SECONDS
                self._tell_once(fault)
            else:
                self._is_lost = False
                return answer
        return question(own)

    def _tell_once(self, fault: Exception) -> None:
        if not self._is_lost:
            self._is_lost = True
            _log.warning(
                "the storage of PORTAL_PLUGIN_LIMITS_URL does not answer (%s): until it does, each "
                "process counts posts for itself",
                type(fault.__cause__ or fault).__name__,
            )


def _shared(url: str) -> Storage:
    """Raises `limits.errors.ConfigurationError` for a scheme that nobody serves."""
    storage = storage_from_string(
        url,
        wrap_exceptions=True,
        key_prefix="portal_plugin.flood",
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
    assert isinstance(storage, Storage)
    return storage


def _present() -> float:
    return clock.now().timestamp()
