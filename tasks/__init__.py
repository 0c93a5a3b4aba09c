"""Doors for the worker: enter a tenant's space, call one service, leave.

Importing this package registers every task; nobody imports a task to ask for it.
"""

from portal_plugin.tasks import complaints, documents, push, reports, upkeep

__all__ = ["complaints", "documents", "push", "reports", "upkeep"]
