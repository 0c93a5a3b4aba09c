"""Whose document it is and for which year."""

from __future__ import annotations

from collections.abc import Iterator

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """Another name where the issuer's stands, no name, no year."""
    document = subject.document
    for other, line in subject.municipality.others:
        yield finding("TENANT_NAME_DIFFERS", line=line, other=other, name=document.lao_name)
    if not document.lao_name:
        yield finding("TENANT_NAME_MISSING")
    if document.fiscal_year is None and document.year_from is None:
        yield finding("YEAR_MISSING")
