"""Photos drawn anew: only the pixels are kept, never what else their files carried."""

from __future__ import annotations

import io
import re
from threading import Lock
from typing import Any, NamedTuple

from PIL import ExifTags, Image, ImageOps

from portal_plugin.files.kinds import FileRefused

LONGEST_SIDE = 2_560
"""Pixels of the longer side of what is kept."""
MOST_PIXELS = {"JPEG": 52_000_000, "PNG": 26_000_000, "WEBP": 26_000_000}
"""Larger pictures are refused before they are decoded; a phone of 50 megapixels passes. PNG and
WEBP cannot be decoded at a smaller scale, and so take twice the memory."""
MOST_SCANS = 50
"""Scans of a JPEG: a file of many cheap ones would keep the decoder busy for hours."""

_SCAN = re.compile(rb"\xff\xda\x00(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
_HEADS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP"}
_SAVED: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 82, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 82},
}
_DECODER = Lock()
"""One process decodes one picture at a time: the largest take 500 MB for two seconds."""


class Photo(NamedTuple):
    """A picture as it is kept."""

    content: bytes
    media_type: str


def drawn_anew(content: bytes) -> Photo:
    """The picture upright, at most `LONGEST_SIDE` pixels long, in the format it came in.

    EXIF with its place, XMP, comments, colour profiles and whatever followed the picture are gone;
    of an animation the first frame stays. Raises `FileRefused`.
    """
    kind = next((kind for head, kind in _HEADS.items() if content.startswith(head)), None)
    if kind is None or len(_SCAN.findall(content)) > MOST_SCANS:
        raise _broken()
    try:
        with _DECODER, Image.open(io.BytesIO(content), formats=(kind,)) as image:
            if image.width * image.height > MOST_PIXELS[kind]:
                raise _too_many_pixels(kind)
            return _redrawn(image, kind)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(kind) from None
    except Exception:  # what a decoder raises over a hostile file is anything
        raise _broken() from None


def _redrawn(image: Image.Image, kind: str) -> Photo:
    small = _plain_colours(image)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=1.5)
    if small.mode == "CMYK":
        small = small.convert("RGB")
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    orientation = _orientation(image)
    if orientation is not None:
        clean.getexif()[ExifTags.Base.Orientation] = orientation
        clean = ImageOps.exif_transpose(clean)
    drawn = io.BytesIO()
    clean.save(drawn, kind, **_SAVED[kind])
    return Photo(drawn.getvalue(), Image.MIME[kind])


def _plain_colours(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller and saved: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _orientation(image: Image.Image) -> int | None:
    """How the camera was held, 2 to 8; None where that is upright, unsaid or unreadable."""
    try:
        said = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:
        return None
    return said if isinstance(said, int) and 2 <= said <= 8 else None


def _too_many_pixels(kind: str) -> FileRefused:
    millions = MOST_PIXELS[kind] // 1_000_000
    return FileRefused(f"ภาพใหญ่เกิน {millions} ล้านพิกเซล กรุณาย่อภาพแล้วแนบใหม่")


def _broken() -> FileRefused:
    return FileRefused("เปิดภาพนี้ไม่ได้ ไฟล์อาจเสียหรือไม่ครบ กรุณาบันทึกภาพอีกครั้งแล้วแนบใหม่")
