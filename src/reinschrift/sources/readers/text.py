"""Reads plain text: one document a file, or several with a separator between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.as_utf8 import unpacked_text
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.opening import Readable, unpacked
from reinschrift.sources.ranges import Range, RawRecord, Separator, beginning_of, raw_records
from reinschrift.sources.readers.format import Cuts, Format
from reinschrift.text.decoding import decode

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source


def read_text(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the documents of a part of a text file.

    With a separator, what stands between two of them is a document, and nothing but white space is none. Without
    one, the file is one document, be it empty. Raises `UnreadableFileError` before the first document.
    """
    limit = settings.max_record_bytes
    if source.separator is None:
        with unpacked(part.address) as stream:
            yield _document(whole(stream, limit), limit)
        return
    with unpacked_text(part.address) as file:
        stretch = Range(part.start or 0, part.end, part.first_number)
        for raw in raw_records(file.stream, Separator.of(source.separator.encode()), stretch, limit):
            if raw.data.strip():
                yield file.record(read_or_problem(partial(_document, raw, limit), raw.number, raw.data))


def whole(stream: Readable, limit: int) -> RawRecord:
    """Return all of a stream as one record, only its beginning if it has more than `limit` bytes."""
    pieces, held = [], 0
    while held <= limit and (piece := stream.read(1 << 20)):
        pieces.append(piece)
        held += len(piece)
    if held <= limit:
        return RawRecord(0, 0, b"".join(pieces), held)
    head = beginning_of(b"".join(pieces), limit)
    pieces.clear()
    while piece := stream.read(1 << 20):
        held += len(piece)
    return RawRecord(0, 0, head, held)


def _document(raw: RawRecord, limit: int) -> Record:
    if raw.n_bytes > limit:
        return record_too_large(raw, limit)
    return record_of_text(raw, None)


def record_too_large(raw: RawRecord, limit: int) -> Record:
    """Return the beginning of a record above the limit, with that problem."""
    decoded = decode(raw.data, None)
    decoding = (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    return Record(raw.number, decoded.text[:PROBLEM_CHARS], {}, too_large(raw, limit), decoding)


def record_of_text(raw: RawRecord, declared: str | None) -> Record:
    """Return bytes that are a text as a record; an empty one has the problem `no_text`."""
    decoded = decode(raw.data, declared)
    decoding = (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    if not decoded.text.strip():
        return Record(raw.number, decoded.text, {}, Problem("no_text", "The file is empty."), decoding)
    return Record(raw.number, decoded.text, {}, None, decoding)


def too_large(raw: RawRecord, limit: int) -> Problem:
    """Return the problem of a record above the limit."""
    return Problem(
        "too_large",
        f"{raw.n_bytes} bytes at byte {raw.offset}; read.max_record_mb allows {limit}. The beginning is kept.",
    )


FORMAT = Format(
    "text",
    "plain text",
    "being text and none of the others",
    lambda: b"Ein Text.",
    read=read_text,
    version=5,
    cuts=Cuts.AT_SEPARATOR,
)
