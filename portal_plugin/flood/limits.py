"""How much is usual, from whom, and what is asked of somebody who sends more."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerSecond

from portal_plugin import clock
from portal_plugin.flood.counters import Counters
from portal_plugin.flood.place import Place


@dataclass(frozen=True, slots=True)
class Rules:
    """What a gate allows. Windows slide; difficulty doubles with each bit."""

    window_seconds: int = 600
    posts: int = 5
    """Posts of one source in a window that nothing is asked for."""
    crowd_posts: int = 60
    """Posts at one door in a window after which everybody is asked for work."""
    waits: int = 6
    """Posts of one source in an hour that waiting alone lets through."""
    bits: int = 16
    most_bits: int = 22
    """The most that is asked of a source for what it sent itself."""
    crowd_bits: int = 18
    """The most that is asked of everybody for what all sent together."""


class Limits:
    """Counts posts by (tenant, door, source) and by (tenant, door), and keeps no address.

    Counters are named by keyed digests. The key changes every day; for counters of this process it
    is random and never leaves its memory. Processes that share counters need the same key without
    storing it beside them, so theirs is derived from `secret` and the day.
    """

    def __init__(self, counters: Counters, rules: Rules, secret: bytes) -> None:
        self.rules = rules
        self._counters = counters
        self._secret = secret
        self._day_and_key = ("", b"")
        self._changing = Lock()
        # Counts end where the difficulty does.
        steps = 2 ** (rules.most_bits - rules.bits), 2 ** (rules.crowd_bits - rules.bits)
        self._of_source = RateLimitItemPerSecond(rules.posts * steps[0], rules.window_seconds)
        self._of_door = RateLimitItemPerSecond(rules.crowd_posts * steps[1], rules.window_seconds)
        self._waits = RateLimitItemPerHour(rules.waits)
        self._waits_around = RateLimitItemPerHour(rules.waits * 4)

    def count_try(self, place: Place) -> int:
        """Count a try of this source; returns its tries in the window."""
        return self._counters.add(self._of_source, self._digest(place.name))

    def tries(self, place: Place) -> int:
        """The tries of this source in the window."""
        return self._counters.look(self._of_source, self._digest(place.name))

    def posts(self, place: Place) -> int:
        """What came in by this door in the window, from all sources."""
        return self._counters.look(self._of_door, self._digest(place.door_name))

    def count_post(self, tries: int, place: Place) -> None:
        """Count what came in by this door, if its source keeps to its share.

        Else one source could make the door harder for everybody.
        """
        if tries <= self.rules.posts:
            self._counters.add(self._of_door, self._digest(place.door_name))

    def has_wait(self, place: Place) -> bool:
        """Whether waiting can still let this source in."""
        return all(
            self._counters.look(item, key) < item.amount for item, key in self._waiting(place)
        )

    def take_wait(self, place: Place) -> bool:
        """Take one of the source's few passes for waiting; False when none is left."""
        return all(self._counters.take(item, key) for item, key in self._waiting(place))

    def is_crowded(self, tries: int, posts: int) -> bool:
        """Whether something is asked of a source with `tries` at a door with `posts`."""
        return tries > self.rules.posts or posts >= self.rules.crowd_posts

    def bits(self, tries: int, posts: int) -> int:
        """Difficulty for a source with `tries` at a door with `posts`, as they were counted.

        It grows by one bit a doubling, as far as the counts do: to `most_bits` and `crowd_bits`.
        """
        own, shared = tries // self.rules.posts, posts // self.rules.crowd_posts
        return self.rules.bits + max(own, shared, 1).bit_length() - 1

    def _waiting(self, place: Place) -> list[tuple[RateLimitItem, str]]:
        """A /48 has four times the passes of a /64: who holds one has 65,536 of the other."""
        return [
            (self._waits, self._digest(place.name)),
            (self._waits_around, self._digest(b"around\0" + place.neighbourhood)),
        ]

    def _digest(self, name: bytes) -> str:
        return blake2b(name, key=self._key(), digest_size=16).hexdigest()

    def _key(self) -> bytes:
        today = clock.today().isoformat()
        with self._changing:
            if self._day_and_key[0] != today:
                self._day_and_key = (today, self._new_key(today))
            return self._day_and_key[1]

    def _new_key(self, today: str) -> bytes:
        if not self._counters.is_shared:
            return secrets.token_bytes(32)
        return blake2b(today.encode(), key=self._secret[:64], person=b"flood key").digest()
