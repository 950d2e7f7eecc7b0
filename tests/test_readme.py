"""What the README promises in numbers and names holds in the product."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from bot.chat.permissions import INVITE
from bot.cli import app
from config.settings import load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_permissions_integer_is_the_bots_own():
    assert set(re.findall(r"\b\d{12,}\b", README)) == {str(INVITE.value)}


def test_every_file_it_links_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_command_it_shows_exists():
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    shown = set(re.findall(r"^onebeat (\w+)", README, re.MULTILINE))
    assert shown
    assert shown <= known


def test_every_make_target_it_shows_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make (run|test|check|bench)\b", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("row", re.findall(r"^\| `ONEBEAT_(\w+)` \|", README, re.MULTILINE))
def test_every_variable_it_lists_is_a_setting(row):
    if row == "CONFIG":
        return
    settings = load().model_dump()
    for part in row.lower().split("__"):
        assert part in settings
        settings = settings[part]


def test_pinned_versions_cover_every_dependency():
    pinned = {
        re.split(r"[=\[]", line, maxsplit=1)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    wanted = [*project["dependencies"], *extras]
    for requirement in wanted:
        name = re.split(r"[\[<>=]", requirement, maxsplit=1)[0].lower().replace("_", "-")
        assert name in pinned | {"onebeat"}, name
