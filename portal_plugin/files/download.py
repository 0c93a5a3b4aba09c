"""Files given back to a browser: saved, never run, kept by no cache."""

from __future__ import annotations

import io

from flask import Response, send_file

from portal_plugin.files.kinds import IMAGES, MEDIA_TYPES

_NO_ACTIVE_CONTENT = "default-src 'none'; sandbox"
_SHOWN = frozenset(MEDIA_TYPES[extension] for extension in IMAGES)


def send_file_bytes(
    filename: str, media_type: str, content: bytes, *, inline: bool = False
) -> Response:
    """The file as an attachment under its own name, Thai included (RFC 6266).

    `inline` lets a page show it: only for pictures that were drawn anew; raises ValueError for
    any other type. A type that is not in `MEDIA_TYPES` is sent as mere bytes.
    """
    if inline and media_type not in _SHOWN:
        raise ValueError(f"{media_type} is never shown, only saved")
    response = send_file(
        io.BytesIO(content),
        mimetype=media_type if media_type in MEDIA_TYPES.values() else "application/octet-stream",
        as_attachment=not inline,
        download_name=filename,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = _NO_ACTIVE_CONTENT
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
