"""What a snapshot would lose and gain under another policy of rights, or as of another day; nothing is read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.choices import PURPOSES
from reinschrift.columns import one_chunk, set_columns
from reinschrift.errors import ConfigError
from reinschrift.settings.stages import RightsSettings, VerdictsSettings
from reinschrift.snapshot.manifest import Manifest, Object, read_manifest
from reinschrift.snapshot.read import read_rows, read_schema
from reinschrift.stages.rights.policy import Policy, policy_of, read_policy
from reinschrift.stages.rights.purposes import rights_of, signals_of, weigh_purposes
from reinschrift.stages.verdicts import judge_rights
from reinschrift.storage import LocalStorage

OWN = "own"
"""The policy of this version of the package, as the settings of the snapshot have it."""
_COLUMNS = ("rights", "purposes", "rights_statements", "n_chars", "source", "url")
_RESERVED = "rights_reserved"


class _Asked(NamedTuple):
    """By what the documents are weighed again."""

    policy: Policy
    at: date | None
    settings: VerdictsSettings
    remove_rights: dict[str, Any]
    """By source, as the register had it."""


def replay_rights(
    storage: LocalStorage, version: str, policy: str = OWN, at: date | None = None, n_samples: int = 3
) -> dict[str, Any]:
    """Return what a snapshot would lose and gain under a policy of rights, by what was stated up to a day.

    Args:
        storage: the dataset.
        version: of the snapshot.
        policy: `own`, or a TOML file in the form of the package's own.
        at: schemes that there were not yet, and statements that were read later, do not count; those without a day do.
        n_samples: how many documents to show of each change.

    `changes` has a row for each purpose and each pair of statuses; `lost` are kept documents that would go, `gained`
    those that would stay and went for their rights alone. Raises `ConfigError` for a policy that is none, and for a
    snapshot without statements.
    """
    manifest = read_manifest(storage, version)
    stages = manifest.settings.get("stages", {})
    own = RightsSettings.model_validate(stages.get("rights", {}))
    chosen = (
        policy_of(own.reserving_directives, own.reservation_in_words) if policy == OWN else read_policy(Path(policy))
    )
    asked = _Asked(
        chosen.at(at) if at else chosen,
        at,
        VerdictsSettings.model_validate(stages.get("verdicts", {})),
        {source["name"]: source.get("remove_rights") for source in manifest.sources},
    )
    moved: Counter[tuple[str, str, str]] = Counter()
    chars: Counter[tuple[str, str, str]] = Counter()
    fates: dict[str, list[dict[str, Any]]] = {"lost": [], "gained": []}
    totals = {name: {"documents": 0, "chars": 0} for name in fates}
    for table in ("documents", "removed"):
        for rows in _rows(storage, manifest, table):
            purposes, rights = _weighed(rows, asked)
            if table == "documents":
                _count(rows, purposes, moved, chars)
            for name, found in _fates(rows, rights, table, asked):
                totals[name]["documents"] += found.num_rows
                totals[name]["chars"] += pc.sum(found["n_chars"], min_count=0).as_py()
                fates[name] = sorted([*fates[name], *_samples(found)], key=lambda row: str(row["id"]))[:n_samples]
    return {
        "dataset": manifest.dataset, "version": manifest.version, "policy": chosen.name, "at": at and at.isoformat(),
        **totals,
        "changes": [
            {"purpose": key[0], "before": key[1], "after": key[2], "documents": n, "chars": chars[key]}
            for key, n in sorted(moved.items(), key=lambda one: PURPOSES.index(one[0][0]))
        ],
        "samples": [{"change": name, **row} for name, rows in fates.items() for row in rows],
    }  # fmt: skip


def _rows(storage: LocalStorage, manifest: Manifest, table: str) -> Iterator[pa.Table]:
    """Yield the kept documents, or those that went for their rights alone, object by object."""
    for item in manifest.tables[table]:
        if item.n_rows == 0:
            continue
        if "rights_statements" not in read_schema(storage, item, table).names:
            raise ConfigError(
                f"The snapshot {manifest.version} has no statements on rights.", hint="Rebuild it, then replay."
            )
        yield _of_object(storage, item, table)


def _of_object(storage: LocalStorage, item: Object, table: str) -> pa.Table:
    if table == "documents":
        rows = read_rows(storage, item, table, ["id", "decision", *_COLUMNS])
        return rows.filter(pc.is_null(rows["decision"])) if "decision" in rows.column_names else rows
    where = (pc.field("scope") == "document") & (pc.field("reason") == _RESERVED)
    rows = read_rows(storage, item, table, ["document_id", "verdicts", *_COLUMNS], where)
    alone = pc.equal(pc.list_value_length(one_chunk(rows["verdicts"])), 1)
    rows = rows.filter(pc.fill_null(alone, fill_value=False))
    return set_columns(rows, id=rows["document_id"])


def _weighed(rows: pa.Table, asked: _Asked) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return the statuses of the purposes of each row, and its rights."""
    purposes, rights = [], []
    for statements in rows["rights_statements"].to_pylist():
        known = [row for row in statements or () if not (asked.at and row["date"] and row["date"] > asked.at)]
        signals = signals_of(known)
        purposes.append(weigh_purposes(signals, asked.policy))
        rights.append(rights_of(signals, asked.policy))
    return purposes, rights


def _count(rows: pa.Table, purposes: Sequence[tuple[str, ...]], moved: Counter[Any], chars: Counter[Any]) -> None:
    for before, now, n_chars in zip(rows["purposes"].to_pylist(), purposes, rows["n_chars"].to_pylist(), strict=True):
        for purpose, old, new in zip(PURPOSES, before.values(), now, strict=True):
            if old != new:
                moved[purpose, old, new] += 1
                chars[purpose, old, new] += n_chars


def _fates(rows: pa.Table, rights: list[str], table: str, asked: _Asked) -> Iterator[tuple[str, pa.Table]]:
    listed = [asked.remove_rights.get(name) for name in rows["source"].to_pylist()]
    judged = set_columns(
        rows, rights=pa.array(rights, pa.string()), remove_rights=pa.array(listed, pa.list_(pa.string()))
    )
    goes = judge_rights(judged, asked.settings)
    changes = goes if table == "documents" else ~goes
    yield ("lost" if table == "documents" else "gained"), judged.filter(pa.array(changes))


def _samples(found: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.select(["id", "source", "url", "rights"]).to_pylist()
    return rows
