"""From a username and a password to an account, or to an answer that gives nothing away."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa

from portal_plugin.hosts.standalone import passwords
from portal_plugin.hosts.standalone.models import Account
from portal_plugin.hosts.standalone.second_factor import NoSecondFactor, SecondFactor
from portal_plugin.hosts.standalone.throttle import Client, Throttle
from portal_plugin.tenants.session import TenantSession

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")
_LONGEST_TYPED = 256


class WrongLogin(Exception):
    """No such account, a wrong password, a closed account: which of them is not said."""

    def __init__(self) -> None:
        super().__init__("the username or the password is wrong: type both again")


class SecondFactorNeeded(Exception):
    """The password was right and the account wants its second proof."""

    def __init__(self) -> None:
        super().__init__("this account also needs the code of its second factor")


def plain_username(typed: str) -> str:
    """The one spelling of a username: without outer spaces, in small letters, full width folded."""
    return unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).strip().lower()


def verify(
    session: TenantSession,
    username: str,
    password: str,
    client: Client,
    *,
    throttle: Throttle,
    second_factor: SecondFactor | None = None,
    totp_code: str | None = None,
) -> Account:
    """The account of this tenant that `username` and `password` open.

    Raises `WrongLogin`, `TooManyTries` or `SecondFactorNeeded`. Commit in each case: the count of
    wrong tries is part of the answer, and a rollback would forget it.
    """
    name = plain_username(username)
    account = find_account(session, name)
    limits = throttle.limits_for(name, client, account.id if account else None)
    throttle.admit(session, limits)
    password_is_right = passwords.matches(account.password_hash if account else None, password)
    if account is None or not (password_is_right and account.active):
        throttle.note_failure(session, limits)
        raise WrongLogin()
    factor = second_factor or NoSecondFactor()
    if factor.is_needed(account):
        if not totp_code:
            raise SecondFactorNeeded()
        if not factor.accepts(account, totp_code):
            throttle.note_failure(session, limits)
            raise WrongLogin()
    throttle.note_success(session, limits)
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.rehash(password)
    return account


def find_account(session: TenantSession, name: str) -> Account | None:
    """The account of this tenant whose username is `name` in its plain spelling."""
    if not USERNAME.fullmatch(name):
        return None
    return session.scalar(sa.select(Account).where(Account.username == name))
