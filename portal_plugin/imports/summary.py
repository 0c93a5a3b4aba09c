"""The JSON that ``portal-plugin import`` prints (design section 10)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from portal_plugin.imports.document import ImportedDocument
from portal_plugin.imports.measure import ImportedMeasure


def summarise(document: ImportedDocument) -> dict[str, Any]:
    """Counts and headings of a document; years as strings, budgets in integer baht."""
    return {
        "document": _document(document),
        "measures": [_measure(measure) for measure in document.measures],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "measure": finding.measure,
                "line": finding.line,
                "message": finding.message,
            }
            for finding in document.findings
        ],
    }


def _document(document: ImportedDocument) -> dict[str, Any]:
    announced = document.announcement
    return {
        "instrument": document.instrument,
        "layout": document.layout,
        "title": document.title,
        "lao_name": document.lao_name,
        "lao_type": document.lao_type,
        "province": document.province,
        "fiscal_year": document.fiscal_year,
        "year_from": document.year_from,
        "year_to": document.year_to,
        "round": document.round,
        "format": document.source_format,
        "sha256": document.sha256,
        "announced": _day(announced.day) if announced else None,
        "measures": len(document.measures),
        "dimensions": len(document.dimensions),
        "missions": sum(len(dimension.missions) for dimension in document.dimensions),
        "objectives": len(document.objectives),
        "goals": len(document.goals),
        "benefits": len(document.benefits),
        "targets": [
            {"name": target.name, "values": {str(y): v for y, v in target.values.items()}}
            for target in document.targets
        ],
        "risks": len(document.risks),
        "controls": sum(len(risk.controls) for risk in document.risks),
        "kinds": _counted(measure.kind or "MISSING" for measure in document.measures),
        "status_counts": _counted(
            status.code for measure in document.measures for status in measure.printed_statuses
        ),
        "measure_status_counts": _counted(
            measure.status for measure in document.measures if measure.status
        ),
        "results": sum(len(measure.results) for measure in document.measures),
        "budget_by_dimension": _budget_by_dimension(document),
        "ita": _ita(document),
    }


def _measure(measure: ImportedMeasure) -> dict[str, Any]:
    return {
        "seq": measure.seq,
        "group": measure.group,
        "title": measure.title,
        "kind": measure.kind,
        "departments": [department.name for department in measure.departments],
        "period": measure.period.text,
        "budget": {str(year): baht for year, baht in measure.budget.items()},
        "status": measure.status,
        "steps": len(measure.top_steps),
        "results": len(measure.results),
        "objectives": len(measure.objectives),
        "outputs": len(measure.outputs),
        "outcomes": len(measure.outcomes),
    }


def _budget_by_dimension(document: ImportedDocument) -> dict[str, dict[str, int]]:
    totals: dict[str, dict[str, int]] = {}
    for dimension in document.dimensions:
        years = totals.setdefault(str(dimension.number), {})
        for measure in document.measures:
            if measure.dimension == dimension.number:
                for year, baht in measure.budget.items():
                    years[str(year)] = years.get(str(year), 0) + baht
    return totals


def _ita(document: ImportedDocument) -> dict[str, Any]:
    ita = document.ita
    return {
        "fiscal_year": ita.fiscal_year,
        "total": ita.total,
        "level": ita.level,
        "scores": [
            {
                "no": score.number,
                "instrument": score.instrument,
                "name": score.name,
                "score": score.score,
                "issues": len(score.issues),
            }
            for score in ita.scores
        ],
    }


def _counted(codes: Any) -> dict[str, int]:
    return dict(sorted(Counter(codes).items()))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
