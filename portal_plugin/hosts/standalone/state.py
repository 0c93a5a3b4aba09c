"""What the stand-alone host keeps for one application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from portal_plugin.hosts.standalone.second_factor import SecondFactor
from portal_plugin.hosts.standalone.throttle import Throttle

EXTENSION_KEY = "portal_plugin_standalone"


@dataclass(frozen=True, slots=True)
class StandaloneState:
    """How log-ins are slowed down and proved a second time."""

    throttle: Throttle
    second_factor: SecondFactor


def standalone_state() -> StandaloneState:
    """The state of the current application."""
    return cast(StandaloneState, current_app.extensions[EXTENSION_KEY])
