"""ceremony, recover and dispose as an operator meets them."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from portal_plugin import clock
from portal_plugin.commands.inspection import inspection
from portal_plugin.corruption.codes import Standing, State
from portal_plugin.corruption.models import ChannelOffice, Inspector, LedgerEntry, Report
from portal_plugin.roles import APP_ROLE, INSPECTION_ROLE

THREE = ["--holder", "ก (ตัวอย่าง)=ปลัด", "--holder", "ข (ตัวอย่าง)=คลัง; ช่าง", "--holder", "ค (ตัวอย่าง)="]


@pytest.fixture
def command(
    database: Any, tmp_path: Path, channel_key: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """`command("dispose", "--dry-run")` for rimnam, on the test's own database."""

    def _url(role: str) -> str:
        url = database.server.url(role, database.name).render_as_string(hide_password=False)
        return str(url).replace("+psycopg", "")

    monkeypatch.setenv("PORTAL_PLUGIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PORTAL_PLUGIN_DATABASE_URL", _url(APP_ROLE))
    monkeypatch.setenv("PORTAL_PLUGIN_INSPECTION_DATABASE_URL", _url(INSPECTION_ROLE))
    monkeypatch.setenv("PORTAL_PLUGIN_CHANNEL_KEY", channel_key.secret)

    def _command(name: str, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(inspection, [name, "--tenant", "rimnam", *words], input=typed)

    return _command


@pytest.fixture
def settled(open_channel: Any, make_post: Any, make_inspector: Any) -> None:
    """Posts and one inspector, committed."""
    with open_channel() as session:
        for title in ("ปลัด", "คลัง", "ช่าง"):
            make_post(session, title)
        make_inspector(session, "เดิม (ตัวอย่าง)")
        session.commit()


def _words(form: Path) -> str:
    """A share as it stands on its printed form, read in the order of the numbers."""
    document = pypdfium2.PdfDocument(form)
    text = document[0].get_textpage().get_text_range().split()
    document.close()
    return " ".join(text[text.index(str(number)) + 1] for number in range(1, 34))


def _sealed_in(forms: Path) -> list[str]:
    return [_words(form) for form in sorted(forms.iterdir())]


def test_the_printed_forms_alone_bring_reports_back(
    settled: None,
    command: Any,
    open_channel: Any,
    make_inspector: Any,
    make_report: Any,
    tmp_path: Path,
) -> None:
    forms = tmp_path / "forms"
    made = command("ceremony", "--threshold", "2", *THREE, "-o", str(forms))
    assert made.exit_code == 0 and "2 of 3 shares" in made.output
    with open_channel() as session:
        make_report(session)
        session.execute(sa.update(Inspector).values(standing=Standing.LEFT))
        make_inspector(session, "ใหม่ (ตัวอย่าง)")
        session.commit()
    first, _, third = _sealed_in(forms)
    used = command("recover", "--to", "ใหม่ (ตัวอย่าง)", typed=f"{first}\n{first}\nno\n{third}\n")
    assert used.exit_code == 0 and "1 reports were opened" in used.output
    assert "another holder's" in used.output and "a share has 33 words" in used.output
    assert not any(word in used.output.split() for word in third.split()[4:])


def test_shares_can_come_from_files_and_one_is_not_enough(
    settled: None, command: Any, open_channel: Any, make_report: Any, tmp_path: Path
) -> None:
    command("ceremony", "--threshold", "2", *THREE, "-o", str(tmp_path / "forms"))
    with open_channel() as session:
        make_report(session)
        session.commit()
    options = []
    for number, words in enumerate(_sealed_in(tmp_path / "forms")[:2]):
        (tmp_path / f"{number}.txt").write_text(words)
        options += ["--shares-from", str(tmp_path / f"{number}.txt")]
    alone = command("recover", "--to", "เดิม (ตัวอย่าง)", *options[:2])
    assert alone.exit_code == 1 and "2 different shares are needed" in alone.output
    assert command("recover", "--to", "เดิม (ตัวอย่าง)", *options).exit_code == 0


def test_forms_are_for_their_owner_alone_and_each_holds_one_share(
    settled: None, command: Any, tmp_path: Path
) -> None:
    forms = tmp_path / "forms"
    command("ceremony", "--threshold", "2", *THREE, "-o", str(forms))
    files = sorted(forms.iterdir())
    assert [file.name for file in files] == ["share-1.pdf", "share-2.pdf", "share-3.pdf"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(forms.stat().st_mode) == 0o700
    assert len(set(_sealed_in(forms))) == 3
    assert not any(word in file.name for file in files for word in ("ก", "ปลัด"))


def test_a_ceremony_is_recorded_without_names_and_words(
    settled: None, command: Any, open_channel: Any, tmp_path: Path
) -> None:
    command("ceremony", "--threshold", "2", *THREE, "-o", str(tmp_path / "forms"))
    with open_channel() as session:
        office = session.scalars(sa.select(ChannelOffice)).one()
        posts = [holder["post_id"] is not None for holder in office.recovery_holders]
        assert (office.recovery_threshold, posts) == (2, [True, True, True, False])
        [entry] = session.scalars(
            sa.select(LedgerEntry).where(LedgerEntry.act == "recovery.made")
        ).all()
        assert set(entry.detail) == {"key", "threshold", "holders"}


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (["--threshold", "2", "--holder", "ก=ไม่มี", "--holder", "ข=ปลัด"], "no post ไม่มี"),
        (["--threshold", "1", "--holder", "ก=", "--holder", "ข="], "2 to 16"),
        (["--threshold", "3", "--holder", "ก=", "--holder", "ข="], "2 to 16"),
        (["--threshold", "2", "--holder", "ก", "--holder", "ข="], "NAME=POST"),
        (["--threshold", "2", "--holder", "ก=", "--holder", "ก="], "twice"),
    ],
)
def test_a_ceremony_that_cannot_be_held_changes_nothing(
    settled: None,
    command: Any,
    open_channel: Any,
    tmp_path: Path,
    options: list[str],
    advice: str,
) -> None:
    refused = command("ceremony", *options, "-o", str(tmp_path / "forms"))
    assert refused.exit_code == 1 and advice in refused.output
    assert not (tmp_path / "forms").exists()
    with open_channel() as session:
        assert session.scalar(sa.select(ChannelOffice.recovery_key)) is None


def test_a_folder_with_something_in_it_is_refused_and_no_key_is_made(
    settled: None, command: Any, open_channel: Any, tmp_path: Path
) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    (forms / "letter.txt").write_text("")
    refused = command("ceremony", "--threshold", "2", *THREE, "-o", str(forms))
    assert refused.exit_code == 1 and "not empty" in refused.output
    assert [file.name for file in forms.iterdir()] == ["letter.txt"]
    with open_channel() as session:
        assert session.scalar(sa.select(ChannelOffice.recovery_key)) is None


def test_a_commit_that_fails_leaves_no_form(
    settled: None, command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def _fail(_session: Any) -> None:
        raise OSError(5, "the disk is full")

    monkeypatch.setattr("portal_plugin.corruption.session.InspectionSession.commit", _fail)
    refused = command("ceremony", "--threshold", "2", *THREE, "-o", str(tmp_path / "forms"))
    assert refused.exit_code == 1
    assert list((tmp_path / "forms").iterdir()) == []


def test_a_second_ceremony_needs_the_word_replace(
    settled: None, command: Any, tmp_path: Path
) -> None:
    for number, options in enumerate([[], [], ["--replace"]]):
        output = ["-o", str(tmp_path / f"forms-{number}")]
        done = command("ceremony", "--threshold", "2", *THREE, *options, *output)
        assert done.exit_code == (1 if number == 1 else 0)
        assert ("keep the older key" in done.output) is (number == 2)


def test_nobody_of_that_name_is_one_sentence(settled: None, command: Any) -> None:
    refused = command("recover", "--to", "ไม่มีใคร")
    assert refused.exit_code == 1 and "0 inspectors are called" in refused.output


def _closed(open_channel: Any, make_report: Any, days: int) -> str:
    with open_channel() as session:
        number = make_report(session).number
        session.execute(
            sa.update(Report)
            .where(Report.number == number)
            .values(state=State.CLOSED, closed_on=clock.today() - timedelta(days=days))
        )
        session.commit()
    return str(number)


def _left(open_channel: Any) -> set[str]:
    with open_channel() as session:
        return set(session.scalars(sa.select(Report.number).where(Report.facts.is_not(None))))


def test_dispose_tells_first_and_destroys_when_told_so(
    settled: None, command: Any, open_channel: Any, make_report: Any
) -> None:
    due, kept = (_closed(open_channel, make_report, days) for days in (2000, 10))
    told = command("dispose", "--dry-run")
    assert due in told.output and kept not in told.output
    assert command("dispose", typed="n\n").exit_code == 1
    assert _left(open_channel) == {due, kept}
    assert "1 reports were destroyed" in command("dispose", "--yes").output
    assert _left(open_channel) == {kept}
    assert "0 reports" in command("dispose", "--yes").output


def test_an_order_names_its_report(
    settled: None, command: Any, open_channel: Any, make_report: Any
) -> None:
    early, other = (_closed(open_channel, make_report, 10) for _ in range(2))
    unknown = command("dispose", "--by-order", "ไม่มี", "--yes")
    assert unknown.exit_code == 1 and "no such report" in unknown.output
    assert command("dispose", "--by-order", early, "--yes").exit_code == 0
    assert _left(open_channel) == {other}
