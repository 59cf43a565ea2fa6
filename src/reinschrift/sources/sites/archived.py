"""What the archives of a source say of whole sites, shard by shard: the files of those hosts that its pages are of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.errors import InputError
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.listing import BLOCK_BYTES
from reinschrift.sources.parts import FilePart, RawFile
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.register import Source
from reinschrift.sources.sites.archive_index import EVERY, ROWS, Survey, place_of, remembered_survey
from reinschrift.sources.sites.packed_archives import UNCUT, key_of_packed, survey_of_packed
from reinschrift.sources.sites.store import read_store
from reinschrift.sources.sites.supplied import SiteFiles
from reinschrift.text.addresses import without_www

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_INDEX = pa.schema(
    [*(ROWS.field(name) for name in ("key", "column", "host", "path", "collected", "digest")), ("file", pa.int32())]
)
StoreColumn = npt.NDArray[Any]


class Pages(NamedTuple):
    """The hosts of a file's pages, only those with statements: number of the block, key of the host."""

    block_bytes: int
    blocks: StoreColumn
    keys: StoreColumn


class ArchivedSites(NamedTuple):
    """What all archives of a source say of sites, and whom it concerns."""

    surveys: tuple[Path | None, ...]
    """The surveys, by number."""
    stated: pa.Table
    """`key`, `column`, `host`, `path`, `collected` (the day since which it has read so), `digest` of the text, `file`
    (number of the survey that holds it); one row a column, host and path, in the order of keys."""
    marks: StoreColumn
    """What identifies each row of `stated`: 16 bytes."""
    pages: dict[str, Pages]
    """By path, of archives alone; of other files nobody knows the hosts before they are read."""

    @property
    def store(self) -> str:
        """The name of the store that holds the texts of all rows."""
        return f"sites-{hashlib.sha256(self.marks.tobytes()).hexdigest()[:32]}"


class ShardSites(NamedTuple):
    """The files of sites that a shard needs; it travels to a worker."""

    store: str
    rows: bytes
    """Rows of the store, as int32."""
    digest: str
    """What identifies the files, whatever else is in the store."""


def find_sites(
    files: Sequence[RawFile], supplied: SiteFiles, surveys: Path, settings: ReadSettings,
    block_bytes: int = BLOCK_BYTES,
) -> ArchivedSites | None:  # fmt: skip
    """Return what the archives among a source's files say of sites; none if they say nothing.

    Of several answers of one host the latest counts (by `WARC-Date`, then by hash); what the register supplied of a
    host, with or without `www.`, counts before any archive. Order and place of the archives change nothing.
    `surveys` is the folder that keeps the results of a walk over an archive; `settings` say what of ZIP and TAR
    archives is unpacked.
    """
    known: dict[str, tuple[RawFile, StoreColumn, StoreColumn]] = {}
    tables, places = [], []
    for file in files:
        if not BY_NAME[file.format].has_site_files:
            continue
        try:
            survey, place = _survey_of(file, surveys, settings, block_bytes)
        except InputError:
            continue  # it will be rejected when it is read, whatever its sites state
        is_page = pc.is_null(survey.rows["column"])
        pages = survey.rows.select(["block", "key"]).filter(is_page)
        known[file.path] = file, numbers(pages["block"]), numbers(pages["key"])
        tables.append(survey.rows.filter(pc.invert(is_page)))
        places.append(place)
    stated = _latest(_index(tables), supplied)
    if stated.num_rows == 0:
        return None
    keys = np.unique(numbers(stated["key"]))
    concerned = {path: _concerned(*entry, keys) for path, entry in known.items()}
    return ArchivedSites(tuple(places), stated, _marks(stated), concerned)


def _survey_of(file: RawFile, surveys: Path, settings: ReadSettings, block_bytes: int) -> tuple[Survey, Path | None]:
    """Return the survey of an archive, and where it is kept."""
    if BY_NAME[file.format].read_members is None:
        survey = remembered_survey((file.address, file.fingerprint, file.n_bytes), block_bytes, surveys)
        return survey, place_of(file.fingerprint, block_bytes, surveys)
    survey = survey_of_packed(file, settings, surveys)
    return survey, place_of(key_of_packed(file, settings), UNCUT, surveys)


def sites_of(sites: ArchivedSites | None, parts: Iterable[FilePart]) -> ShardSites | None:
    """Return the files of the hosts that parts of files may have pages of; none if there are no statements on any."""
    if sites is None:
        return None
    keys = _keys_of(sites, parts)
    every = numbers(sites.stated["key"])
    rows = np.arange(len(every), dtype=np.int32)
    if keys is not None:
        first, last = np.searchsorted(every, keys, "left"), np.searchsorted(every, keys, "right")
        rows = np.concatenate([rows[:0], *(rows[a:b] for a, b in zip(first, last, strict=True))])
    if len(rows) == 0:
        return None
    digest = hashlib.sha256(sites.marks[rows].tobytes()).hexdigest()[:32]
    return ShardSites(sites.store, rows.tobytes(), digest)


def with_sites(source: Source, work: Path, sites: ShardSites | None) -> Source:
    """Return a source with the site files of a shard beside those that the register supplies."""
    if sites is None:
        return source
    archived = read_store(work / sites.store, np.frombuffer(sites.rows, np.int32))
    return source.model_copy(update={"site_files": tuple(sorted([*source.site_files, *archived]))})


def _keys_of(sites: ArchivedSites, parts: Iterable[FilePart]) -> StoreColumn | None:
    """Return the keys of the hosts of parts, ascending; none where they may be any."""
    found = []
    for part in parts:
        pages = sites.pages.get(part.path)
        if pages is None:
            return None
        keys = pages.keys
        if part.start is not None:
            first = part.start // pages.block_bytes
            last = np.inf if part.end is None else part.end // pages.block_bytes
            keys = keys[(pages.blocks >= first) & (pages.blocks < last)]
        found.append(keys)
    keys = np.unique(np.concatenate(found))
    return None if len(keys) and keys[0] == EVERY else keys


def _index(tables: list[pa.Table]) -> pa.Table:
    rows = [_INDEX.empty_table()]
    for number, table in enumerate(tables):
        rows.append(set_columns(table, file=constant(number, len(table), pa.int32())).select(_INDEX.names))
    return pa.concat_tables(rows)


def _latest(stated: pa.Table, supplied: SiteFiles) -> pa.Table:
    """Return the latest row of each column, host and path that the register does not supply, in the order of keys.

    Its day is the first from which on all answers read alike: a crawl that finds the same again changes nothing.
    """
    known = pa.array([f"{column} {without_www(host)}" for column, host, *_ in supplied], pa.string())
    hosts = pa.array([without_www(host) for host in stated["host"].to_pylist()], pa.string())
    own = pc.binary_join_element_wise(one_chunk(stated["column"]), hosts, " ")
    stated = stated.filter(pc.invert(pc.is_in(own, known)))
    stated = set_columns(stated, collected=pc.fill_null(stated["collected"], UNDATED))
    order: Any = [(name, "ascending") for name in ("key", "column", "host", "path", "collected", "digest")]
    stated = stated.take(pc.sort_indices(stated, sort_keys=order)).combine_chunks()
    if stated.num_rows == 0:
        return stated
    name = one_chunk(pc.binary_join_element_wise(stated["column"], stated["host"], stated["path"], " "))
    reading = pc.binary_join_element_wise(name, one_chunk(stated["digest"]), " ")
    since = stated["collected"].take(pa.array(_first_of_run(reading)))
    is_last = pc.not_equal(name.slice(0, len(name) - 1), name.slice(1))
    return set_columns(stated, collected=since).filter(pa.concat_arrays([is_last, pa.array([True])]))


def _first_of_run(values: pa.Array) -> StoreColumn:
    """Return for each row the first of the rows before it, and it, that have its value."""
    is_new = np.concatenate([[True], numbers(pc.not_equal(values.slice(1), values.slice(0, len(values) - 1)))])
    return np.maximum.accumulate(np.where(is_new, np.arange(len(values)), 0))


def _marks(stated: pa.Table) -> StoreColumn:
    days = pc.cast(stated["collected"], pa.date32()).cast(pa.string())
    parts = (*(stated[name] for name in ("column", "host", "digest")), days)
    rows = zip(*(part.to_pylist() for part in parts), strict=True)
    digests = b"".join(hashlib.sha256(" ".join(row).encode()).digest()[:16] for row in rows)
    return np.frombuffer(digests, "V16")


def _concerned(file: RawFile, blocks: StoreColumn, own: StoreColumn, keys: StoreColumn) -> Pages:
    """Return the pages of a file that are of one of the hosts with `keys`, or may be."""
    at = np.minimum(np.searchsorted(keys, own), len(keys) - 1)
    is_one = (keys[at] == own) | (own == EVERY)
    return Pages(file.block_bytes or 1, blocks[is_one], own[is_one])
