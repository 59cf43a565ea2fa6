"""Bring an object store up to a dataset of this machine: objects first, each manifest last, erasures at once."""

from __future__ import annotations

from typing import Any

from reinschrift.errors import CommitConflictError
from reinschrift.export.public import public_copy
from reinschrift.snapshot.certificate import FOLDER as CERTIFICATES
from reinschrift.snapshot.certificate import RETRACTIONS
from reinschrift.snapshot.erasures import check_records, push_records
from reinschrift.snapshot.manifest import (
    Manifest,
    list_versions,
    manifest_name,
    object_names,
    read_manifest,
    read_manifests,
    version_key,
)
from reinschrift.snapshot.prove import signatures_name
from reinschrift.snapshot.text_index import index_of, send_indexes
from reinschrift.snapshot.version_claims import close_claim, create_manifest
from reinschrift.snapshot.view import write_view
from reinschrift.storage import LocalStorage
from reinschrift.storage.lock import dataset_lock
from reinschrift.storage.objects import ObjectStorage
from reinschrift.storage.working_copy import WorkingCopy

_FORMS = {True: "without the texts that may not be handed on", False: "with all texts"}


def push_public(here: LocalStorage, store: ObjectStorage) -> dict[str, Any]:
    """Upload what the store lacks of the dataset as it may be handed on; see `push_dataset` and `public_copy`."""
    with public_copy(here) as copy:
        return push_dataset(copy, store)


def push_dataset(here: LocalStorage, store: ObjectStorage) -> dict[str, Any]:
    """Upload what the store lacks; return what was done: `manifests`, `objects`, `n_bytes`, `tags`, `deleted`.

    A manifest is created only if it is not there (`If-None-Match`), after all that it names; so readers of the store
    see a snapshot whole or not at all, and a killed push is finished by the next. Beside it `files.txt` lists the
    objects by table, for readers that take a list of files. After an erasure, the store gets the records of it, the
    next revision of each snapshot concerned, and what only earlier revisions named is deleted. Tags of here are set
    there; others are left alone.

    Raises `CommitConflictError`, before anything of that version is visible, if the store has a history of its own:
    other snapshots, or erasures that were not made here; `StorageError` if the store fails.
    """
    there = WorkingCopy(here.root, store)
    done: dict[str, Any] = {"manifests": [], "objects": 0, "n_bytes": 0, "tags": [], "deleted": 0}
    with dataset_lock(here.root):
        manifests = read_manifests(here)
        _check_history(here, there, manifests)
        push_records(here, there, is_done=False)
        known = frozenset(name for one in read_manifests(there) for name in object_names(one))
        for manifest in manifests:
            if not _is_there(there, manifest):
                _push_snapshot(here, there, manifest, known, done)
        done["deleted"] = _delete_superseded(there)
        push_records(here, there, is_done=True)
        _push_proofs(here, there)
        done["tags"] = _push_tags(here, there)
    return done


def _check_history(here: LocalStorage, there: WorkingCopy, manifests: list[Manifest]) -> None:
    own = {one.version for one in manifests}
    foreign = [one for one in list_versions(there) if one not in own and manifests
               and version_key(one) > version_key(manifests[0].version)]  # fmt: skip
    if foreign:
        raise CommitConflictError(
            f"The object store has a snapshot {foreign[0]} that this dataset does not have.",
            hint="It is worked on there: use its address in place of this folder, or push to another one.",
            context={"store": there.address(""), "dataset": here.root},
        )
    check_records(here, there)


def _is_there(there: WorkingCopy, manifest: Manifest) -> bool:
    if manifest.version not in list_versions(there):
        return False
    known = read_manifest(there, manifest.version)
    if known.is_public != manifest.is_public:
        raise CommitConflictError(
            f"The object store has snapshot {known.version} {_FORMS[known.is_public]}, and this push is "
            f"{_FORMS[manifest.is_public]}.",
            hint="Push to another folder: a place holds the texts that may not be handed on, or it does not.",
            context={"store": there.address("")},
        )
    if known.revision > manifest.revision or known.created != manifest.created:
        raise CommitConflictError(
            f"The object store has another snapshot {manifest.version}, or a later revision of it.",
            hint="Push to another folder, or work on the store's dataset by its address.",
            context={"store": there.address(""), "dataset": there.root},
        )
    return known.revision == manifest.revision


def _push_snapshot(
    here: LocalStorage, there: WorkingCopy, manifest: Manifest, known: frozenset[str], done: dict[str, Any]
) -> None:
    sent = there.send(object_names(manifest), known)
    for name in (manifest.contract_name, manifest.ids_name):
        if not there.exists(name) and here.exists(name):
            there.write(name, here.read(name))
            sent.append(name)
    if manifest.version in list_versions(there):
        there.create(manifest_name(manifest.version, manifest.revision), manifest.to_bytes())
    else:
        create_manifest(there, manifest)
    write_view(there, manifest)
    send_indexes(there, manifest)
    close_claim(there, manifest)
    done["objects"] += len(sent)
    done["n_bytes"] += sum(here.size(name) for name in sent)
    done["manifests"].append(manifest_name(manifest.version, manifest.revision))


def _push_proofs(here: LocalStorage, there: WorkingCopy) -> None:
    """Bring certificates of erasures, the feed of retractions and signatures there."""
    names = [f"{CERTIFICATES}/{name}" for name in here.names(CERTIFICATES)]
    names += [name for name in map(signatures_name, read_manifests(here)) if here.exists(name)]
    for name in (*names, *([RETRACTIONS] if here.exists(RETRACTIONS) else [])):
        if not _is_same(here, there, name):
            there.write(name, here.read(name))


def _push_tags(here: LocalStorage, there: WorkingCopy) -> list[str]:
    names = [name for name in here.names("tags") if not _is_same(here, there, f"tags/{name}")]
    for name in names:
        there.write(f"tags/{name}", here.read(f"tags/{name}"))
    return [name.removesuffix(".json") for name in names]


def _is_same(here: LocalStorage, there: WorkingCopy, name: str) -> bool:
    return there.exists(name) and there.read(name) == here.read(name)


def _delete_superseded(there: WorkingCopy) -> int:
    """Delete the objects that only earlier revisions name; those of a push that is under way are named by none."""
    current = read_manifests(there)
    needed = {name for one in current for name in object_names(one)}
    doomed: set[str] = set()
    for manifest in current:
        for revision in range(manifest.revision):
            name = manifest_name(manifest.version, revision)
            if there.exists(name):
                doomed |= {*object_names(Manifest.from_bytes(there.read(name), name))}
    deleted = [name for name in sorted(doomed - needed) if there.store.exists(name)]
    for name in deleted:
        there.store.delete(name)
        there.store.delete(index_of(name))
    return len(deleted)
