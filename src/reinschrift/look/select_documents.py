"""The documents that an erasure is asked for by something else than an id or a URL: site, author, phrase, hashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.look.find import find
from reinschrift.snapshot.find import ID_COLUMN, distinct_objects
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.snapshot.read import read_ahead, read_rows
from reinschrift.snapshot.row_digests import hash_texts
from reinschrift.sources.left_out.opt_outs import named_by
from reinschrift.storage import Storage

KINDS = ("site", "author", "phrase", "hash", "email", "phone")
FOUND = ("author", "phrase", "email", "phone")
"""Kinds that are looked for as `find` does."""
PERSONAL = {"email": "an e-mail address", "phone": "a telephone number"}
"""What an error says in place of what names a person."""
_HASH = re.compile(r"[0-9a-f]{64}")


class Selected(NamedTuple):
    """What keys of a kind name."""

    documents: list[str]
    """Each in each of its snapshots, as `ID@VERSION`."""
    without: list[int]
    """The places in the list, from 1, of the keys that name nothing: somebody else's list has such."""


def select_documents(storage: Storage, asked: Sequence[str], kind: str) -> Selected:
    """Return the documents that are asked for, in any snapshot, but those that are erased.

    Args:
        storage: the dataset.
        asked: of the kind `site` domains and folders, as `leave_out` of the register has them; names of authors;
            phrases of texts; SHA-256 of texts in hex, of whole documents; e-mail addresses and telephone numbers.
        kind: one of `KINDS`.

    Raises `SnapshotNotFoundError` if none of them names anything, `ConfigError` for a hash that is none.
    """
    manifests = read_manifests(storage)
    found = [_keys_of(storage, manifests, one, kind) for one in asked]
    if not any(found):
        more = f", nor of the {len(asked) - 1:,} others" if len(asked) > 1 else ""
        raise SnapshotNotFoundError(
            f"Nothing was read that holds such {PERSONAL[kind]} unmasked{more}."
            if kind in PERSONAL
            else f"Nothing was read of which {asked[0]} is the {kind}{more}.",
            hint="Nothing was erased. Look for it with reinschrift find.",
            context={"dataset": storage.address("")},
        )
    return Selected(sorted(set().union(*found)), [at for at, keys in enumerate(found, 1) if not keys])


def _keys_of(storage: Storage, manifests: Sequence[Manifest], asked: str, kind: str) -> set[str]:
    if kind in FOUND:
        entries = find(storage, asked, kind)["found"]
        kept = [entry for entry in entries if entry["fate"] != "erased"]
        return {f"{entry['document_id']}@{version}" for entry in kept for version in entry["snapshots"]}
    if kind == "hash" and not _HASH.fullmatch(asked.lower()):
        raise ConfigError(f"{asked} is no SHA-256.", hint="A hash has 64 hexadecimal digits; nothing was erased.")
    found: set[str] = set()
    for table in ("documents", "removed"):
        id_column, columns = ID_COLUMN[table], ["url"] if kind == "site" else ["text_sha256", "scope", "text"]
        if kind == "hash" and table == "documents":
            columns = ["text_sha256"]
        read = partial(read_rows, storage, table=table, columns=[id_column, "reason", *columns])
        items = list(distinct_objects(manifests, table))
        version_of = {item.sha256: one.version for one in manifests for item in one.tables[table]}
        for item, rows in zip(items, read_ahead(storage, read, items), strict=True):
            mask = _is_asked(rows, asked, kind)
            if "reason" in rows.column_names:
                mask = pc.and_(mask, pc.not_equal(rows["reason"], "erased"))
            found.update(f"{one}@{version_of[item.sha256]}" for one in rows[id_column].filter(mask).to_pylist())
    return found


def _is_asked(rows: pa.Table, asked: str, kind: str) -> pa.Array | pa.ChunkedArray:
    if kind == "site":
        return named_by(one_chunk(rows["url"]), [asked])
    if "text_sha256" in rows.column_names:
        return pc.equal(rows["text_sha256"], asked.lower())
    return pc.and_(pc.equal(hash_texts(rows["text"]), asked.lower()), pc.equal(rows["scope"], "document"))
