"""Who may read: inspectors, the posts they hold, and a key while it is open."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.corruption.base import Held, InspectionBase, held_reference
from portal_plugin.corruption.codes import Standing
from portal_plugin.tenants.base import coded


class Inspector(Held, InspectionBase):
    """A person with a key pair. `outside` marks the recipient for reports nobody inside may read.

    `account_id` is the host's `Actor.id`. `locked_key` holds the private key and the TOTP secret
    under the passphrase: nothing in the row opens without it. `last_code_step` is the time step of
    the last TOTP code, which is not taken twice.
    """

    __tablename__ = "inspector"
    __table_args__ = (
        sa.Index(
            "inspector_account_key",
            "tenant_id",
            "account_id",
            unique=True,
            postgresql_where=sa.text("standing <> 'LEFT'"),
        ),
    )

    account_id: Mapped[str]
    name: Mapped[str]
    outside: Mapped[bool]
    standing: Mapped[Standing] = mapped_column(coded(Standing, "standing"))
    public_key: Mapped[bytes]
    locked_key: Mapped[bytes]
    enrolled_on: Mapped[date]
    left_on: Mapped[date | None]
    last_code_step: Mapped[int | None] = mapped_column(sa.BigInteger)
    failures: Mapped[int] = mapped_column(server_default=sa.text("0"))
    paused_until: Mapped[datetime | None]


class InspectorPost(Held, InspectionBase):
    """A post that an inspector holds or acts for: he reads no report that concerns it (C16)."""

    __tablename__ = "inspector_post"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "inspector_id", "post_id"),
        held_reference("inspector_id", "inspector"),
        held_reference("post_id", "post"),
    )

    inspector_id: Mapped[UUID]
    post_id: Mapped[UUID]


class OpenedKey(Held, InspectionBase):
    """An inspector's private key while it is open, locked with what his browser alone holds."""

    __tablename__ = "opened_key"
    __table_args__ = (held_reference("inspector_id", "inspector"),)

    inspector_id: Mapped[UUID]
    locked: Mapped[bytes]
    until: Mapped[datetime]
