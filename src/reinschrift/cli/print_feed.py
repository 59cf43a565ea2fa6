"""Counts and writes the feed of changes between two snapshots; prints what an erasure would take out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from reinschrift.cli.print_changes import line_of_keys, write_rows
from reinschrift.cli.print_found import span_of
from reinschrift.cli.terminal import Console
from reinschrift.snapshot.changes import find_feed
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.storage import Storage
from reinschrift.text.counted import counted


def describe_feed(storage: Storage, versions: tuple[str, str], output: str | None) -> dict[str, Any]:
    """Return how many rows of the feed there are by table, change and reason; all of it goes to `output`."""
    before, after = (read_manifest(storage, version) for version in versions)
    feed = find_feed(storage, before, after)
    write_rows(feed, output)
    counts = Counter(zip(*(feed[name].to_pylist() for name in ("table", "change", "reason")), strict=True))
    rows = [dict(zip(("table", "change", "reason"), key, strict=True), rows=n) for key, n in sorted(counts.items())]
    return {"before": before.version, "after": after.version, "changes": rows, "output": output}


def print_feed(described: Mapping[str, Any], console: Console | None = None) -> None:
    """Print the counts of a feed."""
    console = console or Console()
    console.print(f"{described['before']} → {described['after']}", highlight=False)
    for row in described["changes"]:
        line = f"{row['table']:<10} {row['change']:<8} {row['rows']:>10,}  {row['reason']}"
        console.print(line, highlight=False, soft_wrap=True, markup=False)
    if not described["changes"]:
        console.print("nothing changed", highlight=False)
    if described["output"]:
        console.print(f"all of it  {described['output']}", highlight=False, soft_wrap=True, markup=False)


def print_planned_erasure(planned: Mapping[str, Any], console: Console | None = None) -> None:
    """Print which documents an erasure would take out of which snapshots."""
    console = console or Console()

    def show(line: str) -> None:
        console.print(line, highlight=False, soft_wrap=True, markup=False)

    documents = planned["documents"]
    show(f"{counted(len(documents), 'document')} would go; nothing was erased")
    for one in documents:
        place = f"{one.get('source', '?')}/{one.get('source_path', '?')} record {one.get('record', '?')}"
        fate = one.get("fate", "in work")
        show(f"  {one['id']}  {fate}  {span_of(one['versions'])}  {place}  {one.get('url', '')}".rstrip())
    if copies := planned["copies_that_stay"]:
        show(f"{counted(len(copies), 'copy')} would stay, and one would take its place; --copies erases them, too")
    if quoting := planned["quoting_that_stay"]:
        show(f"{len(quoting):,} other documents hold a paragraph of it; --quotes erases them, too")
    if without := planned["without"]:
        show(line_of_keys(without))
    for key in planned["erased_already"]:
        show(f"erased already: {key}")
