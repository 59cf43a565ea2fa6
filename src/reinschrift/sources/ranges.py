"""Cuts a stream of bytes into records at a separator, also from the middle of a file, whatever the cuts."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

READ_BYTES = 4 << 20
HALF_CHARACTER = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
"""The beginning of a character in UTF-8 whose end is missing."""
HEAD_BYTES = 40_000  # of a record that is too large: 10,000 characters of at most 4 bytes


class Range(NamedTuple):
    """A stretch of a file: the records whose first byte lies in it are its records."""

    start: int = 0
    end: int | None = None
    first_number: int = 0
    """How many records of the file begin before `start`."""


class Separator(NamedTuple):
    """What stands between two records."""

    runs: re.Pattern[bytes]
    """It and all that overlap it."""
    longest: int
    """The most bytes that it has."""
    without_cr: re.Pattern[bytes] | None = None
    """What finds the same faster where no CR stands, as in nearly every file; none: there is no such pattern."""

    def find(self, data: bytes, at: int) -> Iterator[re.Match[bytes]]:
        """Yield each run of separators from a place on."""
        pattern = self.runs if self.without_cr is None or b"\r" in data else self.without_cr
        return pattern.finditer(data, at)

    @classmethod
    def of(cls, written: bytes) -> Separator:
        """Return what stands there for bytes; a line end in them stands for LF, CRLF and CR alike."""
        tokens = re.findall(rb"\r\n|[^\r]|\r", written, re.DOTALL)
        plain = [b"\n" if token in LINE_ENDS else token for token in tokens]
        runs, without_cr = _runs_of(plain, LINE_END), _runs_of(plain, rb"\n")
        return cls(runs, len(plain) + plain.count(b"\n"), without_cr)


def _runs_of(plain: list[bytes], line_end: bytes) -> re.Pattern[bytes]:
    """Return what finds these bytes in a row, and all runs of them that overlap; `line_end` finds each LF."""
    pattern = [line_end if token == b"\n" else re.escape(token) for token in plain]
    periods = [shift for shift in range(1, len(plain)) if plain[shift:] == plain[:-shift]]
    more = b"|".join(b"".join(pattern[len(plain) - shift :]) for shift in periods)
    return re.compile(b"".join(pattern) + (b"(?:" + more + b")*" if periods else b""), re.DOTALL)


LINE_ENDS = (b"\n", b"\r\n", b"\r")
LINE_END = rb"(?:\r\n|\r(?!\n)|(?<!\r)\n)"


class RawRecord(NamedTuple):
    """A record as it stands in the file."""

    number: int
    offset: int
    data: bytes
    """The record's bytes; only their beginning if there are more than the largest record may have."""
    n_bytes: int


def raw_records(stream: Any, separator: Separator, stretch: Range, max_bytes: int) -> Iterator[RawRecord]:
    """Yield the records of a stretch of a file, in order, with their number in the whole file.

    A record begins at the start of the file and after each separator; separators that overlap one another (as the
    empty lines in a row do when the separator is an empty line) count as one. Empty records are given too, since they
    count; only nothing after the last separator is no record. So where records begin depends on the bytes around the
    place alone, and any cuts give the same records with the same numbers. Of a record above `max_bytes` only the
    first `HEAD_BYTES` (or `max_bytes`, if that is less) are given.
    """
    origin = max(0, stretch.start - separator.longest)
    if origin:
        stream.seek(origin)
    number = stretch.first_number
    for offset, data, n_bytes in _pieces(stream, separator, origin, stretch, max_bytes):
        if offset < stretch.start:
            continue  # the end of a record that an earlier stretch holds
        yield RawRecord(number, offset, data, n_bytes)
        number += 1


def count_records(stream: Any, separator: Separator, block_bytes: int) -> tuple[int, ...]:
    """Return how many records begin before each multiple of `block_bytes`, up to the last record of the file."""
    counts: list[int] = []
    for record in raw_records(stream, separator, Range(), HEAD_BYTES):
        while record.offset >= (len(counts) + 1) * block_bytes:
            counts.append(record.number)
    return tuple(counts)


def _pieces(
    stream: Any, separator: Separator, offset: int, stretch: Range, max_bytes: int
) -> Iterator[tuple[int, bytes, int]]:
    """Yield offset, bytes and length of what stands between separators, up to the last begun within the stretch."""
    end = sys.maxsize if stretch.end is None else stretch.end
    held, head, dropped, scanned = b"", b"", 0, 0  # gone: bytes of the unfinished piece that are no longer held
    while offset < end:
        chunk = stream.read(READ_BYTES)
        data, held, at, unsure = held + chunk, b"", 0, None
        safe = len(data) - separator.longest if chunk else len(data)
        for run in separator.find(data, scanned):
            if run.end() > safe:
                unsure = run.start()  # the run may go on in the next chunk
                break
            n_bytes = dropped + run.start() - at
            yield offset, head or beginning_of(data[at : run.start()], max_bytes), n_bytes
            offset, at, dropped, head = offset + n_bytes + run.end() - run.start(), run.end(), 0, b""
            if offset >= end:
                return
        held = data[at:]
        if not chunk:
            if held or dropped:
                yield offset, head or beginning_of(held, max_bytes), dropped + len(held)
            return
        scanned = unsure - at if unsure is not None else max(0, len(held) - separator.longest + 1)
        if dropped + scanned > max_bytes:
            head = head or beginning_of(held[:scanned], max_bytes)
            dropped, held, scanned = dropped + scanned, held[scanned:], 0
        if offset < stretch.start and offset + dropped >= end:
            return  # one record, begun before this stretch, goes on beyond it


def beginning_of(data: bytes, max_bytes: int) -> bytes:
    """Return a record's bytes, or only its first `HEAD_BYTES` and whole characters if it is above `max_bytes`."""
    if len(data) <= max_bytes:
        return data
    head = data[: min(HEAD_BYTES, max_bytes)]
    return HALF_CHARACTER.sub(b"", head)  # it would pass for another encoding
