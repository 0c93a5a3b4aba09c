"""Whose complaints: found by what a person can name, however it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa

from portal_plugin.complaints.models import Complaint, ComplaintContact
from portal_plugin.errors import RuleBroken
from portal_plugin.thai import arabic_digits

WHOLE_NUMBER = 9
"""Digits of the shortest telephone number with its area (02 000 0000)."""

_ABROAD = re.compile(r"^66([1-9][0-9]{7,8})$")


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data: exactly one of a complaint's number ("2569-0001"), an e-mail address or a
    telephone number, as the person gave it."""

    number: str | None = None
    email: str | None = None
    phone: str | None = None


def belongs(person: Person) -> sa.ColumnElement[bool]:
    """Which complaints are the person's. Raises `RuleBroken` unless exactly one thing is given."""
    number, email = (_plain(text) for text in (person.number, person.email))
    phone = _digits(person.phone or "")
    if [bool(number), bool(email), bool(phone)].count(True) != 1:
        raise RuleBroken.single("C15", "", "กรุณาระบุเลขที่เรื่อง อีเมล หรือหมายเลขโทรศัพท์ เพียงอย่างเดียว")
    if number:
        return Complaint.number == number
    contact = sa.select(ComplaintContact.complaint_id)
    if email:
        contact = contact.where(sa.func.lower(ComplaintContact.email) == email.lower())
    else:
        contact = contact.where(sa.or_(*(_dialled(form) for form in _forms(phone))))
    return Complaint.id.in_(contact)


def _plain(text: str | None) -> str:
    return arabic_digits(text or "").replace("\0", "").strip()


def _digits(typed: str) -> str:
    return re.sub(r"[^0-9]", "", arabic_digits(typed))


def _forms(phone: str) -> set[str]:
    """A number's digits as dialled in Thailand and from abroad: 0812345678, 66812345678."""
    own = _ABROAD.sub(r"0\1", phone)
    return {own, f"66{own[1:]}"} if own.startswith("0") else {own}


def _dialled(digits: str) -> sa.ColumnElement[bool]:
    """Contacts with this number; a whole one may stand among others that an officer took down."""
    kept = sa.func.regexp_replace(
        sa.func.translate(ComplaintContact.phone, "๐๑๒๓๔๕๖๗๘๙", "0123456789"), "[^0-9]", "", "g"
    )
    return kept.contains(digits) if len(digits) >= WHOLE_NUMBER else kept == digits
