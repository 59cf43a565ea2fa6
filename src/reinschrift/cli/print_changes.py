"""Say on the terminal what changed, what is whole, what was erased or cleared away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.cli.print_signed import not_signed, signers
from reinschrift.cli.terminal import Console
from reinschrift.snapshot.compare import compare, summarise_changes
from reinschrift.snapshot.manifest import list_versions, read_manifest
from reinschrift.snapshot.verify import SIGNATURES, describe_faults, repair, verify
from reinschrift.storage import LocalStorage, Storage
from reinschrift.text.counted import counted

MOST_NAMES = 10
"""Files of other forms that are named; --json has all of them."""


def describe_changes(
    storage: Storage, versions: tuple[str, str], n_samples: int = 5, output: str | None = None
) -> dict[str, Any]:
    """Return what changed from one snapshot to another: counts, reasons, samples; all of it goes to `output`."""
    before, after = (read_manifest(storage, version) for version in versions)
    changes = compare(storage, before, after)
    write_rows(changes, output)
    return {
        "before": before.version,
        "after": after.version,
        **summarise_changes(changes, n_samples),
        "output": output,
    }


def write_rows(rows: pa.Table, output: str | None) -> None:
    """Write rows to a Parquet file that somebody asked for, whole or not at all; none: nowhere."""
    if output is not None:
        place = Path(output).absolute()
        with LocalStorage(place.parent).writing(place.name) as temporary:
            pq.write_table(rows, temporary, compression="zstd")


def print_changes(described: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what changed between two snapshots."""
    console = console or Console()
    console.print(f"{described['before']} → {described['after']}", highlight=False)
    for change in ("added", "removed", "changed"):
        part = described[change]
        why = ", ".join(f"{reason} {n:,}" for reason, n in part["reasons"].items())
        console.print(f"{change:<8} {part['documents']:>10,}  {why}", highlight=False, soft_wrap=True)
        for row in part["samples"]:
            place = row["url"] or f"{row['source']}/{row['source_path']}"
            what = f" ({', '.join(row['columns'])})" if row["columns"] else ""
            line = f"  {row['document_id']}  {row['reason']}{what}  {place}"
            console.print(line, highlight=False, soft_wrap=True, markup=False)
    if described["output"]:
        console.print(f"all of it  {described['output']}", highlight=False, soft_wrap=True)


def describe_verification(
    storage: Storage, version: str | None, *, contract: bool = True, mend: bool = False, key: Path | None = None
) -> dict[str, Any]:
    """Check one snapshot, or with none named every one; `mend` sets aside what is damaged, `key` must have signed."""
    versions = [version] if version is not None else list_versions(storage)
    checked = []
    for one in versions:
        manifest = read_manifest(storage, one)
        faults = verify(storage, manifest, contract=contract)
        if key is not None and not any(fault.table == SIGNATURES for fault in faults):
            faults += not_signed(storage, manifest, key)
        done = repair(storage, manifest, faults) if mend and isinstance(storage, LocalStorage) else []
        checked.append({"version": manifest.version, "faults": describe_faults(faults), "done": done,
                        "signed_by": signers(storage, manifest, faults)})  # fmt: skip
    return {"is_whole": not any(entry["faults"] for entry in checked), "snapshots": checked}


def print_verification(described: Mapping[str, Any], console: Console | None = None) -> None:
    """Print every fault by name."""
    console = console or Console()
    for entry in described["snapshots"]:
        n_faults = len(entry["faults"])
        n_keys = len(entry["signed_by"])
        signed = f", signed by {counted(n_keys, 'key')}" if n_keys else ""
        found = counted(n_faults, "fault") if n_faults else "whole"
        console.print(f"{entry['version']}  {found}{signed}", highlight=False)
        for fault in entry["faults"]:
            shard = f" (shard {fault['shard']})" if fault["shard"] else ""
            line = f"  {fault['object']}{shard}: {fault['what']}"
            console.print(line, highlight=False, soft_wrap=True, markup=False)
        for sentence in entry["done"]:
            console.print(f"  → {sentence}", highlight=False, soft_wrap=True, markup=False)
    others = [one for entry in described["snapshots"] for one in entry["faults"] if one["table"] != SIGNATURES]
    if others and not any(entry["done"] for entry in described["snapshots"]):
        console.print("reinschrift verify --repair sets damaged objects aside; a rebuild then makes them anew.")


def line_of_keys(without: Sequence[int]) -> str:
    """Return a line on the keys of a list that name nothing: their places, so that nothing of them is shown."""
    shown = _some(list(map(str, without)))
    return f"{counted(len(without), 'key')} of the list found nothing that was read: number {shown}"


def print_erasure(record: Mapping[str, Any], without: Sequence[int] = (), console: Console | None = None) -> None:
    """Print what an erasure did, and what it could not; `without` are the places of keys that name nothing."""
    console = console or Console()
    console.print(
        f"erasure {record['ref']} {record['state']}: {counted(len(record['ids']), 'document')}", highlight=False
    )
    for version, n_documents in record["versions"].items():
        console.print(f"  {version}  {counted(n_documents, 'document')} taken out", highlight=False)
    if without:
        console.print(line_of_keys(without), highlight=False, soft_wrap=True)
    console.print("Raw files, exports and backups are not touched: delete it there too.", highlight=False)
    for name in record.get("foreign", ()):
        line = f"Not touched: {name} in the dataset's folder, which is no part of it."
        console.print(line, style="yellow", highlight=False, soft_wrap=True, markup=False)
    if record.get("bucket_keeps_versions"):
        console.print("This bucket keeps versions of what is deleted: remove its old versions, too.", style="yellow")


def print_retracted(described: Mapping[str, Any]) -> None:
    """Print what was taken out of a copy, and which of its files were not read or not followed."""
    console, faults = Console(), Console(stderr=True)
    for name, n_rows in described["rows"].items():
        console.print(f"{n_rows:>10,}  {name}", highlight=False, soft_wrap=True, markup=False)
    for name, why in described["failed"].items():
        faults.print(f"not read    {name}: {why}", highlight=False, soft_wrap=True, markup=False)
    if others := described["not_followed"]:
        line = (
            f"It holds files of forms that this command does not follow: {_some(others)}; "
            "export again, or delete by hand."
        )
        faults.print(line, highlight=False, soft_wrap=True, markup=False)
    if doubtful := described["doubtful"]:
        line = (
            f"{counted(len(doubtful), 'row')} with the id of an erased document and another text stayed: "
            f"{_some(doubtful)}; no row says which file it is from, and no text is one that was erased. "
            "If the texts of this copy were changed, look at them."
        )
        faults.print(line, highlight=False, soft_wrap=True, markup=False)
    n_rows = sum(described["rows"].values())
    console.print(f"{counted(n_rows, 'row')} taken out of {counted(len(described['rows']), 'file')}", highlight=False)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return f"{', '.join(names[:MOST_NAMES])}{more}"


def print_garbage(described: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what goes, or would go."""
    console = console or Console()
    for kind in ("objects", "work", "leftovers"):
        for name in described[kind]:
            console.print(f"{kind:<9}  {name}", highlight=False, soft_wrap=True, markup=False)
    n_names = sum(len(described[kind]) for kind in ("objects", "work", "leftovers"))
    what = "1 file or folder" if n_names == 1 else f"{n_names:,} files and folders"
    verb = "deleted" if described["deleted"] else "could go; add --delete"
    console.print(f"{what}, {described['n_bytes'] / 1e6:.1f} MB: {verb}", highlight=False)
