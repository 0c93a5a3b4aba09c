"""Each bench runs in a place of its own; how fast is not judged here."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal_plugin.bench import rls
from portal_plugin.bench.own_words import Statement
from portal_plugin.bench.result import BenchFailed
from portal_plugin.bench.size import Size
from portal_plugin.cli import portal_plugin

pytestmark = pytest.mark.timeout(120)


def _run(name: str, *options: str) -> dict[str, object]:
    outcome = CliRunner().invoke(portal_plugin, ["bench", name, "--small", "--json", *options])
    assert outcome.exit_code == 0, outcome.output
    [row] = json.loads(outcome.output)
    assert set(row) == {"name", "value", "bar", "met", "detail"}
    assert row["name"] == name
    return dict(row)


def test_compiling_is_measured_and_leaves_the_installation_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("PORTAL_PLUGIN_HOME", str(home))
    monkeypatch.setenv("PORTAL_PLUGIN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    # A folder of this test's own, that the database's account may pass through.
    with tempfile.TemporaryDirectory(prefix="portal-plugin-test-") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        assert float(str(_run("compile")["value"])) > 0
        assert list(Path(folder).iterdir()) == []
    assert not home.exists()


def test_the_wall_is_measured_on_every_read_and_small_tables_do_not_keep_the_promise() -> None:
    row = _run("rls")
    assert row["met"] is False, "four municipalities are read by sequential scans"
    assert "Seq Scan" in str(row["detail"])
    assert "audit trail" in str(row["detail"])


def test_a_copy_that_answers_otherwise_is_no_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(statement: Statement, _tenant_id: object) -> Statement:
        return statement

    monkeypatch.setattr(Statement, "in_own_words", forgetful)
    with pytest.raises(BenchFailed, match="the copy answers"):
        rls.run(Size.small())


def test_a_province_is_sent_through_real_workers() -> None:
    row = _run("province-run")
    assert "3 reports of 3 measures" in str(row["detail"])


def test_a_nation_is_sent_through_real_workers() -> None:
    assert "a report of 6" in str(_run("nation-run")["detail"])


@pytest.mark.kills
def test_a_killed_worker_loses_and_doubles_nothing() -> None:
    row = _run("recovery")
    assert row["met"] is True
    assert "1 kills" in str(row["detail"])


def test_an_unknown_bench_is_refused_in_one_sentence() -> None:
    outcome = CliRunner().invoke(portal_plugin, ["bench", "everything"])
    assert outcome.exit_code == 1
    assert outcome.output.startswith(
        "Error: there is no bench 'everything': choose one of submission,"
    )
    assert outcome.output.count("\n") == 1


def test_the_broker_of_the_installation_is_not_borrowed(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "amqp://guest:guest@127.0.0.1/mine"
    monkeypatch.setenv("PORTAL_PLUGIN_BROKER_URL", url)
    outcome = CliRunner().invoke(portal_plugin, ["bench", "recovery", "--broker", url])
    assert outcome.exit_code == 2
    assert "give an empty one" in outcome.output
