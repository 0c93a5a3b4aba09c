"""The short tree of errors that a person meets, and the one place that turns them into answers."""

from __future__ import annotations


class PortalPluginError(Exception):
    """Base of errors with a sentence for a person; `status` is the HTTP status it answers with."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotSignedIn(PortalPluginError):
    """Nobody of this tenant is signed in."""

    status = 401


class NotAllowed(PortalPluginError):
    """The actor's roles do not permit this."""

    status = 403


class NotFound(PortalPluginError):
    """No such row in this tenant. Another tenant's row answers the same, byte for byte."""

    status = 404

    def __init__(self, sentence: str = "ไม่พบข้อมูลที่ขอ ตรวจที่อยู่ของหน้าอีกครั้ง") -> None:
        super().__init__(sentence)


class Conflict(PortalPluginError):
    """Somebody else was faster, or the state no longer permits this."""

    status = 409
