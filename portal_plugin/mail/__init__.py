"""Plain letters by e-mail: the port, the real mailer and its quiet twins."""

from __future__ import annotations

from portal_plugin.config.mail import mail_sender, mail_server
from portal_plugin.mail.address import AddressRefused, email_address
from portal_plugin.mail.letter import Letter, MailDelayed, Mailer, MailRefused
from portal_plugin.mail.quiet import NoMailer, QuietMailer
from portal_plugin.mail.smtp import SmtpMailer

__all__ = [
    "AddressRefused",
    "Letter",
    "MailDelayed",
    "MailRefused",
    "Mailer",
    "NoMailer",
    "QuietMailer",
    "SmtpMailer",
    "email_address",
    "mailer_of",
]


def mailer_of(mail_url: str | None, mail_from: str | None) -> Mailer:
    """The mailer of these settings; `NoMailer` where no server is set.

    Raises ValueError("must ...") for a setting that cannot be used, never with the password.
    """
    if mail_url is None:
        return NoMailer()
    if mail_from is None:
        raise ValueError("must be set with the mail server: the address letters come from")
    return SmtpMailer(mail_server(mail_url), mail_sender(mail_from))
