"""What a person can set or call stands in the README."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from portal_plugin.cli import portal_plugin
from portal_plugin.config.settings import PREFIX, Settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_readme() -> None:
    names = {PREFIX + field.name.upper() for field in fields(Settings)}
    assert {name for name in names if f"`{name}`" not in README} == set()


def test_every_command_stands_in_the_readme() -> None:
    def words(group: click.Group, before: str) -> set[str]:
        found = set()
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                found |= words(command, f"{before}{name} ")
            else:
                found.add(before + name)
        return found

    missing = {name for name in words(portal_plugin, "") if name not in README}
    assert missing == set()
