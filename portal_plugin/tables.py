"""Every table of the plugin. Import this where the whole schema matters."""

from portal_plugin import audit
from portal_plugin.complaints import models as complaints
from portal_plugin.documents import models as documents
from portal_plugin.hosts.standalone import models as accounts
from portal_plugin.imports import models as imports
from portal_plugin.measures import models as measures
from portal_plugin.reports import models as reports
from portal_plugin.tenants import models as tenants
from portal_plugin.tenants.base import Base
from portal_plugin.transparency import models as transparency

__all__ = [
    "Base",
    "accounts",
    "audit",
    "complaints",
    "documents",
    "imports",
    "measures",
    "reports",
    "tenants",
    "transparency",
]
