"""Names that stand in a row with nothing before them: under the headline, beside the date, before an office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.model.alone import labels
from reinschrift.stages.metadata.bylines import announces_authors, find_authors, is_desk
from reinschrift.stages.metadata.candidates import BELOW, LONGEST_NAMES, NEAR, Candidates, Find
from reinschrift.stages.metadata.dates import without_days
from reinschrift.stages.metadata.head import HEAD, OPENING
from reinschrift.stages.metadata.names import names_alone, names_with_office, says_by, unglued, without_ago
from reinschrift.stages.rows.row_form import CHARS
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.names import joined

_WORDS_ALONE = re.compile(r"[^\d\W_][^\d_]*[^\W\d_]{2}")

_SMALL_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+")
"""A word; whoever asks compares it with words in small letters."""

FAR, ABOVE = 9, 4
"""Rows below a title, and above it or above the text where no title is known, in which known names are looked for."""


def bare_names(candidates: Candidates, shapes: Rows, is_title: Flags, finds: Sequence[Find]) -> list[Find]:
    """Return the names of persons that stand alone in a row, or before an office, where a byline would stand.

    They are looked for soon below the title, beside a date line below it, farther below it, just above it. A document
    without a title has none but just above its text. The first row that names somebody is taken.
    """
    known = {find.document for find in finds if find.field == "author" and find.rank[0] != BELOW}
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
        named = named or next(_unknown(candidates, shapes, document, rows, dates.get(document, ())), None)
        if named:
            row, names, is_near = named
            text, share = candidates.texts[row].as_py(), float(is_near)  # from farther away the row itself stays
            found.append(Find(document, row, "author", joined(names), (0, row), text, share))
    return found


def _named(
    candidates: Candidates, shapes: Rows, document: int, rows: Sequence[tuple[int, bool]]
) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the rows that name somebody, and whether they are near: known names and bylines, then others."""
    may_name = [(row, is_near) for row, is_near in rows if _may_name(candidates, shapes, row, document)]
    for row, is_near in may_name:
        if names := _names(candidates, row, is_near=is_near):
            yield row, names, is_near


def _unknown(
    candidates: Candidates, shapes: Rows, document: int, rows: Sequence[tuple[int, bool]], dates: Sequence[int]
) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the rows near the title with names that nobody knows for names, if the page itself shows that they are.

    It does so where it says that something is by them, or where they stand beside a date or a byline's first words
    and no word of theirs is written small anywhere on the page.
    """
    first, last = np.searchsorted(candidates.documents, [document, document + 1])
    texts = candidates.texts[first:last]
    for row, is_near in rows:
        if not is_near or not _may_name(candidates, shapes, row, document):
            continue
        line = candidates.texts[row].as_py()
        # Beside a date in its own row a place may stand as well as a name.
        text = without_days(unglued(line)).strip(" ,|•·–-") if row in dates else without_ago(line)
        names = names_alone(text, known=False) if _WORDS_ALONE.fullmatch(text) else []
        is_beside = row not in dates and (text != line or _stands_beside(candidates, row, dates))
        if not names and is_beside and is_desk(line):
            yield row, [line], True
        if names and (all(_says_by(texts, name) for name in names) or (is_beside and are_names_alone(texts, names))):
            yield row, names, True


def _stands_beside(candidates: Candidates, row: int, dates: Sequence[int]) -> bool:
    """Say whether a row stands beside a date or a byline of its document, or below a byline's first words."""
    documents = candidates.documents
    beside = [at for at in (row - 1, row + 1) if 0 <= at < len(documents) and documents[at] == documents[row]]
    if any(at in dates for at in beside) or (
        row - 1 in beside and announces_authors(candidates.texts[row - 1].as_py())
    ):
        return True
    return any(candidates.is_marked[at] for at in beside) and _comes_alone(candidates, row)


def _comes_alone(candidates: Candidates, row: int) -> bool:
    """Say whether another row of the document holds the same and nothing else: the author's name above his portrait."""
    first, last = np.searchsorted(candidates.documents, [candidates.documents[row], candidates.documents[row] + 1])
    return bool(pc.sum(pc.equal(candidates.texts[first:last], candidates.texts[row])).as_py() > 1)


def _says_by(texts: pa.Array, name: str) -> bool:
    """Say whether a row says that something is by the one who is named: “More from Anna Klein”."""
    holds = np.asarray(pc.match_substring(texts, f" {name}"))
    return any(says_by(text, name) for text in texts.filter(pa.array(holds)).to_pylist() if len(text) <= LONGEST_NAMES)


def are_names_alone(texts: pa.Array, names: Sequence[str]) -> bool:
    """Say whether the words of some names are no words of the page, nor of any page's buttons."""
    words = {word.lower() for name in names for word in name.split() if word[0].isupper()}
    if words & _words_of_labels():
        return False
    return not any(words & set(_SMALL_WORD.findall(text)) for text in texts.to_pylist())


@cache
def _words_of_labels() -> frozenset[str]:
    """Return the words of buttons and menus in all languages."""
    return frozenset(word for label in labels() for word in label.split())


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
