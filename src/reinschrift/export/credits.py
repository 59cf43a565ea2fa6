"""Credits: who wrote each document whose licence asks for that, title, addresses, licence, and the change."""

from __future__ import annotations

import json
import re

import pyarrow.compute as pc

from reinschrift.export.conditions import is_identifier
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.read import read_rows
from reinschrift.snapshot.treated import changes_by_source
from reinschrift.storage import Storage

ASKS_FOR_CREDIT = re.compile(r"^(?:cc-by\b|odc-by|odbl|gfdl|ogl|dl-de-by|etalab|mit\b|bsd|apache-2)", re.IGNORECASE)
"""Licences that ask for it, by their SPDX identifiers in small letters; CC0 and the public domain do not."""
_CREATIVE_COMMONS = re.compile(r"(?i)cc-(by(?:-(?:nc|nd|sa))*)-(\d\.\d)(?:-([a-z]{2,3}))?")
_COLUMNS = ("license", "author", "title", "url", "source", "id")


def credits_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return one line of JSON for each such document, by licence; what a document does not say is null.

    JSON and no table: a title can be neither a formula nor markup in it.
    """
    found = []
    for item in (one for one in manifest.tables["documents"] if one.n_rows):
        rows = read_rows(storage, item, "documents", _COLUMNS)
        licences = {name for name in pc.unique(rows["license"]).to_pylist() if name and ASKS_FOR_CREDIT.match(name)}
        found += [row for row in rows.to_pylist() if row["license"] in licences]
    found.sort(key=lambda row: (row["license"], row["id"]))
    changes = changes_by_source(manifest)
    lines = [
        json.dumps({name: row.get(name) for name in _COLUMNS} | _in_every_line(row["license"], changes[row["source"]]))
        for row in found
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _in_every_line(licence: str, changes: str) -> dict[str, str | None]:
    """Return what CC BY 4.0, 3(a)(1) asks for besides who and what: where the licence stands, and the change."""
    return {"license_url": address_of(licence), "changes": changes}


def address_of(licence: str) -> str | None:
    """Return where the text of a licence stands, by its SPDX identifier; none of one in somebody's own words."""
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found is None:
        return f"https://spdx.org/licenses/{licence}.html" if is_identifier(licence) else None
    parts = [found[1], found[2], *([found[3]] if found[3] else [])]
    return f"https://creativecommons.org/licenses/{'/'.join(parts).lower()}/"
