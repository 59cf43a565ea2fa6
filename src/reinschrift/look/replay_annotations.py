"""What another `remove` of a set of annotations would take and bring back; nothing is read or joined again."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.annotations.attach import COLUMN, REASON
from reinschrift.conditions import check_form, is_true_of
from reinschrift.errors import ConfigError
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.snapshot.read import read_rows
from reinschrift.storage import LocalStorage

_SHOWN = ("source", "url", "n_chars")


def read_remove(written: str) -> tuple[str, dict[str, Any]]:
    """Return a set's name and its conditions from `NAME = {score = {min = 0.9}}`; `ConfigError` if it is none."""
    try:
        ((name, conditions),) = tomllib.loads(written).items()
        check_form(conditions)
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{written} names no conditions of a set: {error}.",
            hint="Write the set and what a document to be removed meets: 'topics = {score = {min = 0.9}}'.",
        ) from error
    return name, dict(conditions)


def replay_annotations(storage: LocalStorage, version: str, written: str, n_samples: int = 3) -> dict[str, Any]:
    """Return what a snapshot would lose and gain if a set removed what meets these conditions, `written` as TOML.

    `lost` are kept documents that meet them, `gained` those that the set removed and that do not. Raises
    `ConfigError` for a set of which the snapshot holds nothing.
    """
    manifest = read_manifest(storage, version)
    name, conditions = read_remove(written)
    if name not in manifest.counts.get("annotated", {}):
        known = ", ".join(manifest.counts.get("annotated", {})) or "none"
        raise ConfigError(
            f"The snapshot {manifest.version} has no annotations of a set {name}.", hint=f"It has those of: {known}."
        )
    asked = {f"{COLUMN}.{name}.{column}": condition for column, condition in conditions.items()}
    fates: dict[str, list[dict[str, Any]]] = {"lost": [], "gained": []}
    totals = {fate: {"documents": 0, "chars": 0} for fate in fates}
    for fate, table in (("lost", "documents"), ("gained", "removed")):
        for rows in _rows(storage, manifest, table, name):
            meets = is_true_of(rows, asked) if asked else np.zeros(rows.num_rows, bool)
            moved = rows.filter(pa.array(meets if table == "documents" else ~meets))
            totals[fate]["documents"] += moved.num_rows
            totals[fate]["chars"] += pc.sum(moved["n_chars"], min_count=0).as_py()
            shown = moved.select(["id", "source", "url"]).to_pylist()
            fates[fate] = sorted([*fates[fate], *shown], key=lambda row: str(row["id"]))[:n_samples]
    return {
        "dataset": manifest.dataset, "version": manifest.version, "set": name, "remove": conditions, **totals,
        "samples": [{"change": fate, **row} for fate, rows in fates.items() for row in rows],
    }  # fmt: skip


def _rows(storage: LocalStorage, manifest: Manifest, table: str, name: str) -> Iterator[pa.Table]:
    """Yield the kept documents, or those that the set removed, object by object."""
    for item in manifest.tables[table]:
        if item.n_rows == 0:
            continue
        if table == "documents":
            yield read_rows(storage, item, table, ["id", COLUMN, *_SHOWN])
            continue
        where = (pc.field("scope") == "document") & (pc.field("reason") == REASON)
        rows = read_rows(storage, item, table, ["document_id", "matched_item", COLUMN, *_SHOWN], where)
        own = rows.filter(pc.starts_with(rows["matched_item"], f"{name}:"))
        yield own.rename_columns({"document_id": "id"})
