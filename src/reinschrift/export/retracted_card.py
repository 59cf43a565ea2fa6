"""Says in the card of a copy what retractions took out of it, and gives its data another name for caches."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from reinschrift.storage import LocalStorage, sha256_of

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_HEAD = re.compile(r"---\n.*?\n---\n", re.DOTALL)
_SECTION = (
    "\n## Retractions\n\nDocuments were taken out of this copy after it was made; the counts above are those from "
    "before.\n\n| file | rows taken out |\n|---|---|\n"
)


def follow_in_card(storage: LocalStorage, name: str, rows: Mapping[str, int]) -> None:
    """Write into a card how many rows of files below its folder went; one without a head of configurations stays.

    `datasets` knows by the hash in a configuration what it has read before: with the old one it would give the rows
    that were taken out from its cache.
    """
    text = storage.read(name).decode("utf-8", "surrogateescape")
    head = _HEAD.match(text)
    folder = PurePosixPath(name).parent
    below = {file: n_rows for file, n_rows in sorted(rows.items()) if folder in PurePosixPath(file).parents}
    if head is None or not below or not _DIGEST.search(head[0]):
        return
    files = "".join(f"\n{file} {sha256_of(storage.path(file))}" for file in below)
    of_now = _DIGEST.sub(lambda digest: hashlib.sha256(f"{digest[0]}{files}".encode()).hexdigest(), head[0])
    body = text[head.end() :]
    lines = "".join(f"| {PurePosixPath(file).relative_to(folder)} | {n_rows} |\n" for file, n_rows in below.items())
    section = "" if _SECTION in body else _SECTION
    storage.write(name, f"{of_now}{body}{section}{lines}".encode("utf-8", "surrogateescape"))
