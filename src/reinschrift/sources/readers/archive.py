"""Opens ZIP and TAR archives: the files in them, one by one, each to be read as what it is."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from reinschrift.errors import UnreadableFileError
from reinschrift.sources.opening import is_passing, opened, unpacked
from reinschrift.sources.parts import FilePart
from reinschrift.sources.readers.format import Beginning, Format, Member
from reinschrift.sources.readers.zip_heads import OFFICE_MEMBER
from reinschrift.sources.sites.supplied import site_file_of

FAULTS = (
    zipfile.BadZipFile, tarfile.TarError, RuntimeError, NotImplementedError, EOFError, ValueError, OSError, LookupError,
    zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip
EMPTY_ZIP = b"PK\x05\x06"
OPEN_DOCUMENT = {"mimetype", "content.xml", "META-INF/manifest.xml"}
WELL_KNOWN = ".well-known"
UNIX = 3  # the system whose file modes stand in the upper half of a member's attributes
TAR_MAGIC_AT = 257


def members_of_zip(part: FilePart) -> Iterator[Member]:
    """Yield the members of a ZIP archive without folders, links and hidden files."""
    with opened(part.address) as handle:
        try:
            archive = zipfile.ZipFile(handle)
        except FAULTS as error:
            if is_passing(error, part.address):
                raise
            raise _unreadable(part, error) from error
        with archive:
            if _is_of_office(archive):
                raise UnreadableFileError(
                    "It is an office document, which no reader takes.",
                    hint="Convert it to text or HTML, or take it out of the source.",
                    context={"file": part.address},
                )
            for entry in archive.infolist():
                if entry.filename.endswith("/") or _is_hidden(entry.filename) or _is_link(entry):
                    continue
                try:
                    stream = archive.open(entry)
                except FAULTS as error:
                    if is_passing(error, part.address):
                        raise
                    yield Member(entry.filename, None, 0, f"{entry.filename}: {error or type(error).__name__}.")
                    continue
                with stream:
                    yield Member(entry.filename, stream, entry.compress_size)


def members_of_tar(part: FilePart) -> Iterator[Member]:
    """Yield the members of a TAR archive without folders, links and hidden files."""
    with unpacked(part.address) as stream:
        last = "the beginning"
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]  # any readable will do
                for entry in archive:
                    if entry.isfile() and not _is_hidden(entry.name):
                        last = entry.name
                        yield Member(entry.name, archive.extractfile(entry), 0)
        except FAULTS as error:
            if is_passing(error, part.address):
                raise
            if last == "the beginning":
                raise _unreadable(part, error) from error
            yield Member(last, None, 0, f"Behind {last} the archive is cut off or damaged: {error}.")


def _is_of_office(archive: zipfile.ZipFile) -> bool:
    """Say whether an archive is a document: it has the list of types of Office Open XML, or OpenDocument's members."""
    names = {entry.filename for entry in archive.infolist()}
    is_listed = any(entry.filename.casefold() == OFFICE_MEMBER and entry.file_size for entry in archive.infolist())
    return names >= OPEN_DOCUMENT or is_listed


def _is_hidden(name: str) -> bool:
    hidden = (step for step in name.split("/") if step.startswith(".") and step not in {".", "..", WELL_KNOWN})
    return any(hidden) or name.startswith("__MACOSX") or (f"{WELL_KNOWN}/" in name and not site_file_of(name))


def _is_link(entry: zipfile.ZipInfo) -> bool:
    """Say whether a member is a symbolic link, whose content is the name of its target."""
    return entry.create_system == UNIX and stat.S_ISLNK(entry.external_attr >> 16)


def _unreadable(part: FilePart, error: BaseException) -> UnreadableFileError:
    return UnreadableFileError(
        f"The archive cannot be read: {error or type(error).__name__}.",
        hint="It may be cut off or damaged; fetch it again, or take it out of the source.",
        context={"file": part.address},
    )


def _is_zip(seen: Beginning) -> bool:
    return seen.head.startswith((b"PK\x03\x04", EMPTY_ZIP))


def _is_tar(seen: Beginning) -> bool:
    return seen.head[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar"


def _zip_sample() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Ein Text.")
        archive.writestr("b.jsonl", '{"text": "b"}\n')
    return out.getvalue()


def _tar_sample() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"Text."))
    return out.getvalue()


ZIP = Format(
    "zip",
    "ZIP archives of these",
    "its first bytes",
    _zip_sample,
    _is_zip,
    read_members=members_of_zip,
    has_site_files=True,
    version=5,
)
TAR = Format(
    "tar",
    "TAR archives of these",
    "its head",
    _tar_sample,
    _is_tar,
    read_members=members_of_tar,
    has_site_files=True,
    version=5,
)
