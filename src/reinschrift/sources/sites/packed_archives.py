"""What archives of the web say of sites that lie in ZIP and TAR archives, and copies of sites that do."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from reinschrift.errors import InputError
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.backstop import is_of_the_machine
from reinschrift.sources.formats import recognise
from reinschrift.sources.members import unpack
from reinschrift.sources.opening import HEAD_BYTES, is_passing, unpacked_beginning
from reinschrift.sources.parts import FilePart, RawFile
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.readers.format import Member
from reinschrift.sources.sites.archive_index import (
    EVERY,
    ROWS,
    SITE_FILE_BYTES,
    Survey,
    remembered_survey,
    site_rows,
    stated_in_file,
    survey_warc,
)
from reinschrift.sources.sites.supplied import site_file_of

UNCUT = 1 << 62
"""The block of an archive that is never cut: all of it is one."""


def key_of_packed(file: RawFile, settings: ReadSettings) -> str:
    """Return what the survey of a ZIP or TAR archive is known by: its content, and what of it is unpacked."""
    return f"{file.fingerprint} {settings.max_member_mb} {settings.max_ratio}"


def survey_of_packed(file: RawFile, settings: ReadSettings, surveys: Path) -> Survey:
    """Return the survey of a ZIP or TAR archive: that of all archives of the web in it, and of copies of sites.

    Whatever else is in it may have pages of any host. Raises `InputError` if it cannot be read at all.
    """
    known_by = (file.address, key_of_packed(file, settings), file.n_bytes)
    return remembered_survey(known_by, UNCUT, surveys, lambda: _survey(file, settings))


def _survey(file: RawFile, settings: ReadSettings) -> Survey:
    part = FilePart(file.address, file.path, file.format, None, None, file.n_bytes, file.fingerprint)
    open_members = BY_NAME[file.format].read_members
    tables = [ROWS.empty_table()]
    with tempfile.TemporaryDirectory(prefix="reinschrift-") as folder:
        for member in open_members(part) if open_members else ():
            tables += _of_member(member, Path(folder) / "member", (part, settings))
    rows = pa.concat_tables(tables)
    hosts = rows.filter(rows["column"].is_null()).group_by(["block", "key"]).aggregate([])
    of_sites = rows.filter(rows["column"].is_valid())
    pages = [pa.nulls(len(hosts), field.type) if field.name not in hosts.column_names else hosts[field.name]
             for field in ROWS]  # fmt: skip
    return Survey((), pa.concat_tables([pa.table(pages, schema=ROWS), of_sites]))


def _of_member(member: Member, place: Path, asked: tuple[FilePart, ReadSettings]) -> Iterator[pa.Table]:
    """Yield the rows of a member; one that cannot be unpacked has neither pages nor a say."""
    part, settings = asked
    head = _head(member, part)
    if head is None:
        return
    whole = member._replace(stream=_Joined(head, member.stream))
    if (site := site_file_of(member.name)) is not None:
        column, host = site
        body = head + member.stream.read(SITE_FILE_BYTES) if len(head) == HEAD_BYTES else head
        yield site_rows(stated_in_file(column, f"https://{host}/", body))
    elif recognise(member.name, unpacked_beginning(head)) != "warc":
        yield pa.table({**{field.name: pa.nulls(1, field.type) for field in ROWS}, "block": pa.array([0], pa.int32()),
                        "key": pa.array([EVERY], pa.uint64())}, ROWS)  # fmt: skip
    elif unpack(whole, place, part, settings) is None:
        try:
            yield survey_warc(str(place), UNCUT).rows
        except InputError:
            return  # it will be rejected when it is read, whatever its sites state


def _head(member: Member, part: FilePart) -> bytes | None:
    """Return the first bytes of a member; none where they cannot be had, which is on record when it is read."""
    try:
        return member.stream.read(HEAD_BYTES) if member.stream is not None else None
    except Exception as error:  # whatever an unpacker raises
        if is_of_the_machine(error) or is_passing(error, part.address):
            raise
        return None


class _Joined(io.RawIOBase):
    """Bytes that were read already, and the stream that they were read from."""

    def __init__(self, head: bytes, rest: io.RawIOBase) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes | None:
        head, self._head = self._head, b""
        return head or self._rest.read(size)
