"""The command that asks a snapshot in SQL: sql."""

from __future__ import annotations

from pathlib import Path

import click

from reinschrift.cli.options import as_json, echo, echo_json, for_dataset, readable_storage_of, version_and_dataset
from reinschrift.text.counted import counted


@click.command()
@click.argument("query", metavar="QUERY")
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--output", metavar="FILE.csv|FILE.parquet", help="Write the answer there; CSV is safe for spreadsheets.")
@click.option("--rows", "n_rows", default=50, show_default=True, help="How many rows to show.")
@as_json
@for_dataset
def sql(
    query: str, version: str, output: str | None, n_rows: int, dataset: str | None, as_json: bool, root: str | None
) -> None:  # fmt: skip
    """Ask a snapshot in SQL: the tables are documents, paragraphs, removed and statistics.

    DuckDB answers; it reads these tables and nothing else. docs/columns.md has their columns.
    """
    from reinschrift.cli.print_answer import Answer, print_answer
    from reinschrift.cli.terminal import show_paged
    from reinschrift.export.answer import write_answer
    from reinschrift.look.dataset import open_manifest
    from reinschrift.look.sql import ask
    from reinschrift.snapshot.manifest import read_manifest

    version, dataset = version_and_dataset(version, dataset)
    storage = readable_storage_of(dataset, root)
    reader = ask(open_manifest(storage, read_manifest(storage, version)), query)
    if output is not None:
        echo(f"{counted(write_answer(reader, storage, Path(output)), 'row')}: {output}")
    elif as_json:
        echo_json(reader.read_all().to_pylist())
    else:
        show_paged(print_answer, Answer.of(reader, n_rows))


COMMANDS = (sql,)
