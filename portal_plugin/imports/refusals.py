"""Why a document that could be read is not stored; nothing was changed then."""

from __future__ import annotations

from collections.abc import Sequence

from portal_plugin.errors import PortalPluginError
from portal_plugin.imports.document import Finding


class ImportRefused(PortalPluginError):
    """The document cannot be stored as things are; the sentence says what to do."""

    status = 409


class ImportBlocked(PortalPluginError):
    """Errors were found that nobody answered. `codes` may be accepted one by one."""

    status = 422

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self.codes = tuple(dict.fromkeys(finding.code for finding in findings))
        told = "; ".join(
            f"{finding.code}: {finding.message}"
            + (f" (บรรทัด {finding.line})" if finding.line else "")
            for finding in findings
        )
        answers = " ".join(f"--accept {code}" for code in self.codes)
        super().__init__(
            f"ยังไม่นำเข้า พบข้อผิดพลาดที่ต้องยืนยัน: {told} กรุณาแก้เอกสารแล้วนำเข้าใหม่ หรือยืนยันด้วย {answers}"
        )
