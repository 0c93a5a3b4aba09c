"""portal-plugin render: a whole file or none, and one plain sentence when something is wrong."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal_plugin.cli import portal_plugin
from portal_plugin.documents.catalogue import PAGES, PRODUCTS

Run = Callable[..., Result]


@pytest.fixture
def filled(filled_to_read: Any) -> Any:
    """Nothing here writes."""
    return filled_to_read


@pytest.fixture
def run(filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder, on the filled municipality."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    environment = {
        "PORTAL_PLUGIN_HOME": str(tmp_path),
        "PORTAL_PLUGIN_DATABASE_URL": filled.app.url.render_as_string(hide_password=False),
    }

    def _run(*arguments: str) -> Result:
        return CliRunner().invoke(portal_plugin, ["render", *arguments], env=environment)

    return _run


def ask(product: str = "targets", *more: str) -> tuple[str, ...]:
    return (product, "--tenant", "rimnam", "--year", "2566", *more)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_the_list_names_products_then_pages(run: Run) -> None:
    rows = json.loads(run("--list", "--json").output)
    assert [row["code"] for row in rows] == [*PRODUCTS, *(page.code for page in PAGES)]
    for row in rows:
        assert list(row) == ["code", "numbers", "title", "formats", "has_rounds", "layouts", "page"]
        assert bool(row["formats"]) is (row["code"] in PRODUCTS)
        assert bool(row["page"]) is not bool(row["formats"])
    assert (
        next(row for row in rows if row["code"] == "complaint-form")["page"] == "/<space>/complain"
    )


def test_the_list_is_read_by_people_too(run: Run) -> None:
    shown = run("--list").output
    assert all(product.title in shown for product in PRODUCTS.values())
    assert len(shown.splitlines()) == len(PRODUCTS) + len(PAGES)


def test_a_document_is_written_under_its_own_name(run: Run) -> None:
    answer = run(*ask("targets", "--format", "csv"))
    assert (answer.exit_code, names()) == (0, ["rimnam-targets-2566.csv"])
    assert "rimnam-targets-2566.csv" in answer.output


def test_the_whole_is_said_as_json(run: Run) -> None:
    row = json.loads(run(*ask("targets", "--format", "html", "-o", "t.html", "--json")).output)
    data = Path("t.html").read_bytes()
    assert row == {
        "tenant": "rimnam",
        "product": "targets",
        "format": "html",
        "file": "t.html",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "pages": None,
    }


def test_a_dash_writes_to_standard_output_and_no_file(run: Run) -> None:
    answer = run(*ask("targets", "--format", "csv", "-o", "-"))
    assert answer.stdout_bytes.startswith("\ufeff".encode())
    assert names() == []


def test_the_round_is_the_reports_and_nobody_elses(run: Run) -> None:
    assert run(*ask("plan-report", "--round", "6M", "--format", "json", "-o", "a")).exit_code == 0
    assert json.loads(Path("a").read_bytes())["round"] == "6M"
    assert run(*ask("targets", "--round", "6M", "--format", "json", "-o", "b")).exit_code == 0
    assert json.loads(Path("b").read_bytes())["round"] is None


def test_the_layout_is_the_one_that_is_asked_for(run: Run) -> None:
    wanted = ask("measures-report", "--round", "6M", "--format", "json")
    run(*wanted, "--layout", "ticks", "-o", "a")
    run(*wanted, "-o", "b")
    assert [json.loads(Path(name).read_bytes())["layout"] for name in "ab"] == ["ticks", "steps"]


def test_an_existing_file_is_replaced_whole(run: Run) -> None:
    Path("t.csv").write_text("เก่า" * 10_000)
    assert run(*ask("targets", "--format", "csv", "-o", "t.csv")).exit_code == 0
    assert "เก่า" not in Path("t.csv").read_text()
    assert names() == ["t.csv"]


def test_a_name_that_leads_elsewhere_keeps_leading_there(run: Run, tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_text("เก่า")
    Path("t.csv").symlink_to(real)
    assert run(*ask("targets", "--format", "csv", "-o", "t.csv")).exit_code == 0
    assert Path("t.csv").is_symlink()
    assert "เก่า" not in real.read_text()


WRONG = {
    "unknown product": (ask("plan-bok"), "render --list"),
    "format not offered": (
        ask("memo", "--round", "6M", "--format", "csv"),
        "pdf, docx, html, json",
    ),
    "no such format": (ask("targets", "--format", "odt"), "odt"),
    "round missing": (ask("plan-report"), "--round 6M or 12M"),
    "no such round": (ask("plan-report", "--round", "9M"), "9M"),
    "layout not offered": (ask("targets", "--layout", "ticks"), "no layout ticks"),
    "no such layout": (ask("measures-report", "--layout", "x"), "'x'"),
    "unknown tenant": (("targets", "--tenant", "x", "--year", "2566"), "tenants list"),
    "no tenant": (("targets", "--year", "2566"), "--tenant"),
    "a year of the other count": (("targets", "--tenant", "rimnam", "--year", "2023"), "2023"),
    "no plan in that year": (("targets", "--tenant", "rimnam", "--year", "2599"), "2599"),
    "no plan at all": (("plan-book", "--tenant", "saithong", "--year", "2566"), "แผน"),
    "a missing folder": (ask("targets", "-o", "none/t.pdf"), "none"),
    "a folder": (ask("targets", "-o", "."), ". is no file"),
    "an empty name": (ask("targets", "-o", ""), "-o"),
    "json and bytes at once": (ask("targets", "-o", "-", "--json"), "-o -"),
    "nothing": ((), "--list"),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(run: Run, case: str) -> None:
    arguments, says = WRONG[case]
    Path("rimnam-targets-2566.pdf").write_text("เก่า")
    answer = run(*arguments)
    assert answer.exit_code != 0
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert says in answer.stderr.splitlines()[-1]
    assert answer.stdout == ""
    assert names() == ["rimnam-targets-2566.pdf"]
    assert Path("rimnam-targets-2566.pdf").read_text() == "เก่า"


def test_what_is_no_ordinary_file_is_never_replaced(run: Run) -> None:
    """A pipe of the test's own stands for every device: a real one must never be at stake."""
    os.mkfifo("pipe")
    answer = run(*ask("targets", "-o", "pipe"))
    assert (answer.exit_code, names()) == (1, ["pipe"])
    assert "pipe is no ordinary file" in answer.stderr
    assert Path("pipe").is_fifo()


def test_a_document_that_fails_half_way_leaves_the_old_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("t.csv").write_text("เก่า")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    answer = run(*ask("targets", "--format", "csv", "-o", "t.csv"))
    assert answer.exit_code == 1
    assert "No space left on device" in answer.stderr
    assert (names(), Path("t.csv").read_text()) == (["t.csv"], "เก่า")


def test_rendering_changes_nothing_in_the_database(run: Run, filled: Any) -> None:
    with filled.statements() as asked:
        run(*ask("targets", "--format", "json", "-o", "a"))
    with filled.open() as session:
        assert not session.dirty
    assert not [one for one in asked if not one.lstrip().lower().startswith("select")]
