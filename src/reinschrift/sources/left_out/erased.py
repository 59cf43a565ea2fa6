"""Records that were erased stay out: which they are, by hashes alone, and how a reader meets the list."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.errors import StorageError
from reinschrift.sources.identity import record_ids
from reinschrift.storage import Storage
from reinschrift.storage.seals import unsealed
from reinschrift.text.addresses import page_of, written_page_of

FOLDER = "erasures"
KEY = f"{FOLDER}/key"
REASON = "erased"
# What is left of an erased record: nothing that it says, but its place in the raw files, where it is to be deleted.
_LEFT = frozenset({
    "id", "source", "source_path", "record", "record_number", "source_format", "source_sha256", "collected", "license",
    "rights", "text", "problem", "decoding",
})  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """All records that must not come back. It travels to the workers."""

    ids: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    """HMAC-SHA256 of each URL under the dataset's key, in hex: nobody can read from it what was erased."""
    key: bytes = b""

    @property
    def digest(self) -> str:
        """Hash of the list; empty if nothing was ever erased."""
        if not self.ids and not self.urls:
            return ""
        return hashlib.sha256("\n".join([*sorted(self.ids), *sorted(self.urls)]).encode()).hexdigest()

    def holds(self, ids: pa.Array | pa.ChunkedArray, urls: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        """Say for each record, given its id and its URL, whether it was erased."""
        found = numbers(pc.is_in(ids, pa.array(sorted(self.ids), pa.string()))).astype(bool)
        if self.urls:
            marks = (url is not None and not self.urls.isdisjoint(marks_of(self.key, url)) for url in urls.to_pylist())
            found |= np.fromiter(marks, bool, len(found))
        return found


NOTHING = Erased()


def read_erasures(storage: Storage) -> list[dict[str, Any]]:
    """Return the records of all erasures, by name, those that were begun and not finished included."""
    names = [name for name in storage.names(FOLDER) if name.endswith(".json")]
    return [_read_erasure(storage, f"{FOLDER}/{name}") for name in names]


def _read_erasure(storage: Storage, name: str) -> dict[str, Any]:
    try:
        return unsealed(storage.read(name), required=False)
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
    ids = frozenset(one for record in records for one in record["ids"])
    urls = frozenset(one for record in records for one in record["urls"])
    return Erased(ids, urls, read_key(storage, records))


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
    """Return the HMACs under which a page may be on the list: that of now, and that of earlier records."""
    return {mark_of(key, url), hmac.new(key, written_page_of(url).encode(), hashlib.sha256).hexdigest()}


def without_erased(records: pa.Table, erased: Erased) -> pa.Table:
    """Return records, as a reader gives them, with nothing left of the erased ones but a row with that reason.

    Their `id` is the one by their number in the file, their `record` that number: a record's own id may speak.
    """
    if (not erased.ids and not erased.urls) or records.num_rows == 0:
        return records
    by_number = _ids_by_number(records)
    is_erased = erased.holds(records["id"], records["url"])
    is_erased |= numbers(pc.is_in(by_number, pa.array(sorted(erased.ids), pa.string()))).astype(bool)
    if not is_erased.any():
        return records
    mask = pa.array(is_erased)
    blank = {
        name: pc.if_else(mask, pa.scalar(None, records[name].type), one_chunk(records[name]))
        for name in records.column_names
        if name not in _LEFT
    }
    return set_columns(
        records,
        id=pc.if_else(mask, by_number, one_chunk(records["id"])),
        record=pc.if_else(
            mask, pc.cast(one_chunk(records["record_number"]), pa.string()), one_chunk(records["record"])
        ),
        text=pc.if_else(mask, "", one_chunk(records["text"])),
        problem=pc.if_else(mask, REASON, one_chunk(records["problem"])),
        **blank,
    )


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
