"""Published files against the hashes that name them; one that has changed since it was last looked at is read again."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

from reinschrift.errors import StorageError
from reinschrift.snapshot.manifest import Manifest, object_names, read_manifests
from reinschrift.snapshot.statistics_files import restore_statistics
from reinschrift.snapshot.verify import SET_ASIDE
from reinschrift.snapshot.view import is_view_whole, write_view
from reinschrift.sources.left_out.erased import read_erasures
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import read_record, say_damaged, write_record

OF_WORK = (".json", ".parquet", ".npz", ".npy", ".jsonl")
"""How the files in `work/` are called, and no folder there."""
SEEN = "work/checked.json"
"""Size, times and number of every published file when it was last found whole."""


def set_damaged_aside(storage: LocalStorage) -> list[str]:
    """Move published files that are damaged to `corrupt/`, and return them; a warning names each.

    A rebuild makes anew what belongs to the latest snapshot and its raw files. A file that no system call has changed
    since it was last found whole is not read again; `verify` reads all. Nothing is done in an object store.
    """
    if storage.is_shared:
        return []
    manifests = read_manifests(storage)
    _check_erasures(storage, manifests)
    before = (read_record(storage, SEEN, {"files": dict}) or {}).get("files", {})
    seen: dict[str, Any] = {}
    damaged = []
    for name in sorted({*_names(manifests)}):
        facts = _facts(storage, name)
        if facts is None and not os.path.lexists(storage.path(name)):
            continue  # whoever needs it says so
        if facts is not None and (before.get(name) == facts or storage.sha256(name) == _digest_in(name)):
            seen[name] = facts
            continue
        storage.rename(name, f"{SET_ASIDE}/{name.removeprefix('objects/')}")
        say_damaged(
            storage.address(name), f"it was moved to {SET_ASIDE}/, and a rebuild from its raw files makes it anew"
        )
        damaged.append(name)
    if seen != before:
        write_record(storage, SEEN, {"files": seen})
    return damaged


def clear_no_files(storage: LocalStorage) -> None:
    """Take away what stands in `work/` in the place of a file and is none: a folder, or a link that leads nowhere.

    All of `work/` is made anew from the raw files; a warning names each.
    """
    for folder, folders, files in os.walk(storage.path("work")):
        for name in [one for one in folders if one.endswith(OF_WORK)]:
            folders.remove(name)
            shutil.rmtree(os.path.join(folder, name))  # noqa: PTH118  # as os.walk gives it
            say_damaged(os.path.join(folder, name), "it is made anew")  # noqa: PTH118
        for name in files:
            path = os.path.join(folder, name)  # noqa: PTH118
            if os.path.islink(path) and not os.path.exists(path):  # noqa: PTH110, PTH114
                os.unlink(path)  # noqa: PTH108
                say_damaged(path, "it is made anew")


def complete_views(storage: LocalStorage) -> None:
    """Make the folders of links of all snapshots show their objects, and say which snapshots lack some."""
    for manifest in () if storage.is_shared else read_manifests(storage):
        restore_statistics(storage, manifest)
        lost = [name for name in object_names(manifest) if not storage.exists(name)]
        if lost:
            say_damaged(
                storage.address(f"snapshots/{manifest.version}"),
                f"it lacks {len(lost)} objects that this rebuild does not make, such as {lost[0]}; restore them from a "
                "copy of the dataset",
            )
        elif not is_view_whole(storage, manifest):
            write_view(storage, manifest)


def restore_contracts(storage: LocalStorage, contract: bytes) -> None:
    """Write the contract of snapshots again where it is gone, if it is still the one given."""
    digest = hashlib.sha256(contract).hexdigest()
    for manifest in read_manifests(storage):
        if not storage.exists(manifest.contract_name):
            if manifest.contract["sha256"] == digest:
                storage.write(manifest.contract_name, contract)
            else:
                say_damaged(
                    storage.address(manifest.contract_name), "it is gone; restore it from a copy of the dataset"
                )


def _names(manifests: list[Manifest]) -> Iterator[str]:
    for manifest in manifests:
        yield from object_names(manifest)
        yield manifest.contract_name
        if manifest.new_ids:
            yield manifest.ids_name


def _digest_in(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _facts(storage: LocalStorage, name: str) -> list[int] | None:
    path = storage.path(name)
    if not path.is_file():
        return None  # nothing is there, or a folder, or a link to nothing
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _check_erasures(storage: LocalStorage, manifests: list[Manifest]) -> None:
    """Refuse to go on where the record of an erasure is gone: without it, a rebuild would let the documents in."""
    known = {record["ref"] for record in read_erasures(storage)}
    named = {note["erasure"] for manifest in manifests for note in manifest.notes if "erasure" in note}
    if missing := sorted(named - known):
        raise StorageError(
            f"The record of the erasure {missing[0]} is gone, so what was erased might come back; nothing was done.",
            hint="Restore the folder erasures/ from a copy of the dataset.",
            context={"dataset": storage.address("")},
        )
