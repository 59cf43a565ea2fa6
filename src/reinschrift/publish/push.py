"""Bring an object store up to a dataset of this machine: objects first, each manifest last, erasures at once."""

from __future__ import annotations

from typing import Any

from reinschrift.errors import CommitConflictError
from reinschrift.lock import dataset_lock
from reinschrift.snapshot.manifest import TABLES, Manifest, list_versions, manifest_name, read_manifest, read_manifests
from reinschrift.storage import LocalStorage
from reinschrift.storage.objects import ObjectStorage

FILES = "files.txt"


def push_dataset(here: LocalStorage, there: ObjectStorage) -> dict[str, Any]:
    """Upload what the store lacks; return what was done: `manifests`, `objects`, `n_bytes`, `deleted`.

    A manifest is created only if it is not there (`If-None-Match`), after all that it names; so readers of the store
    see a snapshot whole or not at all, and a killed push is finished by the next. Beside it `files.txt` lists the
    objects by table, for readers that take a list of files. After an erasure, the store gets the next revision of each
    snapshot concerned, and what only earlier revisions named is deleted.

    Raises `CommitConflictError`, before anything of that version is visible, if the store has another snapshot of the
    same number; `StorageError` if the store fails.
    """
    done: dict[str, Any] = {"manifests": [], "objects": 0, "n_bytes": 0, "deleted": 0}
    with dataset_lock(here.root):
        for manifest in read_manifests(here):
            if not _is_there(there, here, manifest):
                _push_snapshot(here, there, manifest, done)
        done["deleted"] = _delete_superseded(there)
    return done


def _is_there(there: ObjectStorage, here: LocalStorage, manifest: Manifest) -> bool:
    if manifest.version not in list_versions(there):
        return False
    known = read_manifest(there, manifest.version)
    if known.revision > manifest.revision or known.created != manifest.created:
        raise CommitConflictError(
            f"The object store has another snapshot {manifest.version}, or a later revision of it.",
            hint="Push to another folder, or rebuild from what the store has.",
            context={"store": there.root, "dataset": here.root},
        )
    return known.revision == manifest.revision


def _push_snapshot(here: LocalStorage, there: ObjectStorage, manifest: Manifest, done: dict[str, Any]) -> None:
    objects = [item.name(table) for table in TABLES for item in manifest.tables[table]]
    for name in dict.fromkeys([manifest.contract_name, manifest.ids_name, *objects]):
        if not (there.exists(name) and there.size(name) == here.size(name)):
            there.upload(name, here.path(name))
            done["objects"] += 1
            done["n_bytes"] += here.size(name)
    name = manifest_name(manifest.version, manifest.revision)
    there.create(name, manifest.to_bytes())
    there.write(f"snapshots/{manifest.version}/{FILES}", "".join(f"{one}\n" for one in objects).encode())
    done["manifests"].append(name)


def _delete_superseded(there: ObjectStorage) -> int:
    """Delete the objects that only earlier revisions name; those of a push that is under way are named by none."""
    current = read_manifests(there)
    needed = {item.name(table) for one in current for table in TABLES for item in one.tables[table]}
    doomed: set[str] = set()
    for manifest in current:
        for revision in range(manifest.revision):
            name = manifest_name(manifest.version, revision)
            if there.exists(name):
                old = Manifest.from_bytes(there.read(name), name)
                doomed |= {item.name(table) for table in TABLES for item in old.tables[table]}
    gone = [name for name in sorted(doomed - needed) if there.exists(name)]
    for name in gone:
        there.delete(name)
    return len(gone)
