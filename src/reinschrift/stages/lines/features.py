"""The columns the model sees of each line: its own look, its document, its neighbours, what stands around it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reinschrift.model.lexicon import CATEGORIES
from reinschrift.model.trees import Matrix
from reinschrift.stages.lines.characters import (
    BAR,
    BRACKET,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    IDEOGRAPH,
    LOWER,
    N_CLASSES,
    QUOTE,
    SPACE,
    SYMBOL,
    UNCASED,
    UPPER,
    Array,
    Counts,
    Floats,
)
from reinschrift.stages.lines.context import Context
from reinschrift.stages.lines.matching import N_CATEGORIES, PHRASES, Matches
from reinschrift.stages.lines.place import DOCUMENT, RUNNING, fill_place, log
from reinschrift.stages.lines.shape import (
    CAPITALISED,
    CAPITALS,
    FIRST,
    GLUED,
    LAST,
    LONGEST,
    NUMBERS,
    SENTENCES,
    SHORT,
    WORDS,
    Shapes,
)
from reinschrift.text.kernel import kernel
from reinschrift.text.spans import Positions

OWN = (
    "words", "characters", "word_length", "longest_word", "letters", "digits", "upper", "capitalised", "capitals",
    "numbers", "short_words", "symbols", "commas", "sentences", "quotes", "bars", "dashes", "colons", "brackets",
    "glued", "first", "last", "own_language", "other_language", "phrases", *CATEGORIES, "any_category", "copies",
    "order", "shared", "good",
)  # fmt: skip
"""Of the line itself and its wording elsewhere in the document."""

NEIGHBOUR = ("words", "last", "own_language", "capitalised", "digits", "any_category", "copies", "good", "shared")
"""Of OWN, these also of the lines beside it."""

BESIDE = (-2, -1, 1, 2)
SPANS = (1, 2, 4, 8, 16)
"""Mean good text of so many lines before, and after."""

AROUND = ("any_category", "copies", "words", "capitalised", "digits")
AROUND_SPANS = (3, 10)
"""Means of these of OWN over so many lines before, and after."""

FEATURES = (
    *OWN,
    *DOCUMENT,
    *(f"{name}{step:+d}" for step in BESIDE for name in NEIGHBOUR),
    *(f"good_mean{sign}{span}" for span in SPANS for sign in "-+"),
    "good_above",
    "good_below",
    *(f"{name}_mean{sign}{span}" for name in AROUND for span in AROUND_SPANS for sign in "-+"),
)
N_FEATURES = len(FEATURES)

_N_OWN, _N_DOCUMENT = len(OWN), len(DOCUMENT)
_AT_NEIGHBOURS = _N_OWN + _N_DOCUMENT
_AT_SPANS = _AT_NEIGHBOURS + len(BESIDE) * len(NEIGHBOUR)
_NEIGHBOUR_COLUMNS = np.array([OWN.index(name) for name in NEIGHBOUR], np.int64)
_BESIDE = np.array(BESIDE, np.int64)
_SPANS = np.array(SPANS, np.int64)
_CATEGORIES_AT = OWN.index(CATEGORIES[0])
_GOOD_AT = OWN.index("good")
_COPIES_AT = OWN.index("copies")
_CATEGORY_AT = OWN.index("any_category")
_AT_AROUND = _AT_SPANS + 2 * len(SPANS) + 2
_AROUND_COLUMNS = np.array([OWN.index(name) for name in AROUND], np.int64)
_AROUND_SPANS = np.array(AROUND_SPANS, np.int64)


@kernel
def _fill_look(row: Matrix, counts: Counts) -> Any:
    """Fill what the line's characters and words give; return its number of words, ideographs counted by twos."""
    letters = counts[LOWER] + counts[UPPER] + counts[UNCASED] + counts[IDEOGRAPH]
    characters = max(1, np.sum(counts[:N_CLASSES]))
    solid = max(1, characters - counts[SPACE])
    words = counts[WORDS] + 0.5 * counts[IDEOGRAPH]
    some = max(1.0, words)
    row[0] = log(words)
    row[1] = log(characters)
    row[2] = solid / some
    row[3] = counts[LONGEST]
    row[4] = letters / solid
    row[5] = counts[DIGIT] / solid
    row[6] = counts[UPPER] / max(1, letters)
    row[7] = counts[CAPITALISED] / some
    row[8] = counts[CAPITALS] / some
    row[9] = counts[NUMBERS] / some
    row[10] = counts[SHORT] / some
    row[11] = (counts[SYMBOL] + counts[BAR]) / solid
    row[12] = counts[COMMA] / some
    row[13] = min(10, counts[SENTENCES])
    row[14] = min(8, counts[QUOTE])
    row[15] = min(8, counts[BAR])
    row[16] = min(8, counts[DASH])
    row[17] = min(8, counts[COLON])
    row[18] = min(8, counts[BRACKET])
    row[19] = min(8, counts[GLUED])
    row[20] = counts[FIRST]
    row[21] = counts[LAST]
    return some


@kernel
def _fill_own(row: Matrix, line: int, some: float, matches: tuple[Array, ...], context: tuple[Array, ...]) -> None:
    """Fill what the lexicon and the wording give."""
    hits = matches[0][line]
    _, own, other, copies, order, shared, good, _, _, _ = context
    row[22] = own[line] / some
    row[23] = (np.float64(other[line]) - np.float64(own[line])) / some
    row[24] = hits[PHRASES] / some
    total = 0.0
    for category in range(N_CATEGORIES):
        share = hits[category] / some
        row[_CATEGORIES_AT + category] = share
        total = max(total, share)
    row[_CATEGORY_AT] = total
    row[_COPIES_AT] = log(copies[line])
    row[_COPIES_AT + 1] = min(8, order[line])
    row[_COPIES_AT + 2] = shared[line]
    row[_GOOD_AT] = good[line]


@kernel
def _fill_neighbours(rows: Matrix) -> None:
    """Fill what stands directly beside each line; -1 beyond the document's ends."""
    n_lines, width = len(rows), len(_NEIGHBOUR_COLUMNS)
    for line in range(n_lines):
        for beside in range(len(_BESIDE)):
            there = line + _BESIDE[beside]
            at = _AT_NEIGHBOURS + beside * width
            for column in range(width):
                inside = 0 <= there < n_lines
                rows[line, at + column] = rows[there, _NEIGHBOUR_COLUMNS[column]] if inside else -1.0


@kernel
def mean_beside(sums: Floats, line: int, span: int) -> tuple[float, float]:
    """Return the means of `span` values before and after a line, by their running sums; fewer count as zeros."""
    n_lines = len(sums) - 1
    before = (sums[line] - sums[max(0, line - span)]) / span
    after = (sums[min(n_lines, line + 1 + span)] - sums[line + 1]) / span
    return before, after


@kernel
def _fill_spans(rows: Matrix) -> None:
    """Fill the good text before and after each line, and how far it is."""
    n_lines = len(rows)
    sums = np.zeros(n_lines + 1, np.float64)
    for line in range(n_lines):
        sums[line + 1] = sums[line] + rows[line, _GOOD_AT]
    at = _AT_SPANS + 2 * len(_SPANS)
    above, below = 1000, 1000
    for line in range(n_lines):
        for span in range(len(_SPANS)):
            before, after = mean_beside(sums, line, _SPANS[span])
            rows[line, _AT_SPANS + 2 * span] = before
            rows[line, _AT_SPANS + 2 * span + 1] = after
        above += 1
        rows[line, at] = log(min(above, 1000))
        if rows[line, _GOOD_AT] > RUNNING:
            above = 0
    for line in range(n_lines - 1, -1, -1):
        below += 1
        rows[line, at + 1] = log(min(below, 1000))
        if rows[line, _GOOD_AT] > RUNNING:
            below = 0


@kernel
def _fill_around(rows: Matrix) -> None:
    """Fill the means of some columns before and after each line."""
    n_lines = len(rows)
    sums = np.zeros(n_lines + 1, np.float64)
    at = _AT_AROUND
    for column in _AROUND_COLUMNS:
        for line in range(n_lines):
            sums[line + 1] = sums[line] + rows[line, column]
        for span in _AROUND_SPANS:
            for line in range(n_lines):
                rows[line, at], rows[line, at + 1] = mean_beside(sums, line, span)
            at += 2


@kernel
def _fill_documents(
    bounds: Positions, rows: Matrix, counts: Counts, matches: tuple[Array, ...], context: tuple[Array, ...]
) -> None:
    for number in range(len(bounds) - 1):
        a, b = bounds[number], bounds[number + 1]
        if a == b:
            continue
        for line in range(a, b):
            some = _fill_look(rows[line], counts[line])
            _fill_own(rows[line], line, some, matches, context)
        columns = (rows[a:b, _GOOD_AT], rows[a:b, _CATEGORY_AT], rows[a:b, _COPIES_AT], matches[2][a:b])
        runs = (context[7][a:b], context[8][a:b])
        fill_place(rows[a:b, _N_OWN:_AT_NEIGHBOURS], counts[a:b], columns, runs, context[9][number])
        _fill_neighbours(rows[a:b])
        _fill_spans(rows[a:b])
        _fill_around(rows[a:b])


def compute_features(
    bounds: npt.NDArray[np.int64], shapes: Shapes, matches: Matches, context: Context, room: int = 0
) -> npt.NDArray[np.float32]:
    """Return a row of `FEATURES` for each line (float32), and `room` more columns of zeros.

    The lines of document i are `bounds[i]` to `bounds[i + 1]`.
    """
    rows = np.zeros((len(shapes.counts), N_FEATURES + room), np.float32)
    _fill_documents(bounds, rows, shapes.counts, tuple(matches), tuple(context))
    return rows
