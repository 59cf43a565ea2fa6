"""Texts against their columns: lengths, hashes, and the offsets of paragraphs; in bounded pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import BETWEEN_PARAGRAPHS
from reinschrift.columns import n_chars, numbers, one_chunk, string_column, utf8_of
from reinschrift.contract import Contract, Expectation, Table
from reinschrift.snapshot.validate.keys import Keys
from reinschrift.snapshot.validate.report import Outcome
from reinschrift.snapshot.validate.rows import RowReader, TableFiles, examples_of, read_bounded
from reinschrift.snapshot.validate.values import check_values
from reinschrift.text.arrays import Bytes, Offsets, RowNumbers
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import CONTINUATION, CONTINUES

OFFSETS = "expect_offsets_to_hold_text"
JOINED = "expect_text_to_join_paragraphs"


class Placed(NamedTuple):
    """Where the paragraphs of some documents lie by their columns."""

    document: npt.NDArray[np.int64]
    """Row of the document among these, ascending."""
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    text: pa.Array


def check_documents(contract: Contract, files: TableFiles, paragraphs: TableFiles, keys: Keys) -> Iterator[Outcome]:
    """Yield the outcomes on the texts of documents, and of paragraphs as parts of them.

    Both tables are read once, side by side, in pieces; so paragraphs must stand in the order of documents. Rows of
    `paragraphs` without a document are passed over: the reference check has them.
    """
    # Rows of unknown documents travel with the document before them.
    owners = np.maximum.accumulate(keys.of_paragraphs) if len(keys.of_paragraphs) else keys.of_paragraphs
    columns = ["document_id", "position", "start", "end", "text"]
    rows = RowReader(read_bounded(paragraphs, columns))
    first = done = 0
    for documents in read_bounded(files, ["id", "text", "n_chars", "text_sha256"]):
        yield from _check_texts(contract.table("documents"), documents)
        last = int(np.searchsorted(owners, first + documents.num_rows))
        part = rows.take(last - done)
        part = part if part is not None else contract.schema("paragraphs").empty_table().select(columns)
        yield from check_values(_on_text(contract.table("paragraphs")), part)
        yield from _check_places(documents, part, keys.of_paragraphs[done:last] - first)
        first, done = first + documents.num_rows, last


def check_alone(table: Table, files: TableFiles) -> Iterator[Outcome]:
    """Yield the outcomes on the texts of `removed`; `n_chars` of a span is the length of what its text stands for."""
    for rows in read_bounded(files, ["document_id", "scope", "position", "text", "n_chars"]):
        is_span = pc.fill_null(pc.equal(rows["scope"], "span"), False)  # noqa: FBT003  # Arrow's signature
        yield from _check_texts(table, rows.filter(pc.invert(is_span)).combine_chunks())
        yield from check_values(_on_text(table), rows.filter(is_span).combine_chunks())


def _on_text(table: Table) -> list[Expectation]:
    return [expectation for expectation in table.expectations if expectation.column == "text"]


def _check_texts(table: Table, rows: pa.Table) -> Iterator[Outcome]:
    yield from check_values(_on_text(table), rows)
    counted = pa.array(n_chars(rows["text"]))
    yield _compared(table.name, "expect_n_chars_to_count_text", rows, "n_chars", counted)
    if "text_sha256" in rows.column_names:
        yield _compared(table.name, "expect_text_sha256_to_match_text", rows, "text_sha256", _sha256(rows["text"]))


def _compared(table: str, name: str, rows: pa.Table, column: str, right: pa.Array) -> Outcome:
    failing = pc.not_equal(one_chunk(rows[column]), right)
    n_failing = pc.sum(failing).as_py() or 0
    values = {column: one_chunk(rows[column]), "of_text": right}
    examples = examples_of(table, rows, failing, **values) if n_failing else ()
    return Outcome(table, name, None, "arrow", rows.num_rows, n_failing, examples)


def _sha256(column: pa.ChunkedArray) -> pa.Array:
    offsets, data = utf8_of(column)
    texts = data.data
    bounds = zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    return pa.array([hashlib.sha256(texts[start:end]).hexdigest() for start, end in bounds], pa.string())


def _check_places(documents: pa.Table, rows: pa.Table, owners: npt.NDArray[np.int32]) -> Iterator[Outcome]:
    known = owners >= 0
    rows, owners = rows.filter(pa.array(known)).combine_chunks(), owners[known]
    placed = Placed(owners.astype(np.int64), numbers(rows["start"]), numbers(rows["end"]), one_chunk(rows["text"]))
    misplaced, unjoined = find_misplaced(one_chunk(documents["text"]), placed)
    for table, name, part, failing in (
        ("paragraphs", OFFSETS, rows, misplaced),
        ("documents", JOINED, documents, unjoined),
    ):
        shown = {column: one_chunk(part[column]) for column in ("start", "end", "text") if column in part.column_names}
        examples = examples_of(table, part, pa.array(failing), **shown) if failing.any() else ()
        yield Outcome(table, name, None, "arrow", part.num_rows, int(failing.sum()), examples)


def find_misplaced(texts: pa.Array, placed: Placed) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Say which paragraphs are not the text at their offsets, and which texts are more than their paragraphs.

    The texts are cut at all offsets at once: every second piece is then a paragraph, and the pieces between two
    paragraphs of a document must be one blank line. Offsets that overlap the paragraph before are wrong.
    """
    offsets, data = utf8_of(texts)
    document, start, end, paragraphs = placed
    marks = np.stack((start, end), axis=1).ravel()
    begin, stop = _bytes_at(offsets, data, np.repeat(document, 2), marks).reshape(-1, 2).T
    is_right = (begin >= 0) & (stop >= begin)
    before = np.maximum.accumulate(np.append(offsets[0], np.where(is_right, stop, 0)))[:-1]
    is_right &= begin >= before
    cuts = np.stack((np.where(is_right, begin, before), np.where(is_right, stop, before)), axis=1).ravel()
    pieces = string_column(cuts.astype(np.int32), data) if len(cuts) else pa.array([], pa.string())
    is_right &= numbers(pc.equal(pieces.take(pa.array(np.arange(0, len(pieces), 2))), paragraphs)).astype(bool)
    is_joined = is_right & ((begin == offsets[document]) | (np.append(-1, document[:-1]) == document))
    is_next = document[1:] == document[:-1]
    blank = pc.equal(pieces.take(pa.array(np.arange(1, len(pieces), 2))), BETWEEN_PARAGRAPHS)
    is_joined[1:] &= ~is_next | numbers(blank).astype(bool)
    is_joined &= (stop == offsets[document + 1]) | np.append(is_next, False)[: len(document)]
    unjoined = np.diff(offsets) > 0
    unjoined[document] = False
    unjoined[document[~is_joined]] = True
    return ~is_right, unjoined


@kernel
def _bytes_at(offsets: Offsets, data: Bytes, document: RowNumbers, chars: RowNumbers) -> RowNumbers:
    """Return the byte at which character `chars[i]` of text `document[i]` begins, its end included; else -1.

    Walks on from mark to mark, so marks that ascend within a document cost one pass over it.
    """
    found = np.full(len(chars), -1, np.int64)
    byte = at = np.int64(0)
    for mark in range(len(chars)):
        text = document[mark]
        stop = offsets[text + 1]
        if mark == 0 or text != document[mark - 1] or chars[mark] < at:
            byte, at = np.int64(offsets[text]), np.int64(0)
        while at < chars[mark] and byte < stop:
            byte += 1
            while byte < stop and data[byte] & CONTINUES == CONTINUATION:
                byte += 1
            at += 1
        if at == chars[mark]:
            found[mark] = byte
    return found
