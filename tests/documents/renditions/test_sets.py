"""Sets of files: asked for in a row, made by whichever worker claims them, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.config.names import Task
from portal_plugin.documents import catalogue
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering, Rendition
from portal_plugin.documents.product import Format
from portal_plugin.documents.products import targets
from portal_plugin.documents.renditions import service, work
from portal_plugin.documents.renditions.sweep import oldest_due_set, sweep_renderings
from portal_plugin.errors import NotFound
from portal_plugin.tenants.session import TenantSession

OpenSession = Callable[..., AbstractContextManager[TenantSession]]
MEANS = work.Means(lease_seconds=60)
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
PLAIN = (Format.JSON, Format.CSV)


@pytest.fixture
def asked(planned: None, open_session: OpenSession, plan_officer: Actor) -> UUID:
    return _ask(open_session, plan_officer)


def _ask(open_session: OpenSession, actor: Actor, **more: Any) -> UUID:
    wanted = {"fiscal_year": 2566, "round": None, "products": ["targets"], "formats": PLAIN}
    with open_session() as session:
        rendering = service.ask(session, actor, **(wanted | more))
        session.commit()
        return rendering.id


def _render(database: Any, tenant_ids: dict[str, UUID], rendering_id: UUID) -> bool:
    return work.render_set(database.app, tenant_ids["rimnam"], rendering_id, MEANS)


def _row(open_session: OpenSession, rendering_id: UUID) -> Rendering:
    with open_session() as session:
        rendering = service.rendering_of(session, rendering_id)
        session.expunge(rendering)
        return rendering


def _files(open_session: OpenSession, rendering_id: UUID) -> list[str]:
    with open_session() as session:
        return [file.filename for file in service.files_of(session, rendering_id)]


def test_a_set_is_made_and_each_file_counted(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession
) -> None:
    assert _render(database, tenant_ids, asked)
    row = _row(open_session, asked)
    assert (row.state, row.done, row.total, row.failed) == (RenderingState.DONE, 2, 2, 0)
    assert _files(open_session, asked) == ["rimnam-targets-2566.csv", "rimnam-targets-2566.json"]
    assert row.lease_until is None and row.finished_at is not None


def test_a_finished_set_is_not_made_again(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession
) -> None:
    assert _render(database, tenant_ids, asked)
    assert not _render(database, tenant_ids, asked)
    assert _row(open_session, asked).attempts == 1


def test_five_workers_at_once_make_each_file_once(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession
) -> None:
    made: list[bool] = []
    threads = [
        threading.Thread(target=lambda: made.append(_render(database, tenant_ids, asked)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 4 + [True]
    assert len(_files(open_session, asked)) == 2


def test_a_set_that_is_just_being_claimed_is_left_alone(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession
) -> None:
    with open_session() as session:
        session.scalars(sa.select(Rendering).with_for_update()).one()
        assert not _render(database, tenant_ids, asked)
    assert _render(database, tenant_ids, asked)


def test_what_a_killed_worker_left_is_finished_after_its_lease(
    asked: UUID,
    database: Any,
    tenant_ids: dict[str, UUID],
    open_session: OpenSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, clock.held_at(NOON):
        patched.setattr(work, "_finish", die)
        with pytest.raises(Killed):
            _render(database, tenant_ids, asked)
    with clock.held_at(NOON + timedelta(seconds=59)):
        assert not _render(database, tenant_ids, asked), "the lease is not over"
    with clock.held_at(NOON + timedelta(seconds=61)):
        assert _render(database, tenant_ids, asked)
    row = _row(open_session, asked)
    assert (row.state, row.done, row.attempts) == (RenderingState.DONE, 2, 2)
    assert len(_files(open_session, asked)) == 2


def test_a_set_that_ends_every_worker_is_given_up(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession
) -> None:
    with open_session() as session:
        session.execute(
            sa.update(Rendering).values(
                state=RenderingState.RUNNING,
                attempts=work.MOST_ATTEMPTS,
                lease_until=NOON - timedelta(days=1),
            )
        )
        session.commit()
    assert not _render(database, tenant_ids, asked)
    row = _row(open_session, asked)
    assert row.state is RenderingState.FAILED and "กรุณาขอใหม่" in row.message


def test_a_document_that_breaks_keeps_no_other_back(
    asked: UUID,
    database: Any,
    tenant_ids: dict[str, UUID],
    open_session: OpenSession,
    plan_officer: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    products = {"broken": replace(targets.PRODUCT, code="broken", gather=broken)}
    monkeypatch.setattr(catalogue, "PRODUCTS", products | dict(catalogue.PRODUCTS))
    both = _ask(open_session, plan_officer, products=["broken", "targets"])
    assert _render(database, tenant_ids, both)
    row = _row(open_session, both)
    assert (row.state, row.done, row.failed) == (RenderingState.FAILED, 2, 2)
    assert targets.TITLE in row.message


def test_what_there_is_nothing_to_write_for_was_never_missing(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession,
    plan_officer: Actor,
) -> None:  # fmt: skip
    other_year = _ask(open_session, plan_officer, fiscal_year=2580)
    assert _render(database, tenant_ids, other_year)
    row = _row(open_session, other_year)
    assert (row.state, row.done, row.total) == (RenderingState.DONE, 0, 0)
    assert "2580" in row.message


def test_nothing_chosen_is_refused(
    planned: None, open_session: OpenSession, plan_officer: Actor
) -> None:
    with pytest.raises(service.NothingToRender):
        _ask(open_session, plan_officer, products=[])
    with pytest.raises(NotFound):
        _ask(open_session, plan_officer, products=["no-such-paper"])


def test_the_sweep_finds_what_nobody_works_on(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID]
) -> None:
    sent: list[tuple[Any, ...]] = []

    def send(task: Task, *arguments: Any, **_: Any) -> None:
        sent.append((task, *arguments))

    with database.province.connect() as connection:
        assert oldest_due_set(connection) is not None
    assert sweep_renderings(database.province, send, expires=30) == 1
    assert sent == [(Task.RENDER, str(tenant_ids["rimnam"]), str(asked))]
    _render(database, tenant_ids, asked)
    assert sweep_renderings(database.province, send, expires=30) == 0


def test_old_sets_are_let_go_of_and_published_files_are_not(
    asked: UUID, database: Any, tenant_ids: dict[str, UUID], open_session: OpenSession,
    plan_officer: Actor,
) -> None:  # fmt: skip
    _render(database, tenant_ids, asked)
    with clock.held_at(clock.now() + service.KEPT + timedelta(days=1)):
        _ask(open_session, plan_officer)
    with open_session() as session, pytest.raises(NotFound):
        service.rendering_of(session, asked)
    with open_session() as session:
        assert session.scalars(sa.select(Rendition)).all() == []


def test_another_municipalitys_set_answers_like_none(
    asked: UUID, open_session: OpenSession
) -> None:
    with open_session("nongbua") as session:
        with pytest.raises(NotFound):
            service.rendering_of(session, asked)
        with pytest.raises(NotFound):
            service.file_of(session, asked, "targets", Format.JSON)
