"""Parts the lines of a table into rows and fields; a quote that does not quote a field is a character of it."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator
from functools import cache

from reinschrift.sources.ranges import RawRecord

MOST_LINES = 2000
"""Lines of the longest row: a quote that is open for more was never meant to open one."""

CLOSED, OPEN, NO_QUOTE = range(3)
"""What a quoted field is at the end of a line: closed; open; not quoted after all, since text follows its quote."""

NEVER_QUOTED = "\t|"
"""Marks that seldom stand in a text, so that tables parted by them are often written without quoting anything."""


class Lines:
    """The lines of a table, given again where they turned out to be rows of their own."""

    def __init__(self, records: Iterator[RawRecord], end: bytes) -> None:
        self.end = end
        self._records = records
        self._again: deque[RawRecord] = deque()

    def next(self) -> RawRecord | None:
        """Return the next line without its line end, or none."""
        if self._again:
            return self._again.popleft()
        line = next(self._records, None)
        if line is None:
            return None
        data = line.data if line.offset else line.data.removeprefix(BOM_UTF8)  # it would hide a quote behind it
        return line._replace(data=data.rstrip(b"\r"))

    def give_back(self, lines: list[RawRecord]) -> None:
        """Take lines back, to be given again in their order."""
        self._again.extendleft(reversed(lines))


def next_row(lines: Lines, mark: str, n_names: int, limit: int) -> tuple[RawRecord, bool] | None:
    """Return the next row as it stands in the file, and whether a quote in it is opened and never closed, or none.

    A row goes on behind its line where a quoted field is open at its end, and closes in a line that is not too far.
    Where the mark seldom stands in a text, lines that all have as many fields as there are names are rows each.
    """
    line = lines.next()
    if line is None:
        return None
    if quote_state(line.data, mark.encode(), is_open=False) != OPEN:
        return line, False
    held, size, state = [line], line.n_bytes, OPEN
    while state == OPEN and size <= limit and len(held) < MOST_LINES:
        more = lines.next()
        if more is None:
            break
        held.append(more)
        size += more.n_bytes + 1
        state = quote_state(more.data, mark.encode(), is_open=True)
    row = RawRecord(line.number, line.offset, lines.end.join(each.data for each in held), size)
    if state == CLOSED and not _are_rows(held, row.data, mark, n_names):
        return row, False
    lines.give_back(held[1:])
    return line, True


def _are_rows(lines: list[RawRecord], together: bytes, mark: str, n_names: int) -> bool:
    """Say whether lines are rows each, though a quote seems to hold them together."""
    if n_names < 2 or any(line.data.count(mark.encode()) != n_names - 1 for line in lines):  # noqa: PLR2004  # one name
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
