"""What the report services refuse, each in one sentence that says what to do."""

from __future__ import annotations

from portal_plugin.errors import Conflict, NotFound, PortalPluginError


class UnknownReport(NotFound):
    """The tenant has no such report. Another tenant's report answers the same."""

    def __init__(self) -> None:
        super().__init__("ไม่พบรายงานที่ขอ ตรวจที่อยู่ของหน้าอีกครั้ง")


class NoPlan(PortalPluginError):
    """No plan of the instrument covers the fiscal year, so there is nothing to compile."""

    status = 404

    def __init__(self, fiscal_year: int) -> None:
        super().__init__(f"ยังไม่มีแผนหรือมาตรการของปีงบประมาณ {fiscal_year} ให้นำเข้าหรือสร้างแผนก่อน")


class CorrectionNeeded(PortalPluginError):
    """An approved report differs from the present data: a correction says why."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"รายงานฉบับที่ {revision} ได้รับความเห็นชอบแล้ว ให้ระบุเหตุที่แก้ไข แล้วรวบรวมรายงานอีกครั้ง"
        )


class Superseded(Conflict):
    """A newer revision took this one's place."""

    def __init__(self, revision: int) -> None:
        super().__init__(f"มีรายงานฉบับที่ {revision} ซึ่งใหม่กว่าแล้ว ให้เปิดฉบับนั้นแทน")


class NotApproved(Conflict):
    """Only an approved report is published."""

    def __init__(self) -> None:
        super().__init__("รายงานนี้ยังไม่ได้รับความเห็นชอบ ให้ผู้บริหารเห็นชอบก่อนเผยแพร่")


class NotSendable(Conflict):
    """The national forms cannot take the report as it is; the sentence names the measures."""


class NotResendable(Conflict):
    """Only a delivery that was refused or given up can be sent again by hand."""

    def __init__(self) -> None:
        super().__init__("ส่งซ้ำได้เฉพาะรายงานที่ถูกปฏิเสธหรือเลิกส่งแล้ว รายการนี้ยังไม่ต้องส่งซ้ำ")
