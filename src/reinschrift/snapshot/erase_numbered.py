"""Says by what an erased record of a file of many records will be known: its number alone does not name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.snapshot.clean import finished_work
from reinschrift.snapshot.erased_rows import (
    Read,
    documents_in,
    hashes_of,
    moved_in,
    reader_of,
    reader_of_work,
    shards_of,
    texts_in,
)
from reinschrift.snapshot.manifest import Manifest
from reinschrift.sources.identity import has_own_id
from reinschrift.sources.left_out.numbered import Numbered, Place, describe_numbered, set_apart
from reinschrift.sources.readers import BY_NAME
from reinschrift.storage import LocalStorage
from reinschrift.text.addresses import page_of


class _Row(NamedTuple):
    """A document as a shard has it."""

    read: Read
    versions: frozenset[str]
    """The snapshots that have it; none has unpublished work."""
    document: Mapping[str, Any]
    beside: tuple[Read, ...]
    """The other shards of these snapshots: a large file lies in several."""

    @property
    def file(self) -> tuple[str, str]:
        return self.document["source"], self.document["source_path"]

    @property
    def place(self) -> Place:
        return self.document["id"], self.document["source_sha256"]


def find_numbered(
    storage: LocalStorage, manifests: Sequence[Manifest], wanted: Mapping[str, Iterable[str]], key: bytes
) -> list[Numbered]:
    """Return those of the documents to erase that their files know by a number, each with all places where it was.

    `wanted` has the ids that each id or URL names, as `what_to_erase` found them. A URL names the documents that have
    it; an id names the one that the newest snapshot has under it, or the one of a snapshot (`ID@VERSION`). In a file
    with another content, the same id may be another record's: the document is the one with the same text, or, if
    neither is found in the other's place under another id, the one with the same id, whose text was changed.
    """
    versions = _shards(storage, manifests)
    shards = [read for read, _ in versions]
    ids = {one for some in wanted.values() for one in some}
    rows = [
        _Row(read, those, row, beside)
        for read, those in versions
        for beside in [tuple(other for other, theirs in versions if other is not read and _are_beside(those, theirs))]
        for row in documents_in(read, ids).to_pylist()
    ]
    rows = [row for row in rows if not has_own_id(row.document)]
    many = _files_of_many(shards, rows)
    rows = [row for row in rows if row.file in many]
    named: dict[Place, Numbered] = {}
    meant = list(_named(rows, wanted))
    for row, one in zip(meant, _described(meant, key), strict=True):
        if one:
            named.setdefault(row.place, one)
    return _with_all_places(shards, rows, named, key)


def _are_beside(those: frozenset[str], theirs: frozenset[str]) -> bool:
    """Say whether two shards are of one snapshot, or both of unpublished work."""
    return bool(those & theirs) or those == theirs


def _shards(storage: LocalStorage, manifests: Sequence[Manifest]) -> list[tuple[Read, frozenset[str]]]:
    """Return what reads each shard, those of the newest snapshot first, and the snapshots that have it.

    Unpublished work comes last.
    """
    found: dict[tuple[str, ...], tuple[Read, set[str]]] = {}
    for manifest in reversed(manifests):
        for objects in shards_of(manifest):
            _, versions = found.setdefault(hashes_of(objects), (reader_of(storage, objects), set()))
            versions.add(manifest.version)
    published = [(read, frozenset(versions)) for read, versions in found.values()]
    return [*published, *((reader_of_work(folder), frozenset[str]()) for folder in finished_work(storage))]


def _files_of_many(shards: Iterable[Read], rows: Iterable[_Row]) -> set[tuple[str, str]]:
    """Return the files that hold several records, or rows of which there may be several another day."""
    files = {row.file: row.document["source_format"] for row in rows}
    many = {file for file, form in files.items() if form in BY_NAME and BY_NAME[form].read_fields}
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for read in shards if files.keys() - many else ():
        documents = documents_in(read, None, [path for _, path in files])
        for source, path, one in zip(*(documents[n].to_pylist() for n in ("source", "source_path", "id")), strict=True):
            ids[source, path].add(one)
    return many | {file for file in files if len(ids[file]) > 1}


def _named(rows: Iterable[_Row], wanted: Mapping[str, Iterable[str]]) -> Iterator[_Row]:
    """Yield the rows that are meant, the newest first."""
    pages = {page_of(key) for key in wanted if "://" in key}
    by_page = {one for key, ids in wanted.items() if "://" in key for one in ids}
    seen: set[str] = set()
    for row in rows:
        identity, url = row.document["id"], row.document["url"]
        is_newest = identity in wanted and identity not in seen
        is_of_version = any(f"{identity}@{version}" in wanted for version in row.versions)
        if is_newest or is_of_version or (identity in by_page and url is not None and page_of(url) in pages):
            yield row
        seen.add(identity)


def _described(rows: Sequence[_Row], key: bytes) -> list[Numbered | None]:
    """Return each row so that it can be found again, None where it has no text; the rows of a file are read once."""
    by_file: dict[tuple[Read, tuple[str, str]], list[_Row]] = defaultdict(list)
    for row in rows:
        by_file[row.read, row.file].append(row)
    there = _documents_of_files(rows)
    found: dict[tuple[Read, str], Numbered] = {}
    for (read, file), those in by_file.items():
        own = there[read][file]
        ids = {row.document["id"] for row in those}
        described = describe_numbered(key, own, texts_in(read, own["id"].to_pylist()), ids)
        for other in those[0].beside if described else ():
            more = there[other].get(file)
            if more is not None and (names := _other_records(those[0], own, more)):
                described = set_apart(key, described, texts_in(other, names))
        found |= {(read, identity): one for identity, one in described.items()}
    return [found.get((row.read, row.document["id"])) for row in rows]


def _documents_of_files(rows: Iterable[_Row]) -> dict[Read, dict[tuple[str, str], pa.Table]]:
    """Return what the shards of the rows, and those beside them, have of the rows' files; a shard is read once."""
    files = {row.file for row in rows}
    found: dict[Read, dict[tuple[str, str], pa.Table]] = {}
    for read in dict.fromkeys(read for row in rows for read in (row.read, *row.beside)):
        documents = documents_in(read, None, [path for _, path in files])
        names = documents.select(["source", "source_path"]).group_by(["source", "source_path"]).aggregate([])
        found[read] = {
            (source, path): documents.filter(
                pc.and_(pc.equal(documents["source"], source), pc.equal(documents["source_path"], path))
            )
            for source, path in zip(*(names[name].to_pylist() for name in names.column_names), strict=True)
            if (source, path) in files
        }
    return found


def _other_records(row: _Row, own: pa.Table, more: pa.Table) -> list[str]:
    """Return the ids of records of the same content of a row's file that its own shard does not have."""
    same = more.filter(pc.equal(more["source_sha256"], row.document["source_sha256"]))
    return sorted({*same["id"].to_pylist()} - {*own["id"].to_pylist()})


def _with_all_places(
    shards: Sequence[Read], rows: Sequence[_Row], named: Mapping[Place, Numbered], key: bytes
) -> list[Numbered]:
    """Return the records with the places that they had with other contents of their files."""
    moved = _moved(shards, [*named.values()], key)
    found = [_at(one, places) for one, places in zip(named.values(), moved, strict=True)]
    others = list(_changed_in_place(shards, rows, found, key))
    return _of_one_page_together([*found, *others])


def _changed_in_place(
    shards: Sequence[Read], rows: Sequence[_Row], found: list[Numbered], key: bytes
) -> Iterator[Numbered]:
    """Yield the earlier and later texts of records under the same id, and put their places into `found`.

    A text under the same id is another record's if it has another URL, if it stands under another id beside the record
    that is meant, or if the file numbers its records otherwise then.
    """
    under_its_id = [
        (at, row)
        for at, one in enumerate(found)
        for row in rows
        if row.document["id"] == one.places[0][0] and row.place[1] not in one.contents
    ]
    described = _described([row for _, row in under_its_id], key)
    others = [
        (at, row, other)
        for (at, row), other in zip(under_its_id, described, strict=True)
        if other and (None in (found[at].page, other.page) or found[at].page == other.page)
    ]
    texts = _texts_by_place(shards, {row.document["source_path"] for _, row, _ in others})
    for (at, row, other), places in zip(others, _moved(shards, [one for *_, one in others], key), strict=True):
        now, then = (texts[*row.file, content] for content in (found[at].places[0][1], row.place[1]))
        if found[at].contents.isdisjoint(content for _, content in places) and _is_numbered_alike(now, then):
            found[at] = _at(found[at], other.places)
            yield _at(other, found[at].places)


def _texts_by_place(
    shards: Iterable[Read], paths: Collection[str]
) -> Mapping[tuple[str, str, str | None], Mapping[str, str]]:
    """Return the hashes of the texts that were kept of files, by source, path and content; each with its id."""
    texts: dict[tuple[str, str, str | None], dict[str, str]] = defaultdict(dict)
    columns = ("source", "source_path", "source_sha256", "text_sha256", "id")
    for read in shards if paths else ():
        rows = read("documents", columns, pc.field("source_path").isin(pa.array(sorted(paths), pa.string())))
        if "text_sha256" in rows.column_names:  # unpublished work has none
            for source, path, content, text, one in zip(*(rows[name].to_pylist() for name in columns), strict=True):
                texts[source, path, content][text] = one
    return texts


def _is_numbered_alike(now: Mapping[str, str], then: Mapping[str, str]) -> bool:
    """Say whether most of the texts that two contents of a file share have the same id in both."""
    same = sum(then[text] == now[text] for text in now.keys() & then.keys())
    moved = len(now.keys() & then.keys()) - same
    return same > moved or len(now) == len(then) == 1


def _moved(shards: Iterable[Read], numbered: Sequence[Numbered], key: bytes) -> list[set[Place]]:
    """Return for each record the places where its text is with another content of its file."""
    found: list[dict[str | None, dict[Place, float]]] = [defaultdict(dict) for _ in numbered]
    for read in shards if numbered else ():
        for place, which in moved_in(read, numbered, key).items():
            for at, share in which.items():
                found[at][place[1]][place] = share
    return [{place for there in each.values() for place in _most_alike(there)} for each in found]


def _most_alike(there: Mapping[Place, float]) -> Iterable[Place]:
    """Return which of the places in one content of a file, each with the share of the text, are the record's.

    Its text is there once, or several times if all of it is the same. A text that was edited must be nearer to it than
    halfway to the next one: what a snapshot loses does not come back.
    """
    best = max(there.values())
    those = [place for place, share in there.items() if share == best]
    next_best = max((share for share in there.values() if share < best), default=0.0)
    return those if best == 1 or (len(those) == 1 and best >= (1 + next_best) / 2) else ()


def _of_one_page_together(found: Iterable[Numbered]) -> list[Numbered]:
    """Return records, each once; those of one file and one URL are the same record."""
    places: dict[tuple[str, str | None], set[Place]] = defaultdict(set)
    for one in found:
        places[one.file, one.page].update(one.places)
    every = [one if one.page is None else _at(one, places[one.file, one.page]) for one in found]
    return [one for at, one in enumerate(every) if one not in every[:at]]


def _at(one: Numbered, places: Iterable[Place]) -> Numbered:
    """Return a record that was at these places, too; its own comes first."""
    return one._replace(places=(one.places[0], *sorted({*one.places[1:], *places} - {one.places[0]}, key=str)))
