"""What other bounds for annotations and for trusted sources would take and bring back; nothing is read again."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.annotations import attach
from reinschrift.choices import LEAST_LIKENESS
from reinschrift.columns import numbers
from reinschrift.conditions import check_form, is_true_of
from reinschrift.errors import ConfigError
from reinschrift.settings import load_settings
from reinschrift.snapshot import reference
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.snapshot.read import read_rows
from reinschrift.storage import LocalStorage

_SHOWN = ("source", "url", "n_chars")


class _Rule(NamedTuple):
    """What would remove documents from the final tables."""

    name: str
    reason: str
    column: str
    """What of a document it asks."""
    asked: Any
    goes: Callable[[pa.Table], npt.NDArray[np.bool_]]
    own: str = ""
    """How `matched_item` begins where documents went by this rule, not by another of the same reason."""


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
    asked = {f"{attach.COLUMN}.{name}.{column}": condition for column, condition in conditions.items()}

    def goes(rows: pa.Table) -> npt.NDArray[np.bool_]:
        return is_true_of(rows, asked) if asked else np.zeros(rows.num_rows, bool)

    rule = _Rule(f"annotations {name}", attach.REASON, attach.COLUMN, conditions, goes, f"{name}:")
    return _replayed(storage, manifest, rule, n_samples)


def replay_reference(
    storage: LocalStorage, version: str, overrides: Sequence[str], n_samples: int = 3
) -> dict[str, Any]:
    """Return what a snapshot would lose and gain by another `snapshot.min_like_reference`.

    Raises `ConfigError` for a snapshot without a model of trusted sources.
    """
    manifest = read_manifest(storage, version)
    model = manifest.models.get("reference")
    if model is None:
        raise ConfigError(
            f"The snapshot {manifest.version} knows no trusted sources.",
            hint="Write reference = true for one in the register, and rebuild.",
        )
    least = load_settings(None, overrides).snapshot.min_like_reference
    own = pa.array(model["reference"], pa.string())

    def goes(rows: pa.Table) -> npt.NDArray[np.bool_]:
        score = pc.struct_field(rows["quality"], reference.FIELD)
        is_below = pc.fill_null(pc.less(score, 0.0 if least is None else least), fill_value=False)
        return numbers(pc.and_not(is_below, pc.is_in(rows["source"], value_set=own))).astype(bool)

    return _replayed(storage, manifest, _Rule(LEAST_LIKENESS, reference.REASON, "quality", least, goes), n_samples)


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


def _replayed(storage: LocalStorage, manifest: Manifest, rule: _Rule, n_samples: int) -> dict[str, Any]:
    fates: dict[str, list[dict[str, Any]]] = {"lost": [], "gained": []}
    totals = {fate: {"documents": 0, "chars": 0} for fate in fates}
    for fate, table in (("lost", "documents"), ("gained", "removed")):
        for rows in _rows(storage, manifest, table, rule):
            goes = rule.goes(rows)
            moved = rows.filter(pa.array(goes if table == "documents" else ~goes))
            totals[fate]["documents"] += moved.num_rows
            totals[fate]["chars"] += pc.sum(moved["n_chars"], min_count=0).as_py()
            shown = moved.select(["id", "source", "url"]).to_pylist()
            fates[fate] = sorted([*fates[fate], *shown], key=lambda row: str(row["id"]))[:n_samples]
    return {
        "dataset": manifest.dataset, "version": manifest.version, "rule": rule.name, "asked": rule.asked, **totals,
        "samples": [{"change": fate, **row} for fate, rows in fates.items() for row in rows],
    }  # fmt: skip


def _rows(storage: LocalStorage, manifest: Manifest, table: str, rule: _Rule) -> Iterator[pa.Table]:
    """Yield the kept documents, or those that the rule removed, object by object."""
    for item in manifest.tables[table]:
        if item.n_rows == 0:
            continue
        if table == "documents":
            yield read_rows(storage, item, table, ["id", rule.column, *_SHOWN])
            continue
        where = (pc.field("scope") == "document") & (pc.field("reason") == rule.reason)
        rows = read_rows(storage, item, table, ["document_id", "matched_item", rule.column, *_SHOWN], where)
        own = rows.filter(pc.starts_with(rows["matched_item"], rule.own)) if rule.own else rows
        yield own.rename_columns({"document_id": "id"})
