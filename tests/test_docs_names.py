"""What the pages name is there: commands with their options, files of the project, modules that are run, settings."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from reinschrift.cli import main
from reinschrift.settings.tree import Settings
from tests.test_prose import PAGES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "reinschrift"
FOLDERS = ("src", "tests", "evaluation", "benchmarks", "flows", "schemas", "docs", ".ci", ".github")
ROOMS = tuple(sorted(place.name for place in PACKAGE.iterdir() if (place / "__init__.py").exists()))
GROUPS = tuple(name for name, field in Settings.model_fields.items() if isinstance(field.annotation, type))
ENDINGS = (".py", ".toml", ".md", ".yaml", ".yml", ".lock", ".sh", ".json", "/")
"""Of the project's own files; pages name others, too, as examples."""


def code_of(page: Path) -> Iterator[str]:
    """Yield what a page has in code: names within sentences, and the lines of blocks."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```\w*[^\n]*\n(.*?)```", text, re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()
    for name in re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        yield " ".join(name.split()).replace("\\|", "|")


def commands_of(page: Path) -> Iterator[str]:
    """Yield the commands that a page names or shows, without what stands around them."""
    for line in code_of(page):
        found = re.match(r"(?:\$ )?(reinschrift [a-z-]+(?: .*)?)", line)
        if found and found[1].split()[1] in main.commands:
            yield re.sub(r"\s+#.*|\s*[;|>&].*$", "", found[1])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_take_the_options_that_a_page_gives_them(page: Path) -> None:
    """No page shows a command or an option that is gone."""
    for line in commands_of(page):
        _, name, *given = shlex.split(line)
        command = main.commands[name]
        known = {option for each in command.params if isinstance(each, click.Option) for option in each.opts}
        options = [each.partition("=")[0] for each in given if each.startswith("--")]
        assert set(options) <= known | {"--help"}, f"{page.name}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    """By their place in the checkout, or below a room of the package: `stages/lines/bar.py`."""
    for line in code_of(page):
        for name in re.findall(r"(?<![\w/.*…<-])(?:[\w.-]+/)+[\w.-]*(?![\w*…<])", line):
            top = name.partition("/")[0]
            if name.endswith(ENDINGS) and top in {*FOLDERS, *ROOMS}:
                assert (ROOT / name).exists() or (PACKAGE / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_modules_that_a_page_runs_are_there(page: Path) -> None:
    """As `python -m NAME`."""
    for line in code_of(page):
        for name in re.findall(r"python3? -m ([\w.]+)", line):
            assert importlib.util.find_spec(name), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_settings_that_a_page_names_are_there(page: Path) -> None:
    """By their groups; what stands below a mapping is free."""
    form = re.compile(rf"(?:--set )?((?:{'|'.join(GROUPS)})(?:\.\w+)+)(?:=.*)?")
    for line in code_of(page):
        for part in (line, *re.findall(r"--set \S+", line)):
            if found := form.fullmatch(part):
                assert is_setting(found[1]), part


def is_setting(name: str) -> bool:
    """Tell whether there is a setting, or a group of them."""
    at: object = Settings
    for piece in name.split("."):
        if not (isinstance(at, type) and issubclass(at, BaseModel)):
            return True
        if piece not in at.model_fields:
            return False
        at = at.model_fields[piece].annotation
    return True


@pytest.mark.parametrize(
    ("name", "is_there"),
    [("stages.lines.min_content", True), ("stages.lines", True), ("stages.lines.gone", False), ("run.gone", False),
     ("stages.verdicts.thresholds.gopher_short_doc", True)],
)  # fmt: skip
def test_a_setting_is_known_by_its_groups(name: str, *, is_there: bool) -> None:
    """A wrong name in any of them is none."""
    assert is_setting(name) == is_there
