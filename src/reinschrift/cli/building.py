"""Commands that build: rebuild, plan, serve, and the server that runs are seen in."""

from __future__ import annotations

import sys

import click

from reinschrift.cli.options import address_of, as_json, echo_json, for_project, project_of


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output", metavar="DIR|ADDRESS", help="Where the dataset is; default: processed/<dataset>.")
@click.option("--ephemeral", is_flag=True, help="Use a server for this run only, instead of the local one.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@as_json
@for_project
def rebuild(
    paths: tuple[str, ...], output: str | None, ephemeral: bool, quiet: bool, as_json: bool, root: str | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Turn raw text into the next snapshot: all sources of raw/sources.toml, or the files and folders of PATH."""
    from reinschrift.project import load_project
    from reinschrift.run.launch import run_flow

    project = load_project(root, overrides, [address_of(path) for path in paths], output)
    parameters = {
        "root": str(project.root) if project.root else None,
        "overrides": list(overrides),
        "paths": list(project.paths),
        "output": project.place,
        "quiet": quiet or as_json,
    }
    summary = run_flow(project, parameters, ephemeral=ephemeral)
    if as_json:
        echo_json(summary)
    elif not quiet:
        from reinschrift.cli.print_summary import print_summary

        print_summary(summary)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output", metavar="DIR|ADDRESS", help="Where the dataset is; default: processed/<dataset>.")
@as_json
@for_project
def plan(
    paths: tuple[str, ...], output: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]
) -> None:
    """Say what a rebuild would do, and why; nothing is written."""
    from reinschrift.project import load_project
    from reinschrift.shard.describe import describe_plan
    from reinschrift.shard.plan import plan_rebuild

    described = describe_plan(plan_rebuild(load_project(root, overrides, [address_of(path) for path in paths], output)))
    if as_json:
        echo_json(described)
        return
    from reinschrift.cli.print_summary import print_plan

    print_plan(described)


@click.command()
@click.option("--cron", required=True, metavar="WHEN", help='When, as cron writes it, e.g. "0 3 * * *" (UTC).')
@for_project
def serve(cron: str, root: str | None, overrides: tuple[str, ...]) -> None:
    """Rebuild on a schedule, until stopped, against the local server."""
    from reinschrift.run.launch import serve_flow

    serve_flow(project_of(root, overrides), cron, overrides)


@click.command()
@click.argument("action", type=click.Choice(["open", "status", "stop"]))
@for_project
def server(action: str, root: str | None, overrides: tuple[str, ...]) -> None:
    """Open the pages of the local Prefect server (open), say where it is (status), or stop it (stop)."""
    from reinschrift.project import load_project
    from reinschrift.run.server.find import find_server, stop_server

    project = load_project(root, overrides, output=".")
    if action == "stop":
        click.echo("The server was stopped." if stop_server(project.home) else "No server was running.")
    elif action == "status":
        found = find_server(project.home)
        click.echo(f"The server runs at {found.ui}." if found else "No server is running.")
    else:
        from reinschrift.run.launch import open_pages

        pages = open_pages(project)
        click.echo(f"{pages.address}\nThe page asks for a password once; it is {pages.password}")
        if sys.stdout.isatty():
            click.launch(pages.address)


COMMANDS = (rebuild, plan, serve, server)
