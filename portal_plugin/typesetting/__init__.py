"""PDF documents in Thai: a template of ours, data as JSON, Sarabun, right line breaks.

Nothing of the data is ever part of a template: what people wrote comes out as text.
"""

from portal_plugin.typesetting.document import pdf

__all__ = ["pdf"]
