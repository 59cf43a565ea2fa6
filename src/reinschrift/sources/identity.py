"""The identity of a record: a hash of where it stands, not of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import xxhash


def record_ids(source: str, paths: Iterable[str], locators: Iterable[str]) -> list[str]:
    """Return an id (128 bits, hex) for each record of a source, by its file's path and its locator.

    A locator names the record within the file: `number:7`, or `record:abc` for a record's own id where the register
    vouches for it with `fields.record`. Own ids that are merely recognised are not trusted: real dumps repeat them,
    and an id must be unique.
    """
    return [
        xxhash.xxh3_128_hexdigest(f"{source}\0{path}\0{locator}".encode())
        for path, locator in zip(paths, locators, strict=True)
    ]


def has_own_id(document: Mapping[str, Any]) -> bool:
    """Say whether a document's `id` is of the record's own, for which the register vouches: it names it at any place.

    `document` has `id` or, as a row of `removed`, `document_id`, and `source`, `source_path` and `record`.
    """
    own = record_ids(document["source"], [document["source_path"]], [f"record:{document['record']}"])
    return own == [document.get("id") or document["document_id"]]
