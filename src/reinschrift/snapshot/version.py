"""The number of the next version, computed from what changed."""

from __future__ import annotations

import pyarrow.compute as pc

from reinschrift.errors import StorageError
from reinschrift.snapshot.compare import find_changes
from reinschrift.snapshot.manifest import TABLES, Manifest, object_names, version_key
from reinschrift.snapshot.read import read_schema
from reinschrift.storage import Storage

FIRST = "1.0.0"


def next_version(storage: Storage, parent: Manifest | None, manifest: Manifest) -> str:
    """Return the version of `manifest` after `parent`, the latest there is.

    As Croissant 1.1 has it: the first number rises when records were edited or removed, or columns taken away or
    given another type; the second when records, columns or rows of `removed` were added and no record touched; the
    third when the rows are the same in another form. A record is edited if any of its columns changed, or the way its
    text is cut into paragraphs; except `cluster` and `copies`, which speak of other documents, and the raw file's
    hash. `split` counts: whoever has trained on the one must know. `removed` is the account of a run: what it says of
    a record edits none. Where objects of `parent` are gone, nobody can know what changed: the first number rises.
    """
    if parent is None:
        return FIRST
    try:
        return _following(storage, parent, manifest)
    except StorageError:
        if all(storage.exists(name) for name in object_names(parent)):
            raise
        return f"{version_key(parent.version)[0] + 1}.0.0"


def _following(storage: Storage, parent: Manifest, manifest: Manifest) -> str:
    major, minor, patch = version_key(parent.version)
    columns = {table: tuple(_columns(storage, one, table) for one in (parent, manifest)) for table in TABLES}
    if any(before - after for before, after in columns.values()):
        return f"{major + 1}.0.0"
    is_more = any(after - before for before, after in columns.values())
    for changes in find_changes(storage, parent, manifest):
        touched = pc.and_(pc.not_equal(changes["change"], "added"), pc.not_equal(changes["reason"], "copies"))
        if pc.any(touched, min_count=0).as_py():
            return f"{major + 1}.0.0"
        is_more = is_more or changes.num_rows > 0
    if is_more or _n_rows(parent, "removed") != _n_rows(manifest, "removed"):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def _columns(storage: Storage, manifest: Manifest, table: str) -> set[str]:
    return {
        f"{field.name}:{field.type}"
        for item in manifest.tables[table][:1]
        for field in read_schema(storage, item, table)
    }


def _n_rows(manifest: Manifest, table: str) -> int:
    return sum(item.n_rows for item in manifest.tables[table])
