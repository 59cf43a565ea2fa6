"""Records that were erased stay out: which they are, by hashes alone, and how a reader meets the list."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.errors import StorageError
from reinschrift.sources.identity import record_ids
from reinschrift.sources.left_out.numbered import Numbered, Place, numbered_from
from reinschrift.storage import Storage
from reinschrift.storage.seals import unsealed
from reinschrift.text.addresses import earlier_pages_of, page_of

FOLDER = "erasures"
KEY = f"{FOLDER}/key"
REASON = "erased"
_FIELDS = {"ref": str, "state": str, "ids": list, "urls": list}
# What is left of an erased record: nothing that it says, but its place in the raw files, where it is to be deleted.
_LEFT = frozenset({
    "id", "source", "source_path", "record", "record_number", "source_format", "source_sha256", "collected", "license",
    "rights", "text", "problem", "decoding",
})  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """All records that must not come back. It travels to the workers."""

    ids: frozenset[str] = frozenset()
    """Ids that say by themselves that a record was erased."""
    urls: frozenset[str] = frozenset()
    """HMAC-SHA256 of each URL under the dataset's key, in hex: nobody can read from it what was erased."""
    key: bytes = b""
    numbered: tuple[Numbered, ...] = ()
    """Records whose ids say so in files with a known content alone; in others their lines do, see `find_moved`."""

    @cached_property
    def places(self) -> frozenset[Place]:
        """The ids of numbered records, each with the content of its file."""
        return frozenset(place for one in self.numbered for place in one.places)

    @cached_property
    def all_ids(self) -> frozenset[str]:
        """Every id that an erased record had anywhere."""
        return self.ids | {identity for identity, _ in self.places}

    @property
    def digest(self) -> str:
        """Hash of the list; empty if nothing was ever erased."""
        if not self.all_ids and not self.urls:
            return ""
        numbered = sorted(json.dumps(one.to_json(), sort_keys=True) for one in self.numbered)
        return hashlib.sha256("\n".join([*sorted(self.all_ids), *sorted(self.urls), *numbered]).encode()).hexdigest()

    def among(self, rows: pa.Table, *, with_pages: bool = True) -> pa.BooleanArray:
        """Return a mask of the rows of erased records: by `id`, with `source_sha256` where they have it, and by `url`.

        Numbered records in files with another content are not among them.
        """
        ids = one_chunk(rows["id"])
        found = numbers(pc.is_in(ids, pa.array(sorted(self.all_ids), pa.string()))).astype(bool)
        if self.numbered and "source_sha256" in rows.column_names:
            at = np.flatnonzero(found)
            some = rows.select(["id", "source_sha256"]).take(pa.array(at, pa.int64())).to_pylist()
            found[at] = [self._is_place(row["id"], row["source_sha256"]) for row in some]
        if self.urls and with_pages and "url" in rows.column_names:
            marks = (
                url is not None and not self.urls.isdisjoint(marks_of(self.key, url)) for url in rows["url"].to_pylist()
            )
            found |= np.fromiter(marks, bool, len(found))
        return pa.array(found)

    def _is_place(self, identity: str, content: str | None) -> bool:
        return identity in self.ids or not self.places.isdisjoint({(identity, content), (identity, None)})


NOTHING = Erased()


def read_erasures(storage: Storage) -> list[dict[str, Any]]:
    """Return the records of all erasures, by name, those that were begun and not finished included."""
    names = [name for name in storage.names(FOLDER) if name.endswith(".json")]
    return [_read_erasure(storage, f"{FOLDER}/{name}") for name in names]


def _read_erasure(storage: Storage, name: str) -> dict[str, Any]:
    try:
        return unsealed(storage.read(name), _FIELDS, required=False)
    except ValueError as error:
        raise _damaged("The record of an erasure", storage.address(name)) from error


def _damaged(what: str, place: str) -> StorageError:
    return StorageError(
        f"{what} is damaged, so what was erased might come back; nothing was done.",
        hint="Restore the folder erasures/ from a copy of the dataset.",
        context={"file": place},
    )


def read_erased(storage: Storage) -> Erased:
    """Return what must not come back into a dataset."""
    records = read_erasures(storage)
    if not records:
        return Erased()
    return erased_by(records, read_key(storage, records))


def erased_by(records: Iterable[Mapping[str, Any]], key: bytes) -> Erased:
    """Return what records of erasures name."""
    ids: set[str] = set()
    urls: set[str] = set()
    every: list[Numbered] = []
    for record in records:
        numbered = [numbered_from(values) for values in record.get("numbered", ())]
        ids |= {*record["ids"]} - {identity for one in numbered for identity, _ in one.places}
        urls |= {*record["urls"]}
        every += numbered
    return Erased(frozenset(ids), frozenset(urls), key, tuple(every))


def read_key(storage: Storage, records: Iterable[dict[str, Any]]) -> bytes:
    """Return the key under which URLs are hidden. Raises `StorageError` if it is not the one of these records."""
    try:
        key = bytes.fromhex(storage.read(KEY).decode())
    except (ValueError, StorageError) as error:
        raise _damaged("The key to the URLs that were erased", storage.address(KEY)) from error
    if any(record.get("key", digest_of_key(key)) != digest_of_key(key) for record in records):
        raise _damaged("The key to the URLs that were erased", storage.address(KEY))
    return key


def digest_of_key(key: bytes) -> str:
    """Return what a record says of the key, so that another one, or a damaged one, is noticed."""
    return hashlib.sha256(b"key of erasures" + key).hexdigest()[:16]


def erasures_of(storage: Storage, keys: Collection[str]) -> list[dict[str, Any]]:
    """Return the records of erasure that name one of these ids or URLs."""
    records = read_erasures(storage)
    if not records:
        return []
    key = read_erased(storage).key
    marks = {mark for one in keys for mark in marks_of(key, one)}
    return [one for one in records if not marks.isdisjoint(one["urls"]) or not set(keys).isdisjoint(one["ids"])]


def mark_of(key: bytes, url: str) -> str:
    """Return the HMAC under which a page is on the list: the same for all ways to write it, see `page_of`."""
    return hmac.new(key, page_of(url).encode(), hashlib.sha256).hexdigest()


def marks_of(key: bytes, url: str) -> set[str]:
    """Return the HMACs under which a page may be on the list: that of now, and those of earlier records."""
    forms = {page_of(url), *earlier_pages_of(url)}
    return {hmac.new(key, form.encode(), hashlib.sha256).hexdigest() for form in forms}


def without_erased(
    records: pa.Table, erased: Erased, moved: frozenset[str] = frozenset(), *, are_parts: bool = False
) -> pa.Table:
    """Return records, as a reader gives them, with nothing left of the erased ones but a row with that reason.

    Their `id` is the one by their number in the file, their `record` that number: a record's own id may speak. Those
    with the ids `moved` are erased ones, too. With `are_parts` the records are parts of others and keep their ids.
    """
    if (not erased.all_ids and not erased.urls) or records.num_rows == 0:
        return records
    by_number = one_chunk(records["id"]) if are_parts else _ids_by_number(records)
    is_erased = numbers(erased.among(records)).astype(bool)
    is_erased |= numbers(erased.among(set_columns(records, id=by_number), with_pages=False)).astype(bool)
    is_erased |= numbers(pc.is_in(records["id"], pa.array(sorted(moved), pa.string()))).astype(bool)
    if not is_erased.any():
        return records
    mask = pa.array(is_erased)
    blank = {
        name: pc.if_else(mask, pa.scalar(None, records[name].type), one_chunk(records[name]))
        for name in records.column_names
        if name not in _LEFT
    }
    left = set_columns(
        records,
        id=pc.if_else(mask, by_number, one_chunk(records["id"])),
        record=pc.if_else(
            mask, pc.cast(one_chunk(records["record_number"]), pa.string()), one_chunk(records["record"])
        ),
        text=pc.if_else(mask, "", one_chunk(records["text"])),
        problem=pc.if_else(mask, REASON, one_chunk(records["problem"])),
        **blank,
    )
    return left.cast(records.schema)  # or what cannot be null could be, and no batch of a shard be like the next


def erased_rows(of_documents: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the rows of `removed` that stand in for erased documents; `of_documents` tells what is kept of them."""
    n_rows = of_documents.num_rows
    columns: dict[str, Any] = {field.name: constant(None, n_rows, field.type) for field in schema}
    kept = ("source", "source_path", "source_format", "source_sha256", "collected", "license", "rights")
    columns |= {name: of_documents[name] for name in kept if name in of_documents.column_names}
    is_number = pc.match_substring_regex(of_documents["record"], "^[0-9]+$")
    columns |= {
        "document_id": of_documents["id"],
        "record": pc.if_else(is_number, of_documents["record"], REASON),
        "scope": constant("document", n_rows, pa.string()),
        "stage": constant("read", n_rows, pa.string()),
        "reason": constant(REASON, n_rows, pa.string()),
        "text": constant("", n_rows, pa.string()),
        "n_chars": constant(0, n_rows, pa.int64()),
    }
    return pa.table([columns[field.name] for field in schema], schema=schema)


def _ids_by_number(records: pa.Table) -> pa.Array:
    sources, paths, at = (records[name].to_pylist() for name in ("source", "source_path", "record_number"))
    rows: Iterable[tuple[str, str, int]] = zip(sources, paths, at, strict=True)
    found = [record_ids(source, [path], [f"number:{number}"])[0] for source, path, number in rows]
    return pa.array(found, pa.string())
