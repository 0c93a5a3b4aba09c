"""Which measure a risk control means (rule R8): registers shorten and misprint the titles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from portal_plugin.imports.checks.placeholders import LAO_PLACEHOLDER
from portal_plugin.imports.measure import KINDS
from portal_plugin.imports.wording import likeness, skeleton

_ISSUER = re.compile(r"(?:ของ)?(?:หน่วยงาน|องค์กรปกครองส่วนท้องถิ่น|องค์กร|เทศบาล|อบต\.?)")
_ALIKE = 0.74
_LONG_ENOUGH = 12

Key = TypeVar("Key")


def measure_of_control(control: str, titles: Mapping[str, Key], lao_name: str) -> Key | None:
    """The measure whose title the control repeats; `titles` are keyed by `title_core`."""
    core = title_core(control, lao_name)
    if not core:
        return None
    if core in titles:
        return titles[core]
    alike = {title: likeness(core, title) for title in titles}
    best = max(alike, key=lambda title: alike[title], default=None)
    if best is not None and alike[best] >= _ALIKE:
        return titles[best]
    within = [title for title in titles if len(core) > _LONG_ENOUGH and core in title]
    return titles[within[0]] if len(within) == 1 else None


def title_core(text: str, lao_name: str) -> str:
    """A title's letters without its kind, the issuer's name and general words for the issuer."""
    text = LAO_PLACEHOLDER.sub("", " ".join(text.split()))
    if lao_name:
        name = r"\s?".join(map(re.escape, lao_name))
        text = re.sub(f"(?:ของ)?{name}", "", text)
    letters = skeleton(_ISSUER.sub("", text))
    for label, _ in KINDS:
        letters = letters.removeprefix(skeleton(label))
    return letters
