"""What a plan must know of archives of the web: where they can be cut, whose pages they hold, what sites say."""

from __future__ import annotations

import codecs
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xxhash

from reinschrift.personal.emails import replace_in_address
from reinschrift.sources.readers.html import PAGE
from reinschrift.sources.readers.records import text_column
from reinschrift.sources.readers.responses import OK, SITE_FILE_CHARS, Capture, response_of
from reinschrift.sources.readers.warc import KEPT_TYPES, Entry, next_start, url_of, walk
from reinschrift.sources.readers.warc_heads import opened_archive
from reinschrift.sources.sites.supplied import NAMES
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import hash_of, say_damaged
from reinschrift.text.addresses import hosts_of, split_address
from reinschrift.text.dates import read_time
from reinschrift.text.decoding import decode

FOLDER = "sites.surveys"  # of the working folder; the full stop keeps it from being cleared away as a shard's result
EVERY = 0
"""The key that stands for a page of which the host is not known beforehand: any."""
COLUMN_OF = {f"/{file}": column for column, files in NAMES.items() for file in files if file != "tdmrep.json"}
"""Paths of the files that speak for a whole site (RFC 9309, TDM Reservation Protocol), and their columns."""
XML = ".xml"  # licence files (RSL) may have any name; a licence is known by its namespace
ENDINGS = (*(path.rpartition("/")[2] for path in COLUMN_OF), XML)
LICENCE = "rslstandard.org/rsl"
SITE_FILE_BYTES = 8 << 20  # of a larger one the beginning; a robots.txt may be cut off beyond 500 KiB (RFC 9309, 2.5)
TYPES = {"application/json", "application/octet-stream", "application/xml"}
SPEAKING = ("response", "resource")
HELD_ROWS = 50_000
REMEMBERED_BYTES = 1 << 20  # smaller archives are faster walked again than looked up, if no site speaks in them
ROWS = pa.schema(
    [("block", pa.int32()), ("key", pa.uint64()), ("column", pa.string()), ("host", pa.string()), ("path", pa.string()),
     ("collected", pa.timestamp("us", "UTC")), ("digest", pa.string()), ("text", pa.string())]
)  # fmt: skip


class Survey(NamedTuple):
    """What one walk over an archive tells."""

    records_before: tuple[int, ...]
    """How many records begin before each multiple of the block's size; nothing if the archive cannot be cut."""
    rows: pa.Table
    """As `ROWS` without the texts: `block` and `key` of the host (see `key_of`) of the pages, each pair once; and with
    `key`, `column`, `host`, `path` (of licence files alone), `collected` and `digest` (SHA-256 of the text) the
    files of sites."""


def survey_warc(address: str, block_bytes: int) -> Survey:
    """Return the survey of an archive, texts too; all of it is unpacked once, only what sites say is held.

    Raises `UnreadableFileError` if it cannot be read at all.
    """
    with opened_archive(address) as (handle, packing):
        survey = _survey(handle, packing, block_bytes)
        return survey._replace(records_before=()) if packing == "stream" else survey


def folder_of_surveys(work: Path, made_by: str) -> Path:
    """Return the folder of the surveys that this code makes, in a working folder; what other code left is removed."""
    folder = work / FOLDER / made_by
    for other in (work / FOLDER).iterdir() if (work / FOLDER).is_dir() else ():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
        elif other.is_file():  # of an earlier version, which had no folders here
            other.unlink(missing_ok=True)
    return folder


def remembered_survey(
    file: tuple[str, str, int], block_bytes: int, folder: Path | None, make: Callable[[], Survey] | None = None
) -> Survey:
    """Return the survey of an archive (address, fingerprint, size) from `folder`; if it is not there, it is made.

    It is known by the fingerprint, so no archive is walked over twice, wherever it is moved to. `make` makes it, of an
    archive that is no WARC.
    """
    address, fingerprint, size = file
    if folder and (known := _known(fingerprint, block_bytes, folder)):
        return known
    survey = make() if make else survey_warc(address, block_bytes)
    short = survey._replace(rows=survey.rows.drop_columns(["text"]))
    if not folder:
        return short
    if size >= REMEMBERED_BYTES or "://" in address or survey.rows["column"].null_count < survey.rows.num_rows:
        counts = json.dumps(survey.records_before).encode()
        sink = pa.BufferOutputStream()
        pq.write_table(survey.rows.replace_schema_metadata({"records_before": counts}), sink, compression="zstd")
        data = sink.getvalue()
        name = f"{_name_of(fingerprint, block_bytes)}-{xxhash.xxh3_128_hexdigest(data)}.parquet"
        LocalStorage(folder).write(name, data)
    return short


def place_of(fingerprint: str, block_bytes: int, folder: Path) -> Path | None:
    """Return where the survey of an archive is kept; none if it is not."""
    return next(iter(sorted(folder.glob(f"{_name_of(fingerprint, block_bytes)}-*.parquet"))), None)


def _name_of(fingerprint: str, block_bytes: int) -> str:
    """Return how the name of a survey begins; it ends with the hash of the file."""
    return f"survey-{hashlib.sha256(f'{block_bytes} {fingerprint}'.encode()).hexdigest()[:32]}"


def _known(fingerprint: str, block_bytes: int, folder: Path) -> Survey | None:
    while place := place_of(fingerprint, block_bytes, folder):
        if place.stem.rpartition("-")[2] == hash_of(place):
            return _read(place)
        say_damaged(place)
        LocalStorage(folder).delete(place.name)
    return None


def _read(place: Path) -> Survey:
    rows = pq.read_table(place, columns=ROWS.names[:-1])
    return Survey(tuple(json.loads(rows.schema.metadata[b"records_before"])), rows.replace_schema_metadata(None))


def _survey(handle: Any, packing: str | None, block_bytes: int) -> Survey:
    counts: list[int] = []
    firsts: list[int] = []
    pages = _Pages()
    stated: list[dict[str, Any]] = []
    for entry in walk(handle, packing, (0, None), 0, _most_bytes):
        while entry.offset >= (len(counts) + 1) * block_bytes:
            counts.append(entry.number)
            firsts.append(entry.offset)
        if entry.kind in KEPT_TYPES:
            pages.add(entry.offset // block_bytes, url_of(entry.fields))
        stated.extend(_of_site(entry))
    if packing != "stream":
        found = [next_start(handle, (number + 1) * block_bytes, packing) for number in range(len(counts))]
        counts = counts if found == firsts else []
    rows = pa.concat_tables([pages.table(), site_rows(stated)])
    return Survey(tuple(counts) if packing != "stream" else (), rows)


def _most_bytes(kind: str, fields: dict[str, str]) -> int:
    """Return how much of a record is read: what a site says, and nothing of all others."""
    return SITE_FILE_BYTES if kind in SPEAKING and _column_of(url_of(fields)) else 0


def _column_of(url: str) -> str | None:
    parts = split_address(url) if any(ending in url for ending in ENDINGS) else None
    if not parts or parts.query:
        return None
    return COLUMN_OF.get(parts.path) or ("rsl" if parts.path.endswith(XML) else None)


def key_of(host: str) -> int:
    """Return 64 bits that stand for a host, given in small letters and without `www.`; `EVERY` for none."""
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:8], "big") if host else EVERY


def _keys(urls: list[str]) -> pa.Array:
    hosts = pc.fill_null(hosts_of(text_column(urls)), "").dictionary_encode()
    return pa.array([key_of(host) for host in hosts.dictionary.to_pylist()], pa.uint64()).take(hosts.indices)


class _Pages:
    """Blocks and keys of pages, made unique from time to time."""

    def __init__(self) -> None:
        self.blocks: list[int] = []
        self.urls: list[str] = []
        self.known = ROWS.empty_table().select(["block", "key"])

    def add(self, block: int, url: str) -> None:
        self.blocks.append(block)
        self.urls.append(url)
        if len(self.blocks) >= HELD_ROWS:
            self._pack()

    def _pack(self) -> None:
        new = pa.table({"block": pa.array(self.blocks, pa.int32()), "key": _keys(self.urls)})
        self.known = pa.concat_tables([self.known, new]).group_by(["block", "key"]).aggregate([])
        self.blocks, self.urls = [], []

    def table(self) -> pa.Table:
        self._pack()
        pages = self.known.sort_by([("block", "ascending"), ("key", "ascending")])
        of_sites = {
            field.name: pa.nulls(len(pages), field.type) for field in ROWS if field.name not in pages.column_names
        }
        return pa.table({"block": pages["block"], "key": pages["key"], **of_sites}, ROWS)


def _of_site(entry: Entry) -> Iterator[dict[str, Any]]:
    """Yield the file of a site that a record is, if a server gave it: status 200, text, no page of HTML."""
    url = url_of(entry.fields)
    column = _column_of(url) if entry.kind in SPEAKING and entry.raw.data else None
    if column is None or entry.fault:
        return
    response = response_of(Capture(entry.kind, entry.fields, entry.raw.data, {}), SITE_FILE_BYTES)
    if response.status != (OK if entry.kind == "response" else None):
        return
    kind = response.header("content-type").partition(";")[0].strip().lower()
    text = decode(response.body).text[:SITE_FILE_CHARS]
    is_wide = response.body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if (
        _is_of_text(kind)
        and (is_wide or b"\0" not in response.body)
        and (column == "rsl" or not PAGE.match(response.body))
        and _CHECKS[column](text)
    ):
        yield {"column": column, "url": url, "collected": read_time(entry.fields.get("warc-date", "")), "text": text}


def stated_in_file(column: str, url: str, body: bytes) -> list[dict[str, Any]]:
    """Return what a file says that lies in an archive as the site's own, as rows for `site_rows`; nobody dated it."""
    text = decode(body).text[:SITE_FILE_CHARS]
    is_one = b"\0" not in body and (column == "rsl" or not PAGE.match(body)) and _CHECKS[column](text)
    return [{"column": column, "url": url, "collected": None, "text": text}] if is_one else []


def _is_of_text(kind: str) -> bool:
    """Say whether a type is one that servers give for text; many know no better than `octet-stream`."""
    return not kind or kind.startswith("text/") or kind in TYPES or kind.endswith("+xml")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text.removeprefix("\ufeff")), list | dict)
    except (ValueError, RecursionError):
        return False


_CHECKS: dict[str, Callable[[str], bool]] = {
    "robots_txt": lambda _: True,
    "tdmrep": _is_json,
    "ai_txt": lambda _: True,
    "rsl": lambda text: LICENCE in text,
}


def _path_of(stated: dict[str, Any]) -> str:
    """Return what tells several licence files of one host apart; of other files a host has one."""
    parts = split_address(stated["url"]) if stated["column"] == "rsl" else None
    return parts.path if parts else ""


def site_rows(stated: list[dict[str, Any]]) -> pa.Table:
    """Return files of sites as rows of `ROWS`; `*`, which stands for any characters in a rule, for e-mail addresses.

    The texts are kept beside the work, and whom to write to is in most of them.
    """
    texts = [replace_in_address(one["text"], "*") for one in stated]
    columns = {
        "block": pa.nulls(len(stated), pa.int32()),
        "key": _keys([one["url"] for one in stated]),
        "host": hosts_of(text_column([one["url"] for one in stated]), keep_www=True),
        "path": pa.array([_path_of(one) for one in stated], pa.string()),
        "column": pa.array([one["column"] for one in stated], pa.string()),
        "collected": pa.array([one["collected"] for one in stated], pa.timestamp("us", "UTC")),
        "digest": pa.array([hashlib.sha256(text.encode()).hexdigest() for text in texts], pa.string()),
        "text": pa.array(texts, pa.string()),
    }
    rows = pa.table(columns, ROWS)
    return rows.filter(pc.is_valid(rows["host"]))
