"""The command that shows what a rebuild makes of one file: inspect."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from reinschrift.cli.options import address_of, as_json, echo_json, in_project, with_settings


@click.command()
@click.argument("file")
@click.option("--record", "records", multiple=True, metavar="ID", help="Only this record of the file; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show the first N records.")
@click.option("--source", metavar="NAME", help="Read FILE as one of this source; default: the source that names it.")
@as_json
@with_settings("stages.lines.min_content=0.3")
@in_project
def inspect(
    file: str, records: tuple[str, ...], limit: int | None, source: str | None, as_json: bool, root: str | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Show what a rebuild makes of FILE: its metadata, and each line kept or removed with its reason.

    FILE is a file, a folder, an address, or - for the standard input. Duplicates are not looked for. Below stand the
    lines for raw/decisions.jsonl that put wrong removals right.
    """
    from reinschrift.look.inspect import inspect_file
    from reinschrift.project import load_project

    with _given(file) as address:
        project = load_project(root, overrides, [address])
        documents = inspect_file(project, address, records, source, limit)
        if as_json:
            echo_json(list(documents))
            return
        from reinschrift.cli.print_inspected import printed, printed_decisions
        from reinschrift.cli.terminal import echo_paged

        pages = (printed(document) + printed_decisions(document) for document in documents)
        first = next(pages)  # what is wrong with the file is printed before a pager opens
        echo_paged(page for pages_of in ([first], pages) for page in pages_of)


@contextmanager
def _given(file: str) -> Iterator[str]:
    """Give the address of what was named; the standard input as a file of its own."""
    if file != "-":
        yield address_of(file)
        return
    with tempfile.TemporaryDirectory(prefix="reinschrift-") as folder:
        place = Path(folder) / "stdin" / "stdin"  # the folder gives the source its name
        place.parent.mkdir()
        with place.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield str(place)


COMMANDS = (inspect,)
