"""Setting one document: the template by its name, everything else as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import orjson
import typst

from portal_plugin import clock
from portal_plugin.typesetting.fonts import loaded_fonts

TEMPLATES: Final = Path(__file__).parent / "templates"
_ARCHIVAL: Final = "a-3a"
"""Archival, tagged for screen readers, and the one that may carry a file."""
_ACCESSIBLE: Final = "ua-1"
"""What screen readers are promised beyond tags: a title, a text for each picture, headings in
order."""


def pdf(
    template: str, data: Mapping[str, Any], day: date | None = None, *, accessible: bool = False
) -> bytes:
    """A document of `templates/<template>` ("recovery_share.typ"); it finds `data` (JSON) as
    `data` of `letter.typ`.

    The file names the day it was made (today unless told), never the moment: the same data and day
    give the same bytes. It is PDF/A-3a, and PDF/UA-1 as well where it is `accessible`.
    """
    midnight = datetime.combine(day or clock.today(), time(), UTC)
    document = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=loaded_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": orjson.dumps(dict(data)).decode()},
        pdf_standards=[_ARCHIVAL, _ACCESSIBLE] if accessible else [_ARCHIVAL],
        timestamp=int(midnight.timestamp()),
    )
    assert isinstance(document, bytes)
    return document
