"""What all commands share: how errors are printed, the options they have in common, where the dataset is."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from reinschrift.errors import ConfigError, ReinschriftError, SnapshotNotFoundError, StorageError
from reinschrift.text.visible import visible

if TYPE_CHECKING:
    from reinschrift.project import Project
    from reinschrift.storage import LocalStorage, Storage

UNFORESEEN = 70
"""Exit status after a failure that no sentence was written for (EX_SOFTWARE)."""
GIVEN_WRONG = (ConfigError, SnapshotNotFoundError)
"""What a person wrote is wrong, or names nothing: no second try mends it."""
LONGEST = 500
TEMPORARY = "Set TMPDIR to a folder that this user may write to; free some space if the disk is full."
EMPTY = "Name a file, a folder or an address; a variable of the shell may have been empty."
ROOM = "Free some space where the output of this command goes, or send it elsewhere."
VERSION = re.compile(r"\d+\.\d+\.\d+")
Command = Callable[..., Any]


class Commands(click.Group):
    """Prints the library's errors as sentences, not as tracebacks, and the sentence of every command whole."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's
        """List the commands, each with the whole first paragraph of its help, over as many lines as that takes."""
        rows = [(name, _first_paragraph(command)) for name, command in self.commands.items() if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line; that its output cannot be written is a sentence, in its help, too."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            if not _is_of_output(error):
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still held would fail again as the process ends
            _end(StorageError(f"The output could not be written: {error.strerror}.", hint=ROOM))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit status 2 for what was given wrong, 1 for what failed, 130 after Ctrl-C, else 70."""
        try:
            return super().invoke(ctx)
        except ReinschriftError as error:
            _end(error)
        except KeyboardInterrupt:
            sys.exit(130)  # what shells expect of a program ended by Ctrl-C
        except click.ClickException as error:
            error.message = visible(error.message)  # type: ignore[misc]  # click prints it, with what was typed
            raise
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click tells of these itself
        except Exception as error:  # the last one there is
            if not _stands_somewhere():
                _end(ConfigError("The working folder is no longer there.", hint="Change to a folder that is."))
            if "temporary directory" in str(error):  # Python gives this no type of its own
                _end(ConfigError("No folder for temporary files can be written.", hint=TEMPORARY))
            if _is_of_output(error):
                raise
            _tell_unforeseen(error)
            sys.exit(UNFORESEEN)


def _is_of_output(error: Exception) -> bool:
    """Say whether printing failed: no file is named, and the device says that it takes no more."""
    return isinstance(error, OSError) and error.filename is None and error.errno in {errno.ENOSPC, errno.EIO}


def _stands_somewhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _end(error: ReinschriftError) -> NoReturn:
    click.secho(visible(f"{type(error).__name__}: {error}"), err=True, fg="red" if sys.stderr.isatty() else None)
    sys.exit(2 if isinstance(error, GIVEN_WRONG) else 1)


def _first_paragraph(command: click.Command) -> str:
    return " ".join((command.help or "").split("\n\n")[0].split())


def _tell_unforeseen(error: Exception) -> None:
    """Say in two lines what nobody foresaw, and keep the traceback in a file."""
    what = visible(" ".join(f"{type(error).__name__}: {error}".split()))[:LONGEST]
    try:
        handle, log = tempfile.mkstemp(prefix="reinschrift-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("".join(traceback.format_exception(error)))
    except OSError as second:
        log = f"none, since there is no room for it ({second.strerror})"
    echo(f"Something went wrong that was not foreseen. {what}\n  log: {log}", err=True)


def in_project(command: Command) -> Command:
    """Give a command the option that says which project."""
    return click.option("--project", "root", metavar="DIR", help="The project's folder; default: this one or above.")(
        command
    )


def with_settings(example: str, *groups: str) -> Callable[[Command], Command]:
    """Give a command the option that puts settings over those of the project.

    A command that reads only some groups of settings names them, and refuses all others: there they would do nothing.
    """

    def only_read(_: click.Context, __: click.Parameter, overrides: tuple[str, ...]) -> tuple[str, ...]:
        for override in overrides:
            name = override.partition("=")[0].strip()
            if groups and not f"{name}.".startswith(tuple(f"{group}." for group in groups)):
                raise click.BadParameter(f"{override} does nothing here; settings of {' and '.join(groups)} do.")
        return overrides

    return click.option(
        "--set", "overrides", multiple=True, metavar="NAME=VALUE", callback=only_read,
        help=f"One setting, e.g. {example}; may be repeated.",
    )  # fmt: skip


def for_dataset(command: Command) -> Command:
    """Give a command an argument that says which dataset, and the option that says which project's it is else."""
    return click.argument("dataset", required=False)(in_project(command))


def for_changed_dataset(command: Command) -> Command:
    """Give a command that may write, beside those, the settings of where a dataset's working copy is."""
    return for_dataset(with_settings("paths.copies=/srv/copies", "paths")(command))


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def echo(text: str, *, err: bool = False) -> None:
    """Print a line in which controls are seen and not obeyed: names of files and folders come from anywhere."""
    click.echo(visible(text), err=err)


def echo_json(values: Any) -> None:
    """Print plain values as JSON."""
    echo(json.dumps(values, ensure_ascii=False, indent=1, default=str))  # `\\u009b` is JSON, too


def project_of(root: str | None, overrides: tuple[str, ...]) -> Project:
    """Return the project of the options."""
    from reinschrift.project import load_project

    return load_project(root, overrides)


def storage_of(dataset: str | None, root: str | None, overrides: tuple[str, ...]) -> LocalStorage:
    """Return the dataset of the argument, a folder or an address, else the project's, as those see it who change it."""
    from reinschrift.project import load_project

    return load_project(root, overrides, output=_there(dataset)).storage()


def readable_storage_of(dataset: str | None, root: str | None, overrides: tuple[str, ...] = ()) -> Storage:
    """Return the dataset of the argument, a folder or an address such as `s3://bucket/folder`, else the project's."""
    from reinschrift.storage import open_storage

    return open_storage(_there(dataset) or project_of(root, overrides).place)


def _there(dataset: str | None) -> str | None:
    """Return a dataset as it was named. Raises `ConfigError` if that is a folder which is not there."""
    if dataset is None or "://" in dataset or os.path.isdir(dataset):  # noqa: PTH112  # Path would raise for a name that no file can have
        return dataset
    raise ConfigError(
        "There is no such dataset." if dataset else "The name of the dataset is empty.",
        hint="Name the folder of a dataset, e.g. processed/sample, or an address.",
        context={"folder": dataset} if dataset else {},
    )


def version_and_dataset(version: str, dataset: str | None) -> tuple[str, str | None]:
    """Return what two arguments mean: a number alone, as in `show 1.0.0`, is a version of the project's own dataset."""
    if dataset is not None and version == "latest" and VERSION.fullmatch(dataset) and not Path(dataset).exists():
        return dataset, None
    return version, dataset


def address_of(path: str) -> str:
    """Return a path as it is from everywhere; addresses stay what they are. Raises `ConfigError` if it is empty."""
    if not path:
        raise ConfigError("A path is empty.", hint=EMPTY)
    return path if "://" in path else str(Path(path).absolute())
