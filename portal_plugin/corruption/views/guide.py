"""The guide: how to tell, what happens then, who is responsible, how long it takes (C4)."""

from __future__ import annotations

from flask import Response, render_template

from portal_plugin.config.catalogue import lao_words
from portal_plugin.corruption.informants.guide import guide, named_readers
from portal_plugin.corruption.views.desk import desk
from portal_plugin.corruption.views.page import channel_page
from portal_plugin.guard import current_tenant


def show() -> Response:
    """The four contents, and what an informant should know before he decides."""
    return channel_page(
        render_template(
            "portal_plugin/corruption/public/guide.html",
            guide=guide(desk(), lao_words(current_tenant().type)),
            readers=named_readers(desk()),
        )
    )
