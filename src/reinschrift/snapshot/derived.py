"""What lies beside a manifest and is made from it: reports and sheets, with a record of their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from reinschrift.snapshot.manifest import Manifest
from reinschrift.storage import LocalStorage, Storage
from reinschrift.storage.seals import read_record, write_record

RECORD = "derived.json"
_FIELDS = {"revision": int, "files": dict}


def write_derived(storage: LocalStorage, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Write files beside a manifest, and the record of them last."""
    for name, data in files.items():
        storage.write(_place(manifest, name), data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    write_record(storage, _place(manifest, RECORD), {"revision": manifest.revision, "files": hashes})


def derived_names(storage: Storage, manifest: Manifest) -> list[str] | None:
    """Return the places of the files that were made for this revision; none if none were, or nobody can tell."""
    recorded = _recorded(storage, manifest)
    return None if recorded is None else [_place(manifest, name) for name in recorded]


def damaged_derived(storage: Storage, manifest: Manifest) -> list[str]:
    """Return the places of those files that are missing or not what was written."""
    places = {_place(manifest, name): digest for name, digest in (_recorded(storage, manifest) or {}).items()}
    return [place for place, digest in places.items() if not storage.exists(place) or storage.sha256(place) != digest]


def _recorded(storage: Storage, manifest: Manifest) -> dict[str, str] | None:
    place = _place(manifest, RECORD)
    if not isinstance(storage, LocalStorage) or not storage.exists(place):
        return None
    record = read_record(storage, place, _FIELDS)
    if record is None or record["revision"] != manifest.revision:
        return None
    files: dict[str, str] = record["files"]
    return files


def _place(manifest: Manifest, name: str) -> str:
    return f"snapshots/{manifest.version}/{name}"
