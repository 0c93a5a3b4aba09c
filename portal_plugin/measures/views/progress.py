"""The form in which a department reports on a measure or one of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import errors
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.evidence import add_evidence
from portal_plugin.measures.measure_detail import MeasureDetail, measure_detail
from portal_plugin.measures.progress import record_progress
from portal_plugin.measures.report_rows import EntryRow, RoundRow
from portal_plugin.measures.views.counted import counted_indicators
from portal_plugin.measures.views.evidence import blank_evidence, evidence_typed, size_limit
from portal_plugin.measures.views.looking import round_code_of, year_of
from portal_plugin.measures.views.progress_form import progress_typed, typed_before, uuid_or_none
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.said import said


def show(measure_id: UUID, fiscal_year: int, round_code: str) -> str:
    """The form, filled with what stands now."""
    detail, period = _asked_for(measure_id, fiscal_year, round_code)
    standing = detail.standing_entry(period.code, uuid_or_none(request.args.get("step")))
    return _form(detail, period, typed_before(standing), NO_FAULTS)


def send(measure_id: UUID, fiscal_year: int, round_code: str) -> Response:
    """Write the report, and its evidence when some was given, or say what is missing."""
    session, actor = current_session(), current_actor()
    detail, period = _asked_for(measure_id, fiscal_year, round_code)
    warnings: list[str] = []
    try:
        given = progress_typed(request.form, measure_id, period.id)
        recorded = record_progress(session, actor, given)
        proof = evidence_typed(request.form, request.files)
        if proof is not None:
            added = add_evidence(session, actor, recorded.entry_id, proof, size_limit=size_limit())
            warnings = [said(breach.message) for breach in added.warnings]
    except RuleBroken as broken:
        faults = undone(broken)
        detail, period = _asked_for(measure_id, fiscal_year, round_code)
        return make_response(_form(detail, period, request.form, faults), 422)
    return on_to(
        "measure",
        " ".join([domain.gettext("ส่งผลแล้ว"), *warnings]),
        "doing" if warnings else "done",
        measure_id=measure_id,
        year=fiscal_year,
    )


def _asked_for(
    measure_id: UUID, fiscal_year: int, round_code: str
) -> tuple[MeasureDetail, RoundRow]:
    code = round_code_of(round_code)
    detail = measure_detail(current_session(), measure_id, year_of(fiscal_year))
    for period in detail.rounds:
        if period.code is code:
            return detail, period
    raise errors.NotFound()


def _form(detail: MeasureDetail, period: RoundRow, typed: Mapping[str, str], faults: Faults) -> str:
    step_id = uuid_or_none(request.values.get("step"))
    step = next((step for step in detail.measure.steps if step.id == step_id), None)
    if step_id is not None and step is None:
        raise errors.NotFound()
    standing: EntryRow | None = detail.standing_entry(period.code, step_id)
    return render_template(
        "portal_plugin/measures/progress.html",
        detail=detail,
        period=period,
        step=step,
        standing=standing,
        typed=blank_evidence() | dict(typed),
        faults=faults,
        file_lost=bool(faults and request.files.get("content")),
        complaint_indicators=counted_indicators(detail, period),
    )
