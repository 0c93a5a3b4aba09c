"""Tables of papers, their way through the chain, and the files made of them."""

from portal_plugin.documents.models.letterhead import Letterhead
from portal_plugin.documents.models.paper import Endorsement, Paper, PaperVersion
from portal_plugin.documents.models.rendering import Rendering, Rendition

__all__ = ["Endorsement", "Letterhead", "Paper", "PaperVersion", "Rendering", "Rendition"]
