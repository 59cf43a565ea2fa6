"""Finds erased records again that their file knows by a number alone, after records above them came or went."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import n_chars, numbers, one_chunk
from reinschrift.text.addresses import earlier_pages_of, page_of

SAME_SHARE = 0.8
"""A record is the erased one if at least this share of the characters of either is in the same lines; near-duplicates
share as much by default (`dedup.threshold`)."""
MOST_LINES = 1000
"""Of a longer record, the lines with the lowest marks are compared: the same ones of the same text."""
OF_PLACE = ("id", "source", "source_path", "source_sha256", "url")
_MARK_CHARS = 16
_ABOVE_ALL = "g"  # marks are hexadecimal

Place = tuple[str, str | None]
"""An id, and the SHA-256 of the file in which a record had it; None where that is not known."""


class Numbered(NamedTuple):
    """An erased record whose id comes from its number in its file: another content of the file may number it anew.

    It says nothing of the content: file, page and lines are HMACs under the dataset's key.
    """

    file: str
    """The mark of its source and path."""
    page: str | None
    """The mark of its URL."""
    places: tuple[Place, ...]
    """Its id for each content of the file that is known. In such a file the id decides, in any other the lines."""
    n_chars: int
    """The characters of all its lines, those that were removed from it included; equal lines count once."""
    below: str
    """Lines whose mark is not below this are not compared."""
    lines: Mapping[str, int]
    """The marks of its lines, and the characters of each."""

    @property
    def contents(self) -> frozenset[str | None]:
        """The SHA-256 of each content of its file in which its id is known."""
        return frozenset(content for _, content in self.places)

    def to_json(self) -> dict[str, Any]:
        """Return what a record of an erasure holds of it."""
        return self._asdict() | {"places": [list(place) for place in self.places]}

    def is_in(self, marks: Mapping[str, int]) -> bool:
        """Say whether a record with these lines is this one."""
        others = {mark: n for mark, n in marks.items() if mark < self.below}
        shared = sum(n for mark, n in others.items() if mark in self.lines)
        return shared >= SAME_SHARE * max(sum(self.lines.values()), sum(others.values()))


def numbered_from(values: Mapping[str, Any]) -> Numbered:
    """Return the numbered record that `to_json` gave."""
    places = tuple((identity, content) for identity, content in values["places"])
    return Numbered(**{**values, "places": places})


def describe_numbered(key: bytes, documents: pa.Table, texts: pa.Table) -> list[Numbered]:
    """Return those of `documents` that have text, so that they can be found again by their lines.

    `documents` has the columns `OF_PLACE`; `texts` has `id` and `text`: all that was kept or removed of them.
    """
    lines = _marked(key, _lines_of(texts))
    found = []
    for row in documents.select(list(OF_PLACE)).to_pylist():
        marks = sorted(lines[row["id"]].items())
        if marks:
            below = marks[MOST_LINES][0] if len(marks) > MOST_LINES else _ABOVE_ALL
            file = mark_of_file(key, row["source"], row["source_path"])
            place = (row["id"], row["source_sha256"])
            page, size = _mark_of_page(key, row["url"]), sum(n for _, n in marks)
            found.append(Numbered(file, page, (place,), size, below, dict(marks[:MOST_LINES])))
    return found


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


def find_moved(numbered: Sequence[Numbered], key: bytes, documents: pa.Table, texts: pa.Table) -> dict[str, list[int]]:
    """Return the ids of those documents whose lines are an erased record's, each with the numbers of such records.

    Only documents in files that have another content now are asked (`in_changed_files`), and of those with a URL not
    for records that had another. Of two with the same text both are found: nobody can say which of them was erased.
    """
    documents = documents.filter(in_changed_files(numbered, key, documents))
    if documents.num_rows == 0:
        return {}
    lines = _lines_of(texts.filter(pc.is_in(texts["id"], one_chunk(documents["id"]))))
    marks = _marked(key, _of_like_size(numbered, lines))
    found = {}
    for row in documents.select(list(OF_PLACE)).to_pylist():
        own = marks.get(row["id"])
        which = [at for at, one in enumerate(numbered) if own and _is_same(one, key, row, own)]
        if which:
            found[row["id"]] = which
    return found


def mark_of_file(key: bytes, source: str, path: str) -> str:
    """Return the mark of a file of a source."""
    return _mark(key, f"file\0{source}\0{path}")


def _is_same(one: Numbered, key: bytes, row: Mapping[str, Any], marks: Mapping[str, int]) -> bool:
    if one.file != mark_of_file(key, row["source"], row["source_path"]):
        return False
    if row["source_sha256"] is not None and row["source_sha256"] in one.contents:
        return False
    if one.page is not None and row["url"] is not None and one.page not in _marks_of_page(key, row["url"]):
        return False
    return one.is_in(marks)


def _of_like_size(numbered: Iterable[Numbered], lines: pa.Table) -> pa.Table:
    """Return the lines of those documents that have about as many characters as one of the erased records."""
    sizes = lines.group_by("id").aggregate([("n_chars", "sum")]).combine_chunks()
    size = numbers(sizes["n_chars_sum"])
    alike = np.zeros(len(size), bool)
    for one in numbered:
        alike |= (size >= SAME_SHARE * one.n_chars) & (SAME_SHARE * size <= one.n_chars)
    return lines.filter(pc.is_in(lines["id"], one_chunk(sizes["id"]).filter(pa.array(alike))))


def _lines_of(texts: pa.Table) -> pa.Table:
    """Return the lines of texts, each once a document: `id`, `line` and `n_chars`; empty ones left out."""
    lists = pc.split_pattern(one_chunk(texts["text"]), "\n")
    found = pa.table({
        "id": one_chunk(texts["id"]).take(pc.list_parent_indices(lists)),
        "line": pc.utf8_trim_whitespace(pc.list_flatten(lists)),
    })  # fmt: skip
    lines = found.group_by(["id", "line"]).aggregate([]).combine_chunks()
    lines = lines.append_column("n_chars", pa.array(n_chars(lines["line"]), pa.int64()))
    return lines.filter(pc.greater(lines["n_chars"], 0))


def _marked(key: bytes, lines: pa.Table) -> dict[str, dict[str, int]]:
    """Return the marks of lines by document, and the characters of each."""
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    columns = (lines[name].to_pylist() for name in ("id", "line", "n_chars"))
    for identity, line, n in zip(*columns, strict=True):
        marks[identity][_mark(key, f"line\0{line}")] = n
    return marks


def _mark_of_page(key: bytes, url: str | None) -> str | None:
    return None if url is None else _mark(key, f"page\0{page_of(url)}")


def _marks_of_page(key: bytes, url: str) -> set[str]:
    """Return the HMACs that a page may have in a record: that of now, and those of earlier versions."""
    return {_mark(key, f"page\0{form}") for form in (page_of(url), *earlier_pages_of(url))}


def _mark(key: bytes, name: str) -> str:
    return hmac.digest(key, name.encode(), hashlib.sha256).hex()[:_MARK_CHARS]
