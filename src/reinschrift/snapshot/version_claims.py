"""Which version follows which in an object store: of several machines exactly one writes the next.

On one machine the dataset's lock sees to that. In a store, two machines could commit two versions after the same one,
under two numbers. So whoever commits first takes the place after its parent: `claims/<parent>.json`, created only if it
is not there, with the whole manifest in it. It is finished by the next run, on any machine, if this one is killed.
"""

from __future__ import annotations

from reinschrift.errors import CommitConflictError, StorageError
from reinschrift.snapshot.manifest import Manifest, list_versions, manifest_name, read_manifest, version_key
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import sealed, unsealed

FOLDER = "claims"
START = "start"
PROBE = f"{FOLDER}/probe.json"


def create_manifest(storage: LocalStorage, manifest: Manifest) -> None:
    """Commit a version that is not there: write its manifest, in an object store after taking the place for it.

    Raises `CommitConflictError`, with nothing visible, if another run was first; `StorageError` for a store that does
    not refuse to write what is there.
    """
    name = manifest_name(manifest.version, manifest.revision)
    if not storage.is_shared:
        storage.create(name, manifest.to_bytes())
        return
    _claim(storage, manifest)
    try:
        storage.create(name, manifest.to_bytes())
    except CommitConflictError:  # another machine may have met the open claim, and finished it
        if storage.read(name) != manifest.to_bytes():
            raise


def open_claims(storage: LocalStorage) -> list[Manifest]:
    """Return the manifests whose claims are not closed: of a run that was killed, or is about to commit."""
    if not storage.is_shared:
        return []
    found = []
    for place in _places(storage):
        claim = _read_claim(storage, place) if storage.exists(place) else {}
        if "manifest" in claim:
            found.append(Manifest.from_bytes(claim["manifest"].encode(), place))
    return found


def _read_claim(storage: LocalStorage, place: str) -> dict[str, str]:
    try:
        return unsealed(storage.read(place), {"version": str}, required=False)
    except ValueError as error:
        raise StorageError(
            "The note of which version follows which is damaged; nothing was done.",
            hint="Restore it from a copy; if no other machine works on this dataset, delete it.",
            context={"file": storage.address(place)},
        ) from error


def close_claim(storage: LocalStorage, manifest: Manifest) -> None:
    """Say that nothing is left to do for a version. The place stays taken."""
    if storage.is_shared:
        storage.write(_place(manifest.parent), sealed({"version": manifest.version}))


def _claim(storage: LocalStorage, manifest: Manifest) -> None:
    _try_out(storage)
    versions = list_versions(storage)
    if versions and (manifest.parent is None or version_key(versions[-1]) > version_key(manifest.parent)):
        raise _conflict(storage, manifest)
    try:
        claim = {"version": manifest.version, "manifest": manifest.to_bytes().decode()}
        storage.create(_place(manifest.parent), sealed(claim))
    except CommitConflictError as error:
        raise _conflict(storage, manifest) from error


def _conflict(storage: LocalStorage, manifest: Manifest) -> CommitConflictError:
    after = f"the version after {manifest.parent}" if manifest.parent else "the first version"
    return CommitConflictError(
        f"Another run has published {after} in the meantime, so this one published nothing.",
        hint="Run again; it starts from what the other run published, and finished shards are kept.",
        context={"dataset": storage.address("")},
    )


def _try_out(storage: LocalStorage) -> None:
    """Hold the store to its word: what is there must not be created again."""
    for _ in range(2):
        try:
            storage.create(PROBE, b"{}\n")
        except CommitConflictError:
            return
    raise StorageError(
        "The object store has no conditional writes: it wrote over an object that was to be created.",
        hint="Two runs at once could destroy each other's work there. Build in a folder and use reinschrift push.",
        context={"dataset": storage.address("")},
    )


def _places(storage: LocalStorage) -> list[str]:
    """Return where a claim may be open: after the latest version, and after the one before it."""
    versions = list_versions(storage)
    before = [read_manifest(storage, versions[-1]).parent] if versions else []
    return [_place(parent) for parent in (*before, versions[-1] if versions else None)]


def _place(parent: str | None) -> str:
    return f"{FOLDER}/{parent or START}.json"
