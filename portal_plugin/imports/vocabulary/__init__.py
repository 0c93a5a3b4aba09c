"""Wordings that documents use, as data: a new wording is a new line in one of the files here."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Any:
    """The parsed content of ``<name>.json``."""
    return json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
