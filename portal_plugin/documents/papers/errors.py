"""What the services of papers refuse, each in one sentence that says what to do."""

from __future__ import annotations

from portal_plugin.errors import OVERTAKEN, Breach, Conflict, NotAllowed, NotFound, RuleBroken


class UnknownPaper(NotFound):
    """The tenant has no such paper or version. Another tenant's answers the same."""

    def __init__(self) -> None:
        super().__init__("ไม่พบหนังสือที่ขอ ตรวจที่อยู่ของหน้าอีกครั้ง")


class AlreadyBegun(Conflict):
    """The period has this paper already; it goes on there."""

    def __init__(self) -> None:
        super().__init__("มีหนังสือนี้อยู่แล้ว ให้เปิดฉบับที่มีอยู่แล้วทำต่อ")


class Circulating(Conflict):
    """A version is on its way: it must come back, or be called back, before there is another."""

    def __init__(self) -> None:
        super().__init__("หนังสือนี้กำลังเสนอลงนามอยู่ ให้ถอนเรื่องคืนก่อนแก้ไข")


class NotCirculating(Conflict):
    """The version is no longer on its way: endorsed to the end, sent back or called back."""

    def __init__(self) -> None:
        super().__init__("หนังสือฉบับนี้ไม่ได้อยู่ระหว่างเสนอลงนามแล้ว กรุณาดูสถานะล่าสุด")


class NotTheirTurn(Conflict):
    """Somebody before on the chain has not signed yet, or the station was decided already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"ลำดับนี้ลงนามแล้วหรือยังไม่ถึงลำดับของท่าน ขณะนี้รอ {name} ลงนาม")


class NotNamed(NotAllowed):
    """The station is somebody else's."""

    def __init__(self) -> None:
        super().__init__("ลำดับนี้เป็นของผู้อื่น ผู้ที่ระบุชื่อไว้เท่านั้นจึงลงนามได้")


class NotHead(NotAllowed):
    """The last station needs the right to approve."""

    def __init__(self) -> None:
        super().__init__("บัญชีของท่านไม่มีสิทธิ์เห็นชอบแทนผู้บริหาร ติดต่อผู้ดูแลระบบของหน่วยงาน")


class NotAuthor(NotAllowed):
    """Only who gave a version to the chain calls it back, as long as he is there."""

    def __init__(self) -> None:
        super().__init__("ผู้จัดทำเท่านั้นจึงถอนเรื่องคืนได้")


class NotPublishable(Conflict):
    """Only what the head approved is published, and nothing internal ever."""


def nothing_changed(version: int) -> RuleBroken:
    """A correction that corrects nothing."""
    sentence = f"เนื้อหาและผู้ลงนามยังไม่ต่างจากฉบับที่ {version} แก้ไขก่อนแล้วจึงเสนอใหม่"
    return RuleBroken([Breach("UNCHANGED", "", sentence)])


def overtaken() -> RuleBroken:
    """Somebody changed the paper after the form was opened."""
    return RuleBroken([Breach(OVERTAKEN, "", "มีผู้แก้ไขหนังสือนี้ก่อนท่าน กรุณาตรวจแล้วส่งอีกครั้ง")])
