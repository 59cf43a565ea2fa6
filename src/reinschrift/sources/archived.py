"""What the archives of a source say of whole sites, shard by shard: the files of those hosts that its pages are of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.errors import InputError
from reinschrift.sources.files import BLOCK_BYTES
from reinschrift.sources.parts import FilePart, RawFile
from reinschrift.sources.register import Source
from reinschrift.sources.site_files import SiteFiles, without_www
from reinschrift.sources.survey import ROWS, place_of, remembered_survey, write_table

FOLDER = "sites"
"""Of the working folder: surveys of archives, and for each shard what the sites of its pages say."""
EVERY = -1
"""The number that stands for a page of which the host is not known beforehand: any."""
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_INDEX = pa.schema([*(ROWS.field(name) for name in ("column", "host", "collected", "digest")), ("file", pa.int32())])


class Pages(NamedTuple):
    """The hosts of a file's pages, only those that say something: number of the block, number of the host."""

    block_bytes: int
    blocks: npt.NDArray[np.int32]
    hosts: npt.NDArray[np.int32]


class ArchivedSites(NamedTuple):
    """What all archives of a source say of sites, and whom it concerns."""

    folder: Path
    places: tuple[Path, ...]
    """The surveys, by number."""
    said: pa.Table
    """`column`, `host`, `digest` of the text, `file` (number of the survey that holds it), `number` of the host without
    `www.`; one row a column and host, in their order."""
    pages: dict[str, Pages]
    """By path, of archives alone; of other files nobody knows the hosts before they are read."""


def find_sites(
    files: Sequence[RawFile], supplied: SiteFiles, folder: Path, block_bytes: int = BLOCK_BYTES
) -> ArchivedSites | None:
    """Return what the archives among a source's files say of sites; none if they say nothing.

    Of several answers of one host the latest counts (by `WARC-Date`, then by hash); what the register supplied of a
    host, with or without `www.`, counts before any archive. Order and place of the archives change nothing.
    """
    surveys: dict[str, tuple[RawFile, pa.Table]] = {}
    for file in files:
        if file.format == "warc":
            try:
                survey = remembered_survey((file.address, file.fingerprint, file.n_bytes), block_bytes, folder)
            except InputError:
                continue  # it will be rejected when it is read, whatever is said of sites
            surveys[file.path] = file, survey.rows
    said = _latest(_index([rows for _, rows in surveys.values()]), supplied)
    if said.num_rows == 0:
        return None
    plain = without_www(one_chunk(said["host"]))
    hosts = pc.unique(plain)
    said = set_columns(said, number=pc.index_in(plain, hosts))
    pages = {path: _pages(file, rows, hosts) for path, (file, rows) in surveys.items()}
    places = tuple(place_of(file.fingerprint, block_bytes, folder) for file, _ in surveys.values())
    return ArchivedSites(folder, places, said, pages)


def sites_of(sites: ArchivedSites, parts: Iterable[FilePart]) -> pa.Table:
    """Return the rows of `said` whose hosts parts of files may have pages of."""
    found: set[int] = set()
    for part in parts:
        pages = sites.pages.get(part.path)
        if pages is None:
            return sites.said
        hosts = pages.hosts
        if part.start is not None:
            first = part.start // pages.block_bytes
            last = np.inf if part.end is None else part.end // pages.block_bytes
            hosts = hosts[(pages.blocks >= first) & (pages.blocks < last)]
        found.update(hosts.tolist())
        if EVERY in found:
            return sites.said
    return sites.said.filter(pc.is_in(sites.said["number"], pa.array(sorted(found), pa.int32())))


def digest_of_rows(rows: pa.Table) -> str:
    """Return what identifies the site files of a shard; nothing if there are none."""
    if rows.num_rows == 0:
        return ""
    values = zip(*(rows[name].to_pylist() for name in ("column", "host", "digest")), strict=True)
    return hashlib.sha256("\n".join(" ".join(row) for row in values).encode()).hexdigest()[:32]


def write_sites(sites: ArchivedSites, rows: pa.Table) -> None:
    """Write the site files of a shard where `with_sites` finds them."""
    place = sites.folder / f"{digest_of_rows(rows)}.parquet"
    if rows.num_rows == 0 or place.exists():
        return
    texts = [
        _texts(sites.places[file])[digest]
        for file, digest in zip(rows["file"].to_pylist(), rows["digest"].to_pylist(), strict=True)
    ]
    write_table(set_columns(rows.select(["column", "host"]), text=pa.array(texts, pa.string())), place)


def with_sites(source: Source, folder: Path, digest: str) -> Source:
    """Return a source with the site files of a shard beside those that the register supplies."""
    if not digest:
        return source
    rows = pq.read_table(folder / f"{digest}.parquet").to_pylist()
    archived = ((row["column"], row["host"], row["text"]) for row in rows)
    return source.model_copy(update={"site_files": tuple(sorted([*source.site_files, *archived]))})


@lru_cache(maxsize=16)
def _texts(place: Path) -> dict[str, str]:
    rows = pq.read_table(place, columns=["digest", "text"], filters=pc.field("column").is_valid())
    return dict(zip(rows["digest"].to_pylist(), rows["text"].to_pylist(), strict=True))


def _index(tables: list[pa.Table]) -> pa.Table:
    rows = [
        set_columns(table, file=constant(number, table.num_rows, pa.int32())).select(_INDEX.names)
        for number, table in enumerate(tables)
    ]
    every = pa.concat_tables([_INDEX.empty_table(), *rows])
    return every.filter(pc.is_valid(every["column"]))


def _latest(said: pa.Table, supplied: SiteFiles) -> pa.Table:
    """Return the latest row of each column and host that the register does not supply."""
    known = pa.array([f"{column} {host.removeprefix('www.')}" for column, host, _ in supplied], pa.string())
    own = pc.binary_join_element_wise(said["column"], without_www(said["host"]), " ")
    said = said.filter(pc.invert(pc.is_in(own, known)))
    said = set_columns(said, collected=pc.fill_null(said["collected"], UNDATED))
    order: Any = [("column", "ascending"), ("host", "ascending"), ("collected", "ascending"), ("digest", "ascending")]
    said = said.take(pc.sort_indices(said, sort_keys=order)).combine_chunks()
    if said.num_rows == 0:
        return said
    name = one_chunk(pc.binary_join_element_wise(said["column"], said["host"], " "))
    is_last = pc.not_equal(name.slice(0, len(name) - 1), name.slice(1))
    return said.filter(pa.concat_arrays([is_last, pa.array([True])]))


def _pages(file: RawFile, rows: pa.Table, hosts: pa.Array) -> Pages:
    pages = rows.filter(pc.is_null(rows["column"]))
    at = pc.if_else(pc.equal(pages["host"], ""), EVERY, pc.index_in(pages["host"], hosts))
    is_one = pc.is_valid(at)
    blocks = numbers(pages["block"].filter(is_one)).astype(np.int32)
    return Pages(file.block_bytes or 1, blocks, numbers(at.filter(is_one)).astype(np.int32))
