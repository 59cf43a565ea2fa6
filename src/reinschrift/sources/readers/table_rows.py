"""Parts the lines of a table into rows and fields; a quote that does not quote a field is a character of it."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from reinschrift.sources.line_ends import BEHIND_LINES, with_line_end
from reinschrift.sources.opening import Readable
from reinschrift.sources.ranges import Range, RawRecord, raw_records

MOST_LINES = 2000
"""Lines of the longest row: a quote that is open for more was never meant to open one."""

CLOSED, OPEN, NO_QUOTE = range(3)
"""What a quoted field is at the end of a line: closed; open; not quoted after all, since text follows its quote."""

LEAST_NAMES = 2
"""Names of the smallest header that says how many fields a row has."""

NEVER_QUOTED = "\t|"
"""Marks that seldom stand in a text, so that tables parted by them are often written without quoting anything."""


class Line(NamedTuple):
    """A line of a table."""

    raw: RawRecord
    """It, without its line end."""
    end: bytes
    """LF, CR LF, CR, or nothing at the end of the file."""


class Lines:
    """The lines of a table, given again where they turned out to be rows of their own."""

    def __init__(self, records: Iterator[RawRecord], end: bytes) -> None:
        """`records` are lines with what ends them; `end` is LF or CR, whichever ends most of them (CR LF is LF)."""
        self.usual = end
        self._records = records
        self._again: deque[Line] = deque()

    @classmethod
    def of(cls, stream: Readable, limit: int) -> Lines:
        """Return the lines of a stream; of one above the limit only the beginning."""
        stream, end = with_line_end(stream)
        return cls(raw_records(stream, BEHIND_LINES, Range(), limit), end)

    def next(self) -> Line | None:
        """Return the next line, or none."""
        if self._again:
            return self._again.popleft()
        record = next(self._records, None)
        if record is None:
            return None
        data = record.data if record.offset else record.data.removeprefix(BOM_UTF8)  # it would hide a quote behind it
        own = data.rstrip(b"\r\n")
        end = data[len(own) :]
        return Line(record._replace(data=own, n_bytes=record.n_bytes - len(end)), end)

    def give_back(self, lines: list[Line]) -> None:
        """Take lines back, to be given again in their order."""
        self._again.extendleft(reversed(lines))


def next_row(lines: Lines, mark: str, n_names: int, limit: int) -> tuple[RawRecord, bool] | None:
    """Return the next row as it stands in the file, and whether a quote in it is opened and never closed, or none.

    A row goes on behind its line where a quoted field is open at its end, and closes in a line that is not too far;
    and behind a line end that few lines of the file have, where what follows has too few fields to be a row.
    Where the mark seldom stands in a text, lines that all have as many fields as there are names are rows each.
    """
    found = _quoted_row(lines, mark, n_names, limit)
    while (
        found and not found[1] and n_names >= LEAST_NAMES and found[0].end[-1:] not in {b"", lines.usual}
    ):  # CR LF as LF
        more = _quoted_row(lines, mark, n_names, limit)
        if more is None:
            break
        if not _is_rest(found[0].raw.data, more[0].raw.data, mark, n_names):
            lines.give_back([more[0]])
            break
        held, behind = found[0], more[0].raw
        size = held.raw.n_bytes + behind.n_bytes + len(held.end)
        row = held.raw._replace(data=held.raw.data + held.end + behind.data, n_bytes=size)
        found = Line(row, more[0].end), more[1]
    return (found[0].raw, found[1]) if found else None


def _is_rest(row: bytes, behind: bytes, mark: str, n_names: int) -> bool:
    """Say whether what stands behind a row is the rest of its last field: it has too few fields to be a row."""
    n_marks, n_more = (count_outside(data.decode("latin-1"), mark) for data in (row, behind))
    return bool(behind) and n_more < n_names - 1 and n_marks + n_more < n_names


def _quoted_row(lines: Lines, mark: str, n_names: int, limit: int) -> tuple[Line, bool] | None:
    """Return the next row by its quotes, and whether one in it is opened and never closed, or none."""
    line = lines.next()
    if line is None:
        return None
    if quote_state(line.raw.data, mark.encode(), is_open=False) != OPEN:
        return line, False
    held, size, state = [line], line.raw.n_bytes, OPEN
    while state == OPEN and size <= limit and len(held) < MOST_LINES:
        more = lines.next()
        if more is None:
            break
        size += more.raw.n_bytes + len(held[-1].end)
        held.append(more)
        state = quote_state(more.raw.data, mark.encode(), is_open=True)
    if state == CLOSED:
        data = b"".join(each.raw.data + each.end for each in held[:-1]) + held[-1].raw.data
        if not _are_rows([each.raw for each in held], data, mark, n_names):
            return Line(RawRecord(line.raw.number, line.raw.offset, data, size), held[-1].end), False
    lines.give_back(held[1:])
    return line, True


def _are_rows(lines: list[RawRecord], together: bytes, mark: str, n_names: int) -> bool:
    """Say whether lines are rows each, though a quote seems to hold them together."""
    if n_names < LEAST_NAMES or any(line.data.count(mark.encode()) != n_names - 1 for line in lines):
        return False
    return mark in NEVER_QUOTED or len(fields_of(together.decode("latin-1"), mark)) > n_names


def quote_state(line: bytes, mark: bytes, *, is_open: bool) -> int:
    """Return whether a quoted field is open at the end of a line; a quote opens one only where a field begins."""
    at = 0
    opened_before = is_open
    while b'"' in line:
        if is_open:
            at = _behind_quoted(line, at, mark)
            if at == -1:
                return OPEN
            if at == -2:  # noqa: PLR2004  # see there
                return NO_QUOTE
            opened_before = is_open = False
        at = line.find(b'"', at)
        if at < 0:
            return CLOSED
        begin = at
        while line[begin - 1 : begin] == b" ":
            begin -= 1
        at += 1
        if begin == 0 or line[begin - 1 : begin] == mark:
            behind = _behind_quoted(line, at, mark)
            if behind == -1:
                return OPEN
            at = max(at, behind)
    return OPEN if opened_before else CLOSED


def _behind_quoted(line: bytes, at: int, mark: bytes) -> int:
    """Return where a quoted field that is open at `at` has ended, -1 if it goes on, -2 if text follows its quote."""
    while (at := line.find(b'"', at)) >= 0:
        if line[at + 1 : at + 2] == b'"':
            at += 2
            continue
        behind = at + 1
        while line[behind : behind + 1] == b" ":
            behind += 1
        if behind == len(line) or line[behind : behind + 1] == mark:
            return behind
        if line[at - 1 : at] != b"\\":
            return -2
        at += 1
    return -1


@cache
def _patterns(mark: str) -> tuple[re.Pattern[str], ...]:
    """Return the ways a field is quoted: quotes doubled, with a backslash before them, or left as they are."""
    end = rf'" *(?={re.escape(mark)}|\Z)'
    doubled = r'[^"]*+(?:""[^"]*+)*+'
    escaped = r'[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+'
    bare = rf'[^"]*[\s(\[]"(?!{end[1:]})(?:[^"]|"(?!{end[1:]}))*+'
    forms = (doubled, escaped) if mark in NEVER_QUOTED else (doubled, escaped, bare)
    return tuple(re.compile(rf' *"({form}){end}', re.DOTALL) for form in forms)


def fields_of(row: str, mark: str) -> list[str]:
    """Return the fields of a row, those that are quoted without their quotes."""
    if '"' not in row:
        return row.split(mark)
    fields: list[str] = []
    at = 0
    while True:
        found = None
        if row.startswith(('"', " "), at):
            found = next((hit for pattern in _patterns(mark) if (hit := pattern.match(row, at))), None)
        if found is None:
            end = row.find(mark, at)
            end = len(row) if end < 0 else end
            fields.append(row[at:end])
        else:
            end = found.end()
            fields.append(_unquoted(found[1], found.re is _patterns(mark)[1]))
        if end == len(row):
            return fields
        at = end + 1


def _unquoted(inner: str, has_backslashes: bool) -> str:  # noqa: FBT001  # one of two ways
    inner = inner.replace('""', '"')
    return re.sub(r'\\(["\\])', r"\1", inner) if has_backslashes else inner


def fitting_fields(row: str, mark: str, n_names: int) -> list[str]:
    """Return the fields of a row; where quotes give too many for the names, and none at all would fit, as if none were.

    With one name alone, nothing parts the fields, and the row is one.
    """
    fields = fields_of(row, mark)
    if len(fields) <= n_names:
        return fields
    if n_names == 1:
        return [row]
    plain = row.split(mark)
    return plain if len(plain) <= n_names else fields


def count_outside(text: str, mark: str) -> int:
    """Return how often a mark stands outside quotes."""
    return sum(part.count(mark) for part in text.split('"')[::2])
