"""The command that lets the shell complete commands and options on Tab: completion."""

from __future__ import annotations

import os
from pathlib import Path

import click

from reinschrift.cli.options import echo
from reinschrift.errors import ConfigError

NAME = "reinschrift"
VARIABLE = "_REINSCHRIFT_COMPLETE"
ZSH_SWITCHED_ON = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"
SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", required=False, type=click.Choice(SHELLS))
@click.option("--print", "only_print", is_flag=True, help="Print the script; install nothing.")
def completion(shell: str | None, only_print: bool) -> None:
    """Install completion on Tab for SHELL, by default the one that SHELL in the environment names."""
    chosen = shell or _shell_of_user()
    script = _script_for(chosen)
    if only_print:
        echo(script.removesuffix("\n"))
        return
    written, startup = _install(chosen, script)
    echo(f"{chosen} completes {NAME} in its next session; the script is {written}")
    if startup is not None:
        echo(f"it is read by a line in {startup}")


def _shell_of_user() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise ConfigError(
            "The environment names no shell that can complete.",
            hint=f"Name it: {NAME} completion {{{'|'.join(SHELLS)}}}.",
            context={"SHELL": os.environ.get("SHELL", "(unset)")},
        )
    return name


def _script_for(shell: str) -> str:
    from click.shell_completion import get_completion_class

    from reinschrift.cli import main

    kind = get_completion_class(shell)
    assert kind is not None, shell  # noqa: S101  # Choice has let it through
    complete = kind(main, {}, NAME, VARIABLE)
    if shell == "zsh":  # whose completion a user may not have switched on
        return ZSH_SWITCHED_ON + complete.source_template % complete.source_vars() + "\n"
    return complete.source_template % complete.source_vars() + "\n"  # source() would look for a bash in PATH


def _install(shell: str, script: str) -> tuple[Path, Path | None]:
    """Write the script and see that the shell reads it; return it, and the file of the shell that was added to."""
    home = Path.home()
    try:
        if shell == "fish":  # it reads this folder by itself
            config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
            return _write(config / "fish" / "completions" / f"{NAME}.fish", script), None
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        written = _write(data / NAME / f"completion.{shell}", script)
        startup = Path(os.environ.get("ZDOTDIR") or home) / ".zshrc" if shell == "zsh" else home / ".bashrc"
        _read_at_start(startup, written)
    except OSError as error:
        raise ConfigError(
            f"Completion cannot be installed: {error.strerror}.",
            hint=f"Write it elsewhere: {NAME} completion {shell} --print > FILE, and let the shell read FILE.",
            context={"folder": error.filename or Path.home()},
        ) from error
    return written, startup


def _write(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(script, encoding="utf-8")
    return file


def _read_at_start(startup: Path, script: Path) -> None:
    line = f'[ -r "{script}" ] && . "{script}"  # {NAME} completion'
    known = startup.read_text(encoding="utf-8", errors="surrogateescape") if startup.exists() else ""
    if line in known.splitlines():
        return
    with startup.open("a", encoding="utf-8") as file:
        file.write(("" if known.endswith("\n") or not known else "\n") + line + "\n")


COMMANDS = (completion,)
