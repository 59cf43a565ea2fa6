"""Finds erased records again that their file knows by a number alone, after records above them came or went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk
from reinschrift.sources.left_out.by_lines import Lines, mark_of, marked_lines
from reinschrift.sources.left_out.sketches import (
    Sketch,
    apart_from,
    bytes_by_id,
    describe,
    find_same,
    lines_by_id,
    sketches_of,
)
from reinschrift.text.addresses import earlier_pages_of, page_of

OF_PLACE = ("id", "source", "source_path", "source_sha256", "url")

Place = tuple[str, str | None]
"""An id, and the SHA-256 of the file in which a record had it; None where that is not known."""


class Numbered(NamedTuple):
    """An erased record whose id comes from its number in its file: another content of the file may number it anew.

    It says nothing of the content: file and page are HMACs under the dataset's key, and the text is a sketch under it.
    """

    file: str
    """The mark of its source and path."""
    page: str | None
    """The mark of its URL."""
    places: tuple[Place, ...]
    """Its id for each content of the file that is known. In such a file the id decides, in any other the text."""
    text: Sketch | Lines
    """By what its text is known, what was removed from it included; earlier versions of the code noted its lines."""

    @property
    def contents(self) -> frozenset[str | None]:
        """The SHA-256 of each content of its file in which its id is known."""
        return frozenset(content for _, content in self.places)

    def to_json(self) -> dict[str, Any]:
        """Return what a record of an erasure holds of it."""
        places = [list(place) for place in self.places]
        return {"file": self.file, "page": self.page, "places": places} | self.text._asdict()


def numbered_from(values: Mapping[str, Any]) -> Numbered:
    """Return the numbered record that `to_json` gave."""
    places = tuple((identity, content) for identity, content in values["places"])
    of_text = {name: value for name, value in values.items() if name not in Numbered._fields}
    text = Lines(**of_text) if "lines" in of_text else Sketch(**of_text)
    return Numbered(values["file"], values["page"], places, text)


def describe_numbered(key: bytes, documents: pa.Table, texts: pa.Table, ids: Collection[str]) -> dict[str, Numbered]:
    """Return those of the documents with these ids that have text, so that they can be found again by it.

    `documents` has the columns `OF_PLACE`, and is all that a shard has of one file: what is like an erased record, and
    is not erased, is another. `texts` has `id` and `text`: all that was kept or removed of them.
    """
    sketches = describe(key, lines_by_id(texts), ids)
    rows = documents.filter(pc.is_in(documents["id"], pa.array(sorted(sketches), pa.string())))
    return {
        row["id"]: Numbered(
            mark_of_file(key, row["source"], row["source_path"]),
            _mark_of_page(key, row["url"]),
            ((row["id"], row["source_sha256"]),),
            sketches[row["id"]],
        )
        for row in rows.select(list(OF_PLACE)).to_pylist()
    }


def set_apart(key: bytes, numbered: Mapping[str, Numbered], texts: pa.Table) -> dict[str, Numbered]:
    """Return records, by their ids, set apart from more texts of their file: those that another shard has."""
    sketches = {one: known.text for one, known in numbered.items() if isinstance(known.text, Sketch)}
    apart = apart_from(key, sketches, lines_by_id(texts))
    return {one: known._replace(text=apart.get(one, known.text)) for one, known in numbered.items()}


def in_changed_files(numbered: Iterable[Numbered], key: bytes, documents: pa.Table) -> pa.BooleanArray:
    """Return a mask of the documents in whose file an erased record was when the file had another content.

    `documents` has the columns `source`, `source_path` and `source_sha256`.
    """
    contents: dict[str, list[frozenset[str | None]]] = defaultdict(list)
    for one in numbered:
        contents[one.file].append(one.contents)
    if not contents or documents.num_rows == 0:
        return pa.array(np.zeros(documents.num_rows, bool))
    names = ("source", "source_path", "source_sha256")
    joined = pc.binary_join_element_wise(*(pc.fill_null(one_chunk(documents[name]), "") for name in names), "\0")
    coded = joined.dictionary_encode()
    changed = []
    for source, path, content in (each.split("\0") for each in coded.dictionary.to_pylist()):
        known = contents.get(mark_of_file(key, source, path), ())
        changed.append(any(content not in one or not content for one in known))
    return pa.array(changed, pa.bool_()).take(coded.indices)


def find_moved(
    numbered: Sequence[Numbered], key: bytes, documents: pa.Table, texts: pa.Table
) -> dict[str, dict[int, float]]:
    """Return the ids of those documents whose text is an erased record's, with the numbers of such records.

    Each number has the share of the text that is the same, 1 if all of it is.

    Only documents in files that have another content now are asked (`in_changed_files`), and of those with a URL not
    for records that had another. Of two with the same text both are found: nobody can say which of them was erased.
    """
    documents = documents.filter(in_changed_files(numbered, key, documents))
    if documents.num_rows == 0:
        return {}
    texts = texts.filter(pc.is_in(texts["id"], one_chunk(documents["id"])))
    same = _with_same_text(numbered, key, texts)
    rows = documents.select(list(OF_PLACE)).to_pylist()
    marks = {file: mark_of_file(key, *file) for file in {(row["source"], row["source_path"]) for row in rows}}
    found = {}
    for row in rows:
        mark = marks[row["source"], row["source_path"]]
        which = {
            at: share
            for at, share in same.get(row["id"], ())
            if numbered[at].file == mark and _may_be(numbered[at], key, row)
        }
        if which:
            found[row["id"]] = which
    return found


def mark_of_file(key: bytes, source: str, path: str) -> str:
    """Return the mark of a file of a source."""
    return mark_of(key, f"file\0{source}\0{path}")


def _with_same_text(numbered: Sequence[Numbered], key: bytes, texts: pa.Table) -> dict[str, list[tuple[int, float]]]:
    """Return for each id the numbers of the records whose text it has, with the share that is the same."""
    same: dict[str, list[tuple[int, float]]] = defaultdict(list)
    lines = lines_by_id(texts)
    sizes = bytes_by_id(lines)
    every, size = pa.array(sizes, pa.string()), np.fromiter(sizes.values(), np.int64, len(sizes))
    sketched = [(at, one.text) for at, one in enumerate(numbered) if isinstance(one.text, Sketch)]
    for width in sorted({text.width for _, text in sketched}):
        some = [(at, text) for at, text in sketched if text.width == width]
        wanted = np.array([text.n_bytes for _, text in some])
        alike = pa.array((2 * size >= wanted.min()) & (size <= 2 * wanted.max()))
        ids, sketches = sketches_of(key, lines.filter(pc.is_in(lines["id"], every.filter(alike))), width)
        names = ids.to_pylist()
        for which, text, share in find_same([text for _, text in some], sketches):
            same[names[text]].append((some[which][0], share))
    lined = [(at, one.text) for at, one in enumerate(numbered) if isinstance(one.text, Lines)]
    for identity, marks in marked_lines(key, texts).items() if lined else ():
        same[identity] += [(at, 1.0) for at, text in lined if text.is_in(marks)]
    return same


def _may_be(one: Numbered, key: bytes, row: Mapping[str, Any]) -> bool:
    """Say whether a document in the file of a record can be it: in another content, and of no other page."""
    if row["source_sha256"] is not None and row["source_sha256"] in one.contents:
        return False
    return one.page is None or row["url"] is None or one.page in _marks_of_page(key, row["url"])


def _mark_of_page(key: bytes, url: str | None) -> str | None:
    return None if url is None else mark_of(key, f"page\0{page_of(url)}")


def _marks_of_page(key: bytes, url: str) -> set[str]:
    """Return the HMACs that a page may have in a record: that of now, and those of earlier versions."""
    return {mark_of(key, f"page\0{form}") for form in (page_of(url), *earlier_pages_of(url))}
