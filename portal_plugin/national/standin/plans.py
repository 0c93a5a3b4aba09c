"""Profiles, plans and conformity marks as the stand-in keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from portal_plugin.national.contract import Fault
from portal_plugin.national.standin.refusals import Refusal
from portal_plugin.national.standin.store import canonical, note

Place = tuple[Fault, int | None]


def save_profile(connection: sqlite3.Connection, profile: Mapping[str, Any], at: str) -> bytes:
    """Keep a profile; the same again changes nothing and is answered the same."""
    lao_code, body = profile["lao_code"], canonical(profile)
    held = connection.execute(
        "SELECT body, saved_at FROM profile WHERE lao_code = ?", (lao_code,)
    ).fetchone()
    if held is not None and held["body"] == body:
        at = held["saved_at"]
    else:
        connection.execute(
            "INSERT INTO profile VALUES (?, ?, ?) ON CONFLICT (lao_code)"
            " DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
            (lao_code, body, at),
        )
        note(connection, "profile", at, lao_code=lao_code)
    return canonical({"lao_code": lao_code, "saved_at": at})


def register_plan(connection: sqlite3.Connection, plan: Mapping[str, Any], at: str) -> bytes:
    """Keep a plan; the same again changes nothing. Raises `Refusal`."""
    _check_plan(plan)
    lao_code, plan_ref = plan["header"]["lao_code"], plan["header"]["plan_ref"]
    if not connection.execute("SELECT 1 FROM profile WHERE lao_code = ?", (lao_code,)).fetchone():
        raise Refusal(409, "PROFILE_MISSING", "save the profile first; it opens the plan menu")
    body = canonical(plan)
    held = connection.execute(
        "SELECT body, registered_at FROM plan WHERE lao_code = ? AND plan_ref = ?",
        (lao_code, plan_ref),
    ).fetchone()
    if held is not None and held["body"] == body:
        at = held["registered_at"]
    else:
        connection.execute(
            "INSERT INTO plan VALUES (?, ?, ?, ?) ON CONFLICT (lao_code, plan_ref)"
            " DO UPDATE SET body = excluded.body, registered_at = excluded.registered_at",
            (lao_code, plan_ref, body, at),
        )
        note(connection, "plan", at, lao_code=lao_code, plan_ref=plan_ref)
    return canonical(
        {
            "lao_code": lao_code,
            "plan_ref": plan_ref,
            "measures": len(plan["measures"]),
            "registered_at": at,
        }
    )


def registered_plan(
    connection: sqlite3.Connection, lao_code: str, plan_ref: str
) -> dict[str, Any] | None:
    """The plan as it was registered last, or None."""
    row = connection.execute(
        "SELECT body FROM plan WHERE lao_code = ? AND plan_ref = ?", (lao_code, plan_ref)
    ).fetchone()
    return None if row is None else dict(orjson.loads(row["body"]))


def marks(connection: sqlite3.Connection, lao_code: str, plan_ref: str) -> dict[str, str]:
    """Y or N by measure ref, of the measures that were marked."""
    rows = connection.execute(
        "SELECT measure_ref, conforming FROM mark WHERE lao_code = ? AND plan_ref = ?",
        (lao_code, plan_ref),
    )
    return {row["measure_ref"]: row["conforming"] for row in rows}


def set_mark(
    connection: sqlite3.Connection,
    lao_code: str,
    plan_ref: str,
    measure_ref: str,
    conforming: str | None,
) -> None:
    """What an officer of the national side does on a page of theirs."""
    place = (lao_code, plan_ref, measure_ref)
    connection.execute(
        "DELETE FROM mark WHERE lao_code = ? AND plan_ref = ? AND measure_ref = ?", place
    )
    if conforming is not None:
        connection.execute("INSERT INTO mark VALUES (?, ?, ?, ?)", (*place, conforming))


def conformity(connection: sqlite3.Connection, lao_code: str, plan_ref: str) -> bytes:
    """The marks of a plan in the contract's shape. Raises `Refusal` for an unknown plan."""
    plan = registered_plan(connection, lao_code, plan_ref)
    if plan is None:
        raise Refusal(404, "NOT_FOUND", "no such plan is registered")
    marked = marks(connection, lao_code, plan_ref)
    return canonical(
        {
            "lao_code": lao_code,
            "plan_ref": plan_ref,
            "marks": [
                {
                    "ref": measure["ref"],
                    "seq": measure["seq"],
                    "conforming": marked.get(measure["ref"]),
                }
                for measure in plan["measures"]
            ],
        }
    )


def repeated(items: list[dict[str, Any]], *names: str) -> Iterator[Place]:
    """A place for each item whose `names` value an earlier item has already."""
    for name in names:
        seen = set()
        for index, item in enumerate(items):
            if item[name] in seen:
                yield Fault(f"/{index}/{name}", "is repeated"), item["seq"]
            seen.add(item[name])


def _check_plan(plan: Mapping[str, Any]) -> None:
    header, measures = plan["header"], plan["measures"]
    if header["instrument"] == "PLAN_5Y":
        _refuse("KIND_MISSING", "type", measures)
        _refuse("DIMENSION_MISSING", "dimension", measures)
    if places := list(repeated(measures, "ref", "seq")):
        raise Refusal(422, "REPEATED", "two measures share a reference or a number", places)
    span = range(header["year_from"], header["year_to"] + 1)
    outside = [
        (Fault(f"/measures/{index}", "has a year outside the plan"), measure["seq"])
        for index, measure in enumerate(measures)
        if any(year not in span for year in (*measure["years"], *map(int, measure["budget"])))
    ]
    if outside or not span:
        raise Refusal(422, "YEAR_OUTSIDE_PLAN", "every year must lie in the plan's", outside)


def _refuse(code: str, field: str, measures: list[dict[str, Any]]) -> None:
    places = [
        (Fault(f"/measures/{index}/{field}", "is required in a five-year plan"), measure["seq"])
        for index, measure in enumerate(measures)
        if measure[field] is None
    ]
    if places:
        numbers = ", ".join(str(seq) for _, seq in places)
        raise Refusal(422, code, f"measures without {field}: {numbers}"[:4000], places)
