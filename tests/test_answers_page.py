"""docs/answers.md shows what the commands print: each example is run on a dataset of its own."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from reinschrift.cli import main
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

PAGE = Path(__file__).parents[1] / "docs" / "answers.md"


def examples(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each command of a page with the lines that it prints there."""
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots of a village's newspaper; the second has a copy of article 8."""
    folder = tmp_path_factory.mktemp("answers")
    write_file(folder / "raw", "a", range(12))
    made = project_of(folder / "raw", folder / "corpus")
    rebuild_here(made)
    (folder / "raw" / "z.jsonl").write_text(json.dumps({"text": text_of(8), "url": url_of(99)}) + "\n")
    rebuild_here(made)
    return folder


def test_the_examples_print_what_the_page_says(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page, for some change the dataset; `…` stands for anything."""
    monkeypatch.chdir(dataset)
    assert_shown(PAGE)


def assert_shown(page: Path) -> None:
    """Run the examples of a page in the order of the page, on the dataset `corpus` of this folder."""
    commands = list(examples(page))
    assert len(commands) >= 2
    for command, shown in commands:
        name, *arguments = shlex.split(command)
        assert name == "reinschrift"
        result = CliRunner().invoke(main, [*arguments, "corpus"])
        assert result.exit_code == 0, (command, result.output)
        lines = (
            "(?:.*\n)*?" if line == "…" else f"{re.escape(line).replace('…', '.*')}\n" for line in shown.splitlines()
        )
        assert re.fullmatch("".join(lines), result.output), f"{command}\n{result.output}\n{shown}"
