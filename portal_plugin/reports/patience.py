"""How long a worker may hold a delivery, and how long it waits before the next attempt."""

from __future__ import annotations

from dataclasses import dataclass
from random import SystemRandom
from typing import Self

from portal_plugin.config.settings import Settings

_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Patience:
    """All times in seconds. `attempts` is how many a delivery gets before it is dead."""

    lease: float
    attempts: int
    base: float
    cap: float

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings say."""
        return cls(
            lease=settings.lease_seconds,
            attempts=settings.push_attempts,
            base=settings.retry_base_seconds,
            cap=settings.retry_cap_seconds,
        )

    def pause(self, attempt: int, wish: float | None) -> float:
        """Seconds to wait after the `attempt`-th attempt failed.

        Doubles from `base` to `cap`, with jitter so that a province does not come back all at
        once; `wish` is the other side's Retry-After and is never undercut.
        """
        longest = min(self.cap, self.base * 2 ** min(attempt - 1, 40))
        own = _RANDOM.uniform(longest / 2, longest)
        if wish is None:
            return own
        return max(own, wish + _RANDOM.uniform(0, self.base))
