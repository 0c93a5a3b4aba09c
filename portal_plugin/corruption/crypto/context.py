"""What a ciphertext belongs to. It opens there and nowhere else."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

_NOTHING = UUID(int=0)


class Field(enum.StrEnum):
    """What is sealed. The value is part of every ciphertext's proof: it is never changed."""

    FACTS = "facts"
    IDENTITY = "identity"
    MESSAGE = "message"
    FILE = "file"
    FILE_LABEL = "file-label"
    KEY_OF_READER = "key-of-reader"
    KEY_OF_INFORMANT = "key-of-informant"
    KEY_OF_RECOVERY = "key-of-recovery"
    INSPECTOR_KEY = "inspector-key"
    OPENED_KEY = "opened-key"


@dataclass(frozen=True, slots=True)
class Context:
    """The place of a ciphertext: tenant, report, field and, where a report has several, which one.

    `owner` is the report, or for keys of people the inspector.
    """

    tenant_id: UUID
    field: Field
    owner: UUID = _NOTHING
    part: UUID = _NOTHING

    def bound_to(self, form: bytes) -> bytes:
        """The bytes that a ciphertext of `form` (name and version, two bytes) proves."""
        return b"\0".join(
            (
                b"portal-plugin/corruption",
                form.hex().encode(),
                self.tenant_id.hex.encode(),
                self.owner.hex.encode(),
                self.part.hex.encode(),
                self.field.value.encode(),
            )
        )
