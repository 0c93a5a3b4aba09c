"""Accounts of the stand-alone host, one space per tenant."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.tenants.base import Base, Scoped, owned_reference


class Account(Scoped, Base):
    """A person who logs in. `session_epoch` rises to end all open sessions.

    `totp_secret` is the seam of the second factor: while it is empty no code is asked for.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "username"),
        owned_reference("department_id", "department"),
    )

    username: Mapped[str]
    password_hash: Mapped[str]
    display_name: Mapped[str]
    roles: Mapped[list[str]]
    department_id: Mapped[UUID | None]
    totp_secret: Mapped[str | None]
    session_epoch: Mapped[int] = mapped_column(server_default=sa.text("1"))
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class LoginFailure(Scoped, Base):
    """A wrong password, by keyed digest of who tried what; counted to slow guessing down."""

    __tablename__ = "login_failure"
    __table_args__ = (sa.Index(None, "tenant_id", "handle", "at"),)

    handle: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
