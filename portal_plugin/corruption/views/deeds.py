"""What inspectors do to a report: one line each, with its form and its service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal_plugin.corruption.codes import State
from portal_plugin.corruption.contents import OpenReport
from portal_plugin.corruption.inspection import handling, states
from portal_plugin.corruption.inspection.states import Step
from portal_plugin.corruption.models import Inspector, Report
from portal_plugin.corruption.views.desk import desk
from portal_plugin.corruption.views.unlocked import current_inspector
from portal_plugin.files.intake import KeptFile

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do. `fields` are those of its form; a deed without any is one button. `step` is
    what the rules of states know it as."""

    name: str
    do: Callable[[OpenReport, Form, Sequence[KeptFile]], None]
    fields: tuple[str, ...] = ()
    step: Step | None = None

    @property
    def brief(self) -> bool:
        """Whether a button is enough."""
        return not self.fields


def _write(opened: OpenReport, form: Form, files: Sequence[KeptFile]) -> None:
    handling.write(desk(), opened, _me(), form.get("text", ""), files)


def _take(opened: OpenReport, _form: Form, _files: Sequence[KeptFile]) -> None:
    handling.take_case(desk(), opened, _me())


def _hand_over(opened: OpenReport, form: Form, _files: Sequence[KeptFile]) -> None:
    handling.hand_over(desk(), opened, _me(), form.get("to", ""))


def _investigate(opened: OpenReport, _form: Form, _files: Sequence[KeptFile]) -> None:
    handling.investigate(desk(), opened, _me())


def _refer(opened: OpenReport, form: Form, _files: Sequence[KeptFile]) -> None:
    handling.refer(desk(), opened, _me(), form.get("to", ""), form.get("text", ""))


def _close(opened: OpenReport, form: Form, _files: Sequence[KeptFile]) -> None:
    decision, text = form.get("decision", ""), form.get("text", "")
    handling.close_report(desk(), opened, _me(), decision, text)


def _reopen(opened: OpenReport, form: Form, _files: Sequence[KeptFile]) -> None:
    handling.reopen(desk(), opened, _me(), form.get("text", ""))


DEEDS = (
    Deed("take", _take, step=Step.TAKE),
    Deed("investigate", _investigate, step=Step.INVESTIGATE),
    Deed("message", _write, ("text", "files")),
    Deed("refer", _refer, ("to", "text"), Step.REFER),
    Deed("close", _close, ("decision", "text"), Step.CLOSE),
    Deed("reopen", _reopen, ("text",), Step.REOPEN),
    Deed("hand-over", _hand_over, ("to",), Step.HAND_OVER),
)
"""In the order in which a page offers them."""


def deed_named(name: str) -> Deed:
    """The deed of an address."""
    return next(deed for deed in DEEDS if deed.name == name)


def offered(report: Report) -> tuple[Deed, ...]:
    """What the inspector may do to the report as it stands."""
    return tuple(deed for deed in DEEDS if _is_offered(deed, report))


def next_of(report: Report, deeds: Sequence[Deed], *, is_asked: bool) -> Deed | None:
    """The one deed that comes next; `is_asked`: the informant wrote last."""
    names = {deed.name for deed in deeds}
    wanted = {State.CHECKING: "investigate", State.INVESTIGATING: "close", State.REFERRED: "close"}
    first = [name for name, is_due in (("take", True), ("message", is_asked)) if is_due]
    name = next((name for name in first if name in names), wanted.get(report.state))
    return next((deed for deed in deeds if deed.name == name), None)


def _is_offered(deed: Deed, report: Report) -> bool:
    is_mine = report.handler_id == _me().id
    if deed.step is not None and not states.possible(deed.step, report.state):
        return False
    if deed.name == "take":
        return not is_mine and handling.is_free(desk(), report)
    if deed.name == "message":
        return handling.has_mailbox(report)
    if deed.name == "hand-over":
        return is_mine and bool(handling.readers_beside(desk(), report, _me()))
    return is_mine


def _me() -> Inspector:
    return current_inspector().inspector
