"""What stands at the public door of one application: gate, key, scanner.

Everything here is made once for an application and shared by its requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from flask import Response, current_app, request

from portal_plugin.answers import CONTENT_SECURITY_POLICY
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.embedded.place import keep_secret
from portal_plugin.errors import NotFound
from portal_plugin.files.intake import MOST_FILES, Taken, take_files
from portal_plugin.files.virus import Scanner, scanner_of
from portal_plugin.flood.gate import Challenge, Gate
from portal_plugin.flood.limits import Rules
from portal_plugin.guard import current_tenant
from portal_plugin.state import portal_state
from portal_plugin.tenants.models import TenantType

_KEY = "portal_plugin.complaints"
_MAKING = Lock()
_FORM_BYTES = 256 * 1024
_FORM_PARTS = 64


@dataclass(frozen=True, slots=True)
class Door:
    """What one application keeps for its public forms."""

    gate: Gate
    key: TrackingKey
    scanner: Scanner


def door() -> Door:
    """The door of the current application, made at its first use."""
    if _KEY not in current_app.extensions:
        with _MAKING:
            if _KEY not in current_app.extensions:
                current_app.extensions[_KEY] = _made()
    made = current_app.extensions[_KEY]
    assert isinstance(made, Door)
    return made


def _made() -> Door:
    settings = portal_state().settings
    host_secret = current_app.secret_key
    if not host_secret:
        raise RuntimeError("the host has no SECRET_KEY: public forms are signed with it")
    secret = settings.tracking_key
    if secret is None:
        settings.home.mkdir(parents=True, exist_ok=True)
        secret = keep_secret(settings.home, "tracking")
    rules = Rules(posts=settings.complaint_posts)
    return Door(
        gate=Gate(host_secret, settings.limits_url, rules),
        key=TrackingKey(secret),
        scanner=scanner_of(settings.clamav),
    )


def admitted(name: str) -> Challenge | None:
    """Ask the gate about this post; None lets it in, else the page asks for work or patience."""
    asked = door().gate.admit(current_tenant().code, name, request.remote_addr, request.form)
    return asked if isinstance(asked, Challenge) else None


def asked_ahead(name: str) -> Challenge | None:
    """What the next post will be asked for, so that work and waiting pass meanwhile."""
    return door().gate.ahead(current_tenant().code, name, request.remote_addr)


def expect_files() -> None:
    """Bound the body before anything reads it: the files that may come, and the words."""
    request.max_content_length = MOST_FILES * file_bytes() + _FORM_BYTES
    request.max_form_memory_size = _FORM_BYTES
    request.max_form_parts = _FORM_PARTS


def expect_words() -> None:
    """Bound the body of a form without files."""
    request.max_content_length = _FORM_BYTES
    request.max_form_memory_size = _FORM_BYTES
    request.max_form_parts = _FORM_PARTS


def file_bytes() -> int:
    """Largest file of a citizen, in bytes, by the settings."""
    return portal_state().settings.complaint_file_bytes


def file_megabytes() -> int:
    """The same as pages say it."""
    return max(1, file_bytes() // 2**20)


def files_sent() -> Taken:
    """The files of the form: those that can be kept, and why the others cannot."""
    uploads = [(file.filename or "", file.stream) for file in request.files.getlist("files")]
    return take_files(uploads, limit_bytes=file_bytes(), scanner=door().scanner)


def enter() -> None:
    """Begin a page of the public door. Raises `NotFound` in the province's own space, which takes
    no complaints."""
    if current_tenant().type is TenantType.PROVINCE_OFFICE:
        raise NotFound()


def secret_page(response: Response) -> Response:
    """A page that holds a tracking code or a person's words: kept by no cache, told to no site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def with_scripts(response: Response) -> Response:
    """A page that our own scripts may help on."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; script-src 'self'"
    return response
