"""A dataset as it may be handed on: the same snapshots without the texts that stay with their maker; see `withheld`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from reinschrift.export.withheld import fetch_shared
from reinschrift.snapshot.certificate import RETRACTIONS
from reinschrift.snapshot.manifest import PUBLIC, TABLES, Manifest, Object, manifest_name, read_manifests
from reinschrift.snapshot.prove import rows_root
from reinschrift.snapshot.text_index import index_name
from reinschrift.storage import TEMPORARY, LocalStorage
from reinschrift.storage.lock import dataset_lock

OF_THIS_MACHINE = ("paths", "run", "notify", "lineage")
"""Groups of settings that say where things are and who is notified: none of them changes data."""


def shared_manifest(manifest: Manifest, tables: dict[str, tuple[Object, ...]]) -> Manifest:
    """Return a manifest that may be handed on: without places of its maker's machine and values of broken rows."""
    sources = [source | {"base": ""} for source in manifest.sources]
    settings = {name: values for name, values in manifest.settings.items() if name not in OF_THIS_MACHINE}
    outcomes = [{name: value for name, value in one.items() if name != "examples"}
                for one in manifest.validation.get("outcomes", ())]  # fmt: skip
    validation = manifest.validation | ({"outcomes": outcomes} if "outcomes" in manifest.validation else {})
    shared = replace(manifest, sources=sources, settings=settings, validation=validation)
    return replace(shared, tables=dict(tables), rows_root=rows_root(tables))


@contextmanager
def public_copy(here: LocalStorage) -> Iterator[LocalStorage]:
    """Give a dataset that holds what may be handed on of this one, in a folder below `work/` that goes with the block.

    Left out are the records of erasures and the key of their hashes, certificates, and the index of removed texts.
    """
    folder = here.path(f"work/{TEMPORARY}public")
    with dataset_lock(here.root):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            copy = LocalStorage(folder)
            for manifest in read_manifests(here):
                _copy_snapshot(here, copy, manifest)
            for name in (*(f"tags/{tag}" for tag in here.names("tags")), RETRACTIONS):
                if here.exists(name):
                    copy.write(name, here.read(name))
            yield copy
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _copy_snapshot(here: LocalStorage, copy: LocalStorage, manifest: Manifest) -> None:
    tables: dict[str, Any] = {}
    for table, items in manifest.tables.items():
        copy.path(f"objects/{table}").mkdir(parents=True, exist_ok=True)
        tables[table] = tuple(_copy_object(here, copy, table, item) for item in items)
    for item in tables[TABLES[0]]:
        _link(here, copy, index_name(TABLES[0], item))
    for name in (manifest.contract_name, manifest.ids_name):
        _link(here, copy, name)
    shared = shared_manifest(manifest, tables)
    shared = replace(shared, notes=[*shared.notes, PUBLIC])
    copy.write(manifest_name(manifest.version, manifest.revision), shared.to_bytes())


def _copy_object(here: LocalStorage, copy: LocalStorage, table: str, item: Object) -> Object:
    if table != "removed":
        _link(here, copy, item.name(table))
        return item
    temporary = copy.path(f"objects/{table}/{TEMPORARY}{item.sha256}")
    now = fetch_shared(here, item, table, temporary, all_texts=False)
    temporary.replace(copy.path(now.name(table)))
    return now


def _link(here: LocalStorage, copy: LocalStorage, name: str) -> None:
    """Bring a file of the dataset there, by a hard link where there are such; one that is missing stays so."""
    target = copy.path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not here.exists(name) or target.exists():
        return
    try:
        os.link(here.path(name), target)
    except OSError:
        here.fetch(name, target)
