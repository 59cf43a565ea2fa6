"""Say on the terminal what a run, a plan or a dataset's history holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from reinschrift.cli.print_decisions import summary_of_decisions
from reinschrift.cli.terminal import Console
from reinschrift.decisions.describe import describe_decisions
from reinschrift.snapshot.guards import largest_changes
from reinschrift.snapshot.manifest import TABLES, list_versions, read_manifest, read_tags
from reinschrift.storage import Storage
from reinschrift.text.counted import counted

MOST_LANGUAGES = 12
"""Languages that a summary names."""


def describe_snapshots(storage: Storage) -> list[dict[str, Any]]:
    """Return one entry a snapshot, oldest first: version, time, what it follows, counts, size on disk."""
    described = []
    tags = read_tags(storage)
    for version in list_versions(storage):
        manifest = read_manifest(storage, version)
        described.append(
            {
                "version": version,
                "created": manifest.created,
                "parent": manifest.parent,
                "revision": manifest.revision,
                "kept": manifest.counts["kept"],
                "read": manifest.counts["read"],
                "n_bytes": sum(item.n_bytes for table in TABLES for item in manifest.tables[table]),
                "tags": sorted(name for name, tagged in tags.items() if tagged == version),
            }
        )
    return described


def describe_snapshot(storage: Storage, version: str) -> dict[str, Any]:
    """Return one snapshot in the form of a run's summary."""
    manifest = read_manifest(storage, version)
    return {
        "dataset": manifest.dataset,
        "version": manifest.version,
        "folder": storage.address(f"snapshots/{manifest.version}"),
        "created": manifest.created,
        "counts": manifest.counts | {"languages": _by_number(manifest.counts["languages"])},
        "sources": manifest.sources,
        "decisions": describe_decisions((), manifest.counts.get("decisions", {})),
        "contract": manifest.contract,
        "validation": manifest.validation,
    }


def _by_number(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def print_summary(summary: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what was read, kept and removed, the languages, and how to open the snapshot."""
    console = console or Console()
    counts = summary["counts"]
    console.print(_headline(summary), highlight=False)
    table = Table(box=None, pad_edge=False)
    for heading in ("", "documents", "paragraphs", "characters"):
        table.add_column(heading, justify="left" if not heading else "right")
    for what in ("read", "kept"):
        table.add_row(what, *(f"{counts[what][name]:,}" for name in ("documents", "paragraphs", "chars")))
    console.print(table)
    _print_difference(console, summary)
    _print_removed(console, counts["removed"])
    console.print(f"languages  {_largest_languages(counts['languages'])}", highlight=False)
    for line in summary_of_decisions(summary.get("decisions")):
        is_idle = line.startswith("decision ")
        style = "yellow" if is_idle else ""
        console.print(line, style=style, highlight=False, soft_wrap=True, markup=False)
    for name, n in counts.get("annotated", {}).items():
        line = f"annotated  {counted(n, 'document')} by {name}"
        console.print(line, style="" if n else "yellow", highlight=False, soft_wrap=True, markup=False)
    for entry in summary.get("not_read", []):
        console.print(f"not read   {entry}", style="yellow", highlight=False, soft_wrap=True, markup=False)
    _print_how_to_open(console, _from_here(summary["folder"]))


def _print_difference(console: Console, summary: Mapping[str, Any]) -> None:
    """Print what is more or less than in the snapshot before, and what the guards had to say of it."""
    change = summary.get("difference")
    if change is not None:
        numbers = ", ".join(
            f"{change[name]:+,} {word}" for name, word in
            (("documents", "documents"), ("paragraphs", "paragraphs"), ("chars", "characters"))
        )  # fmt: skip
        console.print(f"against {summary['parent']}  {numbers}", highlight=False)
        for kind in ("sources", "languages"):
            if line := largest_changes(change, kind, MOST_LANGUAGES):
                console.print(f"  {kind}  {line}", highlight=False, markup=False, soft_wrap=True)
    for key, word in (("losses", "lost"), ("drift", "changed")):
        for found in summary.get(key, []):
            console.print(f"{word:<9}  {found}", style="yellow", highlight=False, soft_wrap=True, markup=False)


def _largest_languages(counts: Mapping[str, int]) -> str:
    """Return the languages with most documents first, and how many more there are."""
    shown = [f"{tag} {n:,}" for tag, n in _by_number(counts).items()][:MOST_LANGUAGES]
    more = len(counts) - MOST_LANGUAGES
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "") or "none"


def _headline(summary: Mapping[str, Any]) -> str:
    took = f" in {summary['seconds']} s" if "seconds" in summary else ""
    if summary.get("is_new", True):
        return f"{summary['dataset']} {summary['version']}{took}"
    return f"{summary['dataset']} {summary['version']}: nothing to do, the latest snapshot holds this data{took}"


def _print_removed(console: Console, removed: Mapping[str, int]) -> None:
    if not removed:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("removed")
    table.add_column("reason")
    table.add_column("rows", justify="right")
    for name, n_rows in sorted(removed.items(), key=lambda item: (item[0].split(":")[0], -item[1], item[0])):
        scope, _, reason = name.partition(":")
        table.add_row(scope, reason, f"{n_rows:,}")
    console.print(table)
    console.print("what a reason means: reinschrift explain-reason NAME", highlight=False)


def _from_here(folder: str) -> str:
    here = Path.cwd()
    return str(Path(folder).relative_to(here)) if Path(folder).is_relative_to(here) else folder


def _print_how_to_open(console: Console, folder: str) -> None:
    console.print("open it with", highlight=False)
    if "://" in folder:  # there are no folders of links in an object store
        place, _, version = folder.rpartition("/snapshots/")
        line = f'  reinschrift.open("{place}", "{version}").documents.to_pandas()'
        console.print(line, soft_wrap=True, highlight=False, markup=False)
        return
    console.print(f'  pandas.read_parquet("{folder}/documents")', soft_wrap=True, highlight=False, markup=False)
    console.print(
        f"  duckdb: FROM '{folder}/removed/*.parquet'",
        soft_wrap=True, highlight=False, markup=False,
    )  # fmt: skip


def print_plan(described: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what a rebuild would do."""
    console = console or Console()
    decisions = f", {counted(described['n_decisions'], 'decision')}" if described["n_decisions"] else ""
    console.print(
        f"{counted(len(described['shards']), 'shard')}, {described['n_todo']} to do, "
        f"{described['mb_todo']:.1f} MB to read"
        f"{decisions}",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False)
    columns = [("shard", "left"), ("files", "right"), ("MB", "right"), ("state", "left"), ("why", "left")]
    if any(shard["treatment"] for shard in described["shards"]):
        columns.append(("treatment", "left"))
    for heading, side in columns:
        table.add_column(heading, justify=side, overflow="fold")  # type: ignore[arg-type]  # rich's literal
    for shard in described["shards"]:
        state = f"{shard['state']} from {shard['from']}" if shard["from"] else shard["state"]
        cells = (shard["name"], str(shard["files"]), f"{shard['mb']:.2f}", state, "; ".join(shard["why"]))
        table.add_row(*(*cells, shard["treatment"])[: len(columns)])
    console.print(table)
    for name in described["gone"]:
        documents = described.get("gone_documents", {}).get(name)
        lost = f": {counted(documents, 'document')} of {described['latest']} would go" if documents else ""
        console.print(f"gone          {name}{lost}", highlight=False, markup=False, soft_wrap=True)
    for change in described["assembly"]:
        console.print(f"tables anew   {change}", highlight=False)
    for entry in described["not_read"]:
        console.print(f"not readable  {entry}", style="yellow", highlight=False)


def print_snapshots(described: Sequence[Mapping[str, Any]], console: Console | None = None) -> None:
    """Print a line a snapshot."""
    console = console or Console()
    if not described:
        console.print("There is no snapshot yet; build one with: reinschrift rebuild")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("version")
    table.add_column("created (UTC)")
    for heading in ("documents", "characters", "MB"):
        table.add_column(heading, justify="right")
    table.add_column("tags")
    for entry in described:
        kept = entry["kept"]
        mb = entry["n_bytes"] / 1e6
        table.add_row(
            entry["version"],
            entry["created"][:19],
            f"{kept['documents']:,}",
            f"{kept['chars']:,}",
            f"{mb:.2f}",
            ", ".join(entry["tags"]),
        )
    console.print(table)
