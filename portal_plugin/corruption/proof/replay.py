"""What the rows of a channel must be if its ledger is true: entries are followed one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from portal_plugin.corruption.codes import LedgerAct, Standing, State

Place = tuple[str, ...]
"""A row's table and ids: ("message", report, message)."""
Said = dict[str, Any]
"""Columns of a row by name: codes and days as they are, of ciphertexts the digest."""

_SEALED: Final = (
    "facts",
    "identity",
    "informant_key",
    "recovery_key",
    "public_key",
    "found_by",
)
_FORGOTTEN: Final = dict.fromkeys((*_SEALED, "handler_id"))
_NOTHING_YET: Final = dict.fromkeys(
    (
        *("decision", "referral", "handler_id"),
        *("referred_on", "closed_on", "first_closed_on", "disposed_on"),
    )
)


class Replay:
    """The rows as the ledger tells them: digests and codes, some hundred bytes a row."""

    def __init__(self) -> None:
        self._rows: dict[Place, Said] = {}
        self._disposed: set[str] = set()

    def follow(self, entry: sa.Row[Any]) -> None:
        """Take in one entry that was proved to be ours.

        Raises `LookupError` or `TypeError` where it says what this release never wrote.
        """
        step = _STEPS.get(entry.act)
        if step is not None:
            step(self, entry, str(entry.report_id), entry.detail)

    def rows(self) -> dict[Place, Said]:
        """Every row that must be there, and what must be in it."""
        return {
            place: said
            for place, said in self._rows.items()
            if place[0] == "report" or self._disposed.isdisjoint(place)
        }

    def _received(self, entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._rows["report", report] = {
            "number": detail["number"],
            "category": detail["category"],
            "received_on": entry.day,
            "state": State.RECEIVED,
            **_NOTHING_YET,
            **{name: detail[name] for name in _SEALED},
        }
        self._readers(entry, report, detail)
        self._files(report, None, detail["files"])

    def _message(self, entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._rows["message", report, detail["message"]] = {
            "position": detail["position"],
            "direction": detail["direction"],
            "sent_on": entry.day,
            "sealed": detail["digest"],
        }
        self._files(report, detail["message"], detail["files"])

    def _files(self, report: str, message: str | None, files: dict[str, Said]) -> None:
        for file, digests in files.items():
            self._rows["report_file", report, file] = {"message_id": message, **digests}

    def _readers(self, _entry: sa.Row[Any], report: str, detail: Said) -> None:
        for inspector, digest in detail["readers"].items():
            self._rows["reader_key", report, inspector] = {"sealed": digest}

    def _recused(self, _entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._rows.pop(("reader_key", report, detail["inspector"]), None)
        if self._report(report).get("handler_id") == detail["inspector"]:
            self._report(report)["handler_id"] = None

    def _taken(self, _entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._report(report)["handler_id"] = detail["inspector"]

    def _moved(self, _entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._report(report)["state"] = detail["now"]

    def _referred(self, entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._report(report).update(
            referral=detail["to"], referred_on=entry.day, state=detail["now"]
        )

    def _closed(self, entry: sa.Row[Any], report: str, detail: Said) -> None:
        said = self._report(report)
        said.update(decision=detail["decision"], closed_on=entry.day, state=detail["now"])
        said["first_closed_on"] = said["first_closed_on"] or entry.day

    def _resealed(self, entry: sa.Row[Any], report: str, detail: Said) -> None:
        self._report(report).update({name: detail[name] for name in _SEALED if name in detail})
        self._readers(entry, report, {"readers": detail.get("readers", {})})
        for message, digest in detail.get("messages", {}).items():
            self._row("message", report, message)["sealed"] = digest
        for file, digests in detail.get("files", {}).items():
            self._row("report_file", report, file).update(digests)

    def _disposed_of(self, entry: sa.Row[Any], report: str, _detail: Said) -> None:
        self._report(report).update(_FORGOTTEN, disposed_on=entry.day)
        self._disposed.add(report)

    def _recovery(self, entry: sa.Row[Any], _report: str, detail: Said) -> None:
        self._rows["channel_office",] = {
            "recovery_key": detail["key"],
            "recovery_made_on": entry.day,
        }

    def _enrolled(self, entry: sa.Row[Any], _report: str, detail: Said) -> None:
        self._rows["inspector", entry.actor] = {
            "public_key": detail["public_key"],
            "outside": detail["outside"],
            "standing": detail["standing"],
            "posts": detail["posts"],
            "enrolled_on": entry.day,
            "left_on": None,
        }

    def _admitted(self, _entry: sa.Row[Any], _report: str, detail: Said) -> None:
        self._row("inspector", detail["inspector"])["standing"] = Standing.ACTIVE

    def _left(self, entry: sa.Row[Any], _report: str, detail: Said) -> None:
        self._row("inspector", detail["inspector"]).update(
            standing=Standing.LEFT, left_on=entry.day
        )

    def _posts(self, _entry: sa.Row[Any], _report: str, detail: Said) -> None:
        self._row("inspector", detail["inspector"])["posts"] = detail["posts"]

    def _report(self, report: str) -> Said:
        return self._row("report", report)

    def _row(self, *place: str) -> Said:
        """What was said of a row; nothing, if the entry that brought it is not to be believed."""
        return self._rows.setdefault(place, {})


_STEPS: Final[dict[str, Callable[[Replay, sa.Row[Any], str, Said], None]]] = {
    LedgerAct.REPORT_RECEIVED: Replay._received,
    LedgerAct.REPORT_MOVED_IN: Replay._received,
    LedgerAct.MESSAGE_SENT: Replay._message,
    LedgerAct.READER_ADDED: Replay._readers,
    LedgerAct.RECOVERY_USED: Replay._readers,
    LedgerAct.RECUSED: Replay._recused,
    LedgerAct.CASE_TAKEN: Replay._taken,
    LedgerAct.STATE_CHANGED: Replay._moved,
    LedgerAct.REFERRED: Replay._referred,
    LedgerAct.CLOSED: Replay._closed,
    LedgerAct.RESEALED: Replay._resealed,
    LedgerAct.DISPOSED: Replay._disposed_of,
    LedgerAct.RECOVERY_MADE: Replay._recovery,
    LedgerAct.INSPECTOR_ENROLLED: Replay._enrolled,
    LedgerAct.INSPECTOR_ADMITTED: Replay._admitted,
    LedgerAct.INSPECTOR_LEFT: Replay._left,
    LedgerAct.INSPECTOR_POSTS: Replay._posts,
}
