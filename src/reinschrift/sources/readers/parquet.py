"""Reads Parquet, column by column: only the columns that are fields of ours, a row group range at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import constant, matching, numbers, one_chunk
from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.backstop import made_of_most, read_or_problem
from reinschrift.sources.opening import opened
from reinschrift.sources.packing import compression_of
from reinschrift.sources.readers.column_texts import column_texts, python_values
from reinschrift.sources.readers.cues import CUES_START
from reinschrift.sources.readers.fields import NESTED_RANK, FieldFinder, as_mapping, nested
from reinschrift.sources.readers.format import Cuts, Format
from reinschrift.sources.readers.page_in_field import (
    HEAD_CHARS,
    PAGE_START,
    SPEAKERS_START,
    is_transcript,
    record_of_held,
)
from reinschrift.sources.readers.records import (
    MARKUP_FIELDS,
    USED_FIELDS,
    decodings_of,
    documents_of,
    slices,
    table_of_records,
    text_column,
)
from reinschrift.text.arrays import Flags

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

MAX_ROWS = 1 << 16
FEW_ROWS = 1 << 5
"""Rows that are read at once where the first ones are enough."""
RECORDS_BYTES = 4 << 20


def read_parquet(part: FilePart, source: Source, settings: ReadSettings, batch_bytes: int) -> Iterator[pa.Table]:
    """Yield the rows of a part of a Parquet file as tables of documents.

    A row group belongs to the part in which it begins, as `_groups_of` reckons. Every page of the part is read once
    before the first row is given, so a damaged one raises `UnreadableFileError` before anything of the part is read.
    """
    with opened(part.address) as handle:
        _refuse_packed(handle)
        file = _parquet_file(handle)
        finder = FieldFinder(source.fields)
        columns = _wanted(file.schema_arrow, finder)
        groups, first = _groups_of(file.metadata, handle.seek(0, 2), part)
        for group in groups:
            for _ in file.iter_batches(MAX_ROWS, row_groups=[group], columns=columns):
                pass
        number = first
        for group in groups:
            rows = _rows_at_once(file.metadata.row_group(group), batch_bytes)
            for batch in file.iter_batches(rows, row_groups=[group], columns=columns):
                for table in _tables(pa.table(batch), number, part, source, settings):
                    yield from slices(table, batch_bytes)
                number += batch.num_rows


def _parquet_file(handle: Any) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(handle)
    except UnicodeDecodeError as error:
        raise pa.ArrowInvalid("the name of a column is no UTF-8") from error


def _refuse_packed(handle: Any) -> None:
    compression = compression_of(handle.read(8))
    if compression is not None:
        raise pa.ArrowInvalid(f"a Parquet file inside {compression} cannot be read in parts; unpack it")
    handle.seek(0)


def _groups_of(metadata: Any, n_bytes: int, part: FilePart) -> tuple[list[int], int]:
    """Return the row groups of a part, and how many rows stand before them.

    A group's place in a file of so many bytes follows from the sizes of those before it: what the file says of its
    columns' places is not asked, since Arrow ends the process where that is damaged.
    """
    sizes = [max(0, metadata.row_group(number).total_byte_size) for number in range(metadata.num_row_groups)]
    n_rows = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    places = [before * n_bytes // max(1, sum(sizes)) for before in accumulate(sizes, initial=0)]
    start, end = part.start or 0, part.end
    groups = [
        number for number in range(len(sizes)) if start <= places[number] and (end is None or places[number] < end)
    ]
    return groups, sum(n_rows[: groups[0]]) if groups else 0


def _rows_at_once(group: Any, batch_bytes: int) -> int:
    average = max(1, group.total_byte_size // max(1, group.num_rows))
    return int(min(MAX_ROWS, max(1, batch_bytes // average)))


def _wanted(schema: pa.Schema, finder: FieldFinder) -> list[str]:
    return [path for path, kind in _leaves(schema, "") if finder.place_of(path) or _may_hold(path, kind, finder)]


def _may_hold(path: str, kind: pa.DataType, finder: FieldFinder) -> bool:
    """Say whether our fields may be found in the values of a column: a map, pairs, an object written as JSON."""
    return not pa.types.is_struct(kind) and finder.holds_fields(path)


def _leaves(fields: Any, prefix: str) -> Iterator[tuple[str, pa.DataType]]:
    for field in fields:
        path = prefix + field.name
        yield path, field.type
        if pa.types.is_struct(field.type):
            yield from _leaves(field.type, path + ".")


def _tables(rows: pa.Table, number: int, part: FilePart, source: Source, settings: ReadSettings) -> list[pa.Table]:
    """Return rows as documents; one that cannot be made into a document is `unreadable`, and costs itself alone."""

    def documents(some: Sequence[int]) -> pa.Table:
        return _documents(rows.slice(some[0], len(some)), number + some[0], part, source, settings)

    def broken(at: int, why: str) -> pa.Table:
        return table_of_records([(part, Record(number + at, "", {}, Problem("unreadable", f"{why}.")))], source)

    return made_of_most(range(rows.num_rows), documents, broken) if rows.num_rows else []


def _documents(rows: pa.Table, number: int, part: FilePart, source: Source, settings: ReadSettings) -> pa.Table:
    finder = FieldFinder(source.fields)
    found: dict[str, list[tuple[int, pa.Array]]] = {}
    for path, kind in _leaves(rows.schema, ""):
        place = finder.place_of(path)
        if place is not None:
            found.setdefault(place.ours, []).append((place.rank, column_texts(place.ours, _column(rows, path))))
        if _may_hold(path, kind, finder):
            for ours, texts in _fields_within(path, _column(rows, path), finder).items():
                found.setdefault(ours, []).append((2 * NESTED_RANK, texts))
    length = rows.num_rows
    columns = {name: _first_filled(found.get(name, []), length) for name in USED_FIELDS}
    columns["decoding"] = decodings_of([None] * length)
    columns["number"] = pa.array(np.arange(number, number + length, dtype=np.int64))
    limit = settings.max_record_bytes
    page = _pages(columns["text"], _first_filled(found.get("html", []), length), limit)
    rows = np.flatnonzero(numbers(pc.is_valid(page)))
    if not len(rows):
        return documents_of(_with_problems(columns, limit), [part] * length, source)
    rest = np.flatnonzero(numbers(pc.is_null(page)))
    others = {name: column.take(pa.array(rest)) for name, column in columns.items()}
    texts = documents_of(_with_problems(others, limit), [part] * len(rest), source)
    read = [(part, record) for record in _records_of_pages(columns, page, rows, settings)]
    both = pa.concat_tables([texts, table_of_records(read, source)])
    return both.take(pa.array(np.argsort(np.concatenate([rest, rows])))).combine_chunks()


def _fields_within(path: str, column: pa.Array, finder: FieldFinder) -> dict[str, pa.Array]:
    """Return our fields that the values of a column hold by name, each as a column."""
    rows = [finder.values_of(nested(path, as_mapping(value))) for value in python_values(column)]
    names = {name for row in rows for name in row}
    return {name: text_column([row.get(name) for row in rows]) for name in sorted(names)}


def _pages(text: pa.Array, html: pa.Array, limit: int) -> pa.Array:
    """Return the page or the subtitles that each row holds, in a column of its own or as its text, null where none."""
    head = pc.utf8_slice_codeunits(text, 0, HEAD_CHARS)
    begins = pa.array(matching(head, f"{PAGE_START}|{CUES_START}") | _are_transcripts(text, head))
    none = pa.scalar(None, pa.string())
    page = pc.if_else(_is_blank(text), html, pc.if_else(begins, text, none))
    is_page = pc.and_(pc.invert(_is_blank(page)), pc.less_equal(pc.fill_null(pc.binary_length(page), 0), limit))
    return pc.if_else(is_page, page, none)


def _are_transcripts(text: pa.Array, head: pa.Array) -> Flags:
    """Say of each text whether it is a transcript; only one with a time in its first line is read for it."""
    are = matching(head, SPEAKERS_START)
    for row in np.flatnonzero(are).tolist():
        are[row] = is_transcript(text[row].as_py())
    return are


def _is_blank(texts: pa.Array) -> pa.Array:
    return pc.equal(pc.fill_null(pc.binary_length(pc.utf8_trim_whitespace(texts)), 0), 0)


def _records_of_pages(
    columns: dict[str, pa.Array], page: pa.Array, rows: npt.NDArray[np.int64], settings: ReadSettings
) -> Iterator[Record]:
    names = [name for name in USED_FIELDS if name != "text"]
    taken = pa.table({"page": page, **{name: columns[name] for name in (*names, "number")}}).take(pa.array(rows))
    for row in taken.to_pylist():
        own = {name: row[name] for name in names if row[name] is not None}
        page = row["page"].encode()
        yield read_or_problem(partial(record_of_held, row["number"], page, own, settings), row["number"], page)


def _column(rows: pa.Table, path: str) -> pa.Array:
    name = next(name for name in sorted(rows.column_names, key=len, reverse=True) if f"{path}.".startswith(f"{name}."))
    column = one_chunk(rows[name])
    for step in path[len(name) + 1 :].split(".") if path != name else ():
        column = pc.struct_field(column, step)
    return column


def _first_filled(places: list[tuple[int, pa.Array]], length: int) -> pa.Array:
    if not places:
        return constant(None, length, pa.string())
    return pc.coalesce(*(texts for _, texts in sorted(places, key=lambda place: place[0])))


def _with_problems(columns: dict[str, pa.Array], limit: int) -> dict[str, pa.Array]:
    text = pc.fill_null(columns["text"], "")
    n_bytes = pc.binary_length(text)
    is_large = pc.greater(n_bytes, limit)
    is_empty = _is_blank(text)
    none = pa.scalar(None, pa.string())
    if pc.any(is_large).as_py():
        text = pc.if_else(is_large, pc.utf8_slice_codeunits(text, 0, PROBLEM_CHARS), text)
    too_large = f"Its text is larger than read.max_record_mb allows ({limit} bytes). The beginning is kept."
    no_text = "No column that is a text holds one. The register can name it in fields.text."
    return columns | {
        "text": text,
        "problem": pc.if_else(is_large, "too_large", pc.if_else(is_empty, "no_text", none)),
        "problem_detail": pc.if_else(is_large, too_large, pc.if_else(is_empty, no_text, none)),
    }


def read_parquet_records(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the rows of a whole Parquet file as records, for archives, whose records come one by one."""
    for table in read_parquet(part, source, settings, RECORDS_BYTES):
        for row in table.to_pylist():
            fields = {
                name: str(row[name]) for name in USED_FIELDS if name not in {"text", "record"} and row[name] is not None
            }
            problem = Problem(row["problem"], row["problem_detail"]) if row["problem"] else None
            markup = {name: row[name] for name in MARKUP_FIELDS if row[name] is not None}
            if "modified" in markup:
                markup["modified"] = str(markup["modified"])
            yield Record(row["record_number"], row["text"], fields, problem, None, markup or None)


def _fields(address: str, _: int) -> Iterator[Mapping[str, Any]]:
    with opened(address) as handle:
        for batch in pq.ParquetFile(handle).iter_batches(FEW_ROWS):
            yield from batch.to_pylist()


def _sample() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["a", "b"]}), out)
    return out.getvalue()


FORMAT = Format(
    "parquet",
    "Parquet",
    "its first bytes",
    _sample,
    lambda seen: seen.head.startswith(b"PAR1"),
    read=read_parquet_records,
    read_tables=read_parquet,
    read_fields=_fields,
    version=5,
    cuts=Cuts.ANYWHERE,
)
