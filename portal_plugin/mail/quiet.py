"""Mailers that open no socket."""

from __future__ import annotations

from portal_plugin.mail.letter import Letter, MailDelayed


class QuietMailer:
    """Keeps letters in `letters`, oldest first. `fault`, while set, is raised instead."""

    sends = True

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.fault: Exception | None = None

    def send(self, letter: Letter) -> None:
        """Keep the letter, or raise `fault`."""
        if self.fault is not None:
            raise self.fault
        self.letters.append(letter)


class NoMailer:
    """No mail is set up: whoever asks all the same is told to wait."""

    sends = False

    def send(self, letter: Letter) -> None:
        """Raises `MailDelayed`, always: a letter that stays must not count as sent."""
        raise MailDelayed("PORTAL_PLUGIN_MAIL_URL is not set: no letter can go")
