"""What the interface refuses; the specification knows 400, 403 and 404."""

from __future__ import annotations

from portal_plugin.errors import NotFound, PortalPluginError


class Refused(PortalPluginError):
    """A request that cannot be served as it is (400)."""


class UnknownKey(PortalPluginError):
    """No client of this municipality has the key."""

    status = 403

    def __init__(self) -> None:
        super().__init__("ไม่รับ api_key นี้ กรุณาส่ง api_key ที่หน่วยงานออกให้ ในแบบฟอร์มของคำขอ ไม่ใช่ในที่อยู่")


class TooManyPosts(PortalPluginError):
    """This client posted more than its share; `seconds` is when to try again."""

    status = 429
    seconds = 60

    def __init__(self) -> None:
        super().__init__("โปรแกรมนี้ส่งเรื่องถี่เกินไป กรุณารอสักครู่ แล้วส่งอีกครั้ง")


class UnknownService(NotFound):
    """No such service, or not for other programs."""

    def __init__(self) -> None:
        super().__init__("ไม่พบ service_code นี้ กรุณาเลือกรหัสจากรายการ services")


class UnknownRequest(NotFound):
    """No such request in this municipality."""

    def __init__(self) -> None:
        super().__init__("ไม่พบ service_request_id นี้ กรุณาตรวจเลขที่เรื่อง")


class UnknownToken(NotFound):
    """Numbers are given at once here, so no token was ever issued."""

    def __init__(self) -> None:
        super().__init__("ระบบนี้ให้เลขที่เรื่องทันทีที่รับ จึงไม่มี token กรุณาใช้ service_request_id")
