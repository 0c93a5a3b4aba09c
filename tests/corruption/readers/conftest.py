"""A municipality with posts, inspectors and reports in one transaction, undone at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.models import Inspector, LedgerEntry, Post, ReaderKey, Report
from portal_plugin.corruption.session import InspectionSession


@dataclass
class Bureau:
    """Names stand for inspectors and titles for posts: `bureau.hire("ก", "ปลัด")`."""

    session: InspectionSession
    make_post: Callable[..., Post]
    make_inspector: Callable[..., tuple[Inspector, KeyPair]]
    make_report: Callable[..., Any]
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Inspector] = field(default_factory=dict)
    pairs: dict[str, KeyPair] = field(default_factory=dict)

    def post(self, title: str) -> Post:
        if title not in self.posts:
            self.posts[title] = self.make_post(self.session, title, position=len(self.posts))
        return self.posts[title]

    def hire(self, name: str, *titles: str, **more: Any) -> Inspector:
        held = [self.post(title).id for title in titles]
        inspector, pair = self.make_inspector(self.session, name, posts=held, **more)
        self.people[name], self.pairs[name] = inspector, pair
        return inspector

    def report(self, *titles: str, **more: Any) -> Report:
        """A report that concerns posts, as the public form takes it."""
        concerned = [self.post(title).id for title in titles]
        taken = self.make_report(self.session, posts=concerned, **more)
        report = self.session.get(Report, (self.session.tenant_id, taken.report_id))
        assert report is not None
        return report

    def readers(self, report: Report) -> set[str]:
        """Names of those who hold a key of the report."""
        holders = self.session.scalars(
            sa.select(ReaderKey.inspector_id).where(ReaderKey.report_id == report.id)
        )
        names = {inspector.id: name for name, inspector in self.people.items()}
        return {names[holder] for holder in holders}

    def acts(self, report_id: UUID | None = None) -> list[tuple[str, dict[str, Any]]]:
        """What the ledger says of a report, in order."""
        entries = self.session.scalars(
            sa.select(LedgerEntry)
            .where(LedgerEntry.report_id == report_id)
            .order_by(LedgerEntry.position)
        )
        return [(str(entry.act), entry.detail) for entry in entries]

    def written(self, tables: Iterable[Any]) -> int:
        """Rows in tables."""
        return sum(
            self.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in tables
        )


@pytest.fixture
def bureau(
    open_channel: Any, make_post: Any, make_inspector: Any, make_report: Any
) -> Iterator[Bureau]:
    with open_channel("rimnam") as session:
        yield Bureau(session, make_post, make_inspector, make_report)
