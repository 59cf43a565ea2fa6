"""At the border of the command: nothing steers the terminal, and no failure is a traceback."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.table import Table

import reinschrift.cli
from reinschrift.cli.options import Commands, echo, echo_json, with_settings
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


def test_brackets_and_colons_in_names_are_printed_as_they_are() -> None:
    """Kind: what a name holds is obeyed. In lines and in cells, marks of rich are text like any other."""
    out = io.StringIO()
    console = Console(file=out, width=200)
    name = "a[red]b[/x]:smile:.txt"
    table = Table("name")
    table.add_row(name)
    console.print(table)
    console.print(f"not readable  {name}", style="yellow")
    console.print(Text(name))
    assert out.getvalue().count(name) == 3


@pytest.mark.parametrize(
    "arguments", [["say", "--name", STEERING], ["say", f"a{STEERING}"], ["say", "--set", STEERING]]
)
def test_what_a_command_line_says_back_steers_nothing(arguments: list[str]) -> None:
    """Kind: escapes. What a person wrote comes back in sentences of ours and of click's, on a terminal, too."""

    @click.group(cls=Commands)
    def program() -> None:
        pass

    @program.command()
    @click.option("--name", default="")
    @with_settings("run.workers=1", "run")
    def say(name: str, overrides: tuple[str, ...]) -> None:
        echo(f"cd {name}")
        echo(name, err=True)

    outcome = CliRunner().invoke(program, arguments, color=True)
    assert "\\u001b" in outcome.output or "\\x1b" in outcome.output
    assert not set(STEERING) & set(outcome.output)


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


@pytest.mark.parametrize(
    "module", sorted(Path(reinschrift.cli.__file__).parent.glob("*.py")), ids=lambda path: path.stem
)
def test_only_one_place_prints_what_is_not_styled(module: Path) -> None:
    """Kind: escapes. What goes past `echo` and `Console` goes to the terminal as it is."""
    if module.stem != "options":
        assert not re.search(r"\bclick\.s?echo\(|(?<![.\w])print\(", module.read_text("utf-8"))
