"""Accounts of one municipality's space: made, changed, closed. Services; the caller commits."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal_plugin import audit
from portal_plugin.actor import SYSTEM, Actor, Role
from portal_plugin.hosts.standalone import passwords
from portal_plugin.hosts.standalone.account_rules import (
    InvalidAccount,
    checked_name,
    checked_roles,
    department_named,
    roles_in,
)
from portal_plugin.hosts.standalone.models import Account
from portal_plugin.hosts.standalone.verify import USERNAME, find_account, plain_username
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.session import TenantSession

__all__ = [
    "InvalidAccount",
    "account_named",
    "active_accounts",
    "actor_of",
    "change_password",
    "create_account",
    "deactivate",
    "note_sign_in",
    "set_roles",
    "sign_out_everywhere",
]


def create_account(
    session: TenantSession,
    *,
    username: str,
    password: str,
    display_name: str,
    roles: Iterable[Role],
    department: str | None = None,
    actor: Actor = SYSTEM,
) -> Account:
    """Make an account in the session's tenant; `department` is a department's name there.

    Raises `InvalidAccount` or `WeakPassword`.
    """
    name = plain_username(username)
    if not USERNAME.fullmatch(name):
        raise InvalidAccount(
            "a username is 3 to 64 of a-z, 0-9, dot, hyphen, underscore and @, beginning with a "
            "letter or digit: choose another"
        )
    if find_account(session, name) is not None:
        raise InvalidAccount(f"the username {name} is taken: choose another")
    department_id = department_named(session, department)
    account = Account(
        username=name,
        password_hash=passwords.hash_password(password, name),
        display_name=checked_name(display_name),
        roles=checked_roles(session, roles, department_id),
        department_id=department_id,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise InvalidAccount(f"the username {name} is taken: choose another") from None
    audit.record(session, actor, "account.create", "account", account.id, roles=account.roles)
    return account


def account_named(session: TenantSession, username: str) -> Account:
    """The account of `username` in this tenant. Raises `InvalidAccount`."""
    account = find_account(session, plain_username(username))
    if account is None:
        raise InvalidAccount("no account has this username: check its spelling")
    return account


def active_accounts(session: TenantSession) -> list[Account]:
    """Every open account of this tenant, by the name that people read."""
    query = sa.select(Account).where(Account.active).order_by(Account.display_name, Account.id)
    return list(session.scalars(query))


def change_password(session: TenantSession, actor: Actor, account: Account, password: str) -> None:
    """Set a new password, which ends every open session of the account. Raises `WeakPassword`."""
    account.password_hash = passwords.hash_password(password, account.username)
    _end_sessions(session, account)
    audit.record(session, actor, "account.change_password", "account", account.id)


def set_roles(
    session: TenantSession,
    actor: Actor,
    account: Account,
    roles: Iterable[Role],
    department: str | None = None,
) -> None:
    """Replace roles and department. They hold from the next request. Raises `InvalidAccount`."""
    department_id = department_named(session, department)
    account.roles = checked_roles(session, roles, department_id)
    account.department_id = department_id
    session.flush()
    audit.record(session, actor, "account.set_roles", "account", account.id, roles=account.roles)


def deactivate(session: TenantSession, actor: Actor, account: Account) -> None:
    """Close the account and end its sessions. The row stays, for the trail it left."""
    account.active = False
    _end_sessions(session, account)
    audit.record(session, actor, "account.deactivate", "account", account.id)


def note_sign_in(session: TenantSession, account: Account, tenant_type: TenantType) -> Actor:
    """Write to the trail that the account signed in, and give the actor it is from now on."""
    actor = actor_of(account, tenant_type)
    audit.record(session, actor, "account.sign_in", "account", account.id)
    return actor


def sign_out_everywhere(session: TenantSession, actor: Actor, account: Account) -> None:
    """End every open session of the account, a stolen copy of its cookie included."""
    _end_sessions(session, account)
    audit.record(session, actor, "account.sign_out", "account", account.id)


def actor_of(account: Account, tenant_type: TenantType) -> Actor:
    """The actor that an account is in its own tenant; roles its kind lacks are dropped."""
    known = {role for role in Role if role in account.roles}
    return Actor(
        id=str(account.id),
        name=account.display_name,
        tenant_id=account.tenant_id,
        roles=frozenset(known & roles_in(tenant_type)),
        department_id=account.department_id,
    )


def _end_sessions(session: TenantSession, account: Account) -> None:
    session.flush()
    session.execute(
        sa.update(Account)
        .where(Account.id == account.id)
        .values(session_epoch=Account.session_epoch + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(account)
