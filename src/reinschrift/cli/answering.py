"""Commands for those who must answer a letter, or follow a dataset: find, changes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reinschrift.cli.options import as_json, echo_json, for_dataset, readable_storage_of


@click.command()
@click.argument("asked", metavar="TEXT|FILE|URL|HOST|NAME|NUMBER")
@click.option("--as", "kind",
              type=click.Choice(["phrase", "file", "path", "url", "host", "author", "email", "phone", "id"]),
              help="What it is, where it looks like something else; an author always needs it.")  # fmt: skip
@click.option("--version", "version", help="Only this snapshot, a number or a tag; default: all of them.")
@click.option("--proof", type=click.Path(path_type=Path), help="Write there the proof that a document is in it.")
@as_json
@for_dataset
def find(
    asked: str, kind: str | None, version: str | None, proof: Path | None, dataset: str | None, as_json: bool,
    root: str | None,
) -> None:  # fmt: skip
    """Say where a text, a page, a site or a name is: kept, removed, masked or erased, in which snapshots, and why.

    A sentence is found however its lines break and whatever its case, accents and punctuation. Of a raw
    file it says what was read from it, of another file where its sentences are. - reads a text from the standard input.
    """
    from reinschrift.cli.print_found import print_found
    from reinschrift.cli.terminal import show_paged
    from reinschrift.look.find import find as look

    if asked == "-":
        asked, kind = sys.stdin.read(), kind or "phrase"
    storage = readable_storage_of(dataset, root)
    answer = look(storage, asked, kind, version)
    if proof is not None:
        from reinschrift.cli.print_signed import write_proof

        answer["proof"] = write_proof(storage, answer, version, proof)
    if as_json:
        echo_json(answer)
    else:
        show_paged(print_found, answer)


@click.command()
@click.option("--since", "before", required=True, metavar="VERSION|TAG", help="The snapshot that is known already.")
@click.option("--version", "after", default="latest", show_default=True, help="The snapshot to get to: number or tag.")
@click.option("--output", metavar="FILE.parquet", help="Write the feed there, a row a change.")
@as_json
@for_dataset
def changes(
    before: str, after: str, output: str | None, dataset: str | None, as_json: bool, root: str | None
) -> None:  # fmt: skip
    """Say what came, went, changed or moved since a snapshot, documents and paragraphs, for those who follow it.

    The feed has old and new hash, the reason, and where the new row stands: docs/answers.md says how to apply it.
    """
    from reinschrift.cli.print_feed import describe_feed, print_feed

    described = describe_feed(readable_storage_of(dataset, root), (before, after), output)
    if as_json:
        echo_json(described)
    else:
        print_feed(described)


COMMANDS = (find, changes)
