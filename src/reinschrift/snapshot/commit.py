"""Publish: count, number the version, write the manifest last, then the folder view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reinschrift.errors import CommitConflictError
from reinschrift.snapshot.assembled import Assembled
from reinschrift.snapshot.delta import follow
from reinschrift.snapshot.erase import finish_erasures, settle
from reinschrift.snapshot.history import write_new_ids
from reinschrift.snapshot.manifest import (
    STATISTICS,
    TABLES,
    Manifest,
    Object,
    list_versions,
    object_names,
    read_manifest,
)
from reinschrift.snapshot.prove import rows_root
from reinschrift.snapshot.text_index import send_indexes
from reinschrift.snapshot.version import next_version
from reinschrift.snapshot.version_claims import create_manifest
from reinschrift.snapshot.view import is_view_whole, write_view
from reinschrift.sources.left_out.erased import read_erased
from reinschrift.storage import LocalStorage
from reinschrift.storage.lock import dataset_lock


@dataclass(frozen=True)
class Candidate:
    """Everything of a snapshot but its version and time: what is validated before it may be published."""

    dataset: str
    fingerprint: str
    assembled: tuple[Assembled, ...]
    counts: dict[str, Any]
    settings: dict[str, Any]
    versions: dict[str, Any]
    sources: list[dict[str, Any]]
    contract: dict[str, str]
    contract_file: Path
    statistics: Object | None
    """What the tables hold, counted."""
    erased: str = ""
    """Digest of the list of erased records that the tables were made without."""
    models: dict[str, Any] = field(default_factory=dict)
    """The cards of the models that judged the text, by name."""


def files_of(assembled: Sequence[Assembled], storage: LocalStorage) -> dict[str, list[str]]:
    """Return the paths of each table's objects."""
    return {
        table: [str(storage.path(item.name(table))) for shard in assembled for item in shard.objects[table]]
        for table in TABLES
    }


@dataclass(frozen=True)
class Published:
    """The outcome of a rebuild."""

    manifest: Manifest
    is_new: bool
    """False if the latest snapshot held the same data already, so that there was nothing to publish."""


def publish(storage: LocalStorage, candidate: Candidate, validation: dict[str, Any]) -> Published:
    """Commit a validated candidate as the next version, or return the latest if it holds the same data.

    Raises `CommitConflictError` if another run took the version in the meantime.
    """
    _check_erasures(storage, candidate.erased)
    parent = read_manifest(storage) if list_versions(storage) else None
    tables = {table: tuple(item for shard in candidate.assembled for item in shard.objects[table]) for table in TABLES}
    manifest = Manifest(
        dataset=candidate.dataset,
        version="0.0.0",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=candidate.fingerprint,
        tables=tables | ({STATISTICS: (candidate.statistics,)} if candidate.statistics else {}),
        counts=candidate.counts,
        settings=candidate.settings,
        versions=candidate.versions,
        sources=candidate.sources,
        contract=candidate.contract,
        validation=validation,
        parent=parent.version if parent else None,
        erased=candidate.erased,
        models=candidate.models,
    )
    if parent is not None and parent.data_digest() == manifest.data_digest():
        storage.send(object_names(parent), frozenset(object_names(parent)))  # what was damaged there is made anew
        complete_view(storage, parent)
        return Published(parent, is_new=False)
    manifest = Manifest(**{**vars(manifest), "version": next_version(storage, parent, manifest)})
    return Published(commit(storage, manifest, candidate.contract_file.read_bytes()), is_new=True)


def commit(storage: LocalStorage, manifest: Manifest, contract: bytes) -> Manifest:
    """Publish a manifest whose objects are there, as a version that is not; return it as it was written.

    `contract` is the text of the one that it keeps.

    Raises `StorageError` if an object is missing, `CommitConflictError` if the version is there or, in an object store,
    another run has published since.
    """
    known = object_names(read_manifest(storage, manifest.parent)) if manifest.parent else []
    storage.send(object_names(manifest), frozenset(known))
    storage.write(manifest.contract_name, contract)
    manifest = replace(manifest, new_ids=write_new_ids(storage, manifest), rows_root=rows_root(manifest.tables))
    _check_erasures(storage, manifest.erased)
    create_manifest(storage, manifest)
    write_view(storage, manifest)
    send_indexes(storage, manifest)
    follow(storage)
    return settle(storage, manifest)


def roll_back(storage: LocalStorage, version: str) -> Published:
    """Publish the state of an older version as the newest one; what came between stays where it is.

    Raises `SnapshotNotFoundError` without such a version, `CommitConflictError` while a rebuild runs.
    """
    with dataset_lock(storage.root):
        finish_erasures(storage)
        return _roll_back(storage, version)


def _roll_back(storage: LocalStorage, version: str) -> Published:
    erased = read_erased(storage).digest
    parent, goal = read_manifest(storage), read_manifest(storage, version)
    if goal.data_digest() == parent.data_digest():
        return Published(parent, is_new=False)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    changed = {
        "version": next_version(storage, parent, goal),
        "created": now,
        "parent": parent.version,
        "revision": 0,
        "erased": erased,
        "notes": [*goal.notes, {"rollback": goal.version, "at": now}],
    }
    manifest = Manifest(**{**vars(goal), **changed})
    return Published(commit(storage, manifest, storage.read(goal.contract_name)), is_new=True)


def _check_erasures(storage: LocalStorage, digest: str) -> None:
    if read_erased(storage).digest != digest:
        raise CommitConflictError(
            "Documents were erased while this rebuild ran, so nothing was published.",
            hint="Run it again: it leaves them out.",
            context={"dataset": storage.address("")},
        )


def complete_view(storage: LocalStorage, manifest: Manifest) -> None:
    """Write the view of a snapshot whose run was killed between commit and view."""
    if not is_view_whole(storage, manifest):
        write_view(storage, manifest)
    follow(storage)


def total(
    assembled: Sequence[Assembled], read: dict[str, int], in_removed: int, decisions: Counter[str] | None = None
) -> dict[str, Any]:
    """Return the counts of a snapshot: what was read, kept, removed by scope and reason, and the languages.

    `in_removed` counts the paragraphs that had gone with a whole document before duplicates were known, `decisions`
    what people's decisions did until then; there is an entry for them where there are any.
    """
    removed: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    decided = Counter(decisions or ())
    annotated: Counter[str] = Counter()
    for shard in assembled:
        annotated.update(shard.counts.annotated)
        decided.update(shard.counts.decisions)
        removed.update(shard.counts.removed)
        languages.update(shard.counts.languages)
    return {
        "read": read,
        "kept": {
            "documents": sum(shard.counts.documents for shard in assembled),
            "paragraphs": sum(shard.counts.paragraphs for shard in assembled),
            "chars": sum(shard.counts.chars for shard in assembled),
        },
        "removed": dict(sorted(removed.items())),
        "paragraphs_in_removed": in_removed + sum(shard.counts.paragraphs_in_removed for shard in assembled),
        "languages": dict(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
        **({"decisions": dict(sorted(decided.items()))} if decided else {}),
        **({"annotated": dict(sorted(annotated.items()))} if annotated else {}),
    }
