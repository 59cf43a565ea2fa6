"""What lies in a dataset's folder and belongs to no snapshot: find it, and delete what is of no use any more."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.columns import numbers
from reinschrift.shard.finished import discard_damaged, is_finished, is_unchanged
from reinschrift.shard.separate import Separated
from reinschrift.shard.spec import MEASURED
from reinschrift.snapshot.find import ID_COLUMN, named_by_id
from reinschrift.snapshot.manifest import STATISTICS, TABLES, list_versions, object_names, read_manifests
from reinschrift.snapshot.text_index import stray_indexes
from reinschrift.snapshot.verify import SET_ASIDE
from reinschrift.snapshot.version_claims import open_claims
from reinschrift.sources.left_out.erased import Erased
from reinschrift.sources.left_out.numbered import in_changed_files
from reinschrift.storage import LocalStorage
from reinschrift.storage.lock import dataset_lock
from reinschrift.storage.seals import read_record

WORK = "work"
LAST_PLAN = f"{WORK}/last_plan.json"  # as `reinschrift.shard.plan` has it
_PLAN_FIELDS = {"fingerprint": str, "shards": dict}
LAST_RUN = f"{WORK}/last_run.txt"
"""When a run ended well the last time."""
KEPT_WORK = ("checked.json", "files.json", Path(LAST_PLAN).name, Path(LAST_RUN).name, "erased.json")  # hold no rows
DAY = 86_400.0
_KNOWN_BY = ("url", "source", "source_path", "source_sha256")


@dataclass
class Garbage:
    """What can go, by name in the dataset's folder."""

    objects: list[str] = field(default_factory=list)
    """Objects that no snapshot has, and their indexes."""
    work: list[str] = field(default_factory=list)
    """Results of shards, measured records and decisions that the last plan does not name."""
    leftovers: list[str] = field(default_factory=list)
    """What killed runs left: unfinished writes, folders of versions that were never committed."""
    n_bytes: int = 0

    def names(self) -> list[str]:
        """Return all of it, in the order in which it is deleted."""
        return [*self.leftovers, *self.work, *self.objects]


def find_garbage(storage: LocalStorage, grace_days: float) -> Garbage:
    """Return what no snapshot and no rebuild needs and nobody has touched for `grace_days`."""
    before = time.time() - grace_days * DAY
    garbage = Garbage(
        objects=[
            name
            for name in (*unreferenced(storage), *stray_indexes(storage, referenced(storage)))
            if _is_older(storage, name, before)
        ],
        work=[name for name in _stale_work(storage) if _is_older(storage, name, before)],
        leftovers=[name for name in _leftovers(storage) if _is_older(storage, name, before)],
    )
    garbage.n_bytes = sum(storage.n_bytes(name) for name in garbage.names())
    return garbage


def clean(storage: LocalStorage, grace_days: float, *, delete: bool = False) -> dict[str, Any]:
    """Find garbage and, with `delete`, delete it; return what it is. A killed run is finished by the next.

    Raises `CommitConflictError` while a rebuild or an erasure runs.
    """
    with dataset_lock(storage.root):
        garbage = find_garbage(storage, grace_days)
        if delete:
            delete_all(storage, garbage.names())
            if storage.is_shared:
                storage.forget(referenced(storage))
    return {**vars(garbage), "deleted": delete}


def delete_all(storage: LocalStorage, names: Iterable[str]) -> int:
    """Delete files and folders; return how many."""
    n_deleted = 0
    for name in names:
        storage.remove(name)
        n_deleted += 1
    return n_deleted


def referenced(storage: LocalStorage) -> set[str]:
    """Return the objects that a snapshot has, as its newest manifest says, or one that is about to be committed."""
    manifests = [*read_manifests(storage), *open_claims(storage)]
    known = {name for manifest in manifests for name in object_names(manifest)}
    return known | {name for manifest in manifests for name in (manifest.contract_name, manifest.ids_name)}


def unreferenced(storage: LocalStorage) -> list[str]:
    """Return the objects that no snapshot has."""
    known = referenced(storage)
    folders = (*(f"objects/{table}" for table in (*TABLES, STATISTICS)), "contracts", "ids")
    every = [f"{folder}/{name}" for folder in folders for name in storage.names(folder)]
    return [name for name in every if not name.startswith("objects/") or name.endswith(".parquet") if name not in known]


def objects_holding(storage: LocalStorage, erased: Erased) -> list[str]:
    """Return the objects of no snapshot that hold something of erased documents, or cannot be read to tell."""
    objects = [name for name in unreferenced(storage) if name.startswith("objects/")]
    return [name for name in objects if _holds(storage.place(name), name.split("/")[1], erased)]


def work_holding(storage: LocalStorage, erased: Erased) -> list[str]:
    """Return what in `work/` holds, or may hold, something of erased documents."""
    found = []
    for name in storage.names(WORK):
        if name in KEPT_WORK:
            continue
        folder = storage.path(f"{WORK}/{name}")
        if not is_unchanged(folder) or any(
            (folder / f"{table}.parquet").exists() and _holds((str(folder / f"{table}.parquet"), None), table, erased)
            for table in Separated._fields
            if table != "paragraphs"
        ):
            found.append(f"{WORK}/{name}")
    return found


def finished_work(storage: LocalStorage, *, measured: bool = False) -> list[Path]:
    """Return the folders of finished shards in `work/`, published or not, that have records; also `measured` ones."""
    names = [name for name in storage.names(WORK) if measured or not name.startswith(MEASURED)]
    folders = [storage.path(f"{WORK}/{name}") for name in names]
    return [folder for folder in folders if (folder / "documents.parquet").exists() and is_finished(folder)]


def drop_damaged_work(storage: LocalStorage) -> None:
    """Delete shards that are not what was written, and what killed runs left: nobody knows what they hold."""
    for name in storage.names(WORK):
        folder = storage.path(f"{WORK}/{name}")
        if (folder / f"{Separated._fields[0]}.parquet").exists() and not is_unchanged(folder):
            discard_damaged(folder)
    delete_all(storage, [name for name in storage.unfinished() if name.startswith(f"{WORK}/")])


def _holds(place: tuple[str, Any], table: str, erased: Erased) -> bool:
    if table not in ID_COLUMN:  # statistics may count them, and nobody can tell
        return True
    path, files = place
    column = ID_COLUMN[table]
    try:
        names = pq.read_schema(path, filesystem=files).names
        columns = [name for name in (column, *_KNOWN_BY, "reason") if name in names]
        rows = pq.read_table(path, columns=columns, filesystem=files)
    except (OSError, ArrowException):
        return True
    rows = named_by_id(rows)
    is_one = numbers(erased.among(rows)).astype(bool)
    if erased.numbered and set(_KNOWN_BY) <= set(names):  # in a file with another content, its lines would have to tell
        is_one |= numbers(in_changed_files(erased.numbered, erased.key, rows)).astype(bool)
    if table == "removed":  # the row that says so may stay
        is_one &= np.array([reason != "erased" for reason in rows["reason"].to_pylist()], bool)
    return bool(is_one.any())


def _stale_work(storage: LocalStorage) -> list[str]:
    current = read_record(storage, LAST_PLAN, _PLAN_FIELDS, "all work that is old enough goes") or {}
    needed = {shard["fingerprint"] for shard in current.get("shards", {}).values()}
    needed |= {f"{MEASURED}{shard.get('measured')}" for shard in current.get("shards", {}).values()}
    needed.add(f"decisions-{current.get('fingerprint')}")
    return [f"{WORK}/{name}" for name in storage.names(WORK) if name not in needed and "." not in name]


def _leftovers(storage: LocalStorage) -> list[str]:
    committed = set(list_versions(storage))
    abandoned = [f"snapshots/{name}" for name in storage.names("snapshots") if name not in committed]
    aside = [f"{SET_ASIDE}/{table}" for table in storage.names(SET_ASIDE)]
    return [*storage.unfinished(), *abandoned, *aside]


def _is_older(storage: LocalStorage, name: str, before: float) -> bool:
    return storage.exists(name) and storage.modified(name) < before
