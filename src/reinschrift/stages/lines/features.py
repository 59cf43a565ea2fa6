"""The columns the model sees of each line: its own look, its document, its neighbours, what stands around it."""

from __future__ import annotations

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
)
from reinschrift.stages.lines.context import Context, ContextColumns
from reinschrift.stages.lines.matching import N_CATEGORIES, PHRASES, MatchColumns, Matches
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
from reinschrift.text.arrays import Counts, Positions, Sums
from reinschrift.text.kernel import kernel

OWN = (
    "words", "characters", "word_length", "longest_word", "letters", "digits", "upper", "capitalised", "capitals",
    "numbers", "short_words", "symbols", "commas", "sentences", "quotes", "bars", "dashes", "colons", "brackets",
    "glued", "first", "last", "own_language", "other_language", "phrases", *CATEGORIES, "any_category", "copies",
    "order", "shared", "good",
)  # fmt: skip
"""Of the line itself and its wording elsewhere in the document."""
(
    F_WORDS, F_CHARACTERS, F_WORD_LENGTH, F_LONGEST_WORD, F_LETTERS, F_DIGITS, F_UPPER, F_CAPITALISED, F_CAPITALS,
    F_NUMBERS, F_SHORT_WORDS, F_SYMBOLS, F_COMMAS, F_SENTENCES, F_QUOTES, F_BARS, F_DASHES, F_COLONS, F_BRACKETS,
    F_GLUED, F_FIRST, F_LAST, F_OWN_LANGUAGE, F_OTHER_LANGUAGE, F_PHRASES, F_CATEGORIES,
) = range(OWN.index(CATEGORIES[0]) + 1)  # fmt: skip
F_ANY_CATEGORY, F_COPIES, F_ORDER, F_SHARED, F_GOOD = range(OWN.index("any_category"), len(OWN))

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
_AT_AROUND = _AT_SPANS + 2 * len(SPANS) + 2
_AROUND_COLUMNS = np.array([OWN.index(name) for name in AROUND], np.int64)
_AROUND_SPANS = np.array(AROUND_SPANS, np.int64)


@kernel
def _fill_look(row: Matrix, counts: Counts) -> float:
    """Fill what the line's characters and words give; return its number of words, ideographs counted by twos."""
    letters = counts[LOWER] + counts[UPPER] + counts[UNCASED] + counts[IDEOGRAPH]
    characters = max(1, np.sum(counts[:N_CLASSES]))
    solid = max(1, characters - counts[SPACE])
    words = counts[WORDS] + 0.5 * counts[IDEOGRAPH]
    some: float = max(1.0, words)
    row[F_WORDS] = log(words)
    row[F_CHARACTERS] = log(characters)  # type: ignore[arg-type]  # an int, or NumPy's
    row[F_WORD_LENGTH] = solid / some
    row[F_LONGEST_WORD] = counts[LONGEST]
    row[F_LETTERS] = letters / solid
    row[F_DIGITS] = counts[DIGIT] / solid
    row[F_UPPER] = counts[UPPER] / max(1, letters)
    row[F_CAPITALISED] = counts[CAPITALISED] / some
    row[F_CAPITALS] = counts[CAPITALS] / some
    row[F_NUMBERS] = counts[NUMBERS] / some
    row[F_SHORT_WORDS] = counts[SHORT] / some
    row[F_SYMBOLS] = (counts[SYMBOL] + counts[BAR]) / solid
    row[F_COMMAS] = counts[COMMA] / some
    row[F_SENTENCES] = min(10, counts[SENTENCES])
    row[F_QUOTES] = min(8, counts[QUOTE])
    row[F_BARS] = min(8, counts[BAR])
    row[F_DASHES] = min(8, counts[DASH])
    row[F_COLONS] = min(8, counts[COLON])
    row[F_BRACKETS] = min(8, counts[BRACKET])
    row[F_GLUED] = min(8, counts[GLUED])
    row[F_FIRST] = counts[FIRST]
    row[F_LAST] = counts[LAST]
    return some


@kernel
def _fill_own(row: Matrix, line: int, some: float, matches: MatchColumns, context: ContextColumns) -> None:
    """Fill what the lexicon and the wording give."""
    hits = matches[0][line]
    _, own, other, copies, order, shared, good, _, _, _ = context
    row[F_OWN_LANGUAGE] = own[line] / some
    row[F_OTHER_LANGUAGE] = (np.float64(other[line]) - np.float64(own[line])) / some
    row[F_PHRASES] = hits[PHRASES] / some
    total = 0.0
    for category in range(N_CATEGORIES):
        share = hits[category] / some
        row[F_CATEGORIES + category] = share
        total = max(total, share)
    row[F_ANY_CATEGORY], row[F_COPIES] = total, log(copies[line])
    row[F_ORDER], row[F_SHARED], row[F_GOOD] = min(8, order[line]), shared[line], good[line]


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
def mean_beside(sums: Sums, line: int, span: int) -> tuple[float, float]:
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
        sums[line + 1] = sums[line] + rows[line, F_GOOD]
    at = _AT_SPANS + 2 * len(_SPANS)
    above, below = 1000, 1000
    for line in range(n_lines):
        for span in range(len(_SPANS)):
            before, after = mean_beside(sums, line, _SPANS[span])
            rows[line, _AT_SPANS + 2 * span] = before
            rows[line, _AT_SPANS + 2 * span + 1] = after
        above += 1
        rows[line, at] = log(min(above, 1000))
        if rows[line, F_GOOD] > RUNNING:
            above = 0
    for line in range(n_lines - 1, -1, -1):
        below += 1
        rows[line, at + 1] = log(min(below, 1000))
        if rows[line, F_GOOD] > RUNNING:
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
    bounds: Positions, rows: Matrix, counts: Counts, matches: MatchColumns, context: ContextColumns
) -> None:
    for number in range(len(bounds) - 1):
        a, b = bounds[number], bounds[number + 1]
        if a == b:
            continue
        for line in range(a, b):
            some = _fill_look(rows[line], counts[line])
            _fill_own(rows[line], line, some, matches, context)
        columns = (rows[a:b, F_GOOD], rows[a:b, F_ANY_CATEGORY], rows[a:b, F_COPIES], matches[2][a:b])
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
    _fill_documents(bounds, rows, shapes.counts, (*matches,), (*context,))
    return rows
