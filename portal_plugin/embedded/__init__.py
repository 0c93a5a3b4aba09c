"""A PostgreSQL server without installing one, the broker on it, and the demo's processes.

`EmbeddedPostgres(home).running()` starts or joins the server of a home folder;
`ProcessSupervisor` keeps named commands alive; `broker_options` knows what each broker needs.
"""

from portal_plugin.embedded.cluster import EmbeddedPostgres, join
from portal_plugin.embedded.errors import AlreadyRunning, EmbeddedError
from portal_plugin.embedded.server import Server

__all__ = ["AlreadyRunning", "EmbeddedError", "EmbeddedPostgres", "Server", "join"]
