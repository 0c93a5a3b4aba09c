"""Pages of plans, measures, progress and rounds: the feature's table of addresses."""

from __future__ import annotations

from portal_plugin.actor import Act
from portal_plugin.measures.views import (
    budget,
    evidence,
    ita,
    measure,
    measure_editor,
    plan,
    plan_editor,
    progress,
    risks,
    rounds,
    targets,
)
from portal_plugin.routes import Route

_MEASURE = "/work/measures/<uuid:measure_id>"
_PROGRESS = f"{_MEASURE}/progress/<int:fiscal_year>/<round_code>"
_BUDGET = f"{_MEASURE}/budget/<int:fiscal_year>"
_REOPEN = f"{_MEASURE}/reopen/<int:fiscal_year>"
_ENTRY = f"{_MEASURE}/entries/<uuid:entry_id>/evidence"
_PLAN = "/work/plans/<uuid:plan_id>"
_ITA = "/work/ita/<int:fiscal_year>"
_ROUND = "/work/rounds/<int:fiscal_year>/<round_code>"

ROUTES: tuple[Route, ...] = (
    Route("/work/plan", "plan", plan.show, Act.READ_PLAN),
    Route(_MEASURE, "measure", measure.show, Act.READ_PLAN),
    Route(_PROGRESS, "progress", progress.show, Act.REPORT_PROGRESS),
    Route(_PROGRESS, "report_progress", progress.send, Act.REPORT_PROGRESS, ("POST",)),
    Route(_ENTRY, "entry_evidence", evidence.show, Act.REPORT_PROGRESS),
    Route(_ENTRY, "add_evidence", evidence.send, Act.REPORT_PROGRESS, ("POST",)),
    Route("/work/evidence/<uuid:evidence_id>", "evidence", evidence.download, Act.READ_PLAN),
    Route(_BUDGET, "budget", budget.show, Act.REPORT_PROGRESS),
    Route(_BUDGET, "set_budget", budget.send, Act.REPORT_PROGRESS, ("POST",)),
    Route(_REOPEN, "reopening", measure.show_reopening, Act.REOPEN_MEASURE),
    Route(_REOPEN, "reopen_measure", measure.reopen, Act.REOPEN_MEASURE, ("POST",)),
    Route("/work/rounds", "rounds", rounds.show_all, Act.READ_PLAN),
    Route("/work/rounds", "open_round", rounds.open_one, Act.OPEN_ROUND, ("POST",)),
    Route(_ROUND, "round", rounds.show, Act.READ_PLAN),
    Route(f"{_ROUND}/close", "close_round", rounds.close, Act.OPEN_ROUND, ("POST",)),
    Route(f"{_ROUND}/reopen", "reopen_round", rounds.reopen, Act.OPEN_ROUND, ("POST",)),
    Route("/work/plans/new", "new_plan", plan_editor.show_new, Act.EDIT_PLAN),
    Route("/work/plans/new", "create_plan", plan_editor.create, Act.EDIT_PLAN, ("POST",)),
    Route(_PLAN, "plan_editor", plan_editor.show, Act.EDIT_PLAN),
    Route(_PLAN, "edit_plan", plan_editor.edit, Act.EDIT_PLAN, ("POST",)),
    Route(f"{_PLAN}/state", "move_plan", plan_editor.move, Act.EDIT_PLAN, ("POST",)),
    Route(
        f"{_PLAN}/missions",
        "add_mission",
        plan_editor.add_one_mission,
        Act.EDIT_PLAN,
        ("POST",),
    ),
    Route(f"{_PLAN}/risks", "risks", risks.show, Act.EDIT_PLAN),
    Route(f"{_PLAN}/risks", "set_risks", risks.send, Act.EDIT_PLAN, ("POST",)),
    Route(f"{_PLAN}/targets", "targets", targets.show, Act.EDIT_PLAN),
    Route(f"{_PLAN}/targets", "set_targets", targets.send, Act.EDIT_PLAN, ("POST",)),
    Route(_ITA, "ita_result", ita.show, Act.EDIT_PLAN),
    Route(_ITA, "record_ita", ita.send, Act.EDIT_PLAN, ("POST",)),
    Route(
        f"{_ITA}/issues/<uuid:issue_id>",
        "link_issue",
        ita.link,
        Act.EDIT_PLAN,
        ("POST",),
    ),
    Route(f"{_PLAN}/measures/new", "new_measure", measure_editor.show_new, Act.EDIT_PLAN),
    Route(
        f"{_PLAN}/measures/new",
        "add_measure",
        measure_editor.add,
        Act.EDIT_PLAN,
        ("POST",),
    ),
    Route(f"{_MEASURE}/edit", "measure_editor", measure_editor.show, Act.EDIT_PLAN),
    Route(
        f"{_MEASURE}/edit",
        "edit_measure",
        measure_editor.edit,
        Act.EDIT_PLAN,
        ("POST",),
    ),
    Route(
        f"{_MEASURE}/delete",
        "delete_measure",
        measure_editor.delete,
        Act.EDIT_PLAN,
        ("POST",),
    ),
)
