"""What is on disk is what is shipped, and nothing takes a host's name."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "portal_plugin": "portal_plugin",
    "config": "portal_plugin.config",
    "migrations": "portal_plugin.migrations",
    "tasks": "portal_plugin.tasks",
    "tenants": "portal_plugin.tenants",
}


def _packages_on_disk() -> set[str]:
    found = set()
    for folder, name in FOLDERS.items():
        for marker in (ROOT / folder).rglob("__init__.py"):
            below = marker.parent.relative_to(ROOT / folder).parts
            found.add(".".join((name, *below)))
    return found


def _setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def test_setup_cfg_lists_every_package_on_disk() -> None:
    listed = set(_setup()["options"]["packages"].split())
    assert listed == _packages_on_disk()


def test_top_level_holds_only_what_it_may() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    allowed = {
        *FOLDERS, "tests", "setup.cfg", "pyproject.toml", "ruff.toml", "Makefile", "README.md",
        "CHANGELOG.md", "DECISIONS.md", "SECURITY.md", "CONTRIBUTING.md", "LICENSE", ".ci", ".gitignore",
    }  # fmt: skip
    assert {path.split("/")[0] for path in tracked} <= allowed


def test_wheel_ships_every_package_and_every_data_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    skip = shutil.ignore_patterns("__pycache__", ".*_cache", "*.egg-info")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, source / folder, ignore=skip)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    subprocess.run([*command, "."], cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    entries = set(zipfile.ZipFile(wheel).namelist())
    shipped = {entry for entry in entries if ".dist-info/" not in entry}
    expected = set()
    for folder, name in FOLDERS.items():
        for path in (ROOT / folder).rglob("*"):
            below = path.relative_to(ROOT / folder).parts
            if path.is_file() and not any(part.startswith((".", "__pyc")) for part in below):
                expected.add("/".join((*name.split("."), *below)))
    assert expected - shipped == set(), "files on disk that the wheel forgets"
    assert shipped - expected == set(), "files in the wheel that are not on disk"
