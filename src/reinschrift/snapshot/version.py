"""The number of the next version, computed from what changed."""

from __future__ import annotations

import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.snapshot.manifest import Manifest, version_key
from reinschrift.storage import LocalStorage

FIRST = "1.0.0"


def next_version(storage: LocalStorage, parent: Manifest | None, manifest: Manifest) -> str:
    """Return the version of `manifest` after `parent`.

    As Croissant 1.1 has it: the first number rises when records were edited or removed, the second when some
    were added and none touched, the third when the data are the same in another form.
    """
    if parent is None:
        return FIRST
    major, minor, patch = version_key(parent.version)
    shared = {item.sha256 for item in parent.tables["documents"]} & {
        item.sha256 for item in manifest.tables["documents"]
    }
    before, after = (_texts(storage, one, shared) for one in (parent, manifest))
    if any(after.get(name) != text for name, text in before.items()):
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if len(after) > len(before) else f"{major}.{minor}.{patch + 1}"


def _texts(storage: LocalStorage, manifest: Manifest, shared: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in manifest.tables["documents"]:
        if item.sha256 not in shared:
            table = pq.read_table(storage.path(item.name("documents")), columns=["id", "text_sha256"])
            found.update(zip(table["id"].to_pylist(), pc.fill_null(table["text_sha256"], "").to_pylist(), strict=True))
    return found
