"""The code lists of papers."""

from __future__ import annotations

import enum


class PaperState(enum.StrEnum):
    """Where a version stands. What circulates is frozen; what was returned or withdrawn stays as
    it was, and the next version takes its place."""

    CIRCULATING = "CIRCULATING"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"


class Station(enum.StrEnum):
    """Whom a paper passes, in this order; the author and the head always."""

    AUTHOR = "AUTHOR"
    SECTION_HEAD = "SECTION_HEAD"
    DIRECTOR = "DIRECTOR"
    CLERK = "CLERK"
    HEAD = "HEAD"


class Decision(enum.StrEnum):
    """What somebody on the chain decided."""

    ENDORSED = "ENDORSED"
    RETURNED = "RETURNED"


class RenderingState(enum.StrEnum):
    """A set of files: asked for, in work, finished, or finished with some that failed."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
