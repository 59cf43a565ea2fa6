"""Reads the members of an archive, each as the file that it is; nothing is written under a member's own name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reinschrift.errors import InputError, StorageError
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.backstop import file_backstop, in_words, is_of_the_machine
from reinschrift.sources.formats import recognise
from reinschrift.sources.opening import head_of, is_passing
from reinschrift.sources.parts import FilePart
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.readers.archive import FAULTS
from reinschrift.sources.readers.format import Member, MemberReader
from reinschrift.sources.readers.responses import SITE_FILE_CHARS
from reinschrift.sources.sites.supplied import address_of_copy, site_file_of
from reinschrift.text.decoding import decode

if TYPE_CHECKING:
    from reinschrift.sources.register import Source

PIECE_BYTES = 1 << 20
SMALL_BYTES = 10_000_000
"""A member below this is unpacked whatever its ratio."""


def read_members(
    open_members: MemberReader, part: FilePart, source: Source, settings: ReadSettings
) -> Iterator[Record]:
    """Yield the records of all members of an archive, in its order, numbered through; `record` names the member.

    A member that cannot be read, is no text, or unpacks to more than the settings allow, is a record with a problem.
    Raises `UnreadableFileError` for an archive that is none.
    """
    number = 0
    hosts = frozenset(host for _, host, *_ in source.site_files)
    with tempfile.TemporaryDirectory(prefix="reinschrift-") as folder:
        place = Path(folder) / "member"
        for member in open_members(part):
            for record in _records_of(member, place, (part, source, settings)):
                own = record.fields.get("record")
                if hosts and record.markup is not None and not record.fields.get("url"):
                    record = _with_address(record, member.name, hosts)  # noqa: PLW2901  # the same record, with its address
                name = f"{member.name}#{own or record.number}" if own or record.number else member.name
                yield record._replace(number=number, fields=record.fields | {"record": name})
                number += 1


def _records_of(member: Member, place: Path, asked: tuple[FilePart, Source, ReadSettings]) -> Iterator[Record]:
    part, source, settings = asked
    n_read = 0
    fault = Problem("unreadable", member.fault) if member.fault else unpack(member, place, part, settings)
    if fault:
        yield Record(0, "", {}, fault)
        return
    if site_file_of(member.name):
        yield _site_file(member.name, place)
        return
    try:
        form = BY_NAME[recognise(member.name, head_of(str(place)).unpacked)]
        if form.read is None:
            yield Record(0, "", {}, Problem("unreadable", f"{member.name} is {form.name} within an archive."))
            return
        inner = FilePart(str(place), part.path, form.name, None, None, place.stat().st_size, part.fingerprint)
        with file_backstop(part.address):
            for record in form.read(inner, source, settings):
                yield record
                n_read += 1
    except InputError as error:
        before = f" Before that, {n_read} records were read." if n_read else ""
        yield Record(n_read, "", {}, Problem("unreadable", f"{member.name}: {error.message}{before}"))


def _with_address(record: Record, name: str, hosts: frozenset[str]) -> Record:
    """Return a page with the address that its place in a copy of a site stands for, if it has one."""
    address = address_of_copy(name, hosts)
    return record._replace(fields=record.fields | {"url": address}) if address else record


def _site_file(name: str, place: Path) -> Record:
    """Return what speaks for a site as archives of the web have it: with its text, and with the problem `site_file`."""
    with place.open("rb") as file:
        text = decode(file.read(SITE_FILE_CHARS)).text
    return Record(0, text, {}, Problem("site_file", f"{name} speaks for its site and is no document."))


def unpack(member: Member, place: Path, part: FilePart, settings: ReadSettings) -> Problem | None:
    """Write a member to a file of our own; return what is wrong with it, if anything is."""
    most = int(settings.max_member_mb * 1_000_000)
    if member.packed_bytes:
        most = min(most, max(SMALL_BYTES, int(member.packed_bytes * settings.max_ratio)))
    size = 0
    with _writing(place) as file:
        while True:
            try:
                piece = member.stream.read(PIECE_BYTES)
            except Exception as error:  # whatever an unpacker raises
                if is_of_the_machine(error) or is_passing(error, part.address):
                    raise
                why = str(error) if isinstance(error, FAULTS) else ""
                why = "it is cut off" if isinstance(error, EOFError) else why
                return Problem("unreadable", f"{member.name}: {why or in_words(error)}.")
            if not piece:
                return None
            size += len(piece)
            if size > most:
                detail = f"{member.name} unpacks to more than {most} bytes; see read.max_member_mb, read.max_ratio."
                return Problem("too_large", detail)
            file.write(piece)


@contextmanager
def _writing(place: Path) -> Iterator[IO[bytes]]:
    """Give a file to be written; that it cannot be is no fault of the archive."""
    try:
        with place.open("wb") as file:
            yield file
    except OSError as error:
        if not is_of_the_machine(error):
            raise
        raise StorageError(
            f"A member of an archive could not be unpacked to the folder for temporary files: {error.strerror}.",
            hint="Free some space there, or name another folder in the environment variable TMPDIR.",
            context={"folder": place.parent.parent},
        ) from error
