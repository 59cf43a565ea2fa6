"""The command that makes a folder a project: init."""

from __future__ import annotations

import os
from pathlib import Path

import click

from reinschrift.cli.options import as_json, echo, echo_json


@click.command()
@click.argument("folder", default=".")
@click.option("--from", "paths", multiple=True, metavar="PATH", help="Register what lies there; may be repeated.")
@as_json
def init(folder: str, paths: tuple[str, ...], as_json: bool) -> None:
    """Make FOLDER, by default this one, a project that runs: settings, register, README, .gitignore, prefect.yaml.

    With --from the register names what lies at PATH, a source for each folder, with the formats and fields that are
    recognised there; the files stay where they are. Else there is an example to run. Nothing is overwritten.
    """
    from reinschrift.new_project.write_project import REGISTER, write_project

    root = Path(os.path.realpath(folder))
    register = None
    if paths:
        from reinschrift.new_project.find_sources import find_sources
        from reinschrift.new_project.write_register import register_of

        register = register_of(find_sources(paths, root / REGISTER), root / "raw", root)
    done = write_project(root, register)
    if as_json:
        echo_json({"folder": str(root), **done._asdict()})
        return
    for place in done.written:
        echo(f"written  {place}")
    for place in done.kept:
        echo(f"kept     {place}, which was there")
    echo(f"next: {'' if root == Path.cwd() else f'cd {folder}; '}reinschrift rebuild")


COMMANDS = (init,)
