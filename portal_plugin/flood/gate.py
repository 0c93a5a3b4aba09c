"""The one question that a public form asks before it takes a post: may this one come in?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any, Final

from portal_plugin.flood import honeypot
from portal_plugin.flood.counters import Counters
from portal_plugin.flood.limits import Limits, Rules
from portal_plugin.flood.place import Place, network_of
from portal_plugin.flood.work import Token, Tokens

CHALLENGE_FIELD: Final = "work_challenge"
SOLUTION_FIELD: Final = "work_solution"
WAIT_SECONDS: Final = 45
_WAITED_TOO_OFTEN: Final = (
    "ยังไม่ได้ส่ง เครือข่ายนี้ใช้สิทธิ์ส่งด้วยการรอครบแล้ว เปิด JavaScript ในเบราว์เซอร์แล้วกดส่งอีกครั้ง "
    "หรือลองใหม่ในหนึ่งชั่วโมง หรือติดต่อหน่วยงานโดยตรง สิ่งที่พิมพ์ไว้ยังอยู่"
)


class Way(StrEnum):
    """How a post came in."""

    FREE = "free"
    WORK = "work"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Take the post."""

    way: Way


@dataclass(frozen=True, slots=True)
class Challenge:
    """Do not take the post yet: show the form again, with all that was typed, and this.

    `token` is to be solved with `bits` of difficulty, or to be sent again after `wait_seconds`.
    `components/challenge.html` renders it; an answer's Retry-After is `wait_seconds`.
    """

    token: str
    bits: int
    wait_seconds: int
    sentence: str


class Gate:
    """The gate of all public forms of an application; its counters are safe between threads.

    `secret` is the host's (32 bytes or more), `limits_url` where posts are counted: `memory://` for
    one process, `redis://…` for several. It stores and logs no address.
    """

    def __init__(
        self, secret: str | bytes, limits_url: str = "memory://", rules: Rules | None = None
    ) -> None:
        own_secret = secret.encode() if isinstance(secret, str) else secret
        self._counters = Counters(limits_url)
        self._limits = Limits(self._counters, rules or Rules(), own_secret)
        self._tokens = Tokens(own_secret)

    def admit(
        self, tenant_code: str, door: str, remote_address: str | None, form: Mapping[str, Any]
    ) -> Admitted | Challenge:
        """Judge one post. Call it once a post, before anything that costs.

        Work that fits is always let in, however great the crowd: a flood costs its senders, and
        closes the door to nobody.
        """
        place = Place(tenant_code, door, network_of(remote_address))
        tries = self._limits.count_try(place)
        posts = self._limits.posts(place)
        if not self._limits.is_crowded(tries, posts) and not honeypot.is_filled(form):
            self._limits.count_post(tries, place)
            return Admitted(Way.FREE)
        token = self._tokens.read(_typed(form, CHALLENGE_FIELD), place)
        way = self._paid(token, _typed(form, SOLUTION_FIELD), place)
        if way is None:
            return self._challenge(token, self._limits.bits(tries, posts), place)
        self._limits.count_post(tries, place)
        return Admitted(way)

    def ahead(self, tenant_code: str, door: str, remote_address: str | None) -> Challenge | None:
        """What the next post of this source will be asked for, to be shown with the empty form.

        None while it is asked for nothing. Given ahead, work and waiting pass while people type.
        """
        place = Place(tenant_code, door, network_of(remote_address))
        posts = self._limits.posts(place)
        if not self._limits.is_crowded(self._limits.tries(place) + 1, posts):
            return None
        # A token taken here counts as a try, or somebody could hoard easy ones.
        token = self._tokens.issue(self._limits.bits(self._limits.count_try(place), posts), place)
        seconds = WAIT_SECONDS
        sentence = (
            f"ขณะนี้มีการส่งเข้ามาถี่กว่าปกติ กรอกได้ตามปกติ หากกดส่งภายใน {seconds} วินาที ระบบอาจขอให้กดส่งอีกครั้ง"
        )
        return Challenge(token.text, token.bits, seconds, sentence)

    def _paid(self, token: Token | None, solution: str, place: Place) -> Way | None:
        """How this token lets its bearer in, once; None when it does not."""
        if token is None:
            return None
        is_solved = token.is_solved_by(solution)
        if not is_solved and token.age < WAIT_SECONDS:
            return None
        if not self._counters.use(token.name, token.remaining):
            return None
        if is_solved:
            return Way.WORK
        return Way.WAIT if self._limits.take_wait(place) else None

    def _challenge(self, earlier: Token | None, bits: int, place: Place) -> Challenge:
        """A new token. Who was too early goes on waiting where he was."""
        since = earlier.issued if earlier and 0 <= earlier.age < WAIT_SECONDS else None
        token = self._tokens.issue(bits, place, since)
        if not self._limits.has_wait(place):
            return Challenge(token.text, bits, 3600, _WAITED_TOO_OFTEN)
        seconds = ceil(WAIT_SECONDS - token.age)
        sentence = (
            "ยังไม่ได้ส่ง ระบบต้องตรวจก่อนว่าไม่ใช่การส่งโดยโปรแกรมอัตโนมัติ "
            f"กรุณารอ {seconds} วินาที แล้วกดส่งอีกครั้ง สิ่งที่พิมพ์ไว้ยังอยู่"
        )
        return Challenge(token.text, bits, seconds, sentence)


def _typed(form: Mapping[str, Any], field: str) -> str:
    value = form.get(field)
    return value if isinstance(value, str) else ""
