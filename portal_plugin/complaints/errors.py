"""What the services of this package refuse."""

from __future__ import annotations

from portal_plugin.errors import NotFound


class UnknownComplaint(NotFound):
    """No such complaint for this person: unknown, another tenant's or another department's."""

    def __init__(self) -> None:
        super().__init__("ไม่พบเรื่องนี้ ตรวจเลขที่หรือรหัสติดตาม แล้วลองอีกครั้ง")
