"""Who carries the database and the files away learns nothing: no word, no name, no address, no key.

A year of reports goes through the pages of a host that logs all it can; then everything that lies
anywhere is searched for what was planted, and tried with every secret that is not an inspector's.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.codes import Category
from portal_plugin.corruption.contents import unseal_facts
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import key_pair, unlock, unseal
from portal_plugin.corruption.custody.disposal import Ground, dispose
from portal_plugin.corruption.custody.readers import open_as_informant, open_as_reader
from portal_plugin.corruption.inspection import handling
from portal_plugin.corruption.messages import say
from portal_plugin.corruption.models import Inspector, Message, ReaderKey, Report
from portal_plugin.embedded.binaries import find_binaries
from portal_plugin.extension import Portal
from portal_plugin.transfer.service import move_complaint
from portal_plugin.transfer.told import Concerns

CHANNEL_SECRET = "a channel key of the tests, 32 characters or more"
TRACKING_SECRET = "a tracking key of the tests, 32 characters or more"
HOST_SECRET = "a key of the host of the tests"
PORTAL_PASSWORDS = ("password of an administrator (example)", "password of the province (example)")


@dataclass
class Year:
    """What was planted, and what became of it."""

    words: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    receipts: list[str] = field(default_factory=list)
    inspector: Any = None

    def plant(self, where: str) -> str:
        """A Thai text around a word that stands nowhere else."""
        word = f"{where}{uuid4().hex[:12]}"
        self.words.add(word)
        return f"คำลับของผู้แจ้ง {word} (ตัวอย่าง) ที่ยาวพอจะเป็นเรื่อง"


@pytest.fixture
def app(database: Any, tmp_path: Path) -> Iterator[Flask]:
    def url(engine: sa.Engine) -> str:
        return engine.url.render_as_string(hide_password=False)

    made = Flask("host")
    made.config.update(SECRET_KEY=HOST_SECRET, TESTING=True, SITTING=None)
    settings = Settings(
        home=tmp_path / "home",
        database_url=url(database.app),
        province_database_url=url(database.province),
        inspection_database_url=url(database.inspection),
        secret_key=HOST_SECRET,
        tracking_key=TRACKING_SECRET,
        channel_key=CHANNEL_SECRET,
        complaint_posts=1000,
    )
    Portal(made, settings=settings, actor=lambda _tenant: made.config["SITTING"])
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Everything that was logged, at every level, by anybody, from the beginning."""
    kept, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(kept), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept.getvalue
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def year(  # about three seconds: few tests ask for it
    app: Flask, logged: Any, open_channel: Any, open_session: Any, make_inspector: Any,
    make_file: Any, tenant_ids: dict[str, UUID],
) -> Year:  # fmt: skip
    made = Year()
    with clock.held_at(_noon(10, 1)), open_channel() as channel:
        row, pair = make_inspector(channel)
        channel.commit()
        made.inspector = (row.id, pair)
    logging.getLogger("host").info("the year begins")
    for number in range(12):
        month = (number + 9) % 12 + 1
        with clock.held_at(_noon(month, 5)):
            _told(made, app, number)
        with clock.held_at(_noon(month, 15)):
            _talked(made, app, number, open_channel, make_file)
    with clock.held_at(_noon(9, 20)):
        _moved(made, open_session, open_channel, make_file, tenant_ids["rimnam"])
        _ended(made, open_channel)
    return made


def _noon(month: int, day: int) -> datetime:
    return datetime(2022 if month > 9 else 2023, month, day, 5, tzinfo=UTC)


def _browser(made: Year, number: int) -> dict[str, Any]:
    here, there, agent = f"198.51.100.{number + 100}", f"203.0.113.{number + 100}", uuid4().hex
    made.addresses |= {here, there, agent}
    return {
        "environ_overrides": {"REMOTE_ADDR": here},
        "headers": {"X-Forwarded-For": there, "Forwarded": f"for={there}", "User-Agent": agent,
                    "Referer": f"https://{agent}.example.org/"},
    }  # fmt: skip


def _told(made: Year, app: Flask, number: int) -> None:
    client, browser = app.test_client(), _browser(made, number)
    page = client.get("/rimnam/corruption/report", **browser).get_data(as_text=True)
    nonce = re.search(r'name="nonce"[^>]*value="([^"]+)"', page)
    assert nonce is not None
    evidence = "หลักฐาน " + made.plant("content")
    told = {
        "nonce": nonce[1],
        "category": list(Category)[number % len(Category)].value,
        "posts_unknown": "1",
        "files": (io.BytesIO(_pdf(evidence)), f"{made.plant('filename').split()[1]}.pdf"),
        **{
            name: made.plant(name)
            for name in ("facts", "when", "where", "posts_other", "name", "contact")
        },
    }
    answer = client.post("/rimnam/corruption/report", data=told, **browser)
    assert answer.status_code == 201
    receipt = re.search(r'name="receipt"[^>]*value="([^"]+)"', answer.get_data(as_text=True))
    assert receipt is not None
    made.receipts.append(receipt[1])
    made.words.add(receipt[1])


def _pdf(text: str) -> bytes:
    return b"%PDF-1.4\n% " + text.encode() + b"\n%%EOF\n"


def _talked(made: Year, app: Flask, number: int, open_channel: Any, make_file: Any) -> None:
    receipt, client, browser = made.receipts[number], app.test_client(), _browser(made, number)
    wrote = {"receipt": receipt, "do": "write", "text": made.plant("written")}
    assert client.post("/rimnam/corruption/mailbox", data=wrote, **browser).status_code == 200
    inspector_id, pair = made.inspector
    with open_channel() as channel:
        report = channel.scalars(sa.select(Report).order_by(Report.number.desc())).first()
        assert open_as_reader(channel, report, inspector_id, pair).report is report
        answer = make_file(made.plant("answerfile"), made.plant("answercontent").encode())
        say(channel, report, str(inspector_id), made.plant("answered"), [answer])
        channel.commit()
    asked = {"receipt": receipt}
    answered = client.post("/rimnam/corruption/mailbox", data=asked, **browser)
    assert "answered" in answered.get_data(as_text=True)


def _moved(made: Year, open_session: Any, open_channel: Any, make_file: Any, rimnam: UUID) -> None:
    given = Given(
        "SERVICE", made.plant("subject"), made.plant("detail"), place=made.plant("place"),
        name=made.plant("complainant"), email=f"{made.plant('mail').split()[1]}@example.org",
        consent=True, consent_version=0,
    )  # fmt: skip
    officer = Actor("o", "เจ้าหน้าที่ (ตัวอย่าง)", rimnam, frozenset({Role.COMPLAINT_OFFICER}))
    key = TrackingKey(TRACKING_SECRET)
    with open_session() as session:
        file = make_file(made.plant("movedfile"), made.plant("movedcontent").encode())
        taken = take_in(session, None, given, Channel.WEB, key, files=[file])
        session.commit()
    concerns = Concerns(Category.BRIBERY, made.plant("reason"))
    with open_session() as session, open_channel() as channel:
        move_complaint(session, channel, officer, taken.complaint_id, concerns)
        channel.commit()
        session.commit()


def _ended(made: Year, open_channel: Any) -> None:
    """One is closed, and one that was closed is disposed of."""
    with open_channel() as channel:
        first, second = channel.scalars(sa.select(Report).order_by(Report.number).limit(2))
        inspector = channel.get_one(Inspector, (channel.tenant_id, made.inspector[0]))
        for report in (first, second):
            opened = open_as_reader(channel, report, *made.inspector)
            handling.take_case(channel, opened, inspector)
            handling.close_report(channel, opened, inspector, "UNFOUNDED", made.plant("decided"))
        assert dispose(channel, "system", [first.id], Ground.ORDER) == 1
        channel.commit()


# Carried away


@pytest.fixture
def dump(database: Any) -> Callable[[], bytes]:
    """The whole database, as its superuser dumps it."""

    def _dump() -> bytes:
        url = database.server.admin_url.set(drivername="postgresql", database=database.name)
        command = [find_binaries() / "pg_dump", "--inserts", "--large-objects"]
        where = ["--dbname", url.render_as_string(hide_password=False)]
        done = subprocess.run([*command, *where], capture_output=True, check=True)
        return done.stdout

    return _dump


def _forms(word: str) -> set[bytes]:
    """A word as it could stand in a dump: bytes, hexadecimal, base64 at each offset, UTF-16."""
    data = word.encode()
    forms = {data, word.encode("utf-16-le"), word.encode("utf-16-be")}
    forms |= {form.hex().encode() for form in set(forms)}
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + data)
        first, last = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
        forms |= {whole[first:last], base64.b64encode(whole)[4:-4]}
    return forms


def _found(words: set[str], where: bytes) -> list[str]:
    lower = where.lower()
    return sorted(
        word
        for word in words
        if any(form in where or form.lower() in lower for form in _forms(word))
    )


def test_the_search_finds_every_form_of_a_word() -> None:
    word = "facts0123456789ab"
    for offset in range(3):
        kept = base64.b64encode(b"x" * offset + word.encode() + b"yz")
        assert _found({word}, b"..." + kept) == [word]
    for kept in (word.encode().hex().upper().encode(), word.encode("utf-16-le"), word.encode()):
        assert _found({word}, kept) == [word]
    assert _found({word}, b"facts0123456789ac") == []


def test_a_dump_of_everything_holds_no_word_no_name_no_file_name_and_no_address(
    year: Year, dump: Callable[[], bytes], tmp_path: Path
) -> None:
    assert len(year.words) > 100
    kept = dump()
    assert b"portal_plugin_inspection.report" in kept
    assert kept.count(b"INSERT INTO portal_plugin_inspection.report VALUES") == 13
    assert _found(year.words | year.addresses, kept) == []
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert _found(year.words | year.addresses, path.read_bytes()) == [], path
            assert _found(year.words | year.addresses, str(path).encode()) == []


def test_no_log_of_the_host_holds_any_of_it(year: Year, logged: Callable[[], str]) -> None:
    assert "the year begins" in logged()
    assert _found(year.words | year.addresses, logged().encode()) == []


def test_with_the_inspectors_key_all_of_it_is_there(year: Year, open_channel: Any) -> None:
    inspector_id, pair = year.inspector
    with open_channel() as channel:
        reports = channel.scalars(sa.select(Report).where(Report.facts.is_not(None))).all()
        told = [
            unseal_facts(open_as_reader(channel, report, inspector_id, pair)).facts
            for report in reports
        ]
    assert len(told) == 12
    assert all(_found(year.words, text.encode()) for text in told)


# Carried away with every setting and every password but the inspectors'


def _derivable(tenant_id: UUID, known: list[bytes]) -> set[bytes]:
    """Every key of 32 bytes that the settings, passwords and clear columns lead to."""
    channel = ChannelKey(CHANNEL_SECRET)
    keys = {bytes(32)}
    for secret in (
        CHANNEL_SECRET, TRACKING_SECRET, HOST_SECRET, *PORTAL_PASSWORDS, str(tenant_id)
    ):  # fmt: skip
        data = secret.encode()
        keys |= {
            hashlib.sha256(data).digest(),
            hashlib.blake2b(data, digest_size=32).digest(),
            hashlib.blake2b(data, digest_size=32, person=b"channel").digest(),
            data.ljust(32)[:32],
        }
    for each in known:
        text = each.hex()
        keys |= {
            hashlib.sha256(each).digest(),
            each.ljust(32, b"\0")[:32],
            channel.lookup(tenant_id, text),
            channel.informant_key(tenant_id, text),
            channel.seed_digest(tenant_id, each),
            channel.informant_key(tenant_id, channel.new_receipt(tenant_id, each)),
        }
    signing = channel.signing_key(tenant_id)
    return keys | {bytes(signing), bytes(signing.to_curve25519_private_key())}


def _opens(key: bytes, blob: bytes, contexts: list[Context]) -> bool:
    pair = key_pair(key)
    for context in contexts:
        for attempt in (
            lambda context=context: unlock(key, blob, context),
            lambda context=context: unseal(pair, blob, context),
        ):
            try:
                attempt()
            except (CannotOpen, ValueError):
                continue
            return True
    for start in (0, 1):
        for box in (SecretBox(key), SealedBox(PrivateKey(key))):
            try:
                box.decrypt(blob[start:] if start == 0 else blob[1:81])
            except (CryptoError, ValueError):
                continue
            return True
    return False


def _places(channel: Any) -> list[tuple[bytes, list[Context]]]:
    """Every ciphertext that could open others, with the place that it proves."""
    tenant, places = channel.tenant_id, []
    for report in channel.scalars(sa.select(Report).where(Report.facts.is_not(None))):
        for blob, what in (
            (report.facts, Field.FACTS),
            (report.identity, Field.IDENTITY),
            (report.informant_key, Field.KEY_OF_INFORMANT),
            (report.recovery_key, Field.KEY_OF_RECOVERY),
        ):
            if blob is not None:
                places.append((blob, [Context(tenant, what, report.id)]))
    for key in channel.scalars(sa.select(ReaderKey)):
        context = Context(tenant, Field.KEY_OF_READER, key.report_id, key.inspector_id)
        places.append((key.sealed, [context]))
    for message in channel.scalars(sa.select(Message)):
        context = Context(tenant, Field.MESSAGE, message.report_id, message.id)
        places.append((message.sealed, [context]))
    for inspector in channel.scalars(sa.select(Inspector)):
        context = Context(tenant, Field.INSPECTOR_KEY, inspector.id)
        places.append((inspector.locked_key, [context]))
    return places


def _known(channel: Any) -> list[bytes]:
    """What stands in the clear beside the ciphertexts."""
    found: list[bytes] = []
    for report in channel.scalars(sa.select(Report)):
        columns = (report.public_key, report.lookup, report.seed, report.source)
        found += [each for each in columns if each is not None]
        found += [report.id.bytes, report.number.encode()]
    for inspector in channel.scalars(sa.select(Inspector)):
        found += [inspector.public_key, inspector.account_id.encode()]
    return found


def test_the_dump_with_every_setting_and_password_opens_nothing(
    year: Year, open_channel: Any
) -> None:
    with open_channel() as channel:
        keys = _derivable(channel.tenant_id, _known(channel)[:60])
        places = _places(channel)
    assert len(places) > 40
    opened = [context for blob, context in places for key in keys if _opens(key, blob, context)]
    assert opened == []


def test_the_same_try_with_a_receipt_does_open(year: Year, open_channel: Any) -> None:
    with open_channel() as channel:
        key = channel.key.informant_key(channel.tenant_id, year.receipts[5])
        report = channel.scalars(
            sa.select(Report).where(
                Report.lookup == channel.key.lookup(channel.tenant_id, year.receipts[5])
            )
        ).one()
        pair = open_as_informant(channel, report, year.receipts[5]).pair
        places = _places(channel)
    assert sum(_opens(key, *place) for place in places) == 1
    assert sum(_opens(pair.private, *place) for place in places) > 2


INSIDE = (
    "/inspection",
    "/inspection/people",
    "/inspection/disposals",
    "/inspection/reports/{report}",
    "/inspection/reports/{report}/files/{report}",
)


def test_nobody_but_an_inspector_comes_in_by_the_pages_and_he_not_without_his_key(
    app: Flask, year: Year, open_channel: Any, tenant_ids: dict[str, UUID]
) -> None:
    """An administrator who makes himself an inspector is asked for a key that he does not have."""
    with open_channel() as channel:
        report = channel.scalars(sa.select(Report.id).where(Report.facts.is_not(None))).first()
    for role in Role:
        app.config["SITTING"] = Actor("a", "ผู้ใช้ (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({role}))
        for address in INSIDE:
            answer = app.test_client().get(f"/rimnam{address.format(report=report)}")
            kept_out = {303} if role is Role.INSPECTOR else {403}
            assert answer.status_code in kept_out | {404}, (role, address)
            assert _found(year.words, answer.get_data()) == []
