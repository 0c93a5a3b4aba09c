"""Where a person may be sent after signing in: pages of the same tenant's space, nothing else."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

_FORBIDDEN = ("\\", "//", "%2e", "%2f", "%5c")
_LONGEST = 2048


def own_path(target: str | None, space: str) -> str:
    """`target` if it is a path below `space` ("/rimnam/"), else `space` itself.

    Browsers read a backslash as a slash, drop tabs and newlines, and resolve encoded dots, so
    whatever could mean something other than it says is refused whole.
    """
    if not target or len(target) > _LONGEST or not target.startswith(space):
        return space
    if any(unicodedata.category(each)[0] in "CZ" for each in target):
        return space
    path = urlsplit(target).path
    lowered = path.lower()
    if any(each in lowered for each in _FORBIDDEN) or {".", ".."} & set(path.split("/")):
        return space
    return target
