"""What is written in a report, and the one place that says how each part is sealed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.sealing import KeyPair, seal, unseal
from portal_plugin.corruption.crypto.streams import seal_file, unseal_file
from portal_plugin.corruption.models import Message, Report, ReportFile


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What an informant tells. `posts` are those the report concerns (ids of `Post`); with
    `outside_only` nobody of the municipality may read. `moved_from` is a complaint's number."""

    facts: str
    when: str = ""
    where: str = ""
    posts: tuple[UUID, ...] = ()
    outside_only: bool = False
    wants_protection: bool = False
    moved_from: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who tells, if he says so. Read by the handler alone (C12)."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Label:
    """What a file is called and what it is; `size` in bytes."""

    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report and its private key, while somebody reads."""

    report: Report
    pair: KeyPair


def seal_facts(report: Report, facts: Facts) -> bytes:
    """The facts, for whoever holds the report's key."""
    return _sealed(report, asdict(facts), _context(report, Field.FACTS))


def unseal_facts(opened: OpenReport) -> Facts:
    """Raises `CannotOpen`."""
    assert opened.report.facts is not None
    found = _unsealed(opened, opened.report.facts, _context(opened.report, Field.FACTS))
    return Facts(**{**found, "posts": tuple(UUID(post) for post in found["posts"])})


def seal_identity(report: Report, identity: Identity) -> bytes:
    """Who tells, apart from what he tells."""
    return _sealed(report, asdict(identity), _context(report, Field.IDENTITY))


def unseal_identity(opened: OpenReport) -> Identity | None:
    """None: the informant did not say. Raises `CannotOpen`."""
    blob = opened.report.identity
    if blob is None:
        return None
    return Identity(**_unsealed(opened, blob, _context(opened.report, Field.IDENTITY)))


def seal_message(report: Report, message: Message, text: str) -> bytes:
    """A message; `message.id` and its position are set before."""
    return seal(_public(report), text.encode(), _message_context(message))


def unseal_message(opened: OpenReport, message: Message) -> str:
    """Raises `CannotOpen`."""
    return unseal(opened.pair, message.sealed, _message_context(message)).decode()


def seal_label(report: Report, file: ReportFile, label: Label) -> bytes:
    """A file's label; `file.id` is set before."""
    return _sealed(report, asdict(label), _file_context(file, Field.FILE_LABEL))


def unseal_label(opened: OpenReport, file: ReportFile) -> Label:
    """Raises `CannotOpen`."""
    return Label(**_unsealed(opened, file.label, _file_context(file, Field.FILE_LABEL)))


def seal_content(report: Report, file: ReportFile, content: bytes) -> bytes:
    """A file; `file.id` is set before."""
    return seal_file(_public(report), content, _file_context(file, Field.FILE))


def unseal_content(opened: OpenReport, file: ReportFile) -> bytes:
    """Raises `CannotOpen`."""
    return unseal_file(opened.pair, file.content, _file_context(file, Field.FILE))


def _context(report: Report, field: Field) -> Context:
    return Context(report.tenant_id, field, report.id)


def _message_context(message: Message) -> Context:
    return Context(message.tenant_id, Field.MESSAGE, message.report_id, message.id)


def _file_context(file: ReportFile, field: Field) -> Context:
    return Context(file.tenant_id, field, file.report_id, file.id)


def _public(report: Report) -> bytes:
    assert report.public_key is not None
    return report.public_key


def _sealed(report: Report, value: dict[str, Any], context: Context) -> bytes:
    return seal(_public(report), orjson.dumps(value), context)


def _unsealed(opened: OpenReport, blob: bytes, context: Context) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(unseal(opened.pair, blob, context))
    return found
