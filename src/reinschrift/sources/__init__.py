"""Raw files to tables of documents, each row with where it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.errors import InputError, UnknownFormatError
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.files import Listing, list_files
from reinschrift.sources.formats import recognise
from reinschrift.sources.jsonl import read_jsonl
from reinschrift.sources.parquet import read_parquet
from reinschrift.sources.parts import FilePart, RawFile, split_parts
from reinschrift.sources.records import DOCUMENTS_READ, Problem, Record, batches_of, table_of_records
from reinschrift.sources.register import Source, read_register, sources_of_paths
from reinschrift.sources.text import read_text

__all__ = [
    "BATCH_BYTES", "DOCUMENTS_READ", "READERS", "FilePart", "Listing", "RawFile", "Source", "list_files", "read_part",
    "read_parts", "read_register", "recognise", "rejected_part", "sources_of_paths", "split_parts",
]  # fmt: skip

BATCH_BYTES = 16 << 20
DEFAULT = ReadSettings()

Reader = Callable[[FilePart, Source, ReadSettings, int], Iterator[pa.Table]]


def _in_batches(read: Callable[[FilePart, Source, ReadSettings], Iterator[Record]]) -> Reader:
    def read_tables(part: FilePart, source: Source, settings: ReadSettings, batch_bytes: int) -> Iterator[pa.Table]:
        return batches_of(read(part, source, settings), part, source, batch_bytes)

    return read_tables


READERS: Mapping[str, Reader] = {
    "text": _in_batches(read_text),
    "jsonl": _in_batches(read_jsonl),
    "parquet": read_parquet,
}
"""The reader of each format."""


def read_part(
    part: FilePart, source: Source, settings: ReadSettings = DEFAULT, batch_bytes: int = BATCH_BYTES
) -> Iterator[pa.Table]:
    """Yield the records of a part as tables with the schema `DOCUMENTS_READ`, each of about `batch_bytes` of text.

    A record that cannot be read is a row with a problem. A part that cannot be read raises `UnreadableFileError` or
    `UnknownFormatError` before its first table, so nothing half-read enters: see `rejected_part`. A remote place that
    fails raises `StorageError`, at any time, and is worth another try of the whole part.
    """
    reader = READERS.get(part.format)
    if reader is None:
        raise UnknownFormatError(
            f"There is no reader for the format {part.format}.",
            hint=f"There are readers for {', '.join(READERS)}.",
            context={"file": part.address},
        )
    yield from reader(part, source, settings, batch_bytes)


def rejected_part(part: FilePart, source: Source, error: InputError) -> pa.Table:
    """Return a part that could not be read as one row, with no text and the problem `unreadable_file`."""
    where = "" if part.start is None else f" (from byte {part.start})"
    problem = Problem("unreadable_file", f"{error.message}{where}")
    return table_of_records([Record(part.first_number, "", {}, problem)], part, source)


def read_parts(
    parts: Sequence[FilePart], source: Source, settings: ReadSettings = DEFAULT, batch_bytes: int = BATCH_BYTES
) -> Iterator[pa.Table]:
    """Yield the records of several parts, small files put together in tables of about `batch_bytes` of text.

    A part that cannot be read becomes the row of `rejected_part`, and the rest goes on.
    """
    held: list[pa.Table] = []
    size = 0
    for part in parts:
        for table in _read_or_reject(part, source, settings, batch_bytes):
            more = pc.sum(pc.binary_length(table["text"])).as_py() or 0
            if held and size + more > batch_bytes:
                yield pa.concat_tables(held).combine_chunks()
                held, size = [], 0
            held.append(table)
            size += more
    if held:
        yield pa.concat_tables(held).combine_chunks()


def _read_or_reject(part: FilePart, source: Source, settings: ReadSettings, batch_bytes: int) -> Iterator[pa.Table]:
    try:
        yield from read_part(part, source, settings, batch_bytes)
    except InputError as error:
        yield rejected_part(part, source, error)
