"""The identity of a record: a hash of where it stands, not of what it says."""

from __future__ import annotations

from collections.abc import Iterable

import xxhash


def record_ids(source: str, path: str, locators: Iterable[str]) -> list[str]:
    """Return an id (128 bits, hex) for each record of a file.

    A locator names the record within the file: `number:7`, or `record:abc` for a record's own id where the register
    vouches for it with `fields.record`. Own ids that are merely recognised are not trusted: real dumps repeat them,
    and an id must be unique.
    """
    place = f"{source}\0{path}\0".encode("utf-8", "surrogatepass")
    return [xxhash.xxh3_128_hexdigest(place + locator.encode("utf-8", "surrogatepass")) for locator in locators]
