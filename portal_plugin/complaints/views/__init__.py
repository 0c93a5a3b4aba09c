"""The pages of the general channel."""

from __future__ import annotations

from portal_plugin.complaints.views import complain, follow
from portal_plugin.routes import Route

ROUTES_PUBLIC: tuple[Route, ...] = (
    Route("/complain", "complain", complain.show, None),
    Route("/complain", "send_complaint", complain.take, None, ("POST",)),
    Route("/follow", "follow", follow.show, None),
    Route("/follow", "follow_complaint", follow.take, None, ("POST",)),
    Route("/follow/file", "follow_file", follow.send_file, None, ("POST",)),
)
"""What a citizen opens: without log-in, without cookies, the tracking code never in an address."""
