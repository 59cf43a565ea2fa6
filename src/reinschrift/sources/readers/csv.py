"""Reads tables of comma-, semicolon- or tab-separated values; a quote that is never closed costs its own line alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.as_utf8 import unpacked_text
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.sources.readers.format import Beginning, Format
from reinschrift.sources.readers.page_in_field import record_of_fields
from reinschrift.sources.readers.table_rows import (
    NEVER_QUOTED,
    Lines,
    count_outside,
    fields_of,
    fitting_fields,
    next_row,
)
from reinschrift.sources.readers.text import too_large
from reinschrift.text.decoding import decode

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

DELIMITERS = ",;\t|"
NOTHING = frozenset({"nan", "NaN", "-nan", "NaT", "<NA>", "#N/A", "#NA", "N/A", "n/a", "\\N", "NULL", "null", "None"})
"""How programs write into a table, where all is text, that nothing is there; Nan is a name, Null a number."""
EXCEL_MARK = re.compile(r'\s*"?sep ?= ?(.)"?\1*\s*', re.IGNORECASE)
"""The line that Excel writes and reads before the header, to say what parts the fields."""


def read_csv(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the rows of a table, under the names in its first row.

    LF, CR LF and CR end a row outside of quotes, also in one file; no other sign does. A row with more fields than
    there are names, or with a quote that is never closed, has the problem `unreadable`. Rows are numbered from 0, the
    first row not counted.
    """
    limit = settings.max_record_bytes
    finder = FieldFinder(source.fields)
    with unpacked_text(part.address, in_parts=True) as file:
        lines = Lines.of(file.stream, limit)
        names, mark = _header(lines, limit)
        number = 0
        while row := next_row(lines, mark, len(names), limit):
            raw, is_open = row
            text, decoding = _decoded(raw)
            if raw.n_bytes > limit:
                yield Record(number, text[:PROBLEM_CHARS], {}, too_large(raw, limit), decoding)
            elif text.strip():
                read = partial(_record, (text, is_open), (names, mark), finder, raw.number, settings)
                record = read_or_problem(read, number, text)
                yield record._replace(number=number, decoding=file.decoding or decoding)
            else:
                continue
            number += 1


def _fields(address: str, max_bytes: int) -> Iterator[Mapping[str, str]]:
    with unpacked_text(address) as file:
        lines = Lines.of(file.stream, max_bytes)
        names, mark = _header(lines, max_bytes)
        while row := next_row(lines, mark, len(names), max_bytes):
            yield dict(zip(names, fitting_fields(_decoded(row[0])[0], mark, len(names)), strict=False))


def _header(lines: Lines, limit: int) -> tuple[list[str], str]:
    """Return the names in the first row that is not blank, and what parts the fields."""
    mark = ""
    while row := next_row(lines, mark or ",", 0, limit):
        text, _ = _decoded(row[0])
        if found := EXCEL_MARK.fullmatch(text):
            mark = found[1]
        elif text.strip():
            mark = mark or max(DELIMITERS, key=lambda each: count_outside(text, each))
            return [name.strip() for name in fields_of(text, mark)], mark
    return [], mark or ","


def _record(
    row: tuple[str, bool], form: tuple[list[str], str], finder: FieldFinder, line: int, settings: ReadSettings
) -> Record:
    (text, is_open), (names, mark) = row, form
    values = fitting_fields(text, mark, len(names))
    if is_open and (mark not in NEVER_QUOTED or len(values) > len(names)):
        return _unreadable(text, f"Line {line + 1}: a quote is opened and never closed.")
    if len(values) > len(names):
        return _unreadable(text, f"Line {line + 1} has {len(values)} fields, but there are {len(names)} names.")
    nothing = [value.strip() for value in values if value.strip() in NOTHING]
    values = ["" if value.strip() in NOTHING else value for value in values]
    fields = finder.values_of(dict(zip(names, values, strict=False)))
    if page := record_of_fields(0, fields, settings):
        return page
    fields.pop("html", None)
    own = fields.pop("text", "")
    if own.strip():
        return Record(0, own, fields)
    detail = f"None of the columns is a text, or it is empty; there are: {', '.join(names[:20])}."
    if nothing:
        detail += f" One says {nothing[0]}, which in a table means that nothing is there."
    return Record(0, own, fields, Problem("no_text", detail + " The register can name it in fields.text."))


def _unreadable(text: str, why: str) -> Record:
    return Record(0, text[:PROBLEM_CHARS], {}, Problem("unreadable", why))


def _decoded(raw: RawRecord) -> tuple[str, tuple[str | None, str | None, str, int] | None]:
    try:
        text = raw.data.decode().replace("\0", "")
    except UnicodeDecodeError:
        found = decode(raw.data)
        return found.text, (found.declared, found.detected, found.used, found.undecodable)
    return text, None


def _is_table(seen: Beginning) -> bool:
    """Say whether a file is a table: by its name, or since one of its columns is called as a text may be.

    A line of prose has commas, too; the names must be short, and the next line must have as many marks.
    """
    if {"csv", "tsv"} & seen.endings:
        return True
    lines = seen.lines
    if re.fullmatch(rb'"?sep ?=.{0,4}', lines[0], re.IGNORECASE):
        return True
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
    read_fields=_fields,
    version=9,
)
