"""The command line: each command in a few lines, everything heavy imported when it is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reinschrift import __version__
from reinschrift.errors import ReinschriftError

if TYPE_CHECKING:
    from reinschrift.project import Project

Command = Callable[..., Any]


class _Commands(click.Group):
    """Prints the library's errors as sentences, not as tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ReinschriftError as error:
            click.secho(f"{type(error).__name__}: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
            sys.exit(2 if _is_config(error) else 1)
        except KeyboardInterrupt:
            sys.exit(130)  # what shells expect of a program ended by Ctrl-C


def _is_config(error: ReinschriftError) -> bool:
    from reinschrift.errors import ConfigError

    return isinstance(error, ConfigError)


def _for_project(command: Command) -> Command:
    for option in (
        click.option(
            "--set", "overrides", multiple=True, metavar="NAME=VALUE", help="One setting, e.g. run.workers=4."
        ),
        click.option("--project", "root", metavar="DIR", help="The project's folder; default: this one or above."),
    ):
        command = option(command)
    return command


def _for_dataset(command: Command) -> Command:
    return click.argument("dataset", required=False)(_for_project(command))


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="reinschrift")
def main() -> None:
    """Raw text in, a clean, versioned and validated Parquet dataset out."""


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output", metavar="DIR", help="The dataset's folder; default: processed/<dataset>.")
@click.option("--ephemeral", is_flag=True, help="Use a server for this run only, instead of the local one.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@_as_json
@_for_project
def rebuild(
    paths: tuple[str, ...], output: str | None, ephemeral: bool, quiet: bool, as_json: bool, root: str | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Turn raw text into the next snapshot: all sources of raw/sources.toml, or the files and folders of PATH."""
    from reinschrift.launch import run_flow
    from reinschrift.project import load_project

    project = load_project(root, overrides, [_address(path) for path in paths], output)
    parameters = {
        "root": str(project.root) if project.root else None,
        "overrides": list(overrides),
        "paths": list(project.paths),
        "output": str(project.output),
        "quiet": quiet or as_json,
    }
    summary = run_flow(project, parameters, ephemeral=ephemeral)
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1))
    elif not quiet:
        from reinschrift.publish.summary import print_summary

        print_summary(summary)


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output", metavar="DIR", help="The dataset's folder; default: processed/<dataset>.")
@_as_json
@_for_project
def plan(
    paths: tuple[str, ...], output: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]
) -> None:
    """Say what a rebuild would do, and why; nothing is written."""
    from reinschrift.plan import describe_plan, plan_rebuild
    from reinschrift.project import load_project

    described = describe_plan(plan_rebuild(load_project(root, overrides, [_address(path) for path in paths], output)))
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
        return
    from reinschrift.publish.summary import print_plan

    print_plan(described)


@main.command(name="list")
@_as_json
@_for_dataset
def list_snapshots(dataset: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]) -> None:
    """List the snapshots of the project's dataset, or of the one in folder DATASET."""
    from reinschrift.publish.summary import describe_snapshots, print_snapshots

    described = describe_snapshots(_storage(dataset, root, overrides))
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
    else:
        print_snapshots(described)


@main.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot.")
@_as_json
@_for_dataset
def show(dataset: str | None, version: str, as_json: bool, root: str | None, overrides: tuple[str, ...]) -> None:
    """Show one snapshot: counts, languages, what was removed and why, how to open it."""
    from reinschrift.publish.summary import describe_snapshot, print_summary

    described = describe_snapshot(_storage(dataset, root, overrides), version)
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
    else:
        print_summary(described)


@main.command()
@click.argument("file")
@click.option("--record", "records", multiple=True, metavar="ID", help="Only this record of the file; may be repeated.")
@_as_json
@_for_project
def inspect(file: str, records: tuple[str, ...], as_json: bool, root: str | None, overrides: tuple[str, ...]) -> None:
    """Show FILE as the pipeline sees it: every line kept or removed with its reason, and the metadata found."""
    from reinschrift.inspection import inspect_or_fail, print_document
    from reinschrift.project import load_project

    settings = load_project(root, overrides, [_address(file)]).settings
    documents = inspect_or_fail(_address(file), settings, records)
    if as_json:
        click.echo(json.dumps(documents, ensure_ascii=False, indent=1, default=str))
        return
    for document in documents:
        print_document(document)


@main.command()
@click.option("--cron", required=True, metavar="WHEN", help='When, as cron writes it, e.g. "0 3 * * *" (UTC).')
@_for_project
def serve(cron: str, root: str | None, overrides: tuple[str, ...]) -> None:
    """Rebuild on a schedule, until stopped, against the local server."""
    from reinschrift.launch import serve_flow

    serve_flow(_project(root, overrides), cron, overrides)


def _project(root: str | None, overrides: tuple[str, ...]) -> Project:
    from reinschrift.project import load_project

    return load_project(root, overrides)


def _storage(dataset: str | None, root: str | None, overrides: tuple[str, ...]) -> Any:
    from reinschrift.project import load_project
    from reinschrift.storage import LocalStorage

    return LocalStorage(dataset or load_project(root, overrides).output)


def _address(path: str) -> str:
    return path if "://" in path else str(Path(path).absolute())
