"""Erase documents: out of every snapshot and all finished work, and out of every later rebuild."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from reinschrift.errors import CommitConflictError, SnapshotNotFoundError, StorageError
from reinschrift.snapshot.card import CARD
from reinschrift.snapshot.certificate import certify, foreign_names, write_retractions
from reinschrift.snapshot.clean import WORK, delete_all, drop_damaged_work, objects_holding, referenced, work_holding
from reinschrift.snapshot.delta import follow
from reinschrift.snapshot.erase_what import erased_documents, hashes_of_texts, urls_of_these_alone, what_to_erase
from reinschrift.snapshot.manifest import (
    STATISTICS,
    TABLES,
    Manifest,
    list_versions,
    manifest_name,
    object_names,
    read_manifest,
    read_manifests,
)
from reinschrift.snapshot.rewrite import Rewriter
from reinschrift.snapshot.text_index import send_indexes, stray_indexes
from reinschrift.snapshot.verify import SET_ASIDE
from reinschrift.snapshot.version_claims import close_claim, open_claims
from reinschrift.snapshot.view import FILES, is_view_whole, write_view
from reinschrift.sources.left_out.erased import (
    FOLDER,
    KEY,
    Erased,
    digest_of_key,
    erased_by,
    erasures_of,
    mark_of,
    read_erased,
    read_erasures,
    read_key,
)
from reinschrift.storage import LocalStorage
from reinschrift.storage.lock import dataset_lock
from reinschrift.storage.seals import sealed

_Result = TypeVar("_Result")
BEGUN, DONE = "begun", "done"
FORGOTTEN = f"{WORK}/erased.json"
"""In a working copy: the digest of the list of erased records that nothing here holds any more."""
TRIES = 4
WITHOUT_ROWS = ("validation.md", FILES, CARD)
"""Derived files of a snapshot that hold no rows and so stay; others are deleted, and made anew by a later run."""


def erase(storage: LocalStorage, keys: Sequence[str], reason: str = "", *, copies: bool = False) -> dict[str, Any]:
    """Erase the documents that these ids and URLs name; return the record of it.

    First an intent is written to `erasures/`, with ids and with HMACs of URLs and nothing of the content: from then
    on no rebuild lets the documents in. Then every snapshot that holds them gets another revision without them, and
    what held them is deleted at once. A killed run is finished by the next one, or by the next rebuild. `copies`
    erases as well what was removed as a copy of them; without it a copy takes their place at the next rebuild. Of an
    object store, `bucket_keeps_versions` in the record says whether it keeps what is deleted (null: it would not say).

    Raises `SnapshotNotFoundError`, before anything is done, if a key names nothing that was read or erased;
    `CommitConflictError` while a rebuild runs.
    """
    with dataset_lock(storage.root):
        finish_erasures(storage)
        drop_damaged_work(storage)
        record = _undisturbed(storage, lambda: _intend(storage, keys, reason, copies=copies))
        if record["state"] == DONE:
            return record
        done = _carry_out(storage, record)
        _forget_erased(storage)
        return done | ({"bucket_keeps_versions": storage.keeps_versions()} if storage.is_shared else {})


def finish_erasures(storage: LocalStorage) -> list[dict[str, Any]]:
    """Finish what killed runs began; return the records. The caller holds the dataset's lock.

    In an object store, it may have been begun on another machine; so may erasures that have not been met here yet.
    """
    for manifest in open_claims(storage):
        if manifest.version not in list_versions(storage):
            with suppress(CommitConflictError):  # two machines may finish it at once
                storage.create(manifest_name(manifest.version, manifest.revision), manifest.to_bytes())
        settle(storage, manifest)
        follow(storage)
    finished = [_carry_out(storage, record) for record in read_erasures(storage) if record["state"] == BEGUN]
    _forget_erased(storage)
    return finished


def settle(storage: LocalStorage, manifest: Manifest) -> Manifest:
    """Do what is left to do after a commit to an object store, and close its claim; return the newest revision.

    What another machine erased while this one was about to commit is taken out of the new version, too.
    """
    if not storage.is_shared:
        return manifest
    if read_erased(storage).digest != manifest.erased:
        for record in read_erasures(storage):
            _carry_out(storage, record)
    manifest = read_manifest(storage, manifest.version)
    if not is_view_whole(storage, manifest):
        write_view(storage, manifest)
    close_claim(storage, manifest)
    return manifest


def _forget_erased(storage: LocalStorage) -> None:
    """Delete what this machine's copy of a store's dataset holds of documents that another machine has erased."""
    erased = read_erased(storage)
    known = storage.read(FORGOTTEN).decode() if storage.is_shared and storage.exists(FORGOTTEN) else ""
    if storage.is_shared and known != erased.digest:
        delete_all(storage, work_holding(storage, erased))
        storage.forget(referenced(storage))
        storage.write(FORGOTTEN, erased.digest.encode())


def _intend(storage: LocalStorage, keys: Sequence[str], reason: str, *, copies: bool) -> dict[str, Any]:
    """Write down what is to be erased, before anything is; of what was erased before, return that record."""
    manifests = read_manifests(storage)
    wanted, known = what_to_erase(storage, manifests, keys, copies=copies)
    if not any(wanted.values()):
        return erasures_of(storage, known)[0]
    if not storage.exists(KEY):
        with suppress(CommitConflictError):  # in an object store, another machine may be first
            storage.create(KEY, secrets.token_hex(32).encode())
        if not storage.is_shared:
            storage.path(KEY).chmod(0o600)
    key = read_key(storage, read_erasures(storage))
    erased = erased_documents(storage, manifests, wanted, key)
    pages = {one for one in wanted if "://" in one} | urls_of_these_alone(storage, manifests, erased)
    ids, marks = sorted(erased.all_ids), sorted({mark_of(key, url) for url in pages})
    numbered = [one.to_json() for one in erased.numbered]
    named = [*ids, *marks, *(json.dumps(one["places"]) for one in numbered)]
    ref = hashlib.sha256("\n".join(named).encode()).hexdigest()[:16]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    hashes = hashes_of_texts(storage, manifests, erased)
    record = {"ref": ref, "state": BEGUN, "at": now, "reason": reason, "ids": ids, "urls": marks, "hashes": hashes,
              "key": digest_of_key(key), "numbered": numbered}  # fmt: skip
    try:
        storage.create(f"{FOLDER}/{ref}.json", sealed(record))
    except CommitConflictError:  # the same was erased before and has come back, as it may from an older backup
        storage.write(f"{FOLDER}/{ref}.json", sealed(record))
    return record


def _carry_out(storage: LocalStorage, record: dict[str, Any]) -> dict[str, Any]:
    """Do what an intent says; every step may have been done before."""
    erased = erased_by([record], read_key(storage, [record]))
    # Work goes first: whatever stops the rest, no rebuild finds the documents there.
    doomed = [*storage.unfinished(), *([SET_ASIDE] if storage.exists(SET_ASIDE) else [])]
    doomed += work_holding(storage, erased)
    delete_all(storage, doomed)
    versions, derived = _undisturbed(storage, lambda: _revise(storage, erased, record["ref"]))
    follow(storage)
    orphans = objects_holding(storage, erased)
    delete_all(storage, orphans)
    strays = [*stray_indexes(storage, referenced(storage))]
    delete_all(storage, strays)
    doomed += [*orphans, *strays]
    done = record | {
        "state": DONE,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions,
        "foreign": foreign_names(storage),
        "deleted": sorted({*derived, *doomed} - {one for one in doomed if ".writing-" in one}),
    }
    storage.write(f"{FOLDER}/{record['ref']}.json", sealed(done))
    certify(storage, done)
    write_retractions(storage)
    return done


def _undisturbed(storage: LocalStorage, do: Callable[[], _Result]) -> _Result:
    """Return what `do` gives; in an object store, try again if another machine's erasure came in between.

    It may be first to write a revision, or delete objects of the one before while they are read.
    """
    more = TRIES if storage.is_shared else 0
    while True:
        try:
            return do()
        except StorageError as error:
            if not more or isinstance(error, SnapshotNotFoundError):
                raise
            more -= 1


def _revise(storage: LocalStorage, erased: Erased, ref: str) -> tuple[dict[str, int], list[str]]:
    """Publish the next revision of every snapshot that holds one of the documents."""
    rewriter = Rewriter(storage, erased)
    derived = []
    for manifest in read_manifests(storage):
        after = rewriter.revise(manifest, ref)
        if after is not None:
            known = frozenset(object_names(manifest))
            storage.send([name for name in object_names(after) if name not in known])
            storage.create(manifest_name(after.version, after.revision), after.to_bytes())
        current = after or manifest
        if any(note.get("erasure") == ref for note in current.notes):
            derived += _drop_derived(storage, current.version)
            send_indexes(storage, current)
            if not is_view_whole(storage, current):
                write_view(storage, current)
    return {
        one.version: note["documents"]
        for one in read_manifests(storage)
        for note in one.notes
        if note.get("erasure") == ref
    }, derived


def _drop_derived(storage: LocalStorage, version: str) -> list[str]:
    folder = f"snapshots/{version}"
    stays = (*WITHOUT_ROWS, *TABLES, STATISTICS)
    names = [name for name in storage.names(folder) if name not in stays and not name.startswith("manifest.")]
    delete_all(storage, [f"{folder}/{name}" for name in names])
    return [f"{folder}/{name}" for name in names]
