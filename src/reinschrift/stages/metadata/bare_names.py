"""Names that stand in a row with nothing before them: under the headline, beside the date, before an office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.stages.metadata.candidates import LONGEST_NAMES, NEAR, Candidates, Find
from reinschrift.stages.metadata.head import HEAD, OPENING
from reinschrift.stages.metadata.names import find_authors, names_alone, names_with_office, says_by, unglued
from reinschrift.stages.rows.row_form import CHARS
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.names import joined

_WORDS_ALONE = re.compile(r"[^\d\W_][^\d_]*[^\W\d_]{2}")

FAR, ABOVE = 9, 4
"""Rows below a title, and above it or above the text where no title is known, in which known names are looked for."""


def bare_names(candidates: Candidates, shapes: Rows, is_title: Flags, finds: Sequence[Find]) -> list[Find]:
    """Return the names of persons that stand alone in a row, or before an office, where a byline would stand.

    They are looked for soon below the title, beside a date line below it, farther below it, just above it. A document
    without a title has none but just above its text. The first row that names somebody is taken.
    """
    known = {find.document for find in finds if find.field == "author"}
    dates: dict[int, list[int]] = {}
    for find in finds:
        if find.field == "published" and (find.share > 0 or candidates.is_body[find.row]):
            dates.setdefault(find.document, []).append(find.row)
    found = []
    for document, rows in _places(candidates, is_title, dates):
        if document in known:
            continue
        known.add(document)
        named = next(_named(candidates, shapes, document, rows), None)
        if named:
            row, names, is_near = named
            text, share = candidates.texts[row].as_py(), float(is_near)  # from farther away the row itself stays
            found.append(Find(document, row, "author", joined(names), (row,), text, share))
    return found


def _named(
    candidates: Candidates, shapes: Rows, document: int, rows: Sequence[tuple[int, bool]]
) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the rows that name somebody, and whether they are near: known names and bylines, then others."""
    may_name = [(row, is_near) for row, is_near in rows if _may_name(candidates, shapes, row, document)]
    for row, is_near in may_name:
        if names := _names(candidates, row, is_near=is_near):
            yield row, names, is_near
    for row, is_near in may_name:
        text = candidates.texts[row].as_py()
        names = names_alone(text, known=False) if is_near and _WORDS_ALONE.fullmatch(text) else []
        if names and all(_comes_again(candidates, document, name) for name in names):
            yield row, names, is_near


def _comes_again(candidates: Candidates, document: int, name: str) -> bool:
    """Say whether another row says that something is by the one who is named: “More from Anna Klein”."""
    first, last = np.searchsorted(candidates.documents, [document, document + 1])
    texts = candidates.texts[first:last]
    holds = np.asarray(pc.match_substring(texts, f" {name}"))
    return any(says_by(text, name) for text in texts.filter(pa.array(holds)).to_pylist() if len(text) <= LONGEST_NAMES)


def _names(candidates: Candidates, row: int, *, is_near: bool) -> list[str]:
    """Return the names that a row holds; away from title and date nothing else may stand there, no number either."""
    text = candidates.texts[row].as_py()
    if not is_near and not _WORDS_ALONE.fullmatch(text):
        return []
    return names_alone(text) or ((find_authors(unglued(text)) or names_with_office(text)) if is_near else [])


def _places(
    candidates: Candidates, is_title: Flags, dates: dict[int, list[int]]
) -> Iterator[tuple[int, Sequence[tuple[int, bool]]]]:
    """Yield each document with the rows in which a name may stand, the likeliest first, and whether that is near."""
    documents, zones = candidates.documents, candidates.zones
    titles = {int(documents[row]): row for row in np.flatnonzero(is_title)[::-1].tolist()}
    for document, title in titles.items():
        beside = [row for date in dates.get(document, ()) for row in (date - 1, date + 1) if row > title]
        near = [*range(title + 1, title + 1 + NEAR), *beside]
        far = [*range(title + 1 + NEAR, title + 1 + FAR), *range(title - 1, title - 1 - ABOVE, -1)]
        yield document, [*((row, True) for row in near), *((row, False) for row in far)]
    begins = np.flatnonzero((zones[1:] == OPENING) & (zones[:-1] == HEAD)) + 1
    for row in begins.tolist():
        if int(documents[row]) not in titles:
            yield int(documents[row]), [(one, False) for one in range(row - 1, row - 1 - ABOVE, -1)]


def _may_name(candidates: Candidates, shapes: Rows, row: int, document: int) -> bool:
    """Say whether a row is a short one of the document's head or of the rows just below."""
    return (
        0 <= row < len(shapes)
        and int(candidates.documents[row]) == document
        and candidates.zones[row] in (HEAD, OPENING)
        and shapes[row, CHARS] <= LONGEST_NAMES
        and not candidates.is_body[row]
    )
