"""What a letter is, who carries it, and how a carrier says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from portal_plugin.mail.address import AddressRefused, wire_address

LONGEST_SUBJECT = 200
LONGEST_TEXT = 100_000


class MailFault(Exception):
    """A letter did not go. The message is for operators and carries neither address nor text."""


class MailRefused(MailFault):
    """This letter will never go; do not try it again."""


class MailDelayed(MailFault):
    """The letter did not go now; try it later. It may have gone, had the line broken at its end."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain letter to one address. Raises `MailRefused` where no mailer could ever send it.

    The subject is one line of up to 200 characters: a line break in it would write headers.
    """

    to: str
    subject: str
    text: str

    def __post_init__(self) -> None:
        try:
            wire_address(self.to)
            f"{self.subject}{self.text}".encode()
        except AddressRefused:
            raise MailRefused("the address cannot be used") from None
        except UnicodeError:
            raise MailRefused("the letter holds signs that cannot be written") from None
        if not 0 < len(self.subject.strip()) <= LONGEST_SUBJECT or _breaks(self.subject):
            raise MailRefused("the subject must be one line of 1 to 200 characters")
        if len(self.text) > LONGEST_TEXT or "\0" in self.text:
            raise MailRefused("the text must be plain and of 100,000 characters at most")


def _breaks(line: str) -> bool:
    return len(line.splitlines()) > 1 or any(sign < " " or sign == "\x7f" for sign in line)


@runtime_checkable
class Mailer(Protocol):
    """Sends letters. `sends` is false where no mail is set up; then ask for no letters at all."""

    @property
    def sends(self) -> bool:
        """Whether letters can go from here."""

    def send(self, letter: Letter) -> None:
        """Hand the letter to the mail server. Raises `MailRefused` or `MailDelayed`."""
