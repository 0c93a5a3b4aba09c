"""A field that people do not see and that simple programs fill.

A filled one refuses nobody: a strange browser may fill it too. It only asks for work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

FIELD: Final = "homepage"
"""Programs that leave links look for it; no browser's autofill knows it."""


def is_filled(form: Mapping[str, Any]) -> bool:
    """Whether the field that people do not see came back with something in it."""
    return form.get(FIELD) not in (None, "")
