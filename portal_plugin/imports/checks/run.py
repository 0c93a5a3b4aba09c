"""Every check in order; findings are sorted by their place in the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal_plugin.imports.blocks import Source
from portal_plugin.imports.checks import (
    aims,
    comparison,
    damage,
    dates,
    identity,
    ita,
    laws,
    money,
    numbering,
    placeholders,
    reports,
    units,
    words,
)
from portal_plugin.imports.checks.subject import Subject
from portal_plugin.imports.document import Finding, ImportedDocument
from portal_plugin.imports.layouts.plan import PlanContent
from portal_plugin.imports.layouts.yearly import YearlyContent
from portal_plugin.imports.municipality import Municipality
from portal_plugin.imports.tables import Recognised

_CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    damage.check,
    identity.check,
    placeholders.check,
    numbering.check,
    comparison.check,
    money.check,
    aims.check,
    words.check,
    units.check,
    laws.check,
    dates.check,
    reports.check,
    ita.check,
)


def check(
    document: ImportedDocument,
    source: Source,
    found: Recognised,
    municipality: Municipality,
    *,
    plan: PlanContent | None = None,
    yearly: YearlyContent | None = None,
) -> tuple[Finding, ...]:
    """The findings of one document, each once."""
    subject = Subject(document, source, found, municipality, plan, yearly)
    findings = dict.fromkeys(finding for one in _CHECKS for finding in one(subject))
    return tuple(sorted(findings, key=lambda finding: (finding.line or 0, finding.code)))
