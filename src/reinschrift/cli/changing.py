"""Commands that change what is published: erase, apply-retractions, gc, tag, rollback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reinschrift.cli.options import as_json, echo, echo_json, for_changed_dataset, storage_of
from reinschrift.errors import ConfigError
from reinschrift.text.counted import counted


@click.command()
@click.argument("key", metavar="ID|URL|FILE")
@click.option("--as", "kind", type=click.Choice(["site", "author", "phrase", "hash", "email", "phone"]),
              help="KEY is a domain or a folder of one, an author, a phrase, the SHA-256 of a text, an e-mail "
              "address or a telephone number that stands in a text.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would go from which snapshots; nothing is written.")
@click.option("--reason", default="", help="Why, for the record, e.g. the number of a request; no personal data.")
@click.option("--copies", is_flag=True, help="Erase what was removed as a copy of it, too.")
@click.option("--quotes", is_flag=True, help="Erase other documents that hold a paragraph of it, too.")
@as_json
@for_changed_dataset
def erase(
    key: str, kind: str | None, dry_run: bool, reason: str, copies: bool, quotes: bool, dataset: str | None,
    as_json: bool, root: str | None, overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Erase documents from every snapshot, now, and keep them out of later ones.

    FILE has an id or a URL a line; ID@VERSION is the document that has the id in that snapshot. The raw files,
    exports and backups are not touched; certificates/ in the dataset says what was done.
    """
    from reinschrift.cli.print_changes import print_erasure
    from reinschrift.cli.print_feed import print_planned_erasure
    from reinschrift.export.documents import complete_documents
    from reinschrift.look.quoting import quoting_documents
    from reinschrift.look.select_documents import select_documents
    from reinschrift.snapshot.erase import erase as carry_out
    from reinschrift.snapshot.erase_what import describe_erasure
    from reinschrift.text.addresses import with_scheme

    storage = storage_of(dataset, root, overrides)
    keys = _keys_of(key)
    without: list[int] = []
    if kind is None:
        keys = [*map(with_scheme, keys)]
    else:
        keys, without = select_documents(storage, keys, kind)
    quoting: list[str] = []
    if quotes or dry_run:
        planned = describe_erasure(storage, keys, copies=copies)
        quoting = quoting_documents(storage, {one["id"]: one["versions"] for one in planned["documents"]})
    if quotes and quoting:
        keys = [*keys, *quoting]
        planned = describe_erasure(storage, keys, copies=copies) if dry_run else planned
    if dry_run:
        others = {one.partition("@")[0] for one in quoting} - {*planned["copies_that_stay"]}
        planned["quoting_that_stay"] = [] if quotes else sorted(others)
        planned["without"] = without
        if as_json:
            echo_json(planned)
        else:
            print_planned_erasure(planned)
        return
    record = carry_out(storage, keys, reason, copies=copies)
    complete_documents(storage)
    if as_json:
        echo_json(record | {"without": without})
    else:
        print_erasure(record, without)


def _keys_of(key: str) -> list[str]:
    """Return the ids and URLs of an argument: of the file that it names, else itself."""
    is_list = os.path.isfile(key)  # noqa: PTH113  # Path would raise for a name that no file can have
    try:
        lines = Path(key).read_text(encoding="utf-8-sig").splitlines() if is_list else [key]
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"The list is not UTF-8: {error}.",
            hint="Save it as UTF-8, an id or a URL a line. Nothing was erased.",
            context={"file": key},
        ) from error
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not keys:
        raise ConfigError(
            "The list names nothing." if is_list else "There is no id and no URL.",
            hint="Give an id, a URL, or a file with one a line; lines that begin with # do not count.",
            context={"file": key} if is_list else {},
        )
    return keys


@click.command()
@click.option("--grace-days", default=7.0, show_default=True, help="Leave alone what is younger.")
@click.option("--delete", is_flag=True, help="Delete it; without this, only say what would go.")
@as_json
@for_changed_dataset
def gc(
    grace_days: float, delete: bool, dataset: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]
) -> None:
    """Find what no snapshot and no rebuild needs any more, and with --delete remove it."""
    from reinschrift.cli.print_changes import print_garbage
    from reinschrift.snapshot.clean import clean

    described = clean(storage_of(dataset, root, overrides), grace_days, delete=delete)
    if as_json:
        echo_json(described)
    else:
        print_garbage(described)


@click.command()
@click.argument("name")
@click.argument("version", default="latest")
@click.option("--delete", is_flag=True, help="Take the tag away; the version stays.")
@as_json
@for_changed_dataset
def tag(
    name: str, version: str, delete: bool, dataset: str | None, as_json: bool, root: str | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Give a VERSION a NAME of its own, which every command and reinschrift.open take for it."""
    from reinschrift.snapshot.manifest import delete_tag, read_tags, write_tag

    if delete and dataset is None and version != "latest":
        dataset = version  # a name that goes needs no version: what stands there is the dataset
    storage = storage_of(dataset, root, overrides)
    before = read_tags(storage).get(name)
    if delete:
        delete_tag(storage, name)
    else:
        write_tag(storage, name, version)
    tags = read_tags(storage)
    if as_json:
        echo_json(tags)
        return
    for known, number in sorted(tags.items()):
        moved = f"  (before: {before})" if known == name and before not in (None, number) else ""
        echo(f"{known}  {number}{moved}")


@click.command()
@click.argument("version")
@as_json
@for_changed_dataset
def rollback(version: str, dataset: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]) -> None:
    """Publish the state of an older VERSION as the newest one; what came between stays readable."""
    from reinschrift.cli.print_summary import describe_snapshot
    from reinschrift.export.documents import complete_documents
    from reinschrift.snapshot.commit import roll_back

    storage = storage_of(dataset, root, overrides)
    published = roll_back(storage, version)
    complete_documents(storage)
    described = describe_snapshot(storage, published.manifest.version) | {"is_new": published.is_new}
    if as_json:
        echo_json(described)
    elif published.is_new:
        echo(f"{described['version']} holds what {version} held")
    else:
        echo(f"nothing to do: {described['version']} holds what {version} holds")


@click.command()
@click.argument("address")
@click.option("--public", is_flag=True, help="Leave out texts that may not be handed on (docs/rights.md).")
@as_json
@for_changed_dataset
def push(
    address: str, public: bool, dataset: str | None, as_json: bool, root: str | None, overrides: tuple[str, ...]
) -> None:
    """Bring an object store, e.g. s3://bucket/corpus, up to the dataset in a folder: snapshots, erasures and tags.

    Credentials and endpoint come from the environment or the usual files.
    """
    from reinschrift.export.push import push_dataset, push_public
    from reinschrift.storage import is_address
    from reinschrift.storage.objects import ObjectStorage

    if not is_address(address) and not address.startswith("file://"):
        raise ConfigError(
            "This is no address of an object store.",
            hint="Write it as s3://bucket/folder; a folder is copied by other means, e.g. cp -a.",
            context={"address": address},
        )
    here = storage_of(dataset, root, overrides)
    if here.is_shared:
        raise ConfigError("The dataset is in an object store already.", hint="Name the folder of one to be pushed.")
    described = (push_public if public else push_dataset)(here, ObjectStorage(address))
    if as_json:
        echo_json(described)
    else:
        sent = f"{counted(len(described['manifests']), 'manifest')}, {counted(described['objects'], 'object')}"
        echo(f"{sent}, {described['n_bytes'] / 1e6:.1f} MB; {counted(described['deleted'], 'object')} deleted")


@click.command(name="apply-retractions")
@click.argument("retractions")
@click.argument("folder", type=click.Path(path_type=Path))
@as_json
def apply_retractions(retractions: str, folder: Path, as_json: bool) -> None:
    """Take out of a copy in FOLDER, Parquet or JSON Lines, what a dataset has erased since it was made.

    RETRACTIONS is the dataset, a folder or an address, or its retractions.jsonl. Exit status 1 if the copy has files
    that cannot be read, or are of other forms, or rows of which it cannot be known.
    """
    from reinschrift.cli.print_changes import print_retracted
    from reinschrift.export.retract import apply_retractions as carry_out
    from reinschrift.export.retract import read_retractions

    described = carry_out(read_retractions(retractions), folder)
    if as_json:
        echo_json(described)
    else:
        print_retracted(described)
    if described["failed"] or described["not_followed"] or described["doubtful"]:
        sys.exit(1)


COMMANDS = (erase, apply_retractions, gc, tag, rollback, push)
