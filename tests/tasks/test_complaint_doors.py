"""Tasks about complaints: one municipality each, run twice they act once, killed they go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.actor import SYSTEM
from portal_plugin.celery import ground_of, make_celery
from portal_plugin.clock import held_at
from portal_plugin.complaints import retention
from portal_plugin.complaints.answering import finish, give_up
from portal_plugin.complaints.codes import Act, Channel, Ground, NoticeState, State
from portal_plugin.complaints.handling import screen
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.models import Complaint, ComplaintEvent, ComplaintNotice
from portal_plugin.complaints.office import Office, set_office
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.config.names import Queue, Task
from portal_plugin.config.schedule import beat_schedule
from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.mail import Letter, MailDelayed, QuietMailer
from portal_plugin.reports import heartbeat

MORNING = datetime(2026, 1, 14, 2, 0, tzinfo=UTC)
OFFICE = "office@example.com"


@pytest.fixture
def mailer(worker: Any) -> QuietMailer:
    mailer = QuietMailer()
    ground_of(worker.app).given_mailer = mailer
    return mailer


@pytest.fixture
def complain(open_session: Any) -> Any:
    """Take a complaint in on day 0 of a municipality, with what happened to it since."""

    def _complain(code: str = "rimnam", *, email: str = "", ended: int | None = None) -> UUID:
        given = Given("SERVICE", "เรื่อง (ตัวอย่าง)", "รายละเอียด (ตัวอย่าง)", email=email)
        with open_session(code) as session, held_at(MORNING):
            taken = take_in(session, None, given, Channel.PHONE, TrackingKey("k" * 32))
            session.commit()
        if ended is not None:
            with open_session(code) as session, held_at(MORNING + timedelta(days=ended)):
                screen(session, SYSTEM, taken.complaint_id)
                session.commit()
                give_up(session, SYSTEM, taken.complaint_id, Ground.OTHER, "เหตุผล (ตัวอย่าง)")
                session.commit()
        return taken.complaint_id

    return _complain


def _rows(open_session: Any, table: Any, code: str = "rimnam") -> list[Any]:
    with open_session(code) as session:
        found = list(session.scalars(sa.select(table).order_by(table.id)))
        session.expunge_all()
    return found


def _states(open_session: Any) -> list[NoticeState]:
    return [notice.state for notice in _rows(open_session, ComplaintNotice)]


def _tend(worker: Any, tenant_ids: Any, day: int) -> None:
    with held_at(MORNING + timedelta(days=day)):
        worker.run(Task.TEND_COMPLAINTS, str(tenant_ids["rimnam"]))


def test_the_province_is_tended_municipality_by_municipality(
    worker: Any, tenant_ids: dict[str, UUID], settings: Settings
) -> None:
    worker.run(Task.TEND_PROVINCE)
    assert {message.args for message in worker.sent} == {(str(id_),) for id_ in tenant_ids.values()}
    for message in worker.sent:
        assert message.task == Task.TEND_COMPLAINTS.value
        assert message.queue == Queue.COMPLAINTS.value
        assert message.expires == settings.tend_seconds
    assert heartbeat.seconds_since(settings.home, heartbeat.TENDING) is not None
    assert heartbeat.seconds_since_sweep(settings.home) is None


def test_a_tending_that_no_broker_took_leaves_no_sign_of_life(
    worker: Any, tenant_ids: dict[str, UUID], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _away(*_arguments: Any, **_options: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(worker.app, "send_task", _away)
    worker.run(Task.TEND_PROVINCE)
    assert heartbeat.seconds_since(settings.home, heartbeat.TENDING) is None


def test_beat_asks_for_the_tending_as_often_as_it_is_told_to(settings: Settings) -> None:
    assert settings.tend_seconds == 900
    entry = beat_schedule(settings)["tend"]
    assert (entry["task"], entry["schedule"]) == (Task.TEND_PROVINCE.value, 900)
    assert entry["options"] == {"queue": Queue.UPKEEP.value, "expires": 900}


def test_one_tending_does_all_that_the_calendar_asks_and_a_second_nothing(
    worker: Any, mailer: QuietMailer, complain: Any, open_session: Any, tenant_ids: dict[str, UUID]
) -> None:
    with open_session() as session:
        choices = Office(email=OFFICE, contact_days=30, content_days=40)
        set_office(session, SYSTEM, choices)
        session.commit()
    late = complain(email="a@example.com")
    erased = complain(email="b@example.com", ended=0)
    for _ in range(2):
        _tend(worker, tenant_ids, 41)
    acts = [(row.complaint_id, row.act) for row in _rows(open_session, ComplaintEvent)]
    assert acts.count((late, Act.REMINDED)) == acts.count((erased, Act.ERASED)) == 1
    subjects = [letter.subject for letter in mailer.letters]
    assert len(subjects) == len(set(subjects)) == 3
    assert NoticeState.PENDING not in _states(open_session)


def test_a_settled_complaint_is_closed(
    worker: Any, mailer: Any, complain: Any, open_session: Any, tenant_ids: dict[str, UUID]
) -> None:
    complaint_id = complain()
    with open_session() as session, held_at(MORNING):
        screen(session, SYSTEM, complaint_id)
        session.commit()
        finish(session, SYSTEM, complaint_id, result="ผล", cause="เหตุ", prevention="ป้องกัน")
        session.commit()
    for _ in range(2):
        _tend(worker, tenant_ids, 31)
    assert _rows(open_session, Complaint)[0].state is State.CLOSED


def test_a_tending_that_is_killed_leaves_nothing_half_and_the_next_goes_on(
    worker: Any,
    mailer: QuietMailer,
    complain: Any,
    open_session: Any,
    tenant_ids: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late, old = complain(), complain(ended=0)

    def _die(*_arguments: Any, **_options: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(retention, "happen", _die)
        with pytest.raises(MemoryError):
            _tend(worker, tenant_ids, 3000)
    assert [row.subject for row in _rows(open_session, Complaint)] == ["เรื่อง (ตัวอย่าง)"] * 2
    _tend(worker, tenant_ids, 3000)
    subjects = {row.id: row.subject for row in _rows(open_session, Complaint)}
    assert subjects == {late: "เรื่อง (ตัวอย่าง)", old: ""}
    reminded = [row for row in _rows(open_session, ComplaintEvent) if row.act is Act.REMINDED]
    assert len(reminded) == 1


def test_letters_are_sent_once_and_only_those_of_the_municipality(
    worker: Any, mailer: QuietMailer, complain: Any, open_session: Any, tenant_ids: dict[str, UUID]
) -> None:
    complain(email="a@example.com")
    complain("saithong", email="b@example.com")
    for _ in range(2):
        worker.run(Task.SEND_NOTICES, str(tenant_ids["rimnam"]))
    assert [letter.to for letter in mailer.letters] == ["a@example.com"]
    assert "เทศบาลเมืองตัวอย่างริมน้ำ" in mailer.letters[0].text


def test_a_worker_killed_between_sending_and_marking_has_the_letter_sent_again(
    worker: Any, mailer: QuietMailer, complain: Any, open_session: Any, tenant_ids: dict[str, UUID]
) -> None:
    class Dying(QuietMailer):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            raise MemoryError

    complain(email="a@example.com")
    ground = ground_of(worker.app)
    ground._made["mailer"] = dying = Dying()
    with held_at(MORNING), pytest.raises(MemoryError):
        worker.run(Task.SEND_NOTICES, str(tenant_ids["rimnam"]))
    ground._made["mailer"] = mailer
    assert len(dying.letters) == 1 and _states(open_session) == [NoticeState.PENDING]
    _tend(worker, tenant_ids, 1)
    assert len(mailer.letters) == 1 and _states(open_session) == [NoticeState.SENT]


def test_a_letter_that_waited_for_the_server_goes_with_the_next_tending(
    worker: Any, mailer: QuietMailer, complain: Any, open_session: Any, tenant_ids: dict[str, UUID]
) -> None:
    complain(email="a@example.com")
    mailer.fault = MailDelayed("away")
    with held_at(MORNING):
        worker.run(Task.SEND_NOTICES, str(tenant_ids["rimnam"]))
    mailer.fault = None
    assert _states(open_session) == [NoticeState.PENDING]
    _tend(worker, tenant_ids, 1)
    assert _states(open_session) == [NoticeState.SENT]


@pytest.mark.parametrize("task", [Task.SEND_NOTICES, Task.TEND_COMPLAINTS])
@pytest.mark.parametrize("hostile", ["'; drop table complaint; --", "", "1" * 10_000])
def test_an_argument_that_is_no_id_reaches_no_database(
    worker: Any, task: Task, hostile: str
) -> None:
    with pytest.raises(ValueError, match="UUID"):
        worker.run(task, hostile)


def test_a_worker_without_mail_is_quiet_and_one_with_half_a_setting_says_so() -> None:
    broker = "amqp://guest@127.0.0.1:1//"
    assert ground_of(make_celery(Settings(broker_url=broker))).mailer.sends is False
    with pytest.raises(SettingsError, match="MAIL_FROM"):
        Settings.read({"PORTAL_PLUGIN_MAIL_URL": "smtp://mail.example:587"})
