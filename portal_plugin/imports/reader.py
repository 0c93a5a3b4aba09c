"""The one door of this package's pure part: bytes in, document with findings out."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from portal_plugin.imports.blocks import Source
from portal_plugin.imports.checks.run import check
from portal_plugin.imports.document import ImportedDocument
from portal_plugin.imports.formats.open_source import open_source
from portal_plugin.imports.layouts.front_matter import read_risks, read_targets
from portal_plugin.imports.layouts.plan import PlanContent, read_plan
from portal_plugin.imports.layouts.yearly import YearlyContent, read_yearly
from portal_plugin.imports.municipality import Municipality, read_municipality
from portal_plugin.imports.tables import Recognised, recognise
from portal_plugin.imports.unreadable import UnreadableDocument


def read_document(data: bytes, filename: str) -> ImportedDocument:
    """Read a plan or a yearly report of measures.

    Args:
        data: the whole file (at most 10 MB).
        filename: decides between kinds of text only; it is never opened.

    Raises:
        UnreadableDocument: one sentence that says what to do. Nothing else is raised for any
            input.
    """
    source = open_source(data, filename)
    found = recognise(source.blocks)
    municipality = read_municipality(tuple(source.texts()))
    digest = sha256(data).hexdigest()
    plan = read_plan(found, municipality.name)
    if plan is not None and plan.measures:
        document = _plan_document(plan, found, municipality, source, digest)
        return replace(document, findings=check(document, source, found, municipality, plan=plan))
    yearly = read_yearly(found, municipality.name)
    if yearly is None:
        raise UnreadableDocument("NO_MEASURES")
    document = _yearly_document(yearly, municipality, source, digest)
    return replace(document, findings=check(document, source, found, municipality, yearly=yearly))


def _plan_document(
    plan: PlanContent, found: Recognised, municipality: Municipality, source: Source, digest: str
) -> ImportedDocument:
    return ImportedDocument(
        instrument="PLAN_5Y",
        layout=plan.layout,
        title=plan.title,
        lao_name=municipality.name,
        lao_type=municipality.type,
        province=municipality.province,
        fiscal_year=None,
        year_from=plan.years[0] if plan.years else None,
        year_to=plan.years[1] if plan.years else None,
        round=None,
        source_format=source.kind,
        sha256=digest,
        measures=plan.measures,
        announcement=plan.front.announcement,
        preface=plan.front.text("PREFACE"),
        rationale=plan.front.text("RATIONALE"),
        objectives=plan.front.points("OBJECTIVES"),
        goals=plan.front.points("GOALS"),
        benefits=plan.front.points("BENEFITS"),
        dimensions=plan.dimensions,
        targets=read_targets(found.of_kind("TARGETS")),
        risks=read_risks(found.of_kind("RISKS")),
        totals=tuple(plan.table.totals) if plan.table else (),
    )


def _yearly_document(
    yearly: YearlyContent, municipality: Municipality, source: Source, digest: str
) -> ImportedDocument:
    return ImportedDocument(
        instrument="ITA_MEASURES",
        layout=yearly.layout,
        title=yearly.title,
        lao_name=municipality.name,
        lao_type=municipality.type,
        province=municipality.province,
        fiscal_year=yearly.fiscal_year,
        year_from=None,
        year_to=None,
        round=yearly.round,
        source_format=source.kind,
        sha256=digest,
        measures=yearly.measures,
        ita=yearly.ita,
    )
