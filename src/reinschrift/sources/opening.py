"""Opens a raw file at any fsspec address, recognises its compression by its first bytes, and translates errors."""

from __future__ import annotations

import io
import lzma
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import fsspec
import pyarrow as pa
from fsspec.implementations.local import LocalFileSystem

from reinschrift.errors import ReinschriftError, SourceError, StorageError, UnreadableFileError
from reinschrift.sources.backstop import is_of_the_machine
from reinschrift.sources.packing import DamagedPackingError, compression_of, decompressed, sure_bytes

SERVER_ERROR = 500
TRY_LATER = (408, 425, 429)  # time-out, too early, too many requests (RFC 9110, 8470, 6585)
HELD_BYTES = 32 << 20  # a compressed file that unpacks to less is unpacked once and held, a larger one twice
PIECE_BYTES = 1 << 20


LOCAL = LocalFileSystem()
BEGINNING_PIECE = 1024
HEAD_BYTES = 1 << 16


class Head(NamedTuple):
    """The beginning of a file."""

    data: bytes
    unpacked: bytes
    compression: str | None


class Readable(Protocol):
    """Bytes that can be read from front to back."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


def file_system_of(address: str) -> tuple[Any, str]:
    """Return the fsspec file system of `address` and the path in it; a plain path is local.

    Raises `SourceError` if fsspec knows no such address or lacks the package for it.
    """
    if "://" not in address:
        return LOCAL, os.path.abspath(address)  # noqa: PTH100  # `::` and `[` in a name stay what they are
    try:
        file_system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise SourceError(
            f"There is no way to read this address here: {error}",
            hint="S3 needs the extra `reinschrift[s3]`; https:// needs the package aiohttp."
            if isinstance(error, ImportError)
            else "Write it as s3://bucket/file, https://host/file or the like.",
            context={"address": address},
        ) from error
    return file_system, path


def is_local(file_system: Any) -> bool:
    """Say whether a file system is this machine's own."""
    return isinstance(file_system, LocalFileSystem)


@contextmanager
def opened(address: str) -> Iterator[Any]:
    """Give the bytes of a raw file as they are, to read and seek in; errors come out as the library's own."""
    with translated(address):
        file_system, path = file_system_of(address)
        if is_local(file_system) and not os.path.isfile(path):  # noqa: PTH113  # opening a pipe would wait for ever
            raise UnreadableFileError(
                "This is no file that can be read.",
                hint="A link may lead nowhere, or a folder stand where a file is expected.",
                context={"file": address},
            )
        with open(path, "rb") if is_local(file_system) else file_system.open(path, "rb") as handle:  # noqa: PTH123  # a tenth of a small file's time
            yield handle


@contextmanager
def unpacked(address: str, *, in_parts: bool = False) -> Iterator[Readable]:
    """Give the bytes of a raw file with its compression undone.

    A compressed file is unpacked to its end before the first byte is given, so a cut-off or damaged one raises
    `UnreadableFileError` before anything of it is read: such a file is rejected whole. With two exceptions, in which
    that is raised once what is sound was read: all of the packed part before bytes that are not packed, and, for files
    of many records (`in_parts`), the lines of whole members before a damaged one. An uncompressed file is given as it
    is and can be sought in.
    """
    with opened(address) as handle:
        compression = compression_of(handle.read(8))
        handle.seek(0)
        if compression is None:
            yield handle
            return
        stream = decompressed(handle, compression)
        pieces: list[bytes] = []
        n_bytes, damage = 0, None
        try:
            while piece := stream.read(PIECE_BYTES):
                n_bytes += len(piece)
                if n_bytes - len(piece) < HELD_BYTES:
                    pieces.append(piece)
        except DamagedPackingError as error:
            n_bytes, damage = sure_bytes(stream), error
            if not n_bytes or not (in_parts or error.is_behind):
                raise
        if n_bytes < HELD_BYTES:
            yield io.BytesIO(b"".join(pieces)[:n_bytes])
        else:
            del pieces[:]
            with opened(address) as again:
                yield Beginning(decompressed(again, compression), n_bytes)
        if damage:
            raise damage


def head_of(address: str, size: int = HEAD_BYTES) -> Head:
    """Return the beginning of a file, as it is and unpacked as far as it goes."""
    with opened(address) as handle:
        head = handle.read(size)
        compression = compression_of(head)
        if compression is None:
            return Head(head, head, None)
        handle.seek(0)  # a dictionary before the data may be longer than the head
        stream, unpacked_head = decompressed(handle, compression), b""
        try:
            while len(unpacked_head) < size and (piece := stream.read(size - len(unpacked_head))):
                unpacked_head += piece
        except (OSError, EOFError):
            pass  # damage shows when the file is read
    return Head(head, unpacked_head, compression)


def unpacked_beginning(data: bytes) -> bytes:
    """Return the beginning of a file unpacked, as far as its first bytes go."""
    compression = compression_of(data)
    if compression is None:
        return data
    stream, beginning = decompressed(io.BytesIO(data), compression), b""
    try:
        while piece := stream.read(BEGINNING_PIECE):
            beginning += piece
    except (OSError, EOFError):
        pass  # the bytes end in the middle
    return beginning


class Beginning:
    """The first bytes of a stream."""

    def __init__(self, stream: Readable, n_bytes: int) -> None:
        self._stream = stream
        self._left = n_bytes

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        given = self._stream.read(self._left if size < 0 else min(size, self._left)) if self._left else b""
        self._left -= len(given)
        return given


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Turn what goes wrong with a file inside the block into the library's errors.

    A remote place that fails, and a machine that has run short of something, is a `StorageError`, worth another try;
    everything else is the file's own fault and an `UnreadableFileError`.
    """
    try:
        yield
    except ReinschriftError:
        raise
    except (OSError, EOFError, lzma.LZMAError, pa.ArrowException, *_network_errors()) as error:
        context = {"file": address}
        if is_of_the_machine(error) and not isinstance(error, MemoryError):
            raise StorageError(f"The file could not be read: {error}.", context=context) from error
        if is_passing(error, address):
            raise StorageError(f"The file could not be fetched: {error}", context=context) from error
        why = getattr(error, "strerror", None) or str(error).rstrip(".") or type(error).__name__
        raise UnreadableFileError(
            f"The file cannot be read: {why}.",
            hint="It may be cut off, damaged, or closed to this user; fetch it again, or take it out of the source.",
            context=context,
        ) from error


def _network_errors() -> tuple[type[Exception], ...]:
    http = sys.modules.get("aiohttp")  # loaded only if something was fetched over HTTP
    return (http.ClientError,) if http is not None else ()


def is_passing(error: BaseException, address: str) -> bool:
    """Say whether the place failed rather than the file; an unpacker's `OSError` bears no number."""
    if "://" not in address:
        return False
    if isinstance(error.__cause__, _network_errors()):
        error = error.__cause__  # fsspec says "not found" of a server that is gone, too
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return False
    status = getattr(error, "status", 0)  # what an HTTP server answered, if it did
    return (status == 0 and is_of_the_net(error)) or status >= SERVER_ERROR or status in TRY_LATER


def is_of_the_net(error: BaseException) -> bool:
    """Say whether an error speaks of the way to a place; a time-out and a broken connection need bear no number."""
    lost = isinstance(error, (TimeoutError, ConnectionError, *_network_errors()))
    return lost or getattr(error, "errno", None) is not None
