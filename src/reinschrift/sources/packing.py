"""Undoes the packing of files: all members, frames or streams of one, past padding and frames that hold no data."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, Protocol

import pyarrow as pa
import zstandard

GZIP, ZSTD, LZ4 = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"
LZMA = b"\x5d\x00\x00"
"""The usual settings of LZMA, and the lower half of a dictionary's size, a multiple of 64 kB; no text has zeros."""
MAGIC = ((GZIP, "gzip"), (ZSTD, "zstd"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (LZMA, "lzma"), (LZ4, "lz4"))
"""The first bytes of a compressed file: RFC 1952, RFC 8878, bzip2, the .xz and .lzma formats, the LZ4 frame format."""
PADDING = b"\0\r\n"
"""What tapes, disks and transfers as text leave behind a packed part."""
SKIPPABLE = b"\x2a\x4d\x18"
"""Behind a byte from 0x50 to 0x5F: a frame without data (RFC 8878, 3.1.2), its size in the next four bytes."""
DICTIONARY = b"\x5d" + SKIPPABLE
"""The first frame of a .warc.zst that holds the dictionary of all others, itself packed or not."""
MOST_DICTIONARY_BYTES = 100 << 20
READ_BYTES = 1 << 16
ZSTD_BYTES = 1 << 9
"""Packed bytes that are given to zstd at a time; what comes out has no bound, and may be 32,000 times as much."""
PIECE_BYTES = 1 << 20
FAULTS = (zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError)


class DamagedPackingError(OSError):
    """A packed file is damaged, cut off, or goes on as something that is not packed."""

    is_behind = False
    """Whether all that is packed is sound, and something else comes behind it."""


class Decompressor(Protocol):
    """Undoes the packing of one member."""

    @property
    def eof(self) -> bool:
        """Whether its end was read."""

    @property
    def unused_data(self) -> bytes:
        """What was given to it and lies behind its end."""

    def decompress(self, data: bytes, most: int, /) -> bytes:
        """Return the next bytes, at most some."""


class Packing(NamedTuple):
    """How one kind of packing is undone."""

    magic: bytes
    new: Callable[[], Decompressor]
    n_bytes: int = READ_BYTES
    """Packed bytes that are given to it at a time."""


class _Gzip:
    """One member of a gzip file; what did not fit into the most bytes is given first the next time."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._member.eof

    @property
    def unused_data(self) -> bytes:
        return self._member.unused_data

    def decompress(self, data: bytes, most: int, /) -> bytes:
        return self._member.decompress(self._member.unconsumed_tail + data, most)


class _Zstd:
    """One frame of a zstd file."""

    def __init__(self, dictionary: Any) -> None:
        self._frame = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj()

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data

    def decompress(self, data: bytes, most: int, /) -> bytes:  # noqa: ARG002  # its input is small enough
        return self._frame.decompress(data) if data else b""


PACKINGS = {
    "gzip": Packing(GZIP, _Gzip),
    "bz2": Packing(b"BZh", bz2.BZ2Decompressor),
    "xz": Packing(b"\xfd7zXZ\x00", lzma.LZMADecompressor),
    "lzma": Packing(LZMA, partial(lzma.LZMADecompressor, lzma.FORMAT_ALONE)),
}


def compression_of(head: bytes) -> str | None:
    """Return the compression that the first bytes of a file show, or none."""
    if head[1:4] == SKIPPABLE and 0x50 <= head[0] <= 0x5F:  # noqa: PLR2004  # see SKIPPABLE
        return "zstd"
    return next((name for magic, name in MAGIC if head.startswith(magic)), None)


def decompressed(handle: Any, compression: str | None) -> Any:
    """Return `handle` as a stream of what it unpacks to; a cut-off or damaged one raises `OSError`."""
    if compression is None:
        return handle
    if compression == "lz4":
        return pa.CompressedInputStream(pa.PythonFile(handle, mode="r"), compression)
    return _UnpackedMembers(_Members(handle, compression))


class Unpacked:
    """A stream of what a file unpacks to."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes: at most `size`, nothing only at the end."""
        if size < 0:
            held, self._held = self._held, b""
            return held + b"".join(self._pieces)
        if not self._held:
            self._held = next(self._pieces, b"")
        given, self._held = self._held[:size], self._held[size:]
        return given


class _UnpackedMembers(Unpacked):
    """A stream of what the members of a packed file unpack to."""

    def __init__(self, members: _Members) -> None:
        super().__init__(members.pieces())
        self.members = members


def sure_bytes(stream: Any) -> int:
    """Return how many of the bytes that a stream unpacks to are sound, once its packing was found to be damaged.

    They are those of whole members, whose checksums hold. If a broken member follows, only whole lines of them count,
    for a line may go on in it.
    """
    return stream.members.n_sure if isinstance(stream, _UnpackedMembers) else 0


class _Members:
    """The members of a packed file, one after the other."""

    def __init__(self, handle: Any, compression: str) -> None:
        self._n_bytes = 0
        self._n_in_lines = 0
        self._is_within = False
        self._handle = handle
        self._compression = compression
        self._held = b""

    @property
    def n_sure(self) -> int:
        """See `sure_bytes`."""
        return self._n_in_lines if self._is_within else self._n_bytes

    def pieces(self) -> Iterator[bytes]:
        """Yield what all members unpack to, bit by bit."""
        packing = PACKINGS.get(self._compression) or Packing(ZSTD, lambda: _Zstd(None), ZSTD_BYTES)
        try:
            if self._compression == "zstd" and self._begins(DICTIONARY):
                dictionary = _dictionary(self._skipped(keep=True))
                packing = packing._replace(new=lambda: _Zstd(dictionary))
            is_first = True
            while self._goes_on(packing, is_first=is_first):
                yield from self._whole(packing)
                is_first = False
        except FAULTS as error:
            raise DamagedPackingError(f"its packing ({self._compression}) is damaged: {error}") from error

    def _whole(self, packing: Packing) -> Iterator[bytes]:
        """Yield what one member unpacks to, and count it once it was whole."""
        n_bytes, n_in_lines = self._n_bytes, self._n_in_lines
        self._is_within = True
        for piece in self._pieces_of(packing):
            n_in_lines = n_bytes + at + 1 if (at := piece.rfind(b"\n")) >= 0 else n_in_lines
            n_bytes += len(piece)
            yield piece
        self._n_bytes, self._n_in_lines, self._is_within = n_bytes, n_in_lines, False

    def _pieces_of(self, packing: Packing) -> Iterator[bytes]:
        """Yield what one member unpacks to."""
        member = packing.new()
        is_hungry = True
        while not member.eof:
            fed = b""
            if is_hungry:
                self._held = self._held or self._handle.read(min(READ_BYTES, packing.n_bytes << 4))
                fed, self._held = self._held[: packing.n_bytes], self._held[packing.n_bytes :]
            try:
                given = member.decompress(fed, PIECE_BYTES)
            except OSError as error:  # bz2's word for damage; the disk's own errors come from reading
                raise ValueError(error) from error
            if given:
                yield given
            elif is_hungry and not fed and not member.eof:
                raise DamagedPackingError("it is cut off: its packing ends before its end")
            is_hungry = not given
        self._held = member.unused_data + self._held

    def _goes_on(self, packing: Packing, *, is_first: bool) -> bool:
        """Say whether another member comes; padding and frames without data are passed over."""
        while self._fill():
            if not is_first and self._held[:1] in PADDING:
                self._held = self._held.lstrip(PADDING)
            elif self._compression == "zstd" and compression_of(self._held) == "zstd" and not self._begins(ZSTD):
                self._skipped(keep=False)
            elif self._held.startswith(packing.magic):
                return True
            else:
                raise self._something_else(is_first=is_first)
        return False

    def _something_else(self, *, is_first: bool) -> DamagedPackingError:
        error = DamagedPackingError(f"behind its packed part ({self._compression}) comes something that is not packed")
        error.is_behind = not is_first
        return error

    def _begins(self, magic: bytes) -> bool:
        self._fill()
        return self._held.startswith(magic)

    def _fill(self) -> bytes:
        """Hold at least the first bytes of what comes next, if anything comes."""
        while len(self._held) < 8 and (more := self._handle.read(READ_BYTES)):  # noqa: PLR2004  # magic and size
            self._held += more
        return self._held

    def _skipped(self, *, keep: bool) -> bytes:
        """Pass over a frame without data, and return what it holds if it is to be kept."""
        size, self._held = int.from_bytes(self._held[4:8], "little"), self._held[8:]
        if keep and size > MOST_DICTIONARY_BYTES:
            raise DamagedPackingError(f"its dictionary has {size} bytes, more than anybody writes")
        kept = []
        while size:
            if not self._held and not (more := self._handle.read(READ_BYTES)):
                raise DamagedPackingError("it is cut off within a frame without data")
            piece, self._held = (self._held or more)[:size], (self._held or more)[size:]
            size -= len(piece)
            if keep:
                kept.append(piece)
        return b"".join(kept)


def _dictionary(data: bytes) -> Any:
    if data.startswith(ZSTD):
        with zstandard.ZstdDecompressor().stream_reader(data) as stream:
            data = stream.read(MOST_DICTIONARY_BYTES)
    return zstandard.ZstdCompressionDict(data)
