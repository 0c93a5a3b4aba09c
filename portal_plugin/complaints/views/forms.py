"""What a citizen typed into the complaint form, before anybody judged it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from portal_plugin.complaints.given import Given
from portal_plugin.thai import arabic_digits

FIELDS = (
    "topic",
    "subject",
    "detail",
    "place",
    "latitude",
    "longitude",
    "name",
    "phone",
    "email",
    "consent",
    "consent_version",
)
"""The fields that each step hands on to the next."""


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """The fields as they were typed, for giving them back."""
    return {name: form.get(name, "") for name in FIELDS}


def given_in(typed: Mapping[str, str]) -> Given:
    """What was typed, for the service to check. A position that is no number is none: a script
    fills it, and nobody is to mend what he never saw."""
    return Given(
        topic=typed["topic"],
        subject=typed["subject"],
        detail=typed["detail"],
        place=typed["place"],
        latitude=_degrees(typed["latitude"]),
        longitude=_degrees(typed["longitude"]),
        name=typed["name"],
        phone=typed["phone"],
        email=typed["email"],
        consent=bool(typed["consent"]),
        consent_version=_whole(typed["consent_version"]),
    )


def _degrees(text: str) -> float | None:
    try:
        degrees = float(text)
    except ValueError:
        return None
    return round(degrees, 6) if isfinite(degrees) else None


def _whole(text: str) -> int | None:
    text = arabic_digits(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
