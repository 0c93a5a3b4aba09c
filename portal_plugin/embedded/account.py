"""Which system account runs the server: PostgreSQL refuses to run as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from portal_plugin.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """A system account by its numeric ids."""

    user_id: int
    group_id: int

    @property
    def is_current(self) -> bool:
        return self.user_id == os.geteuid()

    def can_enter(self, folder: Path) -> bool:
        """Whether the account may pass through `folder` and every folder above it."""
        resolved = folder.resolve()
        if self.is_current:
            return os.access(resolved, os.X_OK)
        return all(self._may_search(each) for each in (resolved, *resolved.parents))

    def own(self, path: Path) -> None:
        """Hand a file or folder that this process made to the account."""
        if not self.is_current:
            os.chown(path, self.user_id, self.group_id, follow_symlinks=False)

    def _may_search(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.user_id:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.group_id:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def server_account() -> Account:
    """The account of the server: the caller's own, or `nobody` when the caller is root."""
    if os.geteuid() != 0:
        return _own_account()
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL must not run as root and this system has no account 'nobody': "
            "start portal-plugin as an ordinary user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def _own_account() -> Account:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise EmbeddedError(
            f"The account {os.geteuid()} has no name on this system and PostgreSQL asks for one: "
            "add it to /etc/passwd, or start portal-plugin as another account."
        ) from None
    return Account(os.geteuid(), os.getegid())
