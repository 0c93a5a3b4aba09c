"""What a service of this package refuses, in sentences an officer can act on."""

from __future__ import annotations

from portal_plugin.errors import PortalPluginError


class NotFound(PortalPluginError):
    """The tenant has no such row. Another tenant's row answers exactly the same."""

    status = 404

    def __init__(self, subject: str) -> None:
        super().__init__(f"ไม่พบ{subject}")
        self.subject = subject
