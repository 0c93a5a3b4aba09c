"""Judges what was typed into a log-in form, and keeps the count of wrong tries whatever comes."""

from __future__ import annotations

from flask import request

from portal_plugin.guard import current_session
from portal_plugin.hosts.standalone.known_browser import client_of_request
from portal_plugin.hosts.standalone.models import Account
from portal_plugin.hosts.standalone.state import standalone_state
from portal_plugin.hosts.standalone.throttle import TooManyTries
from portal_plugin.hosts.standalone.verify import SecondFactorNeeded, WrongLogin, verify


def verify_typed(username: str) -> Account:
    """`verify` for the current request: the fields `password` and `code` of its form."""
    state = standalone_state()
    try:
        return verify(
            current_session(),
            username,
            request.form.get("password", ""),
            client_of_request(),
            throttle=state.throttle,
            second_factor=state.second_factor,
            totp_code=request.form.get("code"),
        )
    except (WrongLogin, TooManyTries, SecondFactorNeeded):
        # The guard rolls a refusal back, and the wrong try must stay counted.
        current_session().commit()
        raise
