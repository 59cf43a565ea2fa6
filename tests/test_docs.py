"""The pages say what is there: every command, every setting, and nothing stale."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from reinschrift.cli import main
from reinschrift.cli.describe import commands_markdown
from reinschrift.languages.describe import languages_markdown
from reinschrift.reasons import reasons_markdown
from reinschrift.settings.describe import settings_markdown
from reinschrift.settings.tree import Settings
from tests.figures import COUNTS, count_in, undated_sections
from tests.page_parts import PARTS, standing

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])


def test_the_page_of_settings_is_fresh() -> None:
    """docs/settings.md is what `make docs` writes."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_markdown()


def test_the_page_of_reasons_is_fresh() -> None:
    """docs/reasons.md is what `make docs` writes."""
    assert (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8") == reasons_markdown()


@pytest.mark.parametrize(
    ("page", "part"), [(page, part) for page, parts in PARTS.items() for part in parts if part != "rebuild"]
)
def test_the_generated_parts_of_pages_are_fresh(page: str, part: str) -> None:
    """Formats, rooms and their imports, floors, the models' scores and limits are what `make docs` writes."""
    assert standing(page, part) == PARTS[page][part]().strip()


@pytest.mark.parametrize("page", COUNTS)
def test_a_count_in_a_sentence_is_that_of_the_code(page: str) -> None:
    """Kinds of personal data, languages that know a thing."""
    pattern, counted = COUNTS[page]
    assert count_in(page, pattern) == counted()


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_what_was_measured_says_when(page: str) -> None:
    """Beside a command that measures stands the commit of its figures: without it nobody knows how old they are."""
    assert undated_sections(f"docs/{page}") == []


def test_the_page_of_languages_is_fresh() -> None:
    """docs/languages.md is what `make docs` writes."""
    assert (ROOT / "docs" / "languages.md").read_text(encoding="utf-8") == languages_markdown()


def test_the_page_of_commands_is_fresh() -> None:
    """docs/commands.md is what `make docs` writes."""
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == commands_markdown()


def test_every_setting_says_what_it_does() -> None:
    """No setting without a meaning."""
    for row in settings_markdown().splitlines():
        if row.startswith("| `"):
            assert len(row.split(" | ")[-1].strip(" |")) > 10, row


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    """Whoever reads the README knows what there is to run."""
    assert re.search(rf"`reinschrift [^`]*\b{name}\b|`{name}`|\breinschrift {name}\b", README), name


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(name: str) -> None:
    """Each has a sentence, and each of its options too."""
    command = main.commands[name]
    assert (command.help or "").strip().endswith((".", ")"))
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project finds it."""
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_the_settings_file_of_the_project_is_valid() -> None:
    """The project's own reinschrift.toml loads."""
    from reinschrift.settings import load_settings  # noqa: PLC0415  # only here

    assert isinstance(load_settings(ROOT / "reinschrift.toml"), Settings)
