"""Pages of reports, the trail and the province: the feature's table of addresses."""

from __future__ import annotations

from portal_plugin.actor import Act
from portal_plugin.reports.views import province, reports, trail
from portal_plugin.routes import Route

_REPORT = "/work/reports/<uuid:report_id>"

ROUTES: tuple[Route, ...] = (
    Route("/work/reports", "reports", reports.show_all, Act.READ_REPORTS),
    Route(
        "/work/reports",
        "compile_report",
        reports.compile_round,
        Act.COMPILE_REPORT,
        ("POST",),
    ),
    Route(_REPORT, "report", reports.show, Act.READ_REPORTS),
    Route(f"{_REPORT}.json", "report_bytes", reports.download, Act.READ_REPORTS),
    Route(f"{_REPORT}/approve", "approve_report", reports.approve, Act.APPROVE_REPORT, ("POST",)),
    Route(f"{_REPORT}/publish", "publish_report", reports.publish, Act.PUBLISH_REPORT, ("POST",)),
    Route(
        f"{_REPORT}/correct",
        "correct_report",
        reports.correct,
        Act.COMPILE_REPORT,
        ("POST",),
    ),
    Route(f"{_REPORT}/resend", "resend_report", reports.send_again, Act.RESEND_REPORT, ("POST",)),
    Route("/work/audit", "audit", trail.show, Act.READ_AUDIT),
    Route("/work/province", "province", province.show, Act.WATCH_PROVINCE),
)
