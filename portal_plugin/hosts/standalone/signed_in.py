"""Who is signed in, for Flask-Login: one account of one tenant, while its epoch lasts."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from portal_plugin.actor import Actor, Person
from portal_plugin.guard import Visit, current_session
from portal_plugin.hosts.standalone.accounts import active_accounts, actor_of
from portal_plugin.hosts.standalone.models import Account
from portal_plugin.tenants.resolve import TenantRecord


class SignedIn(UserMixin):  # type: ignore[misc]
    """An account in its own tenant's space."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """`<tenant_id>:<account_id>:<epoch>`: what the signed cookie carries."""
        account = self.account
        return f"{account.tenant_id}:{account.id}:{account.session_epoch}"

    def actor_in(self, tenant: TenantRecord) -> Actor | None:
        """The actor in `tenant`; None in every tenant but the account's own."""
        if self.account.tenant_id != tenant.id:
            return None
        return actor_of(self.account, tenant.type)


def plug(app: Flask) -> None:
    """Give the application its log-in manager."""
    manager = LoginManager(app)
    # Bound to nothing that changes on the road: a phone changes its address all day.
    manager.session_protection = None
    manager.user_loader(_load)


def sign_in(account: Account) -> None:
    """Begin a session of `account`. Nothing of the session before it is carried over."""
    session.clear()
    login_user(SignedIn(account))


def people_in(tenant: TenantRecord) -> list[Person]:
    """Everybody with an open account in the space being visited."""
    session = current_session()
    if session.tenant_id != tenant.id:
        return []
    return [
        Person(who.id, who.name, who.department_id, who.roles)
        for who in (actor_of(account, tenant.type) for account in active_accounts(session))
    ]


def signed_in_account() -> Account:
    """The account of the current request, where its visit has an actor."""
    return cast(SignedIn, current_user).account


def _load(cookie_id: str) -> SignedIn | None:
    """The account of the cookie, if this address is in its own tenant's space."""
    here: Visit | None = g.get("portal_plugin_visit")
    try:
        tenant_id, account_id, epoch = cookie_id.split(":")
        wanted = (UUID(tenant_id), UUID(account_id))
        epoch_number = int(epoch)
    except ValueError:
        return None
    if here is None or wanted[0] != here.tenant.id:
        return None
    account = here.session.get(Account, wanted)
    if account is None or not account.active or account.session_epoch != epoch_number:
        return None
    return SignedIn(account)
