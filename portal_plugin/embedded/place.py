"""Where the embedded server keeps its state below the home folder.

    <home>/secrets/              0700  the administrator's password and the like (0600)
    <home>/postgres/*.lock             who starts, who uses, who watches
    <home>/postgres/server.log
    <home>/postgres/data         0700  the cluster, owned by the account that runs it
    <home>/postgres/run          0700  the socket

Started by root the server runs as `nobody`. Where `nobody` cannot reach the home (below
/root for example), <home>/postgres/place is a link to a folder of its own in
/var/lib/portal-plugin, and data and run are there.
"""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from portal_plugin.embedded.account import Account, server_account
from portal_plugin.embedded.errors import EmbeddedError

ELSEWHERE = Path("/var/lib/portal-plugin")
BELONGS_TO = "belongs-to"
# Not TMPDIR: every user of a home must arrive at the same folder.
TEMPORARY = Path("/tmp")  # noqa: S108
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 107
# Commas separate hosts and folders, spaces end a value: such paths get a plain stand-in.
PLAIN_PATH = re.compile(r"/[A-Za-z0-9._/-]+")


@dataclass(frozen=True)
class Place:
    """The files of one embedded server and the account that runs it."""

    home: Path
    account: Account

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self._reachable / "data"

    @property
    def socket_directory(self) -> Path:
        """The folder of the socket: private, and short enough for a socket's address."""
        run = self._reachable / "run"
        if _fits(run):
            return run
        name = hashlib.sha256(os.fsencode(run)).hexdigest()[:16]
        return TEMPORARY / f"portal-plugin-{self.account.user_id}-{name}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def start_lock(self) -> Path:
        return self.folder / "start.lock"

    @property
    def users_lock(self) -> Path:
        return self.folder / "users.lock"

    @property
    def watcher_lock(self) -> Path:
        return self.folder / "watcher.lock"

    @property
    def cluster_name(self) -> str:
        """The name that every process of this server carries in its title."""
        return f"portal_plugin_{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"

    @property
    def _reachable(self) -> Path:
        link = self.folder / "place"
        return link.resolve() if link.is_symlink() else self.folder

    def make_socket_directory(self) -> None:
        """Make the socket's folder; raises EmbeddedError when it is somebody else's."""
        make_private_folder(self.socket_directory, self.account)


def _make_home(home: Path) -> None:
    """Make the folder with its final mode, or leave the one that another starter just made."""
    home.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}-"))
    # Root's server is another account's process, which must pass through.
    unfinished.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        unfinished.rename(home)
    except OSError:
        unfinished.rmdir()
        if not home.is_dir():
            raise


def prepare_home(home: Path) -> Path:
    """Make the home folder, or find it; raises EmbeddedError with the reason."""
    home = home.absolute()
    try:
        if not home.exists():
            _make_home(home)
        owner = home.stat().st_uid
    except OSError as error:
        raise _unusable(home, error) from error
    if owner != os.geteuid():
        raise EmbeddedError(
            f"The folder {home} belongs to another account: run portal-plugin as that "
            "account, or set PORTAL_PLUGIN_HOME to a folder of your own."
        )
    return home.resolve()


def prepare_place(home: Path) -> Place:
    """Make the server's folders below `home`, or find them; raises EmbeddedError."""
    place = Place(prepare_home(home), server_account())
    try:
        place.folder.mkdir(exist_ok=True)
        place.folder.chmod(0o700 if place.account.is_current else 0o711)
        link = place.folder / "place"
        if not link.is_symlink() and not place.account.can_enter(place.folder):
            _place_elsewhere(link)
    except OSError as error:
        raise _unusable(home, error) from error
    return place


def make_private_folder(folder: Path, account: Account) -> None:
    """Make `folder` for `account` alone, or check that it is so already."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if found.st_uid not in {account.user_id, os.geteuid()} or not folder.is_dir():
            raise EmbeddedError(
                f"The folder {folder} belongs to another account: remove it, or set "
                "PORTAL_PLUGIN_HOME to another folder."
            ) from None
        if folder.is_symlink():
            raise EmbeddedError(f"The folder {folder} is a link: remove it.") from None
    folder.chmod(0o700)
    account.own(folder)


def keep_secret(home: Path, name: str) -> str:
    """The secret `name` of this home, made at random when it does not exist yet."""
    folder = home / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    path = folder / name
    if not path.exists():
        unfinished = folder / f".{name}-{secrets.token_hex(8)}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(24))
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link fails where a rename would replace what a racing process just made.
            path.hardlink_to(unfinished)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return path.read_text()


def _fits(folder: Path) -> bool:
    length = len(os.fsencode(folder / SOCKET_NAME))
    return length <= SOCKET_PATH_BYTES and PLAIN_PATH.fullmatch(str(folder)) is not None


def _unusable(home: Path, error: OSError) -> EmbeddedError:
    return EmbeddedError(
        f"Cannot keep the database below {home} ({error.strerror}): set "
        "PORTAL_PLUGIN_HOME to a folder that you can write to."
    )


def _place_elsewhere(link: Path) -> None:
    ELSEWHERE.mkdir(mode=0o711, exist_ok=True)
    ELSEWHERE.chmod(0o711)
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(dir=ELSEWHERE))
    folder.chmod(0o711)
    try:
        link.symlink_to(folder)
    except FileExistsError:
        folder.rmdir()
    else:
        (folder / BELONGS_TO).write_bytes(os.fsencode(link))


def _remove_abandoned() -> None:
    """Remove what was kept for homes below /tmp that are gone; other homes may come back."""
    for record in ELSEWHERE.glob(f"*/{BELONGS_TO}"):
        link = Path(os.fsdecode(record.read_bytes()))
        if link.is_relative_to(TEMPORARY) and not link.is_symlink():
            shutil.rmtree(record.parent, ignore_errors=True)
