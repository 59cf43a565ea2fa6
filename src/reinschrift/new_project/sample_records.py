"""Reads the first records of a file with all their fields, as they are called there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.errors import InputError
from reinschrift.sources.as_utf8 import unpacked_text
from reinschrift.sources.line_ends import SEPARATORS, with_line_end
from reinschrift.sources.opening import opened
from reinschrift.sources.ranges import Range, raw_records
from reinschrift.sources.readers.csv import header
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.sources.readers.json_scan import values_in
from reinschrift.sources.readers.json_values import records_in
from reinschrift.sources.readers.jsonl import decoded_line
from reinschrift.sources.readers.table_rows import Lines, fitting_fields, next_row

N_RECORDS = 20
RECORD_BYTES = 1 << 20
"""Bytes of a record that is looked at; a larger one is passed over."""


def first_records(address: str, form: str) -> list[Mapping[str, Any]]:
    """Return up to `N_RECORDS` records of a file; none where its format has no fields, or it cannot be read."""
    read = _READERS.get(form)
    if read is None:
        return []
    found: list[Mapping[str, Any]] = []
    # What is wrong with the file is reported by a rebuild; what was read before that is enough.
    with suppress(InputError, pa.ArrowException, ValueError, RecursionError):
        found.extend(islice(read(address), N_RECORDS))
    return found


def _of_jsonl(address: str) -> Iterator[Mapping[str, Any]]:
    with unpacked_text(address) as file:
        stream, end = with_line_end(file.stream)
        for raw in raw_records(stream, SEPARATORS[end], Range(), RECORD_BYTES):
            yield from _objects(decoded_line(raw)[0])


def _of_json(address: str) -> Iterator[Mapping[str, Any]]:
    finder = FieldFinder({})
    with unpacked_text(address) as file:
        for raw in values_in(file.stream, RECORD_BYTES):
            for value in _objects(decoded_line(raw)[0]):
                yield from (each for each in records_in(value, finder) if isinstance(each, Mapping))


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    if isinstance(value, Mapping):
        yield value


def _of_csv(address: str) -> Iterator[Mapping[str, Any]]:
    with unpacked_text(address) as file:
        lines = Lines.of(file.stream, RECORD_BYTES)
        names, mark = header(lines, RECORD_BYTES)
        while row := next_row(lines, mark, len(names), RECORD_BYTES):
            yield dict(zip(names, fitting_fields(decoded_line(row[0])[0], mark, len(names)), strict=False))


def _of_parquet(address: str) -> Iterator[Mapping[str, Any]]:
    with opened(address) as handle:
        for batch in pq.ParquetFile(handle).iter_batches(N_RECORDS):
            yield from batch.to_pylist()


_READERS: Mapping[str, Callable[[str], Iterator[Mapping[str, Any]]]] = {
    "jsonl": _of_jsonl,
    "json": _of_json,
    "csv": _of_csv,
    "parquet": _of_parquet,
}
"""By format: what has fields of its own that a register can name."""
