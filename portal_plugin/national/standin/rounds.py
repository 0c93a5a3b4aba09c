"""Reports of a round as the stand-in keeps them: one effect per key, revisions, locks."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal_plugin.national.contract import Fault, messages
from portal_plugin.national.mapping import totals
from portal_plugin.national.standin.plans import marks, registered_plan, repeated
from portal_plugin.national.standin.refusals import Refusal
from portal_plugin.national.standin.store import canonical, digest, note

_DONE = 3
_AMOUNTS = ("budget_plan", "budget_ordinance", "paid")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The lines to keep, and those that were not taken, in the receipt's shape."""

    kept: list[Mapping[str, Any]]
    unchanged: int
    rejections: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines are judged by: the plan's measures, marks N, and locked lines by measure."""

    without_budget: Mapping[str, bool]
    not_counted: frozenset[str]
    locked: Mapping[str, set[bytes]]

    def judge(self, lines: list[Mapping[str, Any]]) -> _Verdict:
        """Take each line, or reject it alone."""
        faults = [(line, self._fault_of(line)) for line in lines]
        kept = [line for line, code in faults if code is None]
        return _Verdict(
            kept=kept,
            unchanged=sum(line["measure_ref"] in self.locked for line in kept),
            rejections=[_rejection(line, code) for line, code in faults if code is not None],
        )

    def _fault_of(self, line: Mapping[str, Any]) -> str | None:
        measure = line["measure_ref"]
        if measure not in self.without_budget:
            return "UNKNOWN_MEASURE"
        if measure in self.not_counted:
            return "NOT_COUNTED"
        if measure in self.locked and canonical(line) not in self.locked[measure]:
            return "LOCKED"
        if self.without_budget[measure] and any(line[amount] for amount in _AMOUNTS):
            return "BUDGET_NOT_USED"
        return None


def _rejection(line: Mapping[str, Any], code: str) -> dict[str, Any]:
    sentence = messages()["rejected_lines"][code]
    return {
        "seq": line["seq"],
        "measure_ref": line["measure_ref"],
        "code": code,
        "message": sentence.format(seq=line["seq"]),
    }


def put_report(
    connection: sqlite3.Connection, key: str, report: Mapping[str, Any], at: str
) -> bytes:
    """Keep a report and give its receipt; the same key gives the same bytes. Raises `Refusal`."""
    _check_report(report)
    request_digest = digest(report)
    held = connection.execute(
        "SELECT request_sha256, reply FROM receipt WHERE key = ?", (key,)
    ).fetchone()
    if held is not None:
        if held["request_sha256"] != request_digest:
            raise Refusal(409, "KEY_REUSED", "this key was used for another report")
        return bytes(held["reply"])
    header = report["header"]
    _check_revision(connection, header)
    verdict = _known(connection, header).judge(report["lines"])
    number = note(connection, "report", at, key=key, **_told(header))
    reply = _receipt(key, header, verdict, number, at)
    connection.execute("INSERT INTO receipt VALUES (?, ?, ?)", (key, request_digest, reply))
    _keep(connection, key, report, verdict.kept)
    return reply


def receipt(connection: sqlite3.Connection, key: str) -> bytes:
    """The receipt of a key. Raises `Refusal` when no report came with it."""
    row = connection.execute("SELECT reply FROM receipt WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise Refusal(404, "NOT_FOUND", "no report came with this key")
    return bytes(row["reply"])


def _check_report(report: Mapping[str, Any]) -> None:
    lines = report["lines"]
    if places := list(repeated(lines, "measure_ref", "seq")):
        raise Refusal(422, "REPEATED", "two lines are of one measure", places)
    if report["totals"] != totals(lines, awaiting=report["totals"]["awaiting"]):
        place = (Fault("/totals", "does not equal the lines"), None)
        raise Refusal(422, "TOTALS_DIFFER", "the totals must equal the lines", [place])


def _check_revision(connection: sqlite3.Connection, header: Mapping[str, Any]) -> None:
    held = connection.execute(
        "SELECT revision FROM report WHERE lao_code = ? AND plan_ref = ? AND fiscal_year = ?"
        " AND round = ?",
        _round_of(header),
    ).fetchone()
    if held is not None and header["revision"] <= held["revision"]:
        detail = f"revision {held['revision']} is held; send a higher one"
        raise Refusal(409, "STALE_REVISION", detail)


def _known(connection: sqlite3.Connection, header: Mapping[str, Any]) -> _Known:
    lao_code, plan_ref, fiscal_year, _ = _round_of(header)
    plan = registered_plan(connection, lao_code, plan_ref)
    if plan is None:
        raise Refusal(409, "PLAN_NOT_REGISTERED", "register the plan before reporting on it")
    if not plan["header"]["year_from"] <= fiscal_year <= plan["header"]["year_to"]:
        raise Refusal(422, "YEAR_OUTSIDE_PLAN", "the plan does not cover this fiscal year")
    locked: dict[str, set[bytes]] = {}
    for row in connection.execute(
        "SELECT measure_ref, body FROM line WHERE lao_code = ? AND plan_ref = ?"
        " AND fiscal_year = ? AND status = ?",
        (lao_code, plan_ref, fiscal_year, _DONE),
    ):
        locked.setdefault(row["measure_ref"], set()).add(row["body"])
    marked = marks(connection, lao_code, plan_ref)
    return _Known(
        without_budget={measure["ref"]: measure["non_budget"] for measure in plan["measures"]},
        not_counted=frozenset(ref for ref, conforming in marked.items() if conforming == "N"),
        locked=locked,
    )


def _told(header: Mapping[str, Any]) -> dict[str, Any]:
    names = ("lao_code", "plan_ref", "fiscal_year", "round", "revision")
    return {name: header[name] for name in names}


def _receipt(key: str, header: Mapping[str, Any], verdict: _Verdict, number: int, at: str) -> bytes:
    return canonical(
        {
            **_told(header),
            "reference": f"STANDIN-{header['fiscal_year']}-{header['round']}-{number:06d}",
            "received_at": at,
            "idempotency_key": key,
            "sha256": header["sha256"],
            "accepted_lines": len(verdict.kept),
            "unchanged_lines": verdict.unchanged,
            "rejected_lines": verdict.rejections,
        }
    )


def _keep(
    connection: sqlite3.Connection,
    key: str,
    report: Mapping[str, Any],
    kept: list[Mapping[str, Any]],
) -> None:
    place = _round_of(report["header"])
    connection.execute(
        "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " revision = excluded.revision, key = excluded.key, body = excluded.body",
        (*place, report["header"]["revision"], key, canonical(report)),
    )
    connection.execute(
        "DELETE FROM line WHERE lao_code = ? AND plan_ref = ? AND fiscal_year = ? AND round = ?"
        " AND status <> ?",
        (*place, _DONE),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*place, line["measure_ref"], line["status"], canonical(line)) for line in kept],
    )


def _round_of(header: Mapping[str, Any]) -> tuple[str, str, int, int]:
    return header["lao_code"], header["plan_ref"], header["fiscal_year"], header["round"]
