"""Opens a raw file as UTF-8: what is in UTF-16 or UTF-32 is rewritten as it is read, for all readers."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from reinschrift.record import Record
from reinschrift.sources.opening import Readable, unpacked
from reinschrift.text.wide import LOOKED_AT, wide_charset


class TextFile(NamedTuple):
    """A raw file of text."""

    stream: Readable
    """Its bytes, UTF-8 if they were wide; can be sought in unless it was packed or is rewritten."""
    charset: str | None
    """UTF-16 or UTF-32, in which order of bytes, if it was rewritten."""

    @property
    def decoding(self) -> tuple[None, str, str, int] | None:
        """How its records were decoded, as a record says it; None: each record knows."""
        return (None, self.charset, self.charset, 0) if self.charset else None

    def record(self, record: Record) -> Record:
        """Return a record of this file with the charset that it was in."""
        return record._replace(decoding=self.decoding) if self.decoding else record


@contextmanager
def unpacked_text(address: str, *, in_parts: bool = False) -> Iterator[TextFile]:
    """Give a raw file with its compression undone, and as UTF-8 if it is in UTF-16 or UTF-32; see `unpacked`."""
    with unpacked(address, in_parts=in_parts) as stream:
        head = stream.read(LOOKED_AT)
        found = wide_charset(head)
        if isinstance(stream, io.IOBase) and stream.seekable():
            stream.seek(found[1] if found else 0)
            yield TextFile(_Rewritten(stream, found[0]) if found else stream, found[0] if found else None)
        elif found:
            yield TextFile(_Rewritten(Prefixed(head[found[1] :], stream), found[0]), found[0])
        else:
            yield TextFile(Prefixed(head, stream), None)


def to_utf8(head: bytes) -> bytes | None:
    """Return the beginning of a file in UTF-8 if it is in UTF-16 or UTF-32, None if it is not."""
    found = wide_charset(head)
    if found is None:
        return None
    decoder = codecs.getincrementaldecoder(found[0])("replace")
    return decoder.decode(head[found[1] :]).encode("utf-8", "replace")


class Prefixed:
    """A stream that cannot be sought in, with what was read of it before it."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`."""
        if not self._head:
            return self._stream.read(size)
        given, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        return given + self._stream.read(-1) if size < 0 else given


class _Rewritten:
    """Bytes of a wide charset as UTF-8; half of a surrogate pair becomes U+FFFD."""

    def __init__(self, stream: Readable, charset: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(charset)("replace")
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; nothing only at the end."""
        while size < 0 or len(self._held) < size:
            raw = self._stream.read(size if size > 0 else 1 << 20)
            self._held += self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            if not raw:
                break
        if size < 0:
            size = len(self._held)
        given, self._held = self._held[:size], self._held[size:]
        return given
