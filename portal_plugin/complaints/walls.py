"""Which complaints an officer may act upon: a department's own, or all (C5)."""

from __future__ import annotations

from uuid import UUID

from portal_plugin.actor import SYSTEM, Actor, role_allows
from portal_plugin.actor import Act as Permission
from portal_plugin.complaints import states
from portal_plugin.complaints.changes import duplicates_of, locked
from portal_plugin.complaints.codes import Act
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint
from portal_plugin.errors import Conflict, NotAllowed
from portal_plugin.tenants.session import TenantSession


def handles(actor: Actor) -> bool:
    """Whether the actor handles every complaint of the municipality."""
    return actor == SYSTEM or role_allows(actor, Permission.HANDLE_COMPLAINTS)


def check_wall(actor: Actor, complaint: Complaint) -> None:
    """Raise `UnknownComplaint` unless the actor may see the complaint: another department's, and
    one that has moved away, answer like one that there is not."""
    if complaint.state in states.GONE:
        raise UnknownComplaint()
    own = actor.department_id is not None and complaint.department_id == actor.department_id
    if not handles(actor) and not (own and role_allows(actor, Permission.READ_COMPLAINTS)):
        raise UnknownComplaint()


def reach(
    session: TenantSession, actor: Actor, complaint_id: UUID, *, handling: bool = False
) -> Complaint:
    """The complaint, locked, for an officer's act; `handling` acts are not a department's.

    Raises `UnknownComplaint`, `NotAllowed`; `Conflict` when its content was erased.
    """
    complaint = locked(session, complaint_id)
    check_wall(actor, complaint)
    permission = Permission.HANDLE_COMPLAINTS if handling else Permission.ANSWER_COMPLAINTS
    if not handles(actor) and not role_allows(actor, permission):
        raise NotAllowed("รายการนี้เป็นของเจ้าหน้าที่รับเรื่องร้องเรียน กรุณาแจ้งเจ้าหน้าที่รับเรื่องร้องเรียน")
    if complaint.erased_at is not None:
        raise Conflict("เนื้อหาของเรื่องนี้ถูกลบตามกำหนดเวลาแล้ว จึงทำรายการต่อไม่ได้")
    return complaint


def together(
    session: TenantSession, actor: Actor, complaint_id: UUID, act: Act, *, handling: bool = False
) -> list[Complaint]:
    """The complaint and the duplicates that follow it in `act`, locked, the complaint first.

    Raises what `reach` does; `Conflict` when the complaint is itself a duplicate, or `act` is not
    possible in its state.
    """
    main = reach(session, actor, complaint_id, handling=handling)
    if main.merged_into_id is not None:
        raise Conflict("เรื่องนี้รวมเข้ากับเรื่องอื่นแล้ว กรุณาทำรายการนี้ที่เรื่องหลัก")
    states.after(act, main.state)
    duplicates = duplicates_of(session, main)
    return [main, *(each for each in duplicates if states.possible(act, each.state))]
