"""Letters: each goes, none carries a word, and a server that is ill costs no letter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal_plugin.complaints import sending
from portal_plugin.complaints.codes import NoticeKind, NoticeState
from portal_plugin.complaints.models import Complaint, ComplaintContact, ComplaintNotice
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.reminders import remind_due
from portal_plugin.complaints.sending import MOST_ATTEMPTS, send_pending
from portal_plugin.mail import Letter, MailDelayed, MailRefused, NoMailer, QuietMailer

PORTAL = "https://portal.example/integrity"
CITIZEN, OFFICE = "citizen@example.com", "office@example.com"


class Killed(BaseException):
    """The worker's end."""


class Dying(QuietMailer):
    """Hands the letter over and does not live to tell."""

    def send(self, letter: Letter) -> None:
        super().send(letter)
        raise Killed


@pytest.fixture
def mailer() -> QuietMailer:
    return QuietMailer()


def _send(town: Any, mailer: Any, day: int = 0, *, hours: float = 0, portal: Any = PORTAL) -> int:
    with town.held(day, hours):
        return send_pending(town.engine, mailer, town.tenant, portal)


def _states(town: Any) -> list[NoticeState]:
    return [notice.state for notice in town.rows(ComplaintNotice)]


def test_a_letter_names_the_number_and_the_page_and_goes_once(town: Any, mailer: Any) -> None:
    number = town.row(town.complain(email=CITIZEN)).number
    assert [_send(town, mailer), _send(town, mailer), _send(town, mailer, 9)] == [1, 0, 0]
    (letter,) = mailer.letters
    assert letter.to == CITIZEN
    assert number in letter.subject and town.tenant.name in letter.text
    assert f"{PORTAL}/rimnam/follow" in letter.text
    assert "๒๙ มกราคม ๒๕๖๙" in letter.text
    assert _states(town) == [NoticeState.SENT]


def test_no_letter_of_any_kind_carries_a_word_a_name_or_the_code(town: Any, mailer: Any) -> None:
    town.choose(email=OFFICE)
    complaint_id = town.complain(email=CITIZEN, phone="02 000 0000", name="นามผู้ร้อง (ตัวอย่าง)")
    town.converse(complaint_id, 1)
    town.explain(complaint_id, 12, 20)
    with town.held(19):
        town.do(remind_due)
    _send(town, mailer, 19)
    town.finish(complaint_id, 20)
    _send(town, mailer, 20)
    assert {notice.kind for notice in town.rows(ComplaintNotice)} == set(NoticeKind)
    assert set(_states(town)) == {NoticeState.SENT}
    assert {letter.to for letter in mailer.letters} == {CITIZEN, OFFICE}
    said = "\n".join(f"{letter.subject}\n{letter.text}" for letter in mailer.letters)
    for secret in (town.word, "นามผู้ร้อง", "02 000", CITIZEN, town.officer.name, *town.codes):
        assert secret not in said


def test_where_no_public_address_is_known_the_letter_names_none(town: Any, mailer: Any) -> None:
    town.complain(email=CITIZEN)
    _send(town, mailer, portal=None)
    assert "http" not in mailer.letters[0].text and "None" not in mailer.letters[0].text


def test_a_worker_killed_after_sending_has_it_sent_again_once_its_claim_is_over(
    town: Any, mailer: Any
) -> None:
    town.complain(email=CITIZEN)
    dying = Dying()
    with pytest.raises(Killed):
        _send(town, dying)
    assert len(dying.letters) == 1 and _states(town) == [NoticeState.PENDING]
    assert _send(town, mailer, hours=0.08) == 0
    assert _send(town, mailer, hours=0.09) == 1
    assert _states(town) == [NoticeState.SENT]


def test_a_letter_that_kills_every_worker_is_given_up(town: Any) -> None:
    town.complain(email=CITIZEN)
    dying = Dying()
    for day in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            _send(town, dying, day)
    assert _send(town, dying, 50) == 0
    (notice,) = town.rows(ComplaintNotice)
    assert notice.state is NoticeState.REFUSED and "every attempt" in notice.last_error


def test_a_delayed_letter_is_tried_again_after_growing_pauses_and_given_up_at_last(
    town: Any, mailer: Any
) -> None:
    town.complain(email=CITIZEN)
    mailer.fault = MailDelayed("busy")
    pauses = []
    for attempt in range(MOST_ATTEMPTS):
        assert _send(town, mailer, attempt) == 0
        (notice,) = town.rows(ComplaintNotice)
        with town.held(attempt):
            pauses.append((notice.next_attempt_at - sending.clock.now()).total_seconds() / 60)
    assert pauses[:9] == [5, 10, 20, 40, 80, 160, 320, 640, 720]
    assert (notice.state, notice.last_error) == (NoticeState.REFUSED, "busy")
    mailer.fault = None
    assert _send(town, mailer, 60) == 0


def test_a_refused_letter_is_not_tried_again(town: Any, mailer: Any) -> None:
    town.complain(email=CITIZEN)
    mailer.fault = MailRefused("no such mailbox")
    _send(town, mailer)
    mailer.fault = None
    assert _send(town, mailer, 1) == 0
    (notice,) = town.rows(ComplaintNotice)
    assert (notice.state, notice.last_error) == (NoticeState.REFUSED, "no such mailbox")


def test_an_ill_server_is_asked_three_times_in_a_round(town: Any) -> None:
    for _ in range(5):
        town.complain(email=CITIZEN)

    class Counting(QuietMailer):
        asked = 0

        def send(self, letter: Letter) -> None:
            self.asked += 1
            raise MailDelayed("away")

    ill = Counting()
    _send(town, ill)
    assert ill.asked == 3


def test_a_contact_that_is_gone_gets_no_letter(town: Any, mailer: Any) -> None:
    town.complain(email=CITIZEN)
    town.do(lambda session: session.query(ComplaintContact).delete())
    assert _send(town, mailer) == 0
    assert _states(town) == [NoticeState.REFUSED] and mailer.letters == []


def test_the_address_is_the_one_that_holds_when_the_letter_goes(town: Any, mailer: Any) -> None:
    town.choose(email=OFFICE)
    town.complain()
    town.choose(email="new@example.com")
    _send(town, mailer)
    assert [letter.to for letter in mailer.letters] == ["new@example.com"]


def test_an_address_that_cannot_be_used_is_refused_and_holds_up_no_other(
    town: Any, mailer: Any
) -> None:
    town.complain(email="nobody")
    town.complain(email=CITIZEN)
    assert _send(town, mailer) == 1
    assert _states(town) == [NoticeState.REFUSED, NoticeState.SENT]


def test_without_mail_nothing_waits_for_a_server_of_next_year(town: Any, mailer: Any) -> None:
    town.complain(email=CITIZEN)
    assert _send(town, NoMailer()) == 0
    (notice,) = town.rows(ComplaintNotice)
    assert notice.state is NoticeState.REFUSED and "PORTAL_PLUGIN_MAIL_URL" in notice.last_error
    assert _send(town, mailer, 1) == 0


def test_two_workers_at_once_send_each_letter_once(town: Any, mailer: Any) -> None:
    numbers = {town.row(town.complain(email=CITIZEN)).number for _ in range(12)}
    with ThreadPoolExecutor(4) as workers:
        sent = list(workers.map(lambda _: _send(town, mailer), range(4)))
    assert sum(sent) == len(mailer.letters) == 12
    assert {letter.subject.split()[1] for letter in mailer.letters} == numbers


def test_another_municipalitys_letters_stay_where_they_are(
    town: Any, neighbour: Any, mailer: Any
) -> None:
    neighbour.complain(email=CITIZEN)
    assert _send(town, mailer) == 0
    assert _states(neighbour) == [NoticeState.PENDING]


def test_nothing_is_asked_for_where_nobody_can_read_it(town: Any) -> None:
    complaint_id = town.complain()
    for kind in NoticeKind:
        town.do(lambda session, kind=kind: ask_notice(session, _of(session, complaint_id), kind))
    assert town.rows(ComplaintNotice) == []


def _of(session: Any, complaint_id: Any) -> Complaint:
    return session.query(Complaint).filter(Complaint.id == complaint_id).one()
