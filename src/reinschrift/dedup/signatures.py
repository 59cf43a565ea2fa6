"""What is kept of a shard's documents for finding duplicates: some 350 bytes a document, 19 a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reinschrift.columns import numbers, one_chunk, set_columns, utf8_of
from reinschrift.dedup import kernels
from reinschrift.dedup.kernels import Signed
from reinschrift.dedup.looks import looks_of
from reinschrift.dedup.priority import ranks
from reinschrift.dedup.similarity import PERMUTATIONS
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import LETTER_BASE, TOKEN_BASE, mix_all, polynomials
from reinschrift.text.words import TextColumn, text_column

DOCUMENTS = pa.schema([
    pa.field("row", pa.int32(), nullable=False),
    pa.field("id", pa.string(), nullable=False),
    pa.field("id_hash", pa.uint64(), nullable=False),
    pa.field("place", pa.uint64(), nullable=False),
    pa.field("exact", pa.binary(16), nullable=False),
    pa.field("norm", pa.uint64(), nullable=False),
    pa.field("rank", pa.uint64(), nullable=False),
    pa.field("n_shingles", pa.int32(), nullable=False),
    pa.field("sig8", pa.binary(PERMUTATIONS), nullable=False),
])  # fmt: skip
PARAGRAPHS = pa.schema([
    pa.field("key", pa.uint64(), nullable=False),
    pa.field("row", pa.int32(), nullable=False),
    pa.field("position", pa.int32(), nullable=False),
    pa.field("signs", pa.uint8(), nullable=False),
    pa.field("before", pa.uint8(), nullable=False),
    pa.field("after", pa.uint8(), nullable=False),
])  # fmt: skip


class Signatures(NamedTuple):
    """The signatures of some documents and the keys of their paragraphs."""

    documents: pa.Table
    """One row a document, see `DOCUMENTS`.

    `row` is its row in the shard; `exact` the xxh3-128 of its text;
    `norm` a hash of its tokens; `sig8` the low bytes of 256 minima; `place` tells apart rows with the same id."""
    paragraphs: pa.Table
    """One row a paragraph that has a token: `key`, a hash of it and of its source or domain; the `row` of its
    document; its `position` there; how it looks there (`looks.Looks`). Sorted by key, row, position."""


def sign_documents(documents: pa.Table, paragraphs: pa.Table, settings: DedupSettings) -> Signatures:
    """Return the signatures of the documents and the keys of their paragraphs.

    `documents`: `id`, `source`, `text`, and if there `domain`, `published`, `priority`, `source_path`,
    `record_number`. `paragraphs`, in reading order: `document` (row in `documents`), `position`, `text`, and if there
    `kind`. A text may be anything; where it is its paragraphs joined by blank lines, it is read only once.
    """
    texts, pieces = text_column(documents["text"]), text_column(paragraphs["text"])
    owner = numbers(paragraphs["document"]).astype(np.int64)
    bounds = np.searchsorted(owner, np.arange(documents.num_rows + 1)).astype(np.int64)
    signed = kernels.sign(texts, pieces, bounds, settings)
    return Signatures(_documents(documents, texts, signed), _paragraphs(documents, paragraphs, bounds, signed))


def join_signatures(parts: Sequence[Signatures]) -> Signatures:
    """Return the signatures of a shard out of those of its batches, in order; rows go on from batch to batch."""
    documents, paragraphs, n_rows = [DOCUMENTS.empty_table()], [PARAGRAPHS.empty_table()], 0
    for part in parts:
        documents.append(_moved(part.documents, n_rows))
        paragraphs.append(_moved(part.paragraphs, n_rows))
        n_rows += part.documents.num_rows
    joined = pa.concat_tables(paragraphs).combine_chunks()
    order = np.argsort(numbers(joined["key"]), kind="stable")  # within a key, rows ascend already
    return Signatures(pa.concat_tables(documents).combine_chunks(), joined.take(order))


def hash_strings(column: pa.ChunkedArray | pa.Array) -> Hashes:
    """Return a 64-bit hash of each string's bytes; null counts as empty."""
    offsets, data = utf8_of(column)
    long = offsets.astype(np.int64)
    hashes = polynomials(data.astype(np.uint64) + np.uint64(1), long[:-1], long[1:], LETTER_BASE)
    return mix_all(hashes)


def _moved(table: pa.Table, by: int) -> pa.Table:
    return set_columns(table, row=pa.array(numbers(table["row"]) + np.int32(by), pa.int32())).cast(table.schema)


def _documents(documents: pa.Table, texts: TextColumn, signed: Signed) -> pa.Table:
    n = documents.num_rows
    exact = _exact(texts)
    # A text without any token (only punctuation, say) has nothing but its bytes.
    norm = np.where(signed.norm == 0, np.frombuffer(exact, np.uint64)[::2], signed.norm)
    columns = {
        "row": np.arange(n, dtype=np.int32),
        "id": one_chunk(documents["id"]),
        "id_hash": hash_strings(documents["id"]),
        "place": _place(documents),
        "exact": _fixed(exact, 16),
        "norm": norm,
        "rank": ranks(documents, np.diff(texts.offsets).astype(np.int64)),
        "n_shingles": signed.n_shingles,
        "sig8": _fixed(signed.sig8.data, PERMUTATIONS),
    }
    return pa.table(columns, schema=DOCUMENTS)


def _exact(texts: TextColumn) -> bytes:
    """Return 16 bytes a text. A call each, but hashing in C at 2 GB/s; the call is a hundredth of the signature."""
    view, offsets = texts.data.data, texts.offsets.tolist()
    digest = xxhash.xxh3_128_digest
    return b"".join([digest(view[start:end]) for start, end in pairwise(offsets)])


def _fixed(data: bytes | memoryview, width: int) -> pa.Array:
    buffer = pa.py_buffer(data)
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), buffer.size // width, [None, buffer])


def _place(documents: pa.Table) -> Hashes:
    """Return where a record came from, as a number that orders records that share an id."""
    place = np.zeros(documents.num_rows, np.uint64)
    if "source_path" in documents.column_names:
        place |= hash_strings(documents["source_path"]) & ~np.uint64(0xFFFFFFFF)
    if "record_number" in documents.column_names:
        place |= numbers(documents["record_number"]).astype(np.uint64) & np.uint64(0xFFFFFFFF)
    return place


def _paragraphs(documents: pa.Table, paragraphs: pa.Table, bounds: kernels.Bounds, signed: Signed) -> pa.Table:
    owner = np.repeat(np.arange(documents.num_rows), np.diff(bounds))
    origin = documents["source"]
    if "domain" in documents.column_names:
        origin = pc.coalesce(documents["domain"].cast(pa.string()), origin.cast(pa.string()))
    keys = mix_all(signed.paragraph_norm * TOKEN_BASE + hash_strings(origin)[owner])
    positions = numbers(paragraphs["position"]).astype(np.int32)
    order = np.argsort(keys, kind="stable")  # within a key, reading order stays
    order = order[signed.paragraph_norm[order] != 0]
    looks = {name: column[order] for name, column in looks_of(paragraphs, bounds, signed)._asdict().items()}
    columns = {"key": keys[order], "row": owner[order].astype(np.int32), "position": positions[order]} | looks
    return pa.table(columns, schema=PARAGRAPHS)
