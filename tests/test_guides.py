"""The tutorial and the guides: each command is run as a reader runs it, and prints what its page shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from reinschrift.run.server.find import stop_server

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
AT_THE_END = " (at the end)"

pytestmark = pytest.mark.slow


class Block(NamedTuple):
    """A block of a page: commands with what they print, or a file, whose title is its path."""

    title: str
    body: str


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of a page that are run or written, in their order."""
    form = re.compile(r'^```(?:(console)|\w+ title="([^"]+)")\n(.*?)^```$', re.DOTALL | re.MULTILINE)
    for _, title, body in form.findall(page.read_text(encoding="utf-8")):
        yield Block(title, body)


def follow(page: Path, folder: Path) -> None:
    """Write the files of a page and run its commands, from a folder on; `cd` is followed."""
    n_commands = 0
    for title, body in blocks(page):
        if title:
            place = folder / title.removesuffix(AT_THE_END)
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("a" if title.endswith(AT_THE_END) else "w", encoding="utf-8") as file:
                file.write(body)
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            n_commands += 1
            if command.startswith("cd "):
                folder = folder / command.removeprefix("cd ")
                continue
            assert_printed(command, shown, run(command, folder))
    assert n_commands > 0


def run(command: str, folder: Path) -> str:
    """Return what a command prints on its standard output."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": programs, "COLUMNS": "80"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def assert_printed(command: str, shown: str, printed: str) -> None:
    """Hold what is printed to what is shown: `…` stands for anything, alone in a line for any lines."""
    lines = (
        "(?:.*\n)*?" if line == "…" else f"{re.escape(line).replace('…', '.*')} *\n" for line in shown.splitlines()
    )
    assert re.fullmatch("".join(lines), f"{printed.rstrip()}\n" if printed.strip() else ""), f"{command}\n{printed}"


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which the tutorial was followed."""
    folder = tmp_path_factory.mktemp("tutorial")
    try:
        follow(DOCS / "tutorial.md", folder)
        yield folder
    finally:
        stop_server(folder / "corpus" / ".prefect")


def test_the_tutorial_ends_with_two_snapshots(tutorial: Path) -> None:
    """As its page says."""
    versions = sorted(place.name for place in (tutorial / "corpus" / "processed" / "corpus" / "snapshots").iterdir())
    assert versions == ["1.0.0", "2.0.0"]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_commands_of_a_guide_print_what_it_shows(page: Path, tutorial: Path, tmp_path: Path) -> None:
    """In a copy of the tutorial's project, at another place."""
    for name in ("texts", "corpus"):
        shutil.copytree(tutorial / name, tmp_path / name, ignore=shutil.ignore_patterns(".prefect"))
    register = tmp_path / "corpus" / "raw" / "sources.toml"
    register.write_text(register.read_text("utf-8").replace(str(tutorial), str(tmp_path)), encoding="utf-8")
    try:
        follow(page, tmp_path / "corpus")
    finally:
        stop_server(tmp_path / "corpus" / ".prefect")
