"""What tells a page's title from its other short rows, in numbers: its words, its form, what stands around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import distinct
from reinschrift.model.trees import Matrix
from reinschrift.stages.metadata.candidates import Candidates
from reinschrift.stages.metadata.head import HEAD, OPENING
from reinschrift.stages.metadata.recurring import FEWEST_LETTERS, FEWEST_WORDS, first_of_each, keys_of_words
from reinschrift.stages.rows.line_form import COLON_END, QUOTED, SENTENCE_END
from reinschrift.stages.rows.row_form import CAPITALS, CHARS, DIGITS, FORM, LAST, STOPS, WORDS
from reinschrift.text.addresses import behind_hosts
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.spelling import column_in_two_letters
from reinschrift.text.words import tokenise

FAR = 99
"""Rows from which on a distance no longer counts."""

FEATURES = (
    "words", "chars", "capitals", "digits", "stops", "question", "finished", "colon", "quoted", "letters",
    "in_body", "often_in_body", "in_head", "often_in_head", "in_address",
    "content", "content_2_above", "content_above", "content_below", "content_2_below",
    "metadata_below", "metadata_above", "date_below", "date_above", "body_below", "body_above",
    "to_body", "from_top", "body_between", "content_between",
    "chars_above", "chars_below", "chars_2_below", "words_above", "words_below", "in_body_above", "in_body_below",
    "less_in_body", "less_often_in_body", "less_in_head", "less_content",
)  # fmt: skip
"""Columns of the model's rows. Distances are in rows, at most `FAR`, and -1 where no row of the document stands."""

_SCREEN = np.uint64((1 << 18) - 1)
"""The ends of the keys of words by which those of the body are screened."""

Column = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


class Known(NamedTuple):
    """What is known of the rows of a batch when titles are looked for."""

    candidates: Candidates
    shapes: Rows
    may_be: Flags
    """The rows that can be titles at all."""
    is_line: Flags
    """Date lines and bylines."""
    is_dated: Flags
    stays: Flags
    """The line model left the row."""
    content: Column
    """The line model's probability of content; .5 where the row stays."""
    addresses: pa.Array
    """One a document, null where none is known."""


def compute_features(known: Known) -> tuple[Places, Matrix]:
    """Return the rows that can be titles, and the features of each (float32, rows x `FEATURES`)."""
    candidates, shapes = known.candidates, known.shapes
    documents = candidates.documents
    top = np.full(int(documents[-1]) + 1 if len(documents) else 0, -1, np.int64)
    opening = np.flatnonzero(candidates.zones == OPENING)
    top[documents[opening][::-1]] = opening[::-1]
    rows = np.flatnonzero(known.may_be & (top[documents] >= 0)).astype(np.int64)  # without a body there is no title
    words = _of_words(known, top)
    columns = [
        *_of_form(shapes[rows]),
        *(column[rows] for column in words),
        _of_address(known, rows),
        *_of_place(known, rows, top),
        *_beside(shapes[:, CHARS], documents, rows, (-1, 1, 2)),
        *_beside(shapes[:, WORDS], documents, rows, (-1, 1)),
        *_beside(words[0], documents, rows, (-1, 1)),
        *(_less_than_best(column[rows], documents[rows]) for column in (*words[:3], known.content)),
    ]
    return rows, np.ascontiguousarray(np.column_stack(columns).astype(np.float32))


def _of_form(shapes: Rows) -> list[Column]:
    """Return what a row is like by itself."""
    form, words, chars = shapes[:, FORM], shapes[:, WORDS], shapes[:, CHARS]
    flags = [(shapes[:, LAST] == ord("?")), *((form & flag) > 0 for flag in (SENTENCE_END, COLON_END, QUOTED))]
    values = [words, chars, shapes[:, CAPITALS] / np.maximum(words, 1), shapes[:, DIGITS], shapes[:, STOPS], *flags]
    return [np.asarray(value, np.float32) for value in (*values, chars / np.maximum(words, 1))]


def _of_words(known: Known, top: Places) -> list[Column]:
    """Return of each row the share of its words that the body has, and the head elsewhere, and how often it has them.

    Only the first rows of the body are read, and the rows of the head.
    """
    documents, zones, is_body, texts, _ = known.candidates
    asked = distinct(documents[known.may_be])
    with_titles = np.isin(documents, asked)
    begun = with_titles & is_body & (np.arange(len(documents)) >= top[documents])
    body = first_of_each(documents, np.flatnonzero(begun))
    head = np.flatnonzero(with_titles & ~is_body & ((zones == HEAD) | (zones == OPENING)))
    rows = np.union1d(body, head)
    return [
        _spread(column, rows, len(documents))
        for column in _shares(*keys_of_words(documents, texts, rows), is_body[rows])
    ]


def _shares(keys: npt.NDArray[np.uint64], owner: Places, is_body: Flags) -> list[Column]:
    """Return the four values of each row; `is_body` is one a row, `owner` the row of each word, ascending.

    Words of the body that the head has not are not counted: most are such. All words of a row of the body are in it.
    """
    n_words = np.bincount(owner, minlength=len(is_body))
    sizes = np.maximum(n_words, FEWEST_WORDS)
    screen = np.zeros(int(_SCREEN) + 1, np.bool_)
    screen[keys[~is_body[owner]] & _SCREEN] = True
    is_asked = screen[keys & _SCREEN]
    keys, owner = keys[is_asked], owner[is_asked]
    order = np.argsort(keys, kind="stable")
    is_new = np.append(True, keys[order][1:] != keys[order][:-1])[: len(order)]
    is_pair = is_new | np.append(True, owner[order][1:] != owner[order][:-1])[: len(order)]
    kinds = np.empty(len(order), np.int64)
    kinds[order] = np.cumsum(is_new) - 1
    of_body = is_body[owner]
    rows_with = [order[is_pair & (of_body[order] == side)] for side in (True, False)]
    n_kinds = int(is_new.sum())
    in_body, in_head = (np.bincount(kinds[some], minlength=n_kinds)[kinds] for some in rows_with)
    found = [
        (np.bincount(owner, values, len(sizes)) / sizes).astype(np.float32)
        for counts in (in_body, np.maximum(in_head - 1, 0))
        for values in (counts > 0, np.log1p(counts))
    ]
    found[0] = np.where(is_body, n_words / sizes, found[0]).astype(np.float32)
    return found


def _spread(column: Column, rows: Places, n_rows: int) -> Column:
    """Return a column for all rows, 0 for those that it has not."""
    spread = np.zeros(n_rows, np.float32)
    spread[rows] = column
    return spread


def _of_address(known: Known, rows: Places) -> Column:
    """Return the share of each row's words that its document's address has, -1 where the address has too few words."""
    paths = behind_hosts(known.addresses)
    asked = known.candidates.documents[rows]
    held, of = keys_of_words(np.arange(len(paths), dtype=np.int32), pc.fill_null(paths, ""), np.arange(len(paths)))
    texts = known.candidates.texts.take(pa.array(rows))
    keys, owner = keys_of_words(asked, texts, np.arange(len(rows)))
    other = _keys_alike(asked, texts, column_in_two_letters(texts))
    hits = np.bincount(owner, np.isin(keys, held) | np.isin(other, held), len(rows))
    share = hits / np.maximum(np.bincount(owner, minlength=len(rows)), FEWEST_WORDS)
    has_words = np.bincount(of, minlength=len(paths)) >= FEWEST_WORDS
    return np.where(has_words[asked], share, -1).astype(np.float32)


def _keys_alike(documents: Rows, texts: pa.Array, spelt: pa.Array) -> npt.NDArray[np.uint64]:
    """Return the keys of the words of `spelt`, those that are long enough in `texts`; both have the same words."""
    is_long = tokenise(texts).letters >= FEWEST_LETTERS
    keys, _ = keys_of_words(documents, spelt, np.arange(len(spelt)), is_long)
    return keys


def _of_place(known: Known, rows: Places, top: Places) -> list[Column]:
    """Return where a row stands: its neighbours' probability of content, and the rows to what else there is."""
    documents, _, is_body, *_ = known.candidates
    body, stays = np.cumsum(is_body), np.cumsum(known.stays)
    opening = top[documents[rows]]
    distances = [
        distance(mask, documents, rows)
        for mask in (known.is_line, known.is_dated, is_body)
        for distance in (_to_next, _to_last)
    ]
    return [
        known.content[rows],
        *_beside(known.content, documents, rows, (-2, -1, 1, 2)),
        *distances,
        np.asarray(opening - rows, np.float32),
        np.asarray(rows - np.searchsorted(documents, documents[rows]), np.float32),
        np.asarray(body[opening] - body[rows], np.float32),
        np.asarray(stays[opening] - stays[rows], np.float32),
    ]


def _to_next(mask: Flags, documents: Rows, rows: Places) -> Column:
    """Return the rows to the next one below that `mask` has."""
    places = np.append(np.flatnonzero(mask), len(mask) - 1)
    found = places[np.minimum(np.searchsorted(places[:-1], rows, "right"), len(places) - 1)]
    is_own = (found > rows) & (documents[found] == documents[rows]) & mask[found]
    return np.where(is_own, np.minimum(found - rows, FAR), FAR).astype(np.float32)


def _to_last(mask: Flags, documents: Rows, rows: Places) -> Column:
    """Return the rows to the last one above that `mask` has."""
    places = np.append(0, np.flatnonzero(mask))
    found = places[np.searchsorted(places[1:], rows)]
    is_own = (found < rows) & (documents[found] == documents[rows]) & mask[found]
    return np.where(is_own, np.minimum(rows - found, FAR), FAR).astype(np.float32)


def _beside(
    values: npt.NDArray[np.int32] | Column, documents: Rows, rows: Places, steps: tuple[int, ...]
) -> list[Column]:
    """Return a value of the row so many rows below each (above: below 0), -1 where that is another document's."""
    columns = []
    for step in steps:
        at = np.clip(rows + step, 0, len(values) - 1)
        is_own = (rows + step == at) & (documents[at] == documents[rows])
        columns.append(np.where(is_own, values[at], -1).astype(np.float32))
    return columns


def _less_than_best(values: Column, documents: Rows) -> Column:
    """Return how much less each value is than the largest of its document."""
    best = np.full(int(documents.max()) + 1 if len(documents) else 0, -np.inf, np.float32)
    np.maximum.at(best, documents, values)
    less: Column = best[documents] - values
    return less
