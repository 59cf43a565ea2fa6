"""The plain folder of one snapshot: its objects under readable names, by hard links, for any Parquet reader."""

from __future__ import annotations

import os
import shutil
import uuid

from reinschrift.snapshot.manifest import TABLES, Manifest
from reinschrift.storage import TEMPORARY, LocalStorage


def write_view(storage: LocalStorage, manifest: Manifest) -> None:
    """Make `snapshots/<version>/<table>/part-00000.parquet` … for every table, each folder whole or not at all.

    The files are hard links to the objects; where the file system has none, copies. An earlier view, which an
    erasure has made stale, is replaced.
    """
    for table in TABLES:
        place = storage.path(f"snapshots/{manifest.version}/{table}")
        temporary = place.with_name(f"{TEMPORARY}{uuid.uuid4().hex}-{table}")
        temporary.mkdir(parents=True)
        objects = [item for item in manifest.tables[table] if item.n_rows] or list(manifest.tables[table][:1])
        for number, item in enumerate(objects):
            _link(storage.path(item.name(table)), temporary / f"part-{number:05}.parquet")
        if place.exists():
            old = place.with_name(f"{TEMPORARY}{uuid.uuid4().hex}-old")
            place.rename(old)
            temporary.rename(place)
            shutil.rmtree(old)
        else:
            temporary.rename(place)


def _link(source: os.PathLike[str], target: os.PathLike[str]) -> None:
    try:
        os.link(source, target)
    except OSError:  # no hard links here, or too many on one file
        shutil.copyfile(source, target)
