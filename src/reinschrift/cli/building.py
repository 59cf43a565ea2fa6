"""Commands that build: rebuild, plan, serve, and the server that runs are seen in."""

from __future__ import annotations

import sys

import click

from reinschrift.cli.options import (
    Commands,
    address_of,
    as_json,
    echo,
    echo_json,
    in_project,
    project_of,
    with_settings,
)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output", metavar="DIR|ADDRESS", help="Where the dataset is; default: processed/<dataset>.")
@click.option("--ephemeral", is_flag=True, help="Use a server for this run only, instead of the local one.")
@click.option(
    "--accept-changes", is_flag=True, help="Publish even what the guards would stop: a source gone, much lost."
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@as_json
@with_settings("run.workers=4")
@in_project
def rebuild(
    paths: tuple[str, ...], output: str | None, ephemeral: bool, accept_changes: bool, quiet: bool, as_json: bool,
    root: str | None, overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Turn raw text into the next snapshot: all sources of raw/sources.toml, or the files and folders of PATH."""
    from reinschrift.project import load_project
    from reinschrift.run.launch import parameters_of, run_flow

    project = load_project(root, overrides, [address_of(path) for path in paths], output)
    parameters = parameters_of(project, overrides, quiet=quiet or as_json, accept_changes=accept_changes)
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
@with_settings("snapshot.shard_mb=16")
@in_project
def plan(
    paths: tuple[str, ...], output: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]
) -> None:
    """Say what a rebuild would do, and why; nothing is written."""
    from reinschrift.project import load_project
    from reinschrift.run.plan import plan_rebuild
    from reinschrift.shard.describe import describe_plan
    from reinschrift.snapshot.guards import documents_of

    project = load_project(root, overrides, [address_of(path) for path in paths], output)
    described = describe_plan(plan_rebuild(project))
    described |= documents_of(described["gone"], project.storage())
    if as_json:
        echo_json(described)
        return
    from reinschrift.cli.print_summary import print_plan
    from reinschrift.cli.terminal import show_paged

    show_paged(print_plan, described)


@click.command()
@click.option("--cron", required=True, metavar="WHEN", help='When, as cron writes it, e.g. "0 3 * * *" (UTC).')
@with_settings("run.workers=1")
@in_project
def serve(cron: str, root: str | None, overrides: tuple[str, ...]) -> None:
    """Rebuild on a schedule, until stopped, against the local server."""
    from reinschrift.run.launch import serve_flow

    serve_flow(project_of(root, overrides), cron, overrides)


@click.command()
@click.option("--hours", type=float, help="How long is too long; default: notify.overdue_hours of the settings.")
@click.option("--test", is_flag=True, help="Send a notice in any case, to try the ways that [notify] names.")
@as_json
@with_settings("notify.overdue_hours=26", "notify")
@in_project
def overdue(hours: float | None, test: bool, as_json: bool, root: str | None, overrides: tuple[str, ...]) -> None:
    """Say whether a rebuild has ended well lately; if not, send the notice of [notify], and exit with status 1.

    To be run on a schedule of its own, which tells even of a machine that lost its power in the night.
    """
    from reinschrift.run.notices import send
    from reinschrift.run.notices.last_run import is_overdue, last_end
    from reinschrift.run.notices.message import notice_of_silence
    from reinschrift.run.notices.ways import ways_of

    project = project_of(root, overrides)
    most = hours if hours is not None else project.settings.notify.overdue_hours
    notice = notice_of_silence(project, last_end(project), most)
    late = is_overdue(project, most)
    failures = send(project, notice, wanted=test) if late or test else []
    sent_by = [name for name, _ in ways_of(project.settings.notify)]
    if test and not sent_by:
        failures = ["No notice was sent: [notify] in reinschrift.toml names no command, webhook or email_to."]
        echo(failures[0], err=True)
    if as_json:
        echo_json({"overdue": late, "hours": most, "not_sent": failures, **notice.details})
    else:
        echo(notice.text() if late else f"A rebuild of {project.dataset} ended well within {most:g} hours.")
        if test and not failures:
            echo(f"A notice was sent by {', '.join(sent_by)}.")
    if late or failures:
        sys.exit(1)


@click.group(subcommand_metavar="{open|status|stop}", cls=Commands)
def server() -> None:
    """Open the pages of the local Prefect server (open), say where it is (status), or stop it (stop)."""


@server.command(name="open")
@with_settings("run.server_idle_minutes=60", "run")
@in_project
def open_server(root: str | None, overrides: tuple[str, ...]) -> None:
    """Print the address of the server's pages and their password, and open a browser; the server is started first."""
    from reinschrift.project import load_project
    from reinschrift.run.launch import open_pages

    pages = open_pages(load_project(root, overrides, output="."))
    echo(f"{pages.address}\nThe page asks for a password once; it is {pages.password}")
    if sys.stdout.isatty():
        click.launch(pages.address)


@server.command()
@in_project
def status(root: str | None) -> None:
    """Say where the server runs, if it does."""
    from reinschrift.project import load_project
    from reinschrift.run.server.find import find_server

    found = find_server(load_project(root, output=".").home)
    echo(f"The server runs at {found.ui}." if found else "No server is running.")


@server.command()
@in_project
def stop(root: str | None) -> None:
    """End the server."""
    from reinschrift.project import load_project
    from reinschrift.run.server.find import stop_server

    ended = stop_server(load_project(root, output=".").home)
    echo("The server was stopped." if ended else "No server was running.")


COMMANDS = (rebuild, plan, serve, overdue, server)
