"""What the command line says of itself, and that each option does something where it is offered."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reinschrift.cli import main
from reinschrift.settings import load_settings
from tests.steps import project_of, rebuild_here

COMMAND = str(Path(sys.executable).parent / "reinschrift")
TEXT = "Der alte Hafen wurde im Herbst neu gepflastert. Die Fischer kamen trotzdem nicht zurück."
SETTINGS_OF = {
    "rebuild": None, "plan": None, "serve": None, "inspect": None, "server open": ("run.",),
    "replay": ("stages.verdicts.",), "verify": ("paths.",), "export": ("paths.",), "erase": ("paths.",),
    "overdue": ("notify.",), "report": ("paths.",),
    "gc": ("paths.",), "tag": ("paths.",), "sign": ("paths.",), "attest": ("paths.",),
    "rollback": ("paths.",), "push": ("paths.",),
}  # fmt: skip
"""Every command that takes settings, and which; none: all."""


def every_command(group: click.Group = main, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield the commands and those below them, by what is typed."""
    for name, command in group.commands.items():
        yield before + name, command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before}{name} ")


COMMANDS = dict(every_command())


def close(text: str) -> str:
    """Return a text without blanks: lines may be broken anywhere."""
    return re.sub(r"\s+", "", text)


def help_of(command: click.Command, width: int) -> str:
    """Return what --help prints on a terminal of that width."""
    return close(command.get_help(click.Context(command, info_name="x", terminal_width=width)))


@pytest.mark.parametrize("width", [80, 50])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_sentence_of_help_is_cut(name: str, width: int) -> None:
    """Kind: help that ends in three dots. The command's text and each option's stand there whole."""
    command = COMMANDS[name]
    shown = help_of(command, width)
    assert command.help is not None
    assert close(command.help) in shown
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help is not None
            assert close(parameter.help) in shown


@pytest.mark.parametrize("width", [80, 50])
@pytest.mark.parametrize("name", ["", *(name for name, one in COMMANDS.items() if isinstance(one, click.Group))])
def test_no_sentence_of_a_list_of_commands_is_cut(name: str, width: int) -> None:
    """Nor those of the commands below."""
    group = COMMANDS[name] if name else main
    assert isinstance(group, click.Group)
    shown = help_of(group, width)
    for below, command in group.commands.items():
        assert close(below + (command.help or "").split("\n\n")[0]) in shown


def test_settings_are_offered_where_they_do_something() -> None:
    """Kind: `--set` that does nothing. Commands that only read a dataset read no settings."""
    offering = {name for name, one in COMMANDS.items() if any(each.name == "overrides" for each in one.params)}
    assert offering == SETTINGS_OF.keys()


@pytest.mark.parametrize("name", SETTINGS_OF)
def test_the_example_of_a_setting_is_one_and_others_are_refused(name: str) -> None:
    """The help's example is read by that command; what it does not read is no silent nothing."""
    (option,) = (each for each in COMMANDS[name].params if each.name == "overrides")
    assert isinstance(option, click.Option)
    example = re.search(r"e\.g\. (\S+=\S+);", option.help or "")
    assert example is not None
    load_settings(None, [example[1]])
    groups = SETTINGS_OF[name]
    if groups is None:
        return
    assert example[1].startswith(groups)
    arguments = ["x"] * sum(isinstance(each, click.Argument) and each.required for each in COMMANDS[name].params)
    done = CliRunner().invoke(main, [*name.split(), *arguments, "--set", "dedup.threshold=0.9"])
    assert done.exit_code == 2
    assert "dedup.threshold=0.9 does nothing here" in done.output


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is a project, entered, with a dataset of one text."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "reinschrift.toml").write_text("")
    rebuild_here(project_of(tmp_path / "texts", tmp_path / "processed" / "corpus"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.output


def test_settings_that_plan_and_inspect_take_change_what_they_say(project: Path) -> None:
    """Each of them reads the settings it takes."""
    for arguments, setting, key in (
        (["plan", "texts"], "dedup.threshold=0.9", "fingerprint"),
        (["inspect", "texts/a.txt"], "stages.language.min_letters=5000", "lines"),
    ):
        before, after = (run(*arguments, "--json", *more) for more in ([], ["--set", setting]))
        assert (before[0], after[0]) == (0, 0), after[1]
        assert key in before[1]
        assert before[1] != after[1], arguments


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["verify", "--quick"], ["replay"], ["export", "--format", "folder", "--output", "out"]],
    ids=lambda arguments: arguments[0],
)
def test_a_number_alone_is_a_version(project: Path, arguments: list[str]) -> None:
    """`show 1.0.0` looks at that version of the project's dataset, and so do the others that take one."""
    assert run(*arguments, "1.0.0")[0] == 0
    status, said = run(*arguments, "9.0.0")
    assert status == 2
    assert "9.0.0" in said


def test_a_folder_that_holds_no_snapshot_is_no_dataset(project: Path) -> None:
    """Kind: a list of nothing that is no failure."""
    status, said = run("list", "texts")
    assert status == 2
    assert "holds no snapshot" in said
    assert run("list")[0] == 0


def test_one_command_installs_completion(tmp_path: Path) -> None:
    """Twice is once; a bash that starts afterwards completes commands, also below `server`."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    here = os.environ | {"HOME": str(tmp_path), "SHELL": bash, "PATH": f"{Path(COMMAND).parent}:{os.environ['PATH']}"}
    here.pop("XDG_DATA_HOME", None)
    (tmp_path / ".bashrc").write_text("alias x=y")
    for _ in range(2):
        done = subprocess.run([COMMAND, "completion"], env=here, capture_output=True, text=True, check=True)
        assert ".bashrc" in done.stdout
    first, second = (tmp_path / ".bashrc").read_text().splitlines()
    assert (first, second.count("completion.bash")) == ("alias x=y", 2)
    for typed, expected in (
        ("reinschrift exp", "explain explain-reason export"),
        ("reinschrift server st", "status stop"),
    ):
        code = f". ~/.bashrc; COMP_WORDS=({typed}); COMP_CWORD={typed.count(' ')}; _reinschrift_completion reinschrift"
        completed = subprocess.run(
            [bash, "-c", code + "; echo ${COMPREPLY[@]}"], env=here, capture_output=True, text=True, check=True
        )
        assert completed.stdout.strip() == expected


@pytest.mark.parametrize(("shell", "place"), [("zsh", ".zshrc"), ("fish", ".config/fish/completions/reinschrift.fish")])
def test_other_shells_find_their_completion(tmp_path: Path, shell: str, place: str) -> None:
    """Where they look when they start."""
    here = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {"HOME": str(tmp_path)}
    subprocess.run([COMMAND, "completion", shell], env=here, capture_output=True, check=True)
    assert "reinschrift" in (tmp_path / place).read_text()


def test_a_shell_that_cannot_complete_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do instead."""
    monkeypatch.setenv("SHELL", "/bin/dash")
    status, said = run("completion")
    assert status == 2
    assert "/bin/dash" in said
    assert "completion {bash|zsh|fish}" in said


def test_what_is_long_goes_through_a_pager_on_a_terminal(tmp_path: Path) -> None:
    """And nowhere else."""
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    here = os.environ | {"PAGER": str(pager), "TERM": "xterm"}
    plain = subprocess.run([COMMAND, "explain-reason"], env=here, capture_output=True, text=True, check=True).stdout
    assert "PAGED" not in plain
    ours, theirs = pty.openpty()
    with subprocess.Popen([COMMAND, "explain-reason"], env=here, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 1 << 16):
                shown += part
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    assert shown.startswith(b"PAGED")
    assert b"menu" in shown


def test_inspect_reads_the_standard_input(project: Path) -> None:
    """`inspect -`, as far as `--limit` says."""
    given = subprocess.run(
        [COMMAND, "inspect", "-", "--limit", "1", "--json"], input=TEXT.encode(), capture_output=True, check=True
    )
    (document,) = json.loads(given.stdout)
    assert [line["text"] for line in document["lines"]] == [TEXT]
