"""Reads WARC archives, WET files too: the records of a stretch of the file, and past what is damaged."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from fastwarc.warc import ArchiveIterator

from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.opening import is_of_the_net
from reinschrift.sources.packing import decompressed
from reinschrift.sources.ranges import HEAD_BYTES, RawRecord
from reinschrift.sources.readers.format import Beginning, Cuts, Format
from reinschrift.sources.readers.responses import Capture, record_of
from reinschrift.sources.readers.text import too_large
from reinschrift.sources.readers.warc_heads import opened_archive

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

PLAIN_START = re.compile(rb"(?:\A|\n)(WARC/(?:0\.1[78]|1\.[01])\r?\n)")
PACKED_START = re.compile(rb"\x1f\x8b\x08")
WINDOW = 1 << 20
OVERLAP = 1 << 12
TRIED_BYTES = 1 << 10
OWN_FIELDS = {"url": "warc-target-uri", "collected": "warc-date", "record": "warc-record-id"}
FAULTS = ("cannot be read", "something cannot be read")
KEPT_TYPES = ("response", "resource", "conversion")
"""Records that hold a page or a text; the others (requests, metadata, revisits) only say something of these."""


MostBytes = Callable[[str, dict[str, str]], int]
"""How many bytes a record may have to be read, by its type and its own headers; 0: it is passed over."""


class Entry(NamedTuple):
    """A record as it stands in an archive, or a place where one should be."""

    number: int
    offset: int
    kind: str
    fields: dict[str, str]
    """The record's own headers, names in small letters."""
    raw: RawRecord
    fault: str | None
    """What is wrong with it, if it cannot be read."""


class _Recorded:
    """A stream that cannot be sought in, and how far it has been read: the iterator asks where it stands."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at


def read_warc(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield the pages and texts of a part of an archive; requests, metadata and the like are none, but count.

    What is damaged becomes a record with the problem `unreadable`, and reading goes on at the next record that can be
    made out.
    """

    def most_bytes(kind: str, _: dict[str, str]) -> int:
        return settings.max_record_bytes if kind in KEPT_TYPES else 0

    with opened_archive(part.address) as (handle, packing):
        stretch = part.start or 0, part.end
        yield from _records(walk(handle, packing, stretch, part.first_number, most_bytes), settings)


def url_of(fields: dict[str, str]) -> str:
    """Return the address that a record's own headers name; nothing if they name none."""
    return fields.get(OWN_FIELDS["url"], "").strip("<>")


def walk(
    handle: Any, packing: str | None, stretch: tuple[int, int | None], number: int, most_bytes: MostBytes
) -> Iterator[Entry]:
    """Yield the records that begin in a stretch of an archive, with their numbers in the whole, from `number` on.

    Of a record above `most_bytes` only the beginning is read. `packing` is `gzip`, none, or `stream` for bytes that
    cannot be sought in.
    """
    start: int | None = stretch[0]
    handle = _Recorded(handle) if packing == "stream" else handle
    if start:
        start = next_start(handle, start, packing)
    while start is not None and (stretch[1] is None or start < stretch[1]):
        if packing != "stream":
            handle.seek(start)
        last = None
        for last in _run(handle, start, stretch[1], number, most_bytes):
            yield last
        if last is None or last.fault is None or packing == "stream":
            return
        number, start = last.number + 1, next_start(handle, last.offset + 1, packing)


def _run(handle: Any, start: int, stop: int | None, number: int, most_bytes: MostBytes) -> Iterator[Entry]:
    """Yield records from where the handle stands, up to `stop` or the first that is damaged."""
    offset = start
    try:
        for record in ArchiveIterator(handle, parse_http=False, auto_decode="none"):
            if stop is not None and record.stream_pos >= stop:
                return
            offset = record.stream_pos
            entry = _entry(record, number, most_bytes)
            number += 1
            yield entry
            if entry.fault:
                return
    except (OSError, ValueError, EOFError) as error:
        if is_of_the_net(error):
            raise  # the place failed, not the archive
        yield Entry(number, offset, "fault", {}, RawRecord(number, offset, b"", 0), str(error))


def _entry(record: Any, number: int, most_bytes: MostBytes) -> Entry:
    fields = {name.lower(): value for name, value in record.headers}
    kind = fields.get("warc-type", "unknown").lower()
    length, offset, limit = record.content_length, record.stream_pos, most_bytes(kind, fields)
    if not limit:
        return Entry(number, offset, kind, fields, RawRecord(number, offset, b"", length), _skip(record, length))
    if length > limit:
        raw = RawRecord(number, offset, record.reader.read(min(HEAD_BYTES, limit)), length)
        return Entry(number, offset, kind, fields, raw, _skip(record, length - len(raw.data)))
    data = record.reader.read()
    fault = f"it ends {length - len(data)} bytes before its end" if length > len(data) else None
    return Entry(number, offset, kind, fields, RawRecord(number, offset, data, length), fault)


def _missing(record: Any, length: int) -> int:
    while piece := record.reader.read(WINDOW):
        length -= len(piece)
    return length


def _skip(record: Any, length: int) -> str | None:
    missing = _missing(record, length)
    return f"it ends {missing} bytes before its end" if missing > 0 else None


def next_start(handle: Any, at: int, packing: str | None) -> int | None:
    """Return where the first record at or after byte `at` begins; None if there is none."""
    pattern = PACKED_START if packing == "gzip" else PLAIN_START
    position = max(0, at - 1) if packing is None else at
    while True:
        handle.seek(position)
        window = handle.read(WINDOW + OVERLAP)
        for match in pattern.finditer(window):
            place = position + match.start(match.lastindex or 0)
            if match.start() >= WINDOW:
                break
            if place >= at and _is_start(handle, place, packing):
                return place
        if len(window) < WINDOW + OVERLAP:
            return None
        position += WINDOW


def _is_start(handle: Any, place: int, packing: str | None) -> bool:
    """Say whether a record begins at a byte: behind the mark stands the version, and the lines of its head."""
    handle.seek(place)
    head = handle.read(OVERLAP)
    if packing == "gzip":
        try:
            head = decompressed(io.BytesIO(head), "gzip").read(TRIED_BYTES)
        except (OSError, EOFError):
            return False
    return bool(head.startswith(b"WARC/") and re.search(rb"(?i)\nWARC-Type:", head[:OVERLAP]))


def _records(entries: Iterator[Entry], settings: ReadSettings) -> Iterator[Record]:
    for entry in entries:
        if entry.kind not in KEPT_TYPES and not entry.fault:
            continue
        fields = {ours: value for ours, theirs in OWN_FIELDS.items() if (value := entry.fields.get(theirs, ""))}
        if "url" in fields:
            fields["url"] = url_of(entry.fields)
        if entry.fault:
            where = "Behind the record" if entry.kind == "fault" else "The record"
            detail = f"{where} at byte {entry.offset} {FAULTS[entry.kind == 'fault']}: {entry.fault}."
            text = entry.raw.data[:HEAD_BYTES].decode("utf-8", "replace")[:PROBLEM_CHARS].replace("\0", "")
            yield Record(entry.number, text, fields, Problem("unreadable", detail))
        elif entry.raw.n_bytes > settings.max_record_bytes:
            text = entry.raw.data.decode("utf-8", "replace")[:PROBLEM_CHARS].replace("\0", "")
            yield Record(entry.number, text, fields, too_large(entry.raw, settings.max_record_bytes))
        else:
            capture = Capture(entry.kind, entry.fields, entry.raw.data, fields)
            read = partial(record_of, capture, entry.number, settings)
            yield read_or_problem(read, entry.number, entry.raw.data)


def _is_warc(seen: Beginning) -> bool:
    """Say whether a file that does not begin as an archive is one by its name; its first records may be damaged."""
    return bool({"warc", "wet", "arc"} & seen.endings) and (b"warc-type" in seen.head.lower() or not seen.head)


FORMAT = Format(
    "warc",
    "WARC (WET files too)",
    "its first bytes; else the ending warc, wet and a record",
    lambda: (
        b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-01-31T00:00:00Z\r\n"
        b"WARC-Target-URI: http://example.org/\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nText\r\n\r\n"
    ),
    lambda seen: seen.head.startswith(b"WARC/"),
    _is_warc,
    read_warc,
    version=2,
    cuts=Cuts.AT_RECORDS,
    has_site_files=True,
    holds="pages",
)
