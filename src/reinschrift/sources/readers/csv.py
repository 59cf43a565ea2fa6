"""Reads tables of comma-, semicolon- or tab-separated values; a quote that is never closed costs its own line alone."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.as_utf8 import unpacked_text
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.ranges import LF, Range, RawRecord, raw_records
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.sources.readers.format import Beginning, Format
from reinschrift.sources.readers.jsonl import BYTE_ORDER_MARK
from reinschrift.sources.readers.page_in_field import record_of_fields
from reinschrift.sources.readers.text import too_large
from reinschrift.text.decoding import decode

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

DELIMITERS = ",;\t|"
MOST_LINES = 2000
"""Lines of the longest row: a quote that is open for more was never meant to open one."""


def read_csv(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the rows of a table, under the names in its first row.

    A row with more fields than there are names, or with a quote that is never closed, has the problem `unreadable`.
    Rows are numbered from 0, the first row not counted.
    """
    limit = settings.max_record_bytes
    finder = FieldFinder(source.fields)
    csv.field_size_limit(max(csv.field_size_limit(), limit + 1))
    with unpacked_text(part.address) as file:
        names: list[str] = []
        delimiter, number = ",", 0
        for raw, fault in _rows(raw_records(file.stream, LF, Range(), limit), limit):
            text, decoding = _decoded(raw)
            if not names:
                delimiter = max(DELIMITERS, key=lambda mark: _count_outside(text, mark))
                names = _names(text, delimiter)
                continue
            if raw.n_bytes > limit:
                yield Record(number, text[:PROBLEM_CHARS], {}, too_large(raw, limit), decoding)
            elif fault:
                yield Record(number, text[:PROBLEM_CHARS], {}, Problem("unreadable", fault), decoding)
            elif text.strip():
                read = partial(_record, text, (names, delimiter), finder, number, settings)
                yield read_or_problem(read, number, text)._replace(decoding=file.decoding or decoding)
            else:
                continue
            number += 1


def _names(text: str, delimiter: str) -> list[str]:
    try:
        first = next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), [])
    except csv.Error:  # a header that is no CSV still divides the columns
        first = text.split(delimiter)
    return [name.strip() for name in first]


def _record(text: str, form: tuple[list[str], str], finder: FieldFinder, number: int, settings: ReadSettings) -> Record:
    names, delimiter = form
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error as error:
        return Record(number, text[:PROBLEM_CHARS], {}, Problem("unreadable", f"Row {number + 1}: {error}."))
    values = rows[0] if len(rows) == 1 else [value for row in rows for value in row]
    if len(values) > len(names):
        detail = f"Row {number + 1} has {len(values)} fields, but there are {len(names)} names."
        return Record(number, text[:PROBLEM_CHARS], {}, Problem("unreadable", detail))
    fields = finder.values_of(dict(zip(names, values, strict=False)))
    if page := record_of_fields(number, fields, settings):
        return page
    fields.pop("html", None)
    own = fields.pop("text", "")
    if own.strip():
        return Record(number, own, fields)
    detail = f"None of the columns is a text, or it is empty; there are: {', '.join(names[:20])}."
    return Record(number, own, fields, Problem("no_text", detail + " The register can name it in fields.text."))


def _rows(lines: Iterator[RawRecord], limit: int) -> Iterator[tuple[RawRecord, str | None]]:
    """Yield the rows of a table as they stand in the file, each with what is wrong with its quotes."""
    waiting: deque[RawRecord] = deque()
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        is_open = _leaves_open(line.data, is_open=False)
        held, size = [line], line.n_bytes
        while is_open and size <= limit and len(held) < MOST_LINES:
            more = waiting.popleft() if waiting else next(lines, None)
            if more is None:
                break
            held.append(more)
            size += more.n_bytes + 1
            is_open = _leaves_open(more.data, is_open=True)
        if is_open:
            waiting.extendleft(reversed(held[1:]))
            yield line, f"Line {line.number + 1}: a quote is opened and never closed."
        else:
            yield RawRecord(line.number, line.offset, b"\n".join(each.data for each in held), size), None


def _leaves_open(line: bytes, *, is_open: bool) -> bool:
    """Say whether a quoted field is open at the end of a line; a quote opens one only where a field begins."""
    if b'"' not in line:
        return is_open
    at = 0
    while True:
        if is_open:
            at = line.find(b'"', at)
            if at < 0:
                return True
            is_open = line[at + 1 : at + 2] == b'"'
            at += 2 if is_open else 1
            continue
        at = line.find(b'"', at)
        if at < 0:
            return False
        is_open = at == 0 or line[at - 1 : at] in {b",", b";", b"\t", b"|"}
        at += 1


def _count_outside(text: str, mark: str) -> int:
    """Return how often a mark stands outside quotes."""
    return sum(part.count(mark) for part in text.split('"')[::2])


def _decoded(raw: RawRecord) -> tuple[str, tuple[str | None, str | None, str, int] | None]:
    try:
        text = raw.data.decode().replace("\0", "")
    except UnicodeDecodeError:
        found = decode(raw.data)
        return found.text.rstrip("\r"), (found.declared, found.detected, found.used, found.undecodable)
    return (text.removeprefix(BYTE_ORDER_MARK) if raw.offset == 0 else text).rstrip("\r"), None


def _is_table(seen: Beginning) -> bool:
    """Say whether a file is a table: by its name, or since one of its columns is called as a text may be.

    A line of prose has commas, too; the names must be short, and the next line must have as many marks.
    """
    if {"csv", "tsv"} & seen.endings:
        return True
    lines = seen.lines
    for mark in (b",", b";", b"\t"):
        names = [name.strip(b' "').lower() for name in lines[0].split(mark)]
        known = b"text" in names or b"content" in names or b"body" in names
        if known and len(names) > 1 and len(lines) > 2 and len(set(names)) == len(names):  # noqa: PLR2004  # head and row
            return lines[1].count(mark) >= len(names) - 1
    return False


FORMAT = Format(
    "csv",
    "CSV and TSV",
    "a first row with a column text, content or body; else the ending csv, tsv",
    lambda: b'text,title\n"a",b\nc,d\n',
    guess=_is_table,
    read=read_csv,
)
