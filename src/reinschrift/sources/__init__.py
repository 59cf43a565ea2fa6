"""Raw files to tables of documents, each row with where it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import pyarrow as pa

from reinschrift.errors import InputError, UnknownFormatError
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.formats import recognise
from reinschrift.sources.left_out.opt_outs import mark_opted_out
from reinschrift.sources.listing import Listing, list_files
from reinschrift.sources.parts import FilePart, RawFile, split_parts
from reinschrift.sources.readers.archive import ARCHIVES, read_archive
from reinschrift.sources.readers.csv import read_csv
from reinschrift.sources.readers.epub import read_epub
from reinschrift.sources.readers.feed import read_feed
from reinschrift.sources.readers.html import read_html
from reinschrift.sources.readers.jsonl import read_jsonl
from reinschrift.sources.readers.parquet import read_parquet, read_parquet_records
from reinschrift.sources.readers.records import DOCUMENTS_READ, batches_of, table_of_records, weights_of
from reinschrift.sources.readers.text import read_text
from reinschrift.sources.readers.warc import read_warc
from reinschrift.sources.register import Source, read_register, sources_of_paths

__all__ = [
    "BATCH_BYTES", "DOCUMENTS_READ", "READERS", "FilePart", "Listing", "RawFile", "Source", "list_files", "read_part",
    "read_parts", "read_register", "recognise", "rejected_part", "sources_of_paths", "split_parts",
]  # fmt: skip

BATCH_BYTES = 16 << 20
DEFAULT = ReadSettings()

RecordReader = Callable[[FilePart, Source, ReadSettings], Iterator[Record]]
TableReader = Callable[[FilePart, Source, ReadSettings, int], Iterator[pa.Table]]

MEMBER_READERS: dict[str, RecordReader] = {
    "text": read_text, "jsonl": read_jsonl, "csv": read_csv, "html": read_html, "warc": read_warc, "feed": read_feed,
    "epub": read_epub, "parquet": read_parquet_records,
}  # fmt: skip
"""The readers of what may be in an archive."""


def read_members(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the records of all files in a ZIP or TAR archive."""
    return read_archive(part, source, settings, MEMBER_READERS)


RECORD_READERS: Mapping[str, RecordReader] = {
    **{name: reader for name, reader in MEMBER_READERS.items() if name != "parquet"},
    **dict.fromkeys(ARCHIVES, read_members),
}
"""The readers that give record by record."""

TABLE_READERS: Mapping[str, TableReader] = {"parquet": read_parquet}
"""The readers that give whole tables."""

READERS = (*RECORD_READERS, *TABLE_READERS)
"""The formats that there is a reader for."""


def read_part(
    part: FilePart, source: Source, settings: ReadSettings = DEFAULT, batch_bytes: int = BATCH_BYTES
) -> Iterator[pa.Table]:
    """Yield the records of a part as tables with the schema `DOCUMENTS_READ` that weigh about `batch_bytes`.

    A record that cannot be read is a row with a problem. A part that cannot be read raises `UnreadableFileError` or
    `UnknownFormatError` before its first table, so nothing half-read enters: see `rejected_part`. A remote place that
    fails raises `StorageError`, at any time, and is worth another try of the whole part.
    """
    if part.format in TABLE_READERS:
        tables = TABLE_READERS[part.format](part, source, settings, batch_bytes)
    else:
        tables = batches_of(_records(part, source, settings), source, batch_bytes)
    for table in tables:
        yield mark_opted_out(table, source.leave_out)


def read_parts(
    parts: Sequence[FilePart], source: Source, settings: ReadSettings = DEFAULT, batch_bytes: int = BATCH_BYTES
) -> Iterator[pa.Table]:
    """Yield the records of several parts, small files put together in tables that weigh about `batch_bytes`.

    A part that cannot be read becomes the row of `rejected_part`, and the rest goes on.
    """
    held: list[pa.Table] = []
    size = 0
    for table in _tables_of_parts(parts, source, settings, batch_bytes):
        more = int(weights_of(table).sum())
        if held and size + more > batch_bytes:
            yield pa.concat_tables(held).combine_chunks()
            held, size = [], 0
        held.append(table)
        size += more
    if held:
        yield pa.concat_tables(held).combine_chunks()


def rejected_part(part: FilePart, source: Source, error: InputError) -> pa.Table:
    """Return a part that could not be read as one row, with no text and the problem `unreadable_file`."""
    return table_of_records([(part, _rejected(part, error))], source)


def _tables_of_parts(
    parts: Sequence[FilePart], source: Source, settings: ReadSettings, batch_bytes: int
) -> Iterator[pa.Table]:
    for gives_tables, group in groupby(parts, key=lambda part: part.format in TABLE_READERS):
        if gives_tables:
            for part in group:
                try:
                    yield from read_part(part, source, settings, batch_bytes)
                except InputError as error:
                    yield rejected_part(part, source, error)
        else:
            # The records of many small files make one table; a table for each would cost more than reading them.
            for table in batches_of(_records_or_rejected(group, source, settings), source, batch_bytes):
                yield mark_opted_out(table, source.leave_out)


def _records_or_rejected(
    parts: Iterable[FilePart], source: Source, settings: ReadSettings
) -> Iterator[tuple[FilePart, Record]]:
    for part in parts:
        try:
            yield from _records(part, source, settings)
        except InputError as error:
            yield part, _rejected(part, error)


def _records(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[tuple[FilePart, Record]]:
    reader = RECORD_READERS.get(part.format)
    if reader is None:
        raise UnknownFormatError(
            f"There is no reader for the format {part.format}.",
            hint=f"There are readers for {', '.join(READERS)}.",
            context={"file": part.address},
        )
    for record in reader(part, source, settings):
        yield part, record


def _rejected(part: FilePart, error: InputError) -> Record:
    where = "" if part.start is None else f" (from byte {part.start})"
    return Record(part.first_number, "", {}, Problem("unreadable_file", f"{error.message}{where}"))
