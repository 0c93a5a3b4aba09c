"""The figures for the people of the municipality, with what keeps coming back."""

from __future__ import annotations

from flask import Response, render_template

from portal_plugin.actor import Act
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.guard import current_actor, current_session, may
from portal_plugin.statistics.body import statistics_body
from portal_plugin.statistics.causes import recurring
from portal_plugin.statistics.views.asked import asked_period, csv_answer, period_variables


def show() -> str:
    """All figures of a period; causes only for those who may read complaints."""
    session, period = current_session(), asked_period()
    body = statistics_body(session, period)
    causes = recurring(session, current_actor(), period) if may(Act.READ_COMPLAINTS) else None
    return render_template(
        "portal_plugin/statistics/work.html",
        body=body,
        causes=causes,
        topic_words=topic_labels(session) if causes else {},
        **period_variables("work_statistics", period),
    )


def send_csv() -> Response:
    """The same for spreadsheets."""
    return csv_answer(statistics_body(current_session(), asked_period()))
