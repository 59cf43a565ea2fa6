"""Lists the files of a source on any file system, in a fixed order, each with what identifies its content."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from reinschrift.errors import InputError, SourceError
from reinschrift.sources.backstop import file_backstop
from reinschrift.sources.find_files import Place, find_places
from reinschrift.sources.formats import recognise
from reinschrift.sources.line_ends import SEPARATORS, with_line_end
from reinschrift.sources.links import REFUSED
from reinschrift.sources.opening import HEAD_BYTES, head_of, opened
from reinschrift.sources.parts import RawFile
from reinschrift.sources.ranges import Separator, count_records
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.readers.format import Cuts
from reinschrift.sources.register import Source
from reinschrift.sources.sites.archive_index import remembered_survey
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import read_record, write_record
from reinschrift.text.wide import wide_charset

BLOCK_BYTES = 4 << 20
SETTLED_SECONDS = 2  # a file changed later than this may change again without its time stamp showing it
_FIELDS = {"made_by": str, "sources": dict}
TAGS = ("ETag", "etag", "md5Hash", "md5", "checksum", "content_md5", "generation", "crc32c")


class Listing(NamedTuple):
    """The files of a source, in the order of their paths."""

    files: tuple[RawFile, ...]
    bad: tuple[tuple[str, str], ...]
    """Files that cannot be opened or that no reader takes: address and reason."""


class Asked(NamedTuple):
    """What files are listed for."""

    format: str | None
    separator: str | None
    block_bytes: int
    surveys: Path | None


def list_files(
    source: Source, cache: Path | None = None, block_bytes: int = BLOCK_BYTES, surveys: Path | None = None,
    made_by: str = "",
) -> Listing:  # fmt: skip
    """Return the files of `source`, without hidden ones and those in hidden folders.

    Args:
        source: what to list.
        cache: a file that remembers the hashes of files from one run to the next: a local file is known by its size,
            times and place on the disk, a remote one, which is fetched once to hash it, by its tag and size.
        block_bytes: large files can be cut at multiples of this.
        surveys: a folder that keeps the results of a walk over an archive of the web, for `survey.remembered_survey`.
        made_by: digest of the code that recognises formats; what other code remembered is not believed.

    Raises `SourceError` for files, folders and patterns that lead to nothing.
    """
    sources = _read_cache(cache, made_by)
    before = sources.get(source.name, {})
    remembered = dict(before)
    listing = list_places(places_of(source), source, block_bytes, surveys, remembered)
    there = {file.address for file in listing.files}
    remembered = {address: entry for address, entry in remembered.items() if address in there}
    if cache is not None and remembered != before:
        write_record(LocalStorage(cache.parent), cache.name, _record(sources | {source.name: remembered}, made_by))
    return listing


def places_of(source: Source) -> list[Place]:
    """Return where the files of `source` are, in the order of their paths; none of them is opened.

    Raises `SourceError` for files, folders and patterns that lead to nothing.
    """
    found: dict[str, Place] = {}
    for entry in source.files:
        for place in find_places(entry, source.base, source.name, follow_links=source.follow_links):
            known = found.setdefault(place.path, place)
            if known.address != place.address:
                raise SourceError(
                    f"Two files have the path {place.path} within one source.",
                    hint="Give their folders a source each; a record's identity is its source, path and number.",
                    context={"source": source.name, "first": known.address, "second": place.address},
                )
    return [found[path] for path in sorted(found)]


def list_places(
    places: Iterable[Place], source: Source, block_bytes: int = BLOCK_BYTES, surveys: Path | None = None,
    remembered: dict[str, Any] | None = None,
) -> Listing:  # fmt: skip
    """Return some of the files of `source`, as `list_files` lists all of them."""
    asked = Asked(source.format, source.separator, block_bytes, surveys)
    known = {} if remembered is None else remembered
    files, bad = [], []
    for place in places:
        if REFUSED in place.facts:
            bad.append((place.address, place.facts[REFUSED]))
            continue
        try:
            with file_backstop(place.address):
                files.append(_raw_file(place, asked, known))
        except InputError as error:
            bad.append((place.address, error.message))
    return Listing(tuple(files), tuple(bad))


def _raw_file(place: Place, asked: Asked, remembered: dict[str, Any]) -> RawFile:
    address, path, facts = place
    size = int(facts.get("size") or 0)
    stamp = _stamp(address, facts, size)
    question = [stamp, asked.format, asked.separator, asked.block_bytes]
    entry = remembered.get(address)
    if stamp is not None and entry is not None and entry["asked"] == question:
        return RawFile._make([address, path, *entry["file"][:-1], tuple(entry["file"][-1])])
    head = head_of(address)
    file_format = asked.format or recognise(path, head.unpacked)
    file = RawFile(address, path, file_format, head.compression, size, _sha256(address, head.data))
    block_bytes, records_before = (0, ()) if wide_charset(head.unpacked) else _cuts(file, asked)
    file = file._replace(block_bytes=block_bytes, records_before=records_before)
    if stamp is not None:
        remembered[address] = {"asked": question, "file": list(file[2:])}
    return file


def _cuts(file: RawFile, asked: Asked) -> tuple[int, tuple[int, ...]]:
    """Return at multiples of what a file can be cut, and how many records stand before each."""
    block_bytes = asked.block_bytes
    if file.n_bytes <= block_bytes:
        return 0, ()
    cuts = BY_NAME[file.format].cuts
    if cuts is Cuts.AT_RECORDS and file.compression in {None, "gzip"}:
        survey = remembered_survey((file.address, file.fingerprint, file.n_bytes), block_bytes, asked.surveys)
        return (block_bytes, survey.records_before) if survey.records_before else (0, ())
    if file.compression is not None or cuts is Cuts.NOWHERE or (cuts is Cuts.AT_SEPARATOR and not asked.separator):
        return 0, ()
    if cuts is Cuts.ANYWHERE:
        return block_bytes, ()
    with opened(file.address) as handle:
        stream, end = with_line_end(handle)
        between = SEPARATORS[end] if cuts is Cuts.AT_LINES else Separator.of((asked.separator or "").encode())
        counts = count_records(stream, between, block_bytes)
    return (block_bytes, counts) if counts else (0, ())


def _stamp(address: str, facts: dict[str, Any], size: int) -> list[Any] | None:
    """Return what changes whenever a file's content does, or none if nothing is sure to."""
    if "://" in address:
        return [tag] if (tag := _tag(facts, size)) else None
    status = os.stat(address) if os.path.exists(address) else None  # noqa: PTH110, PTH116
    if status is None or time.time() - max(status.st_mtime, status.st_ctime) < SETTLED_SECONDS:
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _tag(facts: dict[str, Any], size: int) -> str | None:
    tag = next((str(facts[name]) for name in TAGS if facts.get(name)), None)
    return f"{tag} {size}" if tag else None


def _sha256(address: str, head: bytes) -> str:
    if len(head) < HEAD_BYTES:
        return hashlib.sha256(head).hexdigest()  # that was all of it
    digest = hashlib.sha256()
    with opened(address) as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _record(sources: dict[str, Any], made_by: str) -> dict[str, Any]:
    return {"made_by": made_by, "sources": sources}


def _read_cache(cache: Path | None, made_by: str) -> dict[str, Any]:
    if cache is None:
        return {}
    known = read_record(LocalStorage(cache.parent), cache.name, _FIELDS, "all files are read again")
    return known["sources"] if known and known.get("made_by") == made_by else {}
