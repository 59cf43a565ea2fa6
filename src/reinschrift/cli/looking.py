"""Commands that look at what was published: list, show, report, diff, verify, explain, explain-reason, export."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reinschrift.choices import PURPOSES
from reinschrift.cli.options import (
    as_json,
    echo,
    echo_json,
    for_changed_dataset,
    for_dataset,
    readable_storage_of,
    storage_of,
    version_and_dataset,
)
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.text.counted import counted

if TYPE_CHECKING:
    from reinschrift.storage import Storage


@click.command(name="list")
@as_json
@for_dataset
def list_snapshots(dataset: str | None, as_json: bool, root: str | None) -> None:
    """List the snapshots of the project's dataset, or of the one at DATASET, a folder or an address."""
    from reinschrift.cli.print_summary import describe_snapshots, print_snapshots
    from reinschrift.cli.terminal import show_paged

    hint = "Name the folder of a dataset, e.g. processed/sample, or an address."
    described = describe_snapshots(readable_storage_of(dataset, root))
    if dataset is not None and not described:
        raise SnapshotNotFoundError("It holds no snapshot.", hint=hint, context={"dataset": dataset})
    if as_json:
        echo_json(described)
    else:
        show_paged(print_snapshots, described)


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--by", metavar="COLUMNS", help="Show its statistics by these columns, e.g. source,language.")
@as_json
@for_dataset
def show(dataset: str | None, version: str, by: str | None, as_json: bool, root: str | None) -> None:
    """Show one snapshot: counts, languages, what was removed and why, how to open it."""
    from reinschrift.cli.print_statistics import describe_statistics, print_statistics
    from reinschrift.cli.print_summary import describe_snapshot, print_summary
    from reinschrift.cli.terminal import show_paged

    version, dataset = version_and_dataset(version, dataset)
    storage = readable_storage_of(dataset, root)
    if by is not None:
        rows = describe_statistics(storage, version, by)
        if as_json:
            echo_json(rows)
        else:
            show_paged(print_statistics, rows)
        return
    described = describe_snapshot(storage, version)
    if as_json:
        echo_json(described)
    else:
        print_summary(described)


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--output", metavar="FILE.parquet", help="Write every change there, a row a document.")
@click.option("--samples", default=5, show_default=True, help="How many documents of each kind to show.")
@as_json
@for_dataset
def diff(
    before: str, after: str, output: str | None, samples: int, dataset: str | None, as_json: bool, root: str | None
) -> None:  # fmt: skip
    """Say what changed from snapshot A to snapshot B: documents added, removed, changed, each with the reason."""
    from reinschrift.cli.print_changes import describe_changes, print_changes
    from reinschrift.cli.terminal import show_paged

    described = describe_changes(readable_storage_of(dataset, root), (before, after), samples, output)
    if as_json:
        echo_json(described)
    else:
        show_paged(print_changes, described)


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--all", "every", is_flag=True, help="Every snapshot.")
@click.option("--quick", is_flag=True, help="Hashes only; do not hold every row to the contract.")
@click.option("--repair", is_flag=True, help="Set what is damaged aside, so that a rebuild makes it anew.")
@click.option("--key", type=click.Path(path_type=Path), help="A public key in PEM: it must have signed the snapshot.")
@click.option("--proof", type=click.Path(path_type=Path), help="Check a proof that find wrote, without the dataset.")
@as_json
@for_changed_dataset
def verify(
    version: str, every: bool, quick: bool, repair: bool, key: Path | None, proof: Path | None, dataset: str | None,
    as_json: bool, root: str | None, overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Check every byte, count and row of a snapshot; exit status 1 if anything is not what it should be."""
    from reinschrift.cli.print_changes import describe_verification, print_verification

    if proof is not None:
        from reinschrift.cli.print_signed import describe_proof, print_proof

        shown = describe_proof(proof, key)
        if as_json:
            echo_json(shown)
        else:
            print_proof(shown)
        sys.exit(1 if key is not None and shown["not_signed"] else 0)
    version, dataset = version_and_dataset(version, dataset)
    storage = (storage_of if repair else readable_storage_of)(dataset, root, overrides)
    described = describe_verification(storage, None if every else version, contract=not quick, mend=repair, key=key)
    if as_json:
        echo_json(described)
    else:
        print_verification(described)
    if not described["is_whole"]:
        sys.exit(1)


@click.command()
@click.argument("key", metavar="ID|URL|FILE|PHRASE")
@click.option("--full", is_flag=True, help="Every line that was removed, in every snapshot.")
@as_json
@for_dataset
def explain(key: str, full: bool, dataset: str | None, as_json: bool, root: str | None) -> None:
    """Tell the story of a document: its source, its rights, what was removed and why, its copies, in every snapshot.

    KEY is an id or the beginning of one, a URL, the path of a raw file, or a phrase of the text.
    """
    from functools import partial

    from reinschrift.cli.print_story import print_story
    from reinschrift.cli.terminal import show_paged
    from reinschrift.look.explain import explain as tell

    story = tell(readable_storage_of(dataset, root), key)
    if as_json:
        echo_json(story)
    else:
        show_paged(partial(print_story, full=full), story)


@click.command(name="explain-reason")
@click.argument("name", required=False)
@as_json
def explain_reason(name: str | None, as_json: bool) -> None:
    """Say what a reason in `removed` means, what it measures, and which setting changes it; without NAME list all."""
    from reinschrift.cli.print_reasons import describe_reasons, print_reasons
    from reinschrift.cli.terminal import show_paged

    described = describe_reasons(name)
    if as_json:
        echo_json(described)
    else:
        show_paged(print_reasons, described)


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["conllu", "csv", "delta", "folder", "huggingface", "jsonl", "markdown", "tei", "vertical"]),
    help="The form.",
)
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--mix", "recipe", metavar="FILE", help="A mixture for training, by this recipe: docs/train.md.")
@click.option("--all-texts", is_flag=True, help="Hand on texts that were removed for rights or persons, too.")
@click.option(
    "--purpose",
    type=click.Choice(PURPOSES),
    help="Only documents that may be used for it; nothing of what was removed.",
)
@click.option("--or-unknown", is_flag=True, help="With --purpose: documents, too, of which nothing is stated.")
@click.option("--output", metavar="DIR", help="A new folder; for delta none: logs beside the objects, all versions.")
@as_json
@for_changed_dataset
def export(
    form: str | None, version: str, recipe: str | None, all_texts: bool, purpose: str | None, or_unknown: bool,
    output: str | None, dataset: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Write a snapshot in another form: for Delta, Hugging Face, spreadsheets, linguists, as JSON Lines or Markdown.

    Texts that were removed for rights, an opt-out or personal data are left out; with --purpose all that was removed.
    An export is a copy: an erasure later on does not reach it, but for the Delta logs in the dataset's own folder.
    """
    from reinschrift.export.forms import export_snapshot
    from reinschrift.export.handed import Handed

    version, dataset = version_and_dataset(version, dataset)
    place = Path(output).absolute() if output else None
    if recipe is not None:
        if form or purpose or all_texts or place is None:
            raise ConfigError(
                "A mixture takes a recipe and --output, which say all.",
                hint="Form, columns and what documents must meet stand in the recipe; docs/train.md shows one.",
            )
        written, form = _write_mix(readable_storage_of(dataset, root, overrides), version, recipe, place), "mix"
    elif form is None:
        raise ConfigError("There is no form.", hint="Name one with --format, or a recipe with --mix.")
    else:
        is_log = form == "delta" and output is None  # the only form that changes the dataset's own place
        storage = (storage_of if is_log else readable_storage_of)(dataset, root, overrides)
        written = export_snapshot(storage, form, version, place, Handed(all_texts, purpose, or_unknown))
    if as_json:
        echo_json(written)
    else:
        echo(f"{form}: {written['output']}{_counts(written)}")


def _counts(written: Mapping[str, Any]) -> str:
    """Return how much was written, as far as it was counted."""
    if "n_rows" in written:
        return f", {counted(written['n_rows'], 'row')} in {counted(len(written['files']), 'file')}"
    if "versions" in written:
        return f", {counted(len(written['versions']['documents']), 'version')}"
    nouns = {"documents": "document", "paragraphs": "paragraph", "removed": "removed row"}
    return "".join(f", {counted(n, nouns[table])}" for table, n in written["rows"].items())


def _write_mix(storage: Storage, version: str, recipe: str, place: Path) -> dict[str, Any]:
    from reinschrift.export.mix import write_mix
    from reinschrift.look.dataset import open_manifest
    from reinschrift.snapshot.manifest import read_manifest

    described = write_mix(open_manifest(storage, read_manifest(storage, version)), recipe, place)
    for part in described["parts"]:
        if part["shortfall"]:
            echo(f"{part['name']}: {part['shortfall']:,} short of {part['budget']:,}", err=True)
    return described | {"output": str(place)}


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--output", metavar="FILE", help="Write it there instead of beside the snapshot.")
@click.option("--no-open", "stays_closed", is_flag=True, help="Do not open it in the browser.")
@as_json
@for_changed_dataset
def report(
    version: str, output: str | None, stays_closed: bool, dataset: str | None, as_json: bool, root: str | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Open the report of a snapshot in the browser: what it holds, what was removed and why, with samples."""
    import webbrowser

    from reinschrift.export.documents import place_report

    version, dataset = version_and_dataset(version, dataset)
    place = place_report(readable_storage_of(dataset, root, overrides), version, Path(output) if output else None)
    if as_json:
        echo_json({"report": str(place)})
        return
    echo(str(place))
    if not stays_closed and not webbrowser.open(place.absolute().as_uri()):
        echo("No browser could be opened; open the file by hand.", err=True)


COMMANDS = (list_snapshots, show, report, diff, verify, explain, explain_reason, export)
