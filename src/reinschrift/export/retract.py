"""Takes retracted documents out of copies of a dataset: Parquet and JSON Lines files in any folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.errors import ConfigError, ReinschriftError, StorageError
from reinschrift.export.retracted_card import follow_in_card
from reinschrift.export.retracted_folder import follow_in_folder
from reinschrift.snapshot.card import CARD
from reinschrift.snapshot.certificate import RETRACTIONS
from reinschrift.snapshot.delta import LOG, follow_files
from reinschrift.snapshot.manifest import IDS, MANIFEST
from reinschrift.storage import LocalStorage, open_storage

CONTENT = "source_sha256"
REASON = "erased"
FOLLOWED = frozenset({".parquet", ".jsonl"})
WITHOUT_TEXTS = frozenset({CARD, MANIFEST})
"""What an export writes beside its tables."""


class Retracted(NamedTuple):
    """What is to go: ids, and hashes of texts for copies that have no ids."""

    ids: frozenset[str]
    hashes: frozenset[str]
    places: frozenset[tuple[str, str]] = frozenset()
    """Ids that name a retracted document in a file of this SHA-256 alone; in a file of another content, the same id may
    be another document's."""
    by_place: frozenset[str] = frozenset()
    """Those ids in rows that do not say what file they are from."""

    def in_copy(self, there: Iterable[_Seen]) -> tuple[Retracted, list[str]]:
        """Return what is to go from a copy that has these rows with ids of `places`, and the ids that are in doubt.

        There such an id is that of a retracted document if it is at its place; in rows that say no place, if it has
        the text of a retracted document, or no text. With another text it is another document's and stays. That is in
        doubt as long as no row of the copy has such a text: its texts may have been changed.
        """
        rows = set(there)
        right = {row.identity for row in rows if (row.identity, row.content) in self.places or row.text in self.hashes}
        by_text = {row.identity for row in rows if row.text is not None}
        others = {row.identity for row in rows if row.content is not None} | by_text
        doubtful = by_text - right if not any(row.text in self.hashes for row in rows) else ()
        named = frozenset(identity for identity, _ in self.places) - (others - right)
        return self._replace(by_place=named), sorted(doubtful)


class _Seen(NamedTuple):
    """What a row says of the document that it is, or is of."""

    identity: str
    content: str | None
    """The SHA-256 of its file; None where the row has none."""
    text: str | None
    """The SHA-256 of its text; None in a row that has a file's, or is no document."""


def read_retractions(place: str) -> Retracted:
    """Return the retractions of a dataset, by its folder or address, or of a file of them. Raises `ConfigError`."""
    try:
        if place.endswith(".jsonl"):
            text = Path(place).read_text(encoding="utf-8")
        else:
            text = open_storage(place).read(RETRACTIONS).decode()
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        named = [(line["document_id"], line.get("source_sha256")) for line in lines if "document_id" in line]
        ids = frozenset(identity for identity, content in named if content is None)
        hashes = frozenset(line["text_sha256"] for line in lines if "text_sha256" in line)
        return Retracted(ids, hashes, frozenset((identity, content) for identity, content in named if content))
    except (OSError, StorageError, ValueError, TypeError) as error:
        raise ConfigError(
            f"There are no retractions to be read: {error}",
            hint="Name a dataset or its retractions.jsonl; a dataset of which nothing was erased has none.",
            context={"retractions": place},
        ) from error


def apply_retractions(retracted: Retracted, folder: Path) -> dict[str, Any]:
    """Take what is retracted out of every `.parquet` and `.jsonl` file below a folder; return how many rows by file.

    `not_followed` are the files of other forms, which may hold texts: they stay as they are. `doubtful` are ids of rows
    that stay for their text, though no text of the copy is one that was published.

    The card of a copy for the Hugging Face Hub says what went, and names other data than before, so that no cache gives
    back what is gone. A copy in a folder has its statistics and its manifest counted again. The log of a Delta table
    gets the sizes of the files as they are now; versions that it names stay readable.

    Rows go by `id` or `document_id`, with `source_sha256` where the id alone does not name the document, or without
    that column with their `text`; in files that have neither id, by the SHA-256 of their `text`. Rows of `removed` that
    say that something was erased stay. A file is replaced whole, or, if nothing of it goes, left as it is.
    """
    if not folder.is_dir():
        raise ConfigError("There is no such folder.", hint="Name the folder of the copy.", context={"folder": folder})
    rows: dict[str, int] = {}
    failed: dict[str, str] = {}
    storage = LocalStorage(folder)
    not_followed: list[str] = []
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    retracted, doubtful = retracted.in_copy(row for file in found for row in _rows_in(file, retracted))
    for file in found:
        name = file.relative_to(folder).as_posix()
        if file.name == RETRACTIONS:
            continue
        if file.suffix not in FOLLOWED:
            if _may_hold_texts(file.relative_to(folder)):
                not_followed.append(name)
            continue
        try:
            n_rows = (_parquet if file.suffix == ".parquet" else _jsonl)(storage, name, retracted)
        except (ArrowException, ValueError, OSError) as error:
            failed[name] = str(error)
            continue
        if n_rows:
            rows[name] = n_rows
    failed.update(_follow_beside(storage, found, rows))
    return {"rows": rows, "failed": failed, "not_followed": not_followed, "doubtful": doubtful}


def _follow_beside(storage: LocalStorage, found: Sequence[Path], rows: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Let cards, counts and logs of Delta tables follow their files; yield those that cannot, each with the error."""
    for file in (file for file in found if file.name == CARD):
        follow_in_card(storage, file.relative_to(storage.root).as_posix(), rows)
    following: list[tuple[Callable[[], object], str]] = []
    for file in (file for file in found if file.name == MANIFEST):
        name = file.relative_to(storage.root).as_posix()
        following.append((partial(follow_in_folder, storage, name), name))
    for log in sorted({file.parent for file in found if file.parent.name == LOG}):
        name = log.relative_to(storage.root).as_posix()
        following.append((partial(follow_files, storage, name), name))
    for follow, name in following:
        try:
            follow()
        except (ReinschriftError, ArrowException, ValueError, OSError) as error:
            yield name, str(error)


def _rows_in(file: Path, retracted: Retracted) -> Iterator[_Seen]:
    """Yield the rows of a file whose ids are among `places`."""
    ids = {identity for identity, _ in retracted.places}
    if not ids or file.suffix not in FOLLOWED:
        return
    with suppress(ArrowException, ValueError, OSError):  # said when the file's turn comes
        for row in _parquet_rows(file, ids) if file.suffix == ".parquet" else _records(file):
            column = _id_column(row)
            if column is None or row[column] not in ids:
                continue
            content, text = row.get(CONTENT), row.get("text") if column == IDS[0] else None
            yield _Seen(row[column], content, None if content or text is None else _hash(text))


def _parquet_rows(file: Path, ids: Collection[str]) -> Iterator[dict[str, Any]]:
    names = pq.read_schema(file).names
    identity = _id_column(names)
    if identity is None:
        return
    columns = [identity, *(name for name in (CONTENT, "text") if name in names)]
    wanted = pa.array(sorted(ids), pa.string())
    with pq.ParquetFile(file) as parts:
        for at in range(parts.num_row_groups):
            rows = parts.read_row_group(at, columns=columns[:1])
            if pc.any(is_asked := pc.is_in(rows[identity].cast(pa.string()), wanted)).as_py():
                yield from parts.read_row_group(at, columns=columns).filter(is_asked).to_pylist()


def _records(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (record for line in lines if (record := _record_of(line)) is not None)


def _record_of(line: str) -> dict[str, Any] | None:
    record = json.loads(line) if line.strip() else None
    return record if isinstance(record, dict) else None


def _id_column(names: Collection[str]) -> str | None:
    return next((column for column in IDS if column in names), None)


def _may_hold_texts(file: Path) -> bool:
    """Return whether a file of another form may be part of the copy; hidden ones are those of other programs."""
    is_hidden = any(part.startswith(".") for part in file.parts)
    return not is_hidden and LOG not in file.parts and file.name not in WITHOUT_TEXTS


def _parquet(storage: LocalStorage, name: str, retracted: Retracted) -> int:
    with pq.ParquetFile(storage.path(name)) as file:
        schema = file.schema_arrow
        columns = [column for column in (*IDS, "reason", "text", CONTENT) if column in schema.names]
        groups = [file.read_row_group(at, columns=columns) for at in range(file.num_row_groups)]
        stays = [_stays(rows, retracted) for rows in groups]
        n_rows: int = sum(len(mask) - mask.true_count for mask in stays)
        if n_rows:
            with storage.writing(name) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
                for at, mask in enumerate(stays):
                    writer.write_table(file.read_row_group(at).filter(mask))
    return n_rows


def _stays(rows: pa.Table, retracted: Retracted) -> pa.BooleanArray:
    identity = _id_column(rows.column_names)
    if identity is not None:
        ids = rows[identity].cast(pa.string())
        leaves = pc.is_in(ids, pa.array(sorted(retracted.ids), pa.string()))
        if CONTENT in rows.column_names:
            places = [f"{one} {content}" for one, content in retracted.places]
            written = pc.binary_join_element_wise(ids, pc.fill_null(rows[CONTENT].cast(pa.string()), ""), " ")
            leaves = pc.or_(leaves, pc.is_in(written, pa.array(places, pa.string())))
        else:
            leaves = pc.or_(leaves, pc.is_in(ids, pa.array(sorted(retracted.by_place), pa.string())))
        if "reason" in rows.column_names:
            leaves = pc.and_(leaves, pc.fill_null(pc.not_equal(rows["reason"].cast(pa.string()), REASON), True))  # noqa: FBT003  # Arrow's signature
        return pc.invert(leaves).combine_chunks()
    texts = rows["text"].to_pylist() if "text" in rows.column_names else [None] * rows.num_rows
    return pa.array([_hash(text) not in retracted.hashes for text in texts], pa.bool_())


def _jsonl(storage: LocalStorage, name: str, retracted: Retracted) -> int:
    with storage.path(name).open(encoding="utf-8") as lines:
        n_rows = sum(_goes(line, retracted) for line in lines)
    if n_rows:
        with (
            storage.path(name).open(encoding="utf-8") as lines,
            storage.writing(name) as temporary,
            temporary.open("w", encoding="utf-8") as kept,
        ):
            kept.writelines(line for line in lines if not _goes(line, retracted))
    return n_rows


def _goes(line: str, retracted: Retracted) -> bool:
    record = _record_of(line)
    if record is None:
        return False
    column = _id_column(record)
    identity = record[column] if column else None
    if identity is not None:
        at_its_place = (
            (identity, record[CONTENT]) in retracted.places if CONTENT in record else identity in retracted.by_place
        )
        return (identity in retracted.ids or at_its_place) and record.get("reason") != REASON
    return _hash(record.get("text")) in retracted.hashes


def _hash(text: object) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if isinstance(text, str) else ""
