"""The author whom all bylines of a page agree on, wherever they stand: beside the picture, below the comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.stages.metadata.bare_names import are_names_alone
from reinschrift.stages.metadata.bylines import BYLINE_SCREEN, find_authors
from reinschrift.stages.metadata.candidates import LONGEST_NAMES, Candidates, Find, may_name, names_below, screened
from reinschrift.stages.metadata.names import names_alone, unglued
from reinschrift.stages.metadata.persons import is_persons
from reinschrift.stages.rows.row_form import CHARS
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.names import joined

OFTEN = 3
"""Times that a page says a name from which it needs no given name that is known: “By Use Case” comes once."""

_OWNED = r"(?i)^(?:(?:©|\(c\)|copyright)\s?)+(?:(?:19|20)\d\d(?:\s?[–-]\s?(?:19|20)\d\d)?\s?)?"
"""What a line begins with that says whose the rights are."""

Named = tuple[int, tuple[str, ...]]


def agreed_authors(
    candidates: Candidates, shapes: Rows, finds: Sequence[Find], texts: pa.ChunkedArray, of_pages: Flags
) -> list[Find]:
    """Return the author of each page in which nothing near the title names one, if its bylines name no two.

    `texts` are the documents', `of_pages` says of each row whether it is of a page that came as text. The rows stay.
    """
    known = np.unique(np.array([find.document for find in finds if find.field == "author"], np.int64))
    asked = of_pages & ~candidates.is_body & (shapes[:, CHARS] <= LONGEST_NAMES) & may_name(shapes)
    asked &= ~np.isin(candidates.documents, known)
    by_document: dict[int, list[Named]] = {}
    for rows in (_bylines(candidates, asked), _owners(candidates, asked)):
        before = set(by_document)
        for row, names in rows:
            if (document := int(candidates.documents[row])) not in before:
                by_document.setdefault(document, []).append((row, tuple(names)))
    found = []
    for document, named in by_document.items():
        text = texts[document].as_py()
        likely = [one for one in named if _is_likely(one[1], text) or _come_alone(candidates, document, one[1])]
        if len({names for _, names in likely}) == 1:
            row, authors = likely[0]
            line = candidates.texts[row].as_py()
            found.append(Find(document, row, "author", joined(list(authors)), (2, row), line, 0.0))
    return found


def _bylines(candidates: Candidates, asked: Flags) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows among those `asked` that name somebody as the author, or announce the next row's names."""
    for row, line in screened(candidates, asked, BYLINE_SCREEN, LONGEST_NAMES):
        names, below = find_authors(unglued(line)), row + 1
        if not names and below < len(asked) and asked[below]:
            names = names_below(candidates, row, line, known=False)
        if names and all(" " in name for name in names):
            yield row, names


def _owners(candidates: Candidates, asked: Flags) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that name a person as the owner of the rights: “© 2021 Anna Klein | Impressum”."""
    for row, line in screened(candidates, asked, _OWNED, LONGEST_NAMES):
        names = names_alone(re.sub(_OWNED, "", line).partition("|")[0].partition("•")[0])
        if names:
            yield row, names


def _come_alone(candidates: Candidates, document: int, names: tuple[str, ...]) -> bool:
    """Say whether each name stands alone in another row, and the page writes none of its words small."""
    first, last = np.searchsorted(candidates.documents, [document, document + 1])
    texts = candidates.texts[first:last]
    return are_names_alone(texts, names) and all(pc.index(texts, name).as_py() >= 0 for name in names)


def _is_likely(names: tuple[str, ...], text: str) -> bool:
    """Say whether names are persons': by given names that are known, or since the page says them again."""
    return all(map(is_persons, names)) or min(text.count(name) for name in names) >= OFTEN
