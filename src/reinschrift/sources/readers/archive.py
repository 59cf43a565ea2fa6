"""Reads ZIP and TAR archives: each member as the file that it is; nothing is written under a member's own name."""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reinschrift.errors import InputError, UnreadableFileError
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.formats import recognise
from reinschrift.sources.opening import head_of, opened, unpacked
from reinschrift.sources.parts import FilePart

if TYPE_CHECKING:
    from reinschrift.sources.register import Source

MemberReader = Callable[[FilePart, "Source", ReadSettings], Iterator[Record]]

ARCHIVES = ("zip", "tar")
PIECE_BYTES = 1 << 20
SMALL_BYTES = 10_000_000
"""A member below this is unpacked whatever its ratio."""
FAULTS = (zipfile.BadZipFile, tarfile.TarError, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)


class Member(NamedTuple):
    """A file in an archive."""

    name: str
    stream: Any
    """Its bytes, or None where they cannot be had."""
    packed_bytes: int
    fault: str | None = None


def read_archive(
    part: FilePart, source: Source, settings: ReadSettings, readers: dict[str, MemberReader]
) -> Iterator[Record]:
    """Yield the records of all members of an archive, in its order, numbered through; `record` names the member.

    A member that cannot be read, is no text, or unpacks to more than the settings allow, is a record with a problem.
    Folders, links and hidden files are passed over. Raises `UnreadableFileError` for an archive that is none.
    """
    number = 0
    members = _members_of_zip(part) if part.format == "zip" else _members_of_tar(part)
    with tempfile.TemporaryDirectory(prefix="reinschrift-") as folder:
        place = Path(folder) / "member"
        for member in members:
            for record in _records_of(member, place, (part, source, settings), readers):
                own = record.fields.get("record")
                name = f"{member.name}#{own or record.number}" if own or record.number else member.name
                yield record._replace(number=number, fields=record.fields | {"record": name})
                number += 1


def _records_of(
    member: Member, place: Path, asked: tuple[FilePart, Source, ReadSettings], readers: dict[str, MemberReader]
) -> Iterator[Record]:
    part, source, settings = asked
    fault = Problem("unreadable", member.fault) if member.fault else _unpack(member, place, settings)
    if fault:
        yield Record(0, "", {}, fault)
        return
    try:
        form = recognise(member.name, head_of(str(place)).unpacked)
        if form in ARCHIVES or form not in readers:
            yield Record(0, "", {}, Problem("unreadable", f"{member.name} is {form} within an archive."))
            return
        inner = FilePart(str(place), part.path, form, None, None, place.stat().st_size, part.fingerprint)
        yield from readers[form](inner, source, settings)
    except InputError as error:
        yield Record(0, "", {}, Problem("unreadable", f"{member.name}: {error.message}"))


def _unpack(member: Member, place: Path, settings: ReadSettings) -> Problem | None:
    """Write a member to a file of our own; return what is wrong with it, if anything is."""
    most = int(settings.max_member_mb * 1_000_000)
    if member.packed_bytes:
        most = min(most, max(SMALL_BYTES, int(member.packed_bytes * settings.max_ratio)))
    size = 0
    try:
        with place.open("wb") as file:
            while piece := member.stream.read(PIECE_BYTES):
                size += len(piece)
                if size > most:
                    detail = f"{member.name} unpacks to more than {most} bytes; see read.max_member_mb, read.max_ratio."
                    return Problem("too_large", detail)
                file.write(piece)
    except FAULTS as error:
        return Problem("unreadable", f"{member.name}: {error or type(error).__name__}.")
    return None


def _is_hidden(name: str) -> bool:
    return any(step.startswith(".") and step not in {".", ".."} for step in name.split("/")) or name.startswith(
        "__MACOSX"
    )


def _members_of_zip(part: FilePart) -> Iterator[Member]:
    with opened(part.address) as handle:
        try:
            archive = zipfile.ZipFile(handle)
        except FAULTS as error:
            raise _unreadable(part, error) from error
        with archive:
            for entry in archive.infolist():
                if entry.is_dir() or _is_hidden(entry.filename):
                    continue
                try:
                    stream = archive.open(entry)
                except FAULTS as error:
                    yield Member(entry.filename, None, 0, f"{entry.filename}: {error or type(error).__name__}.")
                    continue
                with stream:
                    yield Member(entry.filename, stream, entry.compress_size)


def _members_of_tar(part: FilePart) -> Iterator[Member]:
    with unpacked(part.address) as stream:
        last = "the beginning"
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]  # any readable will do
                for entry in archive:
                    if entry.isfile() and not _is_hidden(entry.name):
                        last = entry.name
                        yield Member(entry.name, archive.extractfile(entry), 0)
        except FAULTS as error:
            if last == "the beginning":
                raise _unreadable(part, error) from error
            yield Member(last, None, 0, f"Behind {last} the archive is cut off or damaged: {error}.")


def _unreadable(part: FilePart, error: BaseException) -> UnreadableFileError:
    return UnreadableFileError(
        f"The archive cannot be read: {error or type(error).__name__}.",
        hint="It may be cut off or damaged; fetch it again, or take it out of the source.",
        context={"file": part.address},
    )
