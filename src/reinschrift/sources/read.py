"""Parts of raw files to tables of records, whatever their formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pyarrow as pa

from reinschrift.errors import InputError, UnknownFormatError
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.backstop import file_backstop
from reinschrift.sources.left_out.opt_outs import mark_opted_out
from reinschrift.sources.members import read_members
from reinschrift.sources.parts import FilePart
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.readers.format import TableReader
from reinschrift.sources.readers.records import UNREADABLE_FILE, batches_of, table_of_records, weights_of
from reinschrift.sources.register import Source

BATCH_BYTES = 16 << 20
"""Weight of one table, and so of one row group; the peak memory of a worker is some forty times this."""
DEFAULT = ReadSettings()


def read_part(
    part: FilePart, source: Source, settings: ReadSettings = DEFAULT, batch_bytes: int = BATCH_BYTES
) -> Iterator[pa.Table]:
    """Yield the records of a part as tables with the schema `DOCUMENTS_READ` that weigh about `batch_bytes`.

    A record that cannot be read is a row with a problem. A part that cannot be read raises `UnreadableFileError` or
    `UnknownFormatError` before its first table, so nothing half-read enters: see `rejected_part`. Only a fault that
    no reader foresaw raises `UnreadableFileError` later. A remote place that fails raises `StorageError`, at any time,
    and is worth another try of the whole part.
    """
    with file_backstop(part.address):
        for table in _tables(part, source, settings, batch_bytes):
            yield mark_opted_out(table, source.leave_out)


def _tables(part: FilePart, source: Source, settings: ReadSettings, batch_bytes: int) -> Iterator[pa.Table]:
    if read_tables := _table_reader(part):
        return read_tables(part, source, settings, batch_bytes)
    return batches_of(_records(part, source, settings), source, batch_bytes)


def read_parts(
    parts: Sequence[FilePart], source: Source, settings: ReadSettings = DEFAULT, batch_bytes: int = BATCH_BYTES
) -> Iterator[pa.Table]:
    """Yield the records of several parts, small files put together in tables that weigh about `batch_bytes`.

    A part that cannot be read becomes the row of `rejected_part`, and the rest goes on. What was read of a part before
    a fault that no reader foresaw stays, and the row says how much that is.
    """
    held: list[pa.Table] = []
    size = 0
    for table in _tables_of_parts(parts, source, settings, batch_bytes):
        more = int(weights_of(table).sum())
        if held and size + more > batch_bytes:
            yield _together(held)
            size = 0
        held.append(table)
        size += more
    if held:
        yield _together(held)


def _together(held: list[pa.Table]) -> pa.Table:
    """Return tables as one, and let go of them: whoever takes it may need the memory."""
    table = pa.concat_tables(held).combine_chunks()
    held.clear()
    return table


def rejected_part(part: FilePart, source: Source, error: InputError, n_read: int = 0) -> pa.Table:
    """Return a part that could not be read as one row, with no text and the problem `unreadable_file`.

    `n_read` is how many of its records were read before.
    """
    return table_of_records([(part, _rejected(part, error, n_read))], source)


def _tables_of_parts(
    parts: Sequence[FilePart], source: Source, settings: ReadSettings, batch_bytes: int
) -> Iterator[pa.Table]:
    for gives_tables, group in groupby(parts, key=lambda part: _table_reader(part) is not None):
        if gives_tables:
            for part in group:
                n_read = 0
                try:
                    for table in read_part(part, source, settings, batch_bytes):
                        n_read += table.num_rows
                        yield table
                except InputError as error:
                    yield rejected_part(part, source, error, n_read)
        else:
            # The records of many small files make one table; a table for each would cost more than reading them.
            for table in batches_of(_records_or_rejected(group, source, settings), source, batch_bytes):
                yield mark_opted_out(table, source.leave_out)


def _records_or_rejected(
    parts: Iterable[FilePart], source: Source, settings: ReadSettings
) -> Iterator[tuple[FilePart, Record]]:
    for part in parts:
        n_read = 0
        try:
            with file_backstop(part.address):
                for n_read, record in enumerate(_records(part, source, settings), 1):  # noqa: B007  # of use if it raises
                    yield record
        except InputError as error:
            yield part, _rejected(part, error, n_read)


def _records(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[tuple[FilePart, Record]]:
    form = BY_NAME.get(part.format)
    if form is None:
        raise UnknownFormatError(
            f"There is no reader for the format {part.format}.",
            hint=f"There are readers for {', '.join(BY_NAME)}.",
            context={"file": part.address},
        )
    if form.read_members is not None:
        records = read_members(form.read_members, part, source, settings)
    elif form.read is not None:
        records = form.read(part, source, settings)
    else:
        raise AssertionError(form.name)  # a format without a reader is none; see `Format`
    for record in records:
        yield part, record


def _table_reader(part: FilePart) -> TableReader | None:
    form = BY_NAME.get(part.format)
    return form.read_tables if form else None


def _rejected(part: FilePart, error: InputError, n_read: int) -> Record:
    where = "" if part.start is None else f" (from byte {part.start})"
    before = f" Before that, {n_read} records were read." if n_read else ""
    return Record(part.first_number, "", {}, Problem(UNREADABLE_FILE, f"{error.message}{where}{before}"))
