"""At the border of the command: nothing steers the terminal, and no failure is a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.table import Table

from reinschrift.cli.options import Commands, echo_json
from reinschrift.cli.print_summary import print_summary
from reinschrift.cli.terminal import Console, Text
from reinschrift.text.visible import visible

STEERING = "".join(
    map(chr, (*range(9), *range(11, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


def test_nothing_steers_the_terminal() -> None:
    """Kind: escapes in names. In lines, in cells of tables, in titles of columns, on a terminal and off it."""
    for is_terminal in (False, True):
        out = io.StringIO()
        console = Console(file=out, force_terminal=is_terminal, no_color=True, width=2000)
        table = Table(STEERING)
        table.add_row(STEERING)
        console.print(table)
        console.print(Text(STEERING))
        console.print(STEERING, markup=False, highlight=False, soft_wrap=True)
        said = out.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "")
        assert not set(STEERING) & set(said)
        assert said.count("\\u001b") == 4


def test_what_is_no_control_stays() -> None:
    """Letters of every script, tabs and line ends."""
    assert visible("Grüße\t\n字 עברית") == "Grüße\t\n字 עברית"


def test_json_stays_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Controls are written as JSON writes them, and read back as they were."""
    echo_json({"title": STEERING})
    said = capsys.readouterr().out
    assert not set(STEERING) & set(said)
    assert json.loads(said) == {"title": STEERING}


@pytest.mark.parametrize("error", [OSError(12, "Cannot allocate memory"), RuntimeError("a\x1b[2J\nb"), KeyError("x")])
def test_the_unforeseen_is_a_sentence(error: Exception) -> None:
    """Kind: tracebacks for users. One line, the place of the log, exit status 70."""

    @click.group(cls=Commands)
    def program() -> None:
        pass

    @program.command()
    def fail() -> None:
        raise error

    outcome = CliRunner().invoke(program, ["fail"])
    assert outcome.exit_code == 70
    said, log = outcome.stderr.splitlines()
    assert type(error).__name__ in said
    assert "\x1b" not in said
    assert "Traceback" in Path(log.removeprefix("  log: ")).read_text()


def test_python_m_is_the_command() -> None:
    """The module is the command."""
    said = subprocess.run(
        [sys.executable, "-m", "reinschrift", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("reinschrift")


def test_languages_stand_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    """Kind: what is sorted by name hides the largest. The first twelve are named, the others counted."""
    languages = {f"a{number}": 1 for number in range(8)} | {"de": 900, "en": 20, "it": 3, "ar": 3, "und": 2, "zu": 1}
    kept = {"documents": 1, "paragraphs": 1, "chars": 1}
    counts = {"read": kept, "kept": kept, "removed": {}, "languages": languages}
    print_summary({"dataset": "d", "version": "1.0.0", "folder": "f", "counts": counts}, Console(width=200))
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("languages"))
    assert line == ("languages  de 900, en 20, ar 3, it 3, und 2, a0 1, a1 1, a2 1, a3 1, a4 1, a5 1, a6 1, and 2 more")
