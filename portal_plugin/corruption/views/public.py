"""What an informant opens: without log-in, cookie or script, the receipt never in an address."""

from __future__ import annotations

from portal_plugin.corruption.views import form, guide
from portal_plugin.corruption.views.desk import at_desk
from portal_plugin.corruption.views.mailbox import ROUTES_MAILBOX
from portal_plugin.routes import Route

_FORM = "/corruption/report"

ROUTES_PUBLIC: tuple[Route, ...] = (
    Route("/corruption", "corruption", at_desk(guide.show), None, nameless=True),
    Route(_FORM, "corruption_form", at_desk(form.show), None, nameless=True),
    Route(_FORM, "send_corruption_report", at_desk(form.take), None, ("POST",), nameless=True),
    *ROUTES_MAILBOX,
)
