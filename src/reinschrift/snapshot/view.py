"""The plain folder of one snapshot: its objects under readable names, by hard links, for any Parquet reader.

A card beside them says to `datasets` which files are what. In an object store, which has no links, there is a list of
the objects.
"""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path

from reinschrift.snapshot.card import CARD, CARD_HEAD, languages_in, view_card
from reinschrift.snapshot.manifest import STATISTICS, TABLES, Manifest, Object, object_names
from reinschrift.snapshot.statistics_files import language_splits
from reinschrift.storage import TEMPORARY, LocalStorage, exchange, sha256_of

FILES = "files.txt"


def write_view(storage: LocalStorage, manifest: Manifest) -> None:
    """Make `snapshots/<version>/<table>/part-00000-train.parquet` … for every table, each folder whole or not at all.

    A card comes last. The files are hard links to the objects; where the file system has none, copies. An earlier view,
    which an erasure has made stale, is replaced. In an object store it is `snapshots/<version>/files.txt`.
    """
    if storage.is_shared:
        storage.write(files_name(manifest), list_files(manifest))
        return
    for table in _tables(manifest):
        place = storage.path(f"snapshots/{manifest.version}/{table}")
        temporary = place.with_name(f"{TEMPORARY}{uuid.uuid4().hex}-{table}")
        temporary.mkdir(parents=True)
        for name, item in parts_of(manifest, table):
            _link(storage.path(item.name(table)), temporary / name)
        if place.is_dir() and not place.is_symlink():
            exchange(temporary, place)
            shutil.rmtree(temporary)
        else:
            place.unlink(missing_ok=True)  # a file, or a link, is no view
            temporary.rename(place)
    storage.write(card_name(manifest), _card_of(storage, manifest))


def is_view_whole(storage: LocalStorage, manifest: Manifest) -> bool:
    """Say whether the folder view is there, with today's card, and shows the objects of the manifest, and only them."""
    if not shows_objects(storage, manifest):
        return False
    if storage.is_shared:
        return True
    name = card_name(manifest)
    if not storage.exists(name):
        return False
    card = storage.read(name)  # what it says of languages is enough to know it; statistics are read where it is not
    return card == view_card(manifest, languages_in(card, manifest)) or card == _card_of(storage, manifest)


def _card_of(storage: LocalStorage, manifest: Manifest) -> bytes:
    return view_card(manifest, language_splits(storage, manifest))


def shows_objects(storage: LocalStorage, manifest: Manifest) -> bool:
    """Say whether the folder view shows the objects of the manifest, and only them.

    Its card may be in the words of another version of Reinschrift; the next rebuild writes it anew.
    """
    if storage.is_shared:
        return storage.exists(files_name(manifest)) and storage.read(files_name(manifest)) == list_files(manifest)
    for table in _tables(manifest):
        place = storage.path(f"snapshots/{manifest.version}/{table}")
        parts = dict(parts_of(manifest, table))
        if storage.names(f"snapshots/{manifest.version}/{table}") != sorted(parts):
            return False
        if not all(_shows(place / name, storage.path(item.name(table)), item) for name, item in parts.items()):
            return False
    return storage.exists(card_name(manifest)) and storage.read(card_name(manifest)).startswith(CARD_HEAD)


def card_name(manifest: Manifest) -> str:
    """Return the place of the card of a snapshot's folder."""
    return f"snapshots/{manifest.version}/{CARD}"


def files_name(manifest: Manifest) -> str:
    """Return the place of the list of a snapshot's objects."""
    return f"snapshots/{manifest.version}/{FILES}"


def list_files(manifest: Manifest) -> bytes:
    """Return that list: an object a line, by table."""
    return "".join(f"{name}\n" for name in object_names(manifest)).encode()


def _tables(manifest: Manifest) -> list[str]:
    return [table for table in (*TABLES, STATISTICS) if table in manifest.tables]


def parts_of(manifest: Manifest, table: str) -> list[tuple[str, Object]]:
    """Return the files of a table's view. Empty objects are left out, but a table is never without a file."""
    objects = [item for item in manifest.tables[table] if item.n_rows] or list(manifest.tables[table][:1])
    ends = [f"-{item.split}.parquet" if item.split else ".parquet" for item in objects]
    return [(f"part-{number:05}{end}", item) for number, (item, end) in enumerate(zip(objects, ends, strict=True))]


def _shows(part: Path, target: Path, item: Object) -> bool:
    # Where it is no link it is a copy, or a link to bytes that have since been replaced: only reading can tell.
    return part.is_file() and ((target.exists() and part.samefile(target)) or sha256_of(part) == item.sha256)


def _link(source: os.PathLike[str], target: os.PathLike[str]) -> None:
    try:
        os.link(source, target)
    except OSError:  # no hard links here, or too many on one file
        shutil.copyfile(source, target)
