"""Samples of what was removed, some for every reason, each with what stood around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.export.withheld import COLUMNS, ERASED, is_withheld
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.snapshot.read import read_rows
from reinschrift.storage import Storage

SAMPLES = 12
"""Shown for each reason: enough to judge a rule, in a minute."""
OBJECTS = 16
"""Objects that samples are drawn from, evenly over the snapshot, so that a report costs the same whatever its size.
Of a reason that none of them has, the first object that has it gives the samples; there only reasons are read."""
AROUND = 2
"""Paragraphs shown before and after the one that was removed."""
LONGEST = 400
"""Characters of a paragraph that are shown."""


class Piece(NamedTuple):
    """A paragraph of a sample."""

    text: str
    reason: str
    """Why it was removed; empty if it was kept."""
    n_chars: int


class Sample(NamedTuple):
    """One thing that was removed, in its place."""

    document: str
    source: str
    scope: str
    measured: float | None
    threshold: float | None
    pieces: tuple[Piece, ...]
    is_withheld: bool
    """Whether its text may not be shown: then it has no pieces."""
    n_chars: int


def draw_samples(storage: Storage, manifest: Manifest) -> dict[str, list[Sample]]:
    """Return samples by reason: those of the smallest ids, which are hashes, so the choice is the same each time."""
    found: dict[str, list[Sample]] = {}
    by_shard: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for rows in _choose(storage, manifest).values():
        for row in sorted(rows, key=_order)[:SAMPLES]:
            by_shard[row["object"].shard].append(row)
    for shard, rows in by_shard.items():
        for row, sample in _read(storage, manifest, shard, rows):
            found.setdefault(row["reason"], []).append(sample)
    return {reason: sorted(found[reason], key=lambda one: (one.document, one.pieces)) for reason in sorted(found)}


def _choose(storage: Storage, manifest: Manifest) -> dict[str, list[dict[str, Any]]]:
    """Return rows by reason, each with its object; those of a reason that the spread misses come from another one."""
    chosen: dict[str, list[dict[str, Any]]] = defaultdict(list)
    items = [one for one in manifest.tables["removed"] if one.n_rows]
    spread = _spread(items)
    for item in spread:
        for reason, rows in _smallest(storage, item):
            chosen[reason] += [row | {"object": item} for row in rows]
    wanted = {name.partition(":")[2] for name, n in manifest.counts["removed"].items() if n} - {ERASED, *chosen}
    for item in (one for one in items if one not in spread):
        if not wanted:
            break
        if wanted & {*pc.unique(read_rows(storage, item, "removed", ("reason",))["reason"]).to_pylist()}:
            for reason, rows in _smallest(storage, item):
                chosen[reason] += [row | {"object": item} for row in rows if reason in wanted]
            wanted -= {*chosen}
    return chosen


def _spread(items: Sequence[Object]) -> list[Object]:
    step = max(1, -(-len(items) // OBJECTS))
    return list(items[::step])


def _order(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["document_id"], -1 if row["position"] is None else row["position"]


_LIGHT = ("scope", "position", "measured", "threshold", "n_chars", "source", *COLUMNS)


def _smallest(storage: Storage, item: Object) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield for each reason in an object the rows of the smallest ids."""
    rows = read_rows(storage, item, "removed", _LIGHT)
    rows = rows.append_column("is_withheld", pa.array(is_withheld(rows)))
    rows = rows.sort_by([("document_id", "ascending"), ("position", "ascending")])
    for reason in set(pc.unique(rows["reason"]).to_pylist()) - {ERASED}:
        yield reason, rows.filter(pc.equal(rows["reason"], reason)).slice(0, SAMPLES).to_pylist()


def _read(
    storage: Storage, manifest: Manifest, shard: str, rows: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], Sample]]:
    """Yield each chosen row of a shard with its sample; texts are read of those documents alone."""
    ids = pa.array(sorted({row["document_id"] for row in rows if not row["is_withheld"]}), pa.string())
    where = pc.field("document_id").isin(ids)
    kept = _by_document(_rows(storage, manifest, ("paragraphs", shard), ("document_id", "position", "text"), where))
    columns = ("document_id", "position", "text", "scope", "n_chars", *COLUMNS[:3])
    removed = _by_document(_rows(storage, manifest, ("removed", shard), columns, where))
    for row in rows:
        document = row["document_id"]
        pieces = () if row["is_withheld"] else _pieces(row, kept[document], removed[document])
        yield row, Sample(
            document, row["source"], row["scope"], row["measured"], row["threshold"], pieces, row["is_withheld"],
            row["n_chars"],
        )  # fmt: skip


def _rows(
    storage: Storage, manifest: Manifest, place: tuple[str, str], columns: Sequence[str], where: pc.Expression
) -> Iterable[dict[str, Any]]:
    table, shard = place
    for item in manifest.tables[table]:
        if item.shard == shard and item.n_rows:
            yield from read_rows(storage, item, table, columns, where).to_pylist()


def _by_document(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["document_id"]].append(row)
    return found


def _pieces(
    row: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], removed: Sequence[Mapping[str, Any]]
) -> tuple[Piece, ...]:
    """Return what was removed with what stood around it, in order."""
    if row["scope"] == "document":
        whole = next(one for one in removed if one["scope"] == "document")
        return (_piece(whole["text"], whole["reason"]),)
    at = row["position"]
    near = range(at - AROUND, at + AROUND + 1)
    pieces = {one["position"]: _piece(one["text"], "") for one in kept if one["position"] in near}
    pieces |= {one["position"]: _piece(one["text"], one["reason"]) for one in removed
               if one["scope"] == "paragraph" and one["position"] in near}  # fmt: skip
    return tuple(pieces[position] for position in sorted(pieces))


def _piece(text: str, reason: str) -> Piece:
    return Piece(text[:LONGEST], reason, len(text))
