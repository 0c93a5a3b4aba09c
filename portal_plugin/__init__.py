"""Integrity plans, complaints and upward reporting of municipalities, for a Flask portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal_plugin.extension import Portal

__all__ = ["Portal"]


def __getattr__(name: str) -> Any:
    """`Portal`, loaded at first use: the packages below import this one without Flask."""
    if name == "Portal":
        from portal_plugin.extension import Portal

        return Portal
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
