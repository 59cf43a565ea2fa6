"""The index beside the objects: which row group of one may hold a sentence, by hashes of runs of its words.

It is a function of an object's bytes and lies at `index/<table>/<sha256 of the object>.parquet`, so it goes when the
object goes, and can be made again at any time. A missing one costs time only: the object is read whole instead.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.columns import distinct
from reinschrift.errors import StorageError
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.snapshot.read import unreadable
from reinschrift.storage import LocalStorage, Storage
from reinschrift.text.hashing import mix_all
from reinschrift.text.passages import rolling
from reinschrift.text.words import HAN, SYLLABLE, Tokens, tokenise

FOLDER = "index"
COLUMNS = {"documents": ("text", "title"), "removed": ("text",)}
"""What it covers, by table; the paragraphs' texts are those of the documents."""
TABLES = tuple(COLUMNS)
RUN = 4
"""Words of a run."""
WINDOW = 8
"""Words of a passage that is sure to be found: of its runs, the one with the smallest hash is in the index."""
WIDE = 16
"""The same for scripts without spaces, where each character counts as a word."""
ROWS = 1 << 16
SCHEMA = pa.schema([pa.field("run", pa.uint32(), nullable=False), pa.field("group", pa.uint16(), nullable=False)])
_SHIFT = np.uint64(32)
_MOST_GROUPS = 1 << 16
_OF_GROUP = np.uint64(16)

Keys = npt.NDArray[np.uint32]


def index_name(table: str, item: Object) -> str:
    """Return the place of an object's index in the dataset's folder."""
    return f"{FOLDER}/{table}/{item.sha256}.parquet"


def index_of(name: str) -> str:
    """Return the place of the index of the object that lies at `name`."""
    return f"{FOLDER}/{name.removeprefix('objects/')}"


def keys_of(tokens: Tokens) -> Keys:
    """Return the hashes that texts are found by, sorted, each once.

    Of every `WINDOW` words in a row, the smallest hash of a run; where all of them are characters of a script without
    spaces, of every `WIDE`. So what a passage gives is among what each text gives that holds it.
    """
    kinds, offsets = tokens.kinds, tokens.offsets
    hashes = (mix_all(rolling(tokens.hashes, RUN)) >> _SHIFT).astype(np.uint32)
    n_words = np.concatenate([[0], np.cumsum((kinds != HAN) & (kinds != SYLLABLE))])
    ends = np.repeat(offsets[1:], np.diff(offsets))
    return distinct(np.concatenate([
        _smallest(hashes, ends, n_words, WINDOW, of_words=True),
        _smallest(hashes, ends, n_words, WIDE, of_words=False),
    ]))  # fmt: skip


def _smallest(
    hashes: Keys, ends: npt.NDArray[np.int64], n_words: npt.NDArray[np.int64], window: int, *, of_words: bool
) -> Keys:
    """Return the smallest hash of each window that lies in one text and is of words, or is of none."""
    n_windows = len(ends) - window + 1
    if n_windows <= 0:
        return np.zeros(0, np.uint32)
    smallest = hashes[:n_windows].copy()
    for step in range(1, window - RUN + 1):
        np.minimum(smallest, hashes[step : step + n_windows], out=smallest)
    fits = np.arange(window, window + n_windows) <= ends[:n_windows]
    fits &= (n_words[window:] - n_words[:n_windows] > 0) == of_words
    found = smallest[fits]
    return found[np.flatnonzero(np.diff(found, prepend=~found[:1]))]  # neighbours mostly share it


def make_index(storage: Storage, table: str, item: Object) -> bytes:
    """Return the index of an object, as the bytes of a Parquet file. Raises `StorageError` if it cannot be read."""
    runs, groups = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint16)]
    place, files = storage.place(item.name(table))
    try:
        with pq.ParquetFile(place, filesystem=files) as file:
            columns = [name for name in COLUMNS[table] if name in file.schema_arrow.names]
            for group in range(min(file.num_row_groups, _MOST_GROUPS)):
                rows = file.read_row_group(group, columns=columns)
                runs.append(distinct(np.concatenate([keys_of(tokenise(rows[name])) for name in columns])))
                groups.append(np.full(len(runs[-1]), group, np.uint16))
    except (OSError, ArrowException) as error:
        raise unreadable(item.name(table), error) from error
    ordered = np.sort(np.concatenate(runs).astype(np.uint64) << _OF_GROUP | np.concatenate(groups))
    run, of_group = (ordered >> _OF_GROUP).astype(np.uint32), ordered.astype(np.uint16)
    rows = pa.table([pa.array(run), pa.array(of_group)], schema=SCHEMA)
    sink = io.BytesIO()
    pq.write_table(
        rows, sink, row_group_size=ROWS, compression="zstd", use_dictionary=["group"],
        column_encoding={"run": "DELTA_BINARY_PACKED"}, store_schema=False, write_page_checksum=True,
    )  # fmt: skip
    return sink.getvalue()


def write_indexes(storage: LocalStorage, objects: Mapping[str, Iterable[Object]]) -> None:
    """Write the index of each object, by table, that has none."""
    for table, item in ((name, one) for name in TABLES for one in objects[name]):
        name = index_name(table, item)
        if not storage.path(name).exists():
            with storage.writing(name) as temporary:
                temporary.write_bytes(make_index(storage, table, item))


def send_indexes(storage: LocalStorage, manifest: Manifest) -> None:
    """Bring the indexes of a snapshot's objects to an object store, where the dataset lies in one."""
    for table in TABLES if storage.is_shared else ():
        there = set(storage.names(f"{FOLDER}/{table}"))
        for item in manifest.tables[table]:
            name = index_name(table, item)
            if f"{item.sha256}.parquet" not in there and storage.path(name).is_file():
                storage.write(name, storage.path(name).read_bytes())


def groups_holding(storage: Storage, table: str, item: Object, wanted: Iterable[Keys]) -> list[int] | None:
    """Return the row groups of an object that may hold one of the passages; none of the index is not usable.

    `wanted` are the keys of each passage, as `keys_of` returns them; a passage without any is too short for the index.
    """
    passages = list(wanted)
    every = distinct(np.concatenate([np.zeros(0, np.uint32), *passages]))
    if any(len(keys) == 0 for keys in passages):
        return None
    name = index_name(table, item)
    try:
        if not storage.exists(name):
            return None
        place, files = storage.place(name)
        where = pc.field("run").isin(pa.array(every))
        rows = pq.read_table(place, filters=where, filesystem=files, page_checksum_verification=True)
    except (OSError, ArrowException, StorageError):
        return None
    run, group = (rows[column].to_numpy() for column in SCHEMA.names)
    return sorted({
        int(one)
        for one in distinct(group)
        for keys in passages
        if np.isin(keys, run[group == one]).all()
    })  # fmt: skip


def is_index_right(storage: Storage, table: str, item: Object) -> bool:
    """Say whether the index of an object is the one that its texts give; where there is none, nothing is wrong."""
    name = index_name(table, item)
    return not storage.exists(name) or storage.read(name) == make_index(storage, table, item)


def stray_indexes(storage: LocalStorage, known: Iterable[str]) -> Iterator[str]:
    """Yield the indexes of objects that are not among `known`, by name."""
    stems = {name.removeprefix("objects/") for name in known}
    for table in TABLES:
        for name in storage.names(f"{FOLDER}/{table}"):
            if f"{table}/{name}" not in stems:
                yield f"{FOLDER}/{table}/{name}"
