"""Pages of documents, papers and their chain: the feature's table of addresses."""

from __future__ import annotations

from portal_plugin.documents.views.documents import ROUTES_DOCUMENTS
from portal_plugin.documents.views.letterhead import ROUTES_LETTERHEAD
from portal_plugin.documents.views.papers import ROUTES_PAPERS
from portal_plugin.documents.views.renditions import ROUTES_RENDITIONS
from portal_plugin.routes import Route

ROUTES: tuple[Route, ...] = (
    *ROUTES_DOCUMENTS,
    *ROUTES_RENDITIONS,
    *ROUTES_PAPERS,
    *ROUTES_LETTERHEAD,
)
