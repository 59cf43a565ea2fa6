"""What all commands share: how errors are printed, the options they have in common, where the dataset is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reinschrift.errors import ConfigError, ReinschriftError

if TYPE_CHECKING:
    from reinschrift.project import Project
    from reinschrift.storage import LocalStorage, Storage

Command = Callable[..., Any]


class Commands(click.Group):
    """Prints the library's errors as sentences, not as tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit status 2 for what a person wrote wrong, 1 for what failed, 130 after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except ReinschriftError as error:
            click.secho(f"{type(error).__name__}: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
            sys.exit(2 if isinstance(error, ConfigError) else 1)
        except KeyboardInterrupt:
            sys.exit(130)  # what shells expect of a program ended by Ctrl-C


def for_project(command: Command) -> Command:
    """Give a command the options that say which project and which settings."""
    for option in (
        click.option(
            "--set", "overrides", multiple=True, metavar="NAME=VALUE", help="One setting, e.g. run.workers=4."
        ),
        click.option("--project", "root", metavar="DIR", help="The project's folder; default: this one or above."),
    ):
        command = option(command)
    return command


def for_dataset(command: Command) -> Command:
    """Give a command, beside those, an argument that says which dataset."""
    return click.argument("dataset", required=False)(for_project(command))


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def echo_json(values: Any) -> None:
    """Print plain values as JSON."""
    click.echo(json.dumps(values, ensure_ascii=False, indent=1, default=str))


def project_of(root: str | None, overrides: tuple[str, ...]) -> Project:
    """Return the project of the options."""
    from reinschrift.project import load_project

    return load_project(root, overrides)


def storage_of(dataset: str | None, root: str | None, overrides: tuple[str, ...]) -> LocalStorage:
    """Return the dataset of the argument, a folder or an address, else the project's, as those see it who change it."""
    from reinschrift.project import load_project

    return load_project(root, overrides, output=dataset).storage()


def readable_storage_of(dataset: str | None, root: str | None, overrides: tuple[str, ...]) -> Storage:
    """Return the dataset of the argument, a folder or an address such as `s3://bucket/folder`, else the project's."""
    from reinschrift.storage import open_storage

    return open_storage(dataset or project_of(root, overrides).place)


def address_of(path: str) -> str:
    """Return a path as it is from everywhere; addresses stay what they are."""
    return path if "://" in path else str(Path(path).absolute())
