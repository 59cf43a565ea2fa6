"""What ends the lines of a file: LF, CR LF, or CR alone, as old machines and some spreadsheets write it."""

from __future__ import annotations

import io
import re

from reinschrift.sources.as_utf8 import Prefixed
from reinschrift.sources.opening import HEAD_BYTES, Readable
from reinschrift.sources.ranges import Separator

SEPARATORS = {
    b"\n": Separator(re.compile(rb"\n|(?<=\})\r(?!\n)|\r(?=\{)"), 2, re.compile(rb"\n")),
    b"\r": Separator(re.compile(rb"\r(?!\n)|\n"), 2),
}
"""What parts the objects of a file of JSON lines, by what ends most of its first ones.

The CR of CR LF stays with its line, as a blank. Where LF ends lines, a CR alone may stand within a string, and ends a
line only beside the bracket of an object: files whose lines end in both were put together of several.
"""
BEHIND_LINES = Separator(re.compile(rb"(?<=\n)|(?<=\r)(?!\n)"), 2)
"""The places behind line ends of any kind: each line comes with its own."""


def line_end(head: bytes) -> bytes:
    """Return what ends the lines of a file that begins so; CR LF counts as LF. Line ends within quotes are text."""
    outside = b"".join(head.split(b'"')[::2])
    if b"\n" not in outside and b"\r" not in outside:
        outside = head
    n_lf = outside.count(b"\n")
    return b"\r" if outside.count(b"\r") - outside.count(b"\r\n") > n_lf else b"\n"


def with_line_end(stream: Readable) -> tuple[Readable, bytes]:
    """Return a stream as it was given, at its beginning, and what ends its lines."""
    head = b""
    while len(head) < HEAD_BYTES and (piece := stream.read(HEAD_BYTES - len(head))):
        head += piece
    if isinstance(stream, io.IOBase) and stream.seekable():
        stream.seek(0)
        return stream, line_end(head)
    return Prefixed(head, stream), line_end(head)
