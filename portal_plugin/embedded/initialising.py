"""Make a new cluster: all or nothing, with a password from the first moment."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from portal_plugin.embedded.account import Account
from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.embedded.place import Place, keep_secret

ADMINISTRATOR = "portal_plugin_admin"
UNFINISHED = "data.unfinished-"
INITDB_SECONDS = 120


def administrator_password(place: Place) -> str:
    """The password of `portal_plugin_admin`, made when the home is new."""
    return keep_secret(place.home, ADMINISTRATOR)


def initialise(place: Place, binaries: Path) -> None:
    """Make `place.data` unless it is there; the caller holds the start lock.

    The cluster is made beside its place and renamed into it, so that a killed initdb
    leaves nothing that could be taken for a cluster.
    """
    remove_unfinished(place.data.parent)
    if place.data.exists():
        return
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.data.parent))
    place.account.own(unfinished)
    try:
        password_file = unfinished / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(administrator_password(place))
        place.account.own(password_file)
        run_initdb(binaries, unfinished / "data", password_file, place.account)
        (unfinished / "data").rename(place.data)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def remove_unfinished(folder: Path) -> None:
    """Remove what killed starts left behind."""
    for leftover in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def run_initdb(binaries: Path, data: Path, password_file: Path, account: Account) -> None:
    """Run initdb: SCRAM for every log-in, UTF-8 with the built-in C.UTF-8 locale."""
    command = [
        str(binaries / "initdb"),
        f"--pgdata={data}",
        f"--username={ADMINISTRATOR}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
    ]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        cwd="/", env={"PATH": "/usr/bin:/bin"}, timeout=INITDB_SECONDS, check=False,
        **as_account(account),
    )  # fmt: skip
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise EmbeddedError(
            f"PostgreSQL could not make its database files in {data.parent.parent}: {reason}."
        )


def as_account(account: Account) -> dict[str, Any]:
    """What makes `subprocess` run a program as the account, without any other group."""
    if account.is_current:
        return {}
    return {"user": account.user_id, "group": account.group_id, "extra_groups": []}
