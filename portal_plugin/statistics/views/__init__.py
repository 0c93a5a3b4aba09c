"""Pages of statistics and summaries: the feature's table of addresses."""

from __future__ import annotations

from portal_plugin.actor import Act
from portal_plugin.routes import Route
from portal_plugin.statistics.views import corruption, province, public, summaries, work

_SUMMARIES = "/work/summaries"
_SUMMARY = f"{_SUMMARIES}/<uuid:summary_id>"
_PUBLISHED = "/summaries/<int:fiscal_year>/<half>"

ROUTES: tuple[Route, ...] = (
    Route("/statistics", "statistics", public.show, None),
    Route("/statistics.json", "statistics_json", public.send_json, None),
    Route("/statistics.csv", "statistics_csv", public.send_csv, None),
    Route("/statistics/corruption", "corruption_statistics", corruption.show, None),
    Route("/statistics/corruption.json", "corruption_statistics_json", corruption.send_json, None),
    Route("/statistics/corruption.csv", "corruption_statistics_csv", corruption.send_csv, None),
    Route("/summaries", "public_summaries", public.show_summaries, None),
    Route(_PUBLISHED, "public_summary", public.show_summary, None),
    Route("/work/statistics", "work_statistics", work.show, Act.READ_STATISTICS),
    Route("/work/statistics.csv", "work_statistics_csv", work.send_csv, Act.READ_STATISTICS),
    Route(_SUMMARIES, "summaries", summaries.show_all, Act.READ_STATISTICS),
    Route(_SUMMARIES, "draft_summary", summaries.draft_one, Act.WRITE_SUMMARY, ("POST",)),
    Route(_SUMMARY, "summary", summaries.show, Act.READ_STATISTICS),
    Route(_SUMMARY, "write_summary", summaries.write_texts, Act.WRITE_SUMMARY, ("POST",)),
    Route(
        f"{_SUMMARY}/correct", "correct_summary", summaries.correct, Act.WRITE_SUMMARY, ("POST",)
    ),
    Route(
        f"{_SUMMARY}/take-back",
        "take_back_summary",
        summaries.take_back_one,
        Act.WRITE_SUMMARY,
        ("POST",),
    ),
    Route(
        f"{_SUMMARY}/acknowledge",
        "acknowledge_summary",
        summaries.acknowledge_one,
        Act.ACKNOWLEDGE_SUMMARY,
        ("POST",),
    ),
    Route(
        f"{_SUMMARY}/publish",
        "publish_summary",
        summaries.publish_one,
        Act.WRITE_SUMMARY,
        ("POST",),
    ),
    Route("/work/province/complaints", "province_complaints", province.show, Act.WATCH_PROVINCE),
)
