"""One line of a feature's table of addresses."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from portal_plugin.actor import Act
from portal_plugin.guard import View, needs, public


@dataclass(frozen=True, slots=True)
class Route:
    """An address below a tenant's space: `rule` continues `/<space>`.

    `act` is what the visitor must be allowed to do; None opens the page to everybody, and
    `nameless` asks nobody who he is (`portal_plugin.nameless`). `base` is what stands before the
    space.
    """

    rule: str
    endpoint: str
    view: View
    act: Act | None
    methods: tuple[str, ...] = ("GET",)
    base: str = ""
    nameless: bool = False

    def add_to(self, blueprint: Blueprint) -> None:
        """Register the guarded view."""
        if self.act is None:
            view = public(self.view, nameless=self.nameless)
        else:
            view = needs(self.act)(self.view)
        blueprint.add_url_rule(
            f"{self.base}/<space>{self.rule}", self.endpoint, view, methods=list(self.methods)
        )
