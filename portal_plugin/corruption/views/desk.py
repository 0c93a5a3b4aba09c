"""The channel's session of a request, and its one owner of the commit."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from flask import Response, g, make_response

from portal_plugin.corruption.session import InspectionSession, inspection_session
from portal_plugin.corruption.views.door import channel_door
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.guard import View, current_tenant
from portal_plugin.refusals import Faults
from portal_plugin.state import portal_state
from portal_plugin.tenants.models import TenantType


def at_desk(view: View) -> View:
    """Give a guarded view the channel's session: `desk()`.

    What the view did is committed when it returns, reading included (the ledger is written), and
    undone when it raises. A view that refuses a form undoes what it began: `refused`. Raises
    `NotFound` where the channel is not served, and in the province's own space.
    """

    @wraps(view)
    def enter(**arguments: Any) -> Response:
        engine = portal_state().inspection_engine
        tenant = current_tenant()
        if engine is None or tenant.type is TenantType.PROVINCE_OFFICE:
            raise NotFound()
        with inspection_session(engine, tenant.id, channel_door().key) as session:
            g.portal_plugin_desk = session
            response = make_response(view(**arguments))
            session.commit()
            return response

    return enter


def desk() -> InspectionSession:
    """The channel's session of the current request. Only inside `at_desk`."""
    return cast(InspectionSession, g.portal_plugin_desk)


def refused(broken: RuleBroken) -> Faults:
    """The breaches as a form shows them, after undoing what the request had begun."""
    desk().rollback()
    return Faults(broken.breaches)
