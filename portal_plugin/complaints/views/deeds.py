"""What officers do to a complaint: one line each, with its form and its service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal_plugin.actor import Act as Permission
from portal_plugin.complaints import answering, handling, merging, states
from portal_plugin.complaints.codes import Act, Ground, State
from portal_plugin.complaints.complaint_detail import Detail
from portal_plugin.complaints.queries import complaint_numbered
from portal_plugin.complaints.views.door import files_sent
from portal_plugin.complaints.views.people import chosen
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.files.intake import KeptFile
from portal_plugin.guard import current_actor, current_session, may
from portal_plugin.language import domain
from portal_plugin.thai import arabic_digits

Form = Mapping[str, str]
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do. `fields` are those of its form; `through_main` deeds are done to a merged
    group at its main complaint alone; `brief` deeds need no form and are one button."""

    name: str
    act: Act
    permission: Permission
    do: Callable[[UUID, Form], None]
    fields: tuple[str, ...] = ()
    through_main: bool = True

    @property
    def brief(self) -> bool:
        """Whether a button is enough."""
        return not self.fields


def _screen(complaint_id: UUID, _form: Form) -> None:
    handling.screen(current_session(), current_actor(), complaint_id)


def _assign(complaint_id: UUID, form: Form) -> None:
    to = chosen(form)
    handling.assign(
        current_session(),
        current_actor(),
        complaint_id,
        to.department_id,
        officer_id=to.officer_id,
        officer_name=to.officer_name,
    )


def _forward(complaint_id: UUID, form: Form) -> None:
    to, message = form.get("to", ""), form.get("message", "")
    handling.forward_out(current_session(), current_actor(), complaint_id, to, message)


def _start(complaint_id: UUID, _form: Form) -> None:
    handling.start(current_session(), current_actor(), complaint_id)


def _note(complaint_id: UUID, form: Form) -> None:
    handling.note(current_session(), current_actor(), complaint_id, form.get("text", ""))


def _message(complaint_id: UUID, form: Form) -> None:
    answering.message(
        current_session(), current_actor(), complaint_id, form.get("text", ""), files_kept()
    )


def _explain(complaint_id: UUID, form: Form) -> None:
    answering.explain(
        current_session(),
        current_actor(),
        complaint_id,
        form.get("reason", ""),
        _day(form.get("promised_on", "")),
    )


def _finish(complaint_id: UUID, form: Form) -> None:
    answering.finish(
        current_session(),
        current_actor(),
        complaint_id,
        result=form.get("result", ""),
        cause=form.get("cause", ""),
        prevention=form.get("prevention", ""),
        problems=form.get("problems", ""),
        files=files_kept(),
    )


def _refuse(complaint_id: UUID, form: Form) -> None:
    ground, reason = _ground(form), form.get("reason", "")
    answering.refuse(current_session(), current_actor(), complaint_id, ground, reason)


def _give_up(complaint_id: UUID, form: Form) -> None:
    ground, reason = _ground(form), form.get("reason", "")
    answering.give_up(current_session(), current_actor(), complaint_id, ground, reason)


def _close(complaint_id: UUID, _form: Form) -> None:
    answering.close(current_session(), current_actor(), complaint_id)


def _retopic(complaint_id: UUID, form: Form) -> None:
    handling.retopic(current_session(), current_actor(), complaint_id, form.get("topic", ""))


def _publish(complaint_id: UUID, form: Form) -> None:
    handling.set_public_summary(
        current_session(), current_actor(), complaint_id, form.get("text", "")
    )


def _merge(complaint_id: UUID, form: Form) -> None:
    main = complaint_numbered(current_session(), current_actor(), form.get("into", ""))
    if main is None:
        sentence = domain.gettext("ไม่พบเลขที่นี้ ตรวจเลขที่ของเรื่องหลัก แล้วลองอีกครั้ง")
        raise RuleBroken.single("MERGE", "into", sentence)
    merging.merge(current_session(), current_actor(), complaint_id, main)


_HANDLE, _ANSWER = Permission.HANDLE_COMPLAINTS, Permission.ANSWER_COMPLAINTS
_REASONED = ("ground", "reason")

DEEDS = (
    Deed("screen", Act.SCREENED, _HANDLE, _screen),
    Deed("assign", Act.ASSIGNED, _HANDLE, _assign, ("to", "officer_name")),
    Deed("start", Act.STARTED, _ANSWER, _start),
    Deed(
        "finish",
        Act.FINISHED,
        _ANSWER,
        _finish,
        ("result", "cause", "prevention", "problems", "files"),
    ),
    Deed("explain", Act.EXPLAINED, _ANSWER, _explain, ("reason", "promised_on")),
    Deed("message", Act.MESSAGE_OUT, _ANSWER, _message, ("text", "files"), through_main=False),
    Deed("note", Act.NOTED, _ANSWER, _note, ("text",), through_main=False),
    Deed("forward", Act.FORWARDED_OUT, _HANDLE, _forward, ("to", "message")),
    Deed("retopic", Act.RETOPICED, _HANDLE, _retopic, ("topic",), through_main=False),
    Deed("merge", Act.MERGED, _HANDLE, _merge, ("into",)),
    Deed("publish", Act.SUMMED_UP, _HANDLE, _publish, ("text",), through_main=False),
    Deed("close", Act.CLOSED, _HANDLE, _close),
    Deed("refuse", Act.REFUSED, _HANDLE, _refuse, _REASONED),
    Deed("give-up", Act.GIVEN_UP, _HANDLE, _give_up, _REASONED),
)
"""In the order in which a page offers them."""


def deed_named(name: str) -> Deed:
    """The deed of an address."""
    return next(deed for deed in DEEDS if deed.name == name)


def offered(detail: Detail) -> tuple[Deed, ...]:
    """What the actor may do to the complaint as it stands."""
    complaint = detail.complaint
    if complaint.erased_at is not None:
        return ()
    return tuple(
        deed
        for deed in DEEDS
        if may(deed.permission)
        and states.possible(deed.act, complaint.state)
        and not (deed.through_main and complaint.merged_into_id is not None)
    )


def next_of(detail: Detail, deeds: tuple[Deed, ...]) -> Deed | None:
    """The one deed that comes next."""
    complaint = detail.complaint
    wanted = {
        State.RECEIVED: "screen",
        State.SCREENING: "assign",
        State.FORWARDED: "finish" if complaint.forwarded_to else "start",
        State.IN_PROGRESS: "finish",
        State.DONE: "close",
    }.get(complaint.state)
    return next((deed for deed in deeds if deed.name == wanted), None)


def _ground(form: Form) -> Ground:
    try:
        return Ground(form.get("ground", ""))
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกเหตุจากรายการ")
        raise RuleBroken.single("C2", "ground", sentence) from None


def _day(text: str) -> date:
    """The day typed; what is none falls before every day that the service takes."""
    try:
        return date.fromisoformat(arabic_digits(text.strip()))
    except ValueError:
        return _NO_DAY


def files_kept() -> tuple[KeptFile, ...]:
    """The files of the form. One that cannot be kept keeps the whole form back, so that nobody
    believes it was sent."""
    taken = files_sent()
    if taken.refused:
        raise RuleBroken(
            Breach("FILE", "files", f"{refused.filename}: {refused.sentence}")
            for refused in taken.refused
        )
    return taken.kept
