"""Opens archives of the web; rewrites heads that the parser does not take: line ends of LF alone, names in other cases.

The parser compares the names of headers letter by letter and wants CRLF; both are written otherwise, too, and HTTP and
the WARC format allow names in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reinschrift.sources.opening import Readable, head_of, opened, unpacked
from reinschrift.sources.packing import Unpacked, compression_of

NAMES = {name.lower().encode(): name.encode() for name in ("WARC-Type", "Content-Length", "Content-Type")}
"""The names by which the parser goes."""
MOST_HEAD_BYTES = 1 << 16
READ_BYTES = 1 << 20
PADDING = 12
"""So many zeros cannot be the end of a member, whose checksum and size are its last eight bytes."""
HEAD_END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,18})")


@contextmanager
def opened_archive(address: str) -> Iterator[tuple[Any, str | None]]:
    """Give the bytes of an archive, and how they are packed: `gzip`, None, or `stream` for what cannot be sought in."""
    if _is_odd(head_of(address).unpacked):
        with unpacked(address) as stream:
            yield Unpacked(_rewritten(stream)), "stream"
        return
    with opened(address) as handle:
        packing = compression_of(handle.read(8))
        is_padded = packing == "gzip" and _is_padded(handle)
        handle.seek(0)
        if packing in {None, "gzip"} and not is_padded:
            yield handle, packing
            return
    with unpacked(address) as stream:
        yield stream, "stream"


def _is_padded(handle: Any) -> bool:
    """Say whether zeros follow a packed archive, which the parser would take for damage."""
    handle.seek(0, 2)
    handle.seek(max(0, handle.tell() - PADDING))
    return bool(handle.read(PADDING) == bytes(PADDING))


def _is_odd(head: bytes) -> bool:
    """Say whether the first record is written as the parser does not take it."""
    end = HEAD_END.search(head, 0, MOST_HEAD_BYTES)
    if not head.startswith(b"WARC/") or end is None:
        return False
    first = head[: end.start()]
    names = {line.partition(b":")[0].strip() for line in first.splitlines()[1:]}
    return b"\r\n" not in first or any(name.lower() in NAMES and name not in NAMES.values() for name in names)


def _rewritten(stream: Readable) -> Iterator[bytes]:
    """Yield an archive with its heads as the parser takes them; from what is no record on as it stands."""
    held = b""
    while True:
        while not (end := HEAD_END.search(held)) and len(held) < MOST_HEAD_BYTES and (more := stream.read(READ_BYTES)):
            held += more
        length = LENGTH.search(held[: end.start()]) if end else None
        if not held.startswith(b"WARC/") or end is None or length is None:
            break
        yield _head(held[: end.start()]) + b"\r\n\r\n"
        held, left = held[end.end() :], int(length[1])
        while left:
            if not held and not (held := stream.read(READ_BYTES)):
                return
            yield held[:left]
            held, left = held[left:], max(0, left - len(held))
        yield b"\r\n\r\n"
        while not (held := held.lstrip(b"\r\n")) and (held := stream.read(READ_BYTES)):
            pass
    while held:
        yield held
        held = stream.read(READ_BYTES)


def _head(head: bytes) -> bytes:
    lines = []
    for line in re.split(rb"\r?\n", head):
        name, colon, value = line.partition(b":")
        lines.append(NAMES.get(name.strip().lower(), name) + colon + value)
    return b"\r\n".join(lines)
