"""The head and the tail of a document: where its body begins and ends, and which row above it is the title."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.stages.rows.line_form import (
    BULLET,
    COLON_END,
    LOWER,
    QUOTED,
    SENTENCE_END,
    TABULAR,
    Flags,
    Rows,
)
from reinschrift.stages.rows.row_form import CHARS, FIRST, FORM, LAST, LETTERS, STOPS, WORDS
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import Bytes

NOWHERE, HEAD, OPENING, TAIL = range(4)
"""Zones: none, above the body, its first row and the short rows just below, below the body."""

Zones = npt.NDArray[np.int8]

LOOSE_ROWS = 6
"""Rows after the first one of the body in which a date line may still stand, below a standfirst."""

CONTENT, DOUBTFUL, METADATA, NEVER = range(4)
"""What a row can be to the search for the title: content; debris that a title is easily taken for; a date line or
byline; anything else."""

Standing = npt.NDArray[np.int8]
Weights = npt.NDArray[np.float32]

LEAST_SCORE = 0.6
"""Score of the poorest title: two words that count as content, or five of which the classifier thought ill."""


@kernel
def find_body(documents: Rows, shapes: Rows, has_reason: Flags, body_chars: int) -> Flags:
    """Return for each row whether it is body text: no debris, long enough, and a finished sentence."""
    is_body = np.zeros(len(documents), np.bool_)
    for row in range(len(documents)):
        shape = shapes[row]
        ends = shape[FORM] & (SENTENCE_END | COLON_END) or shape[STOPS] > 0
        is_body[row] = shape[CHARS] >= body_chars and ends and not has_reason[row] and not shape[FORM] & TABULAR
    return is_body


@kernel
def find_zones(documents: Rows, is_body: Flags, rows_above: int, rows_below: int) -> Zones:
    """Return the zone of each row; a document without body text is all head, as far as a head reaches."""
    zones = np.zeros(len(documents), np.int8)
    first = 0
    while first < len(documents):
        last = first
        while last < len(documents) and documents[last] == documents[first]:
            last += 1
        top, bottom = first, last - 1
        while top < last and not is_body[top]:
            top += 1
        while bottom > top and not is_body[bottom]:
            bottom -= 1
        if top == last:
            zones[first : min(last, first + rows_above)] = HEAD
        else:
            zones[max(first, top - rows_above) : top] = HEAD
            zones[bottom + 1 : min(last, bottom + 1 + rows_below)] = TAIL
            zones[top : min(top + 1 + LOOSE_ROWS, bottom + 1)] = OPENING
        first = last
    return zones


@kernel
def _title_score(shape: Rows, longest_title: int) -> float:
    """Return how well a row can be a title, 0 if it cannot: some words, no sentence, no item of a list."""
    form = shape[FORM]
    if (
        form & (COLON_END | BULLET | QUOTED | TABULAR | LOWER)
        or shape[LAST] in (0x2C, 0x3B, 0x2E)
        or shape[FIRST] == 0xA9
    ):
        return 0.0
    if not 2 <= shape[WORDS] <= 40 or not 8 <= shape[CHARS] <= longest_title or shape[LETTERS] * 2 < shape[CHARS]:
        return 0.0
    if shape[STOPS] and shape[CHARS] > 120:
        return 0.0
    return float(min(6, shape[WORDS]) / 6)


@kernel
def _best_title(below: int, zones: Zones, shapes: Rows, standing: Standing, weights: Weights, longest: int) -> int:
    """Return the row above `below` that is most like a title, -1 if none is enough."""
    best, best_score = -1, LEAST_SCORE
    row = below - 1
    while row >= 0 and zones[row] == HEAD:
        score = _title_score(shapes[row], longest) if standing[row] in (CONTENT, DOUBTFUL) else 0.0
        if score > 0:
            follows = standing[row + 1] == METADATA or (row + 2 <= below and standing[row + 2] == METADATA)
            score += 0.3 if follows else 0.0
            if standing[row] == CONTENT:
                score += 0.3
            else:
                score += min(0.3, weights[row]) - 0.05 * (below - row)
            if score >= best_score:
                best, best_score = row, score
        row -= 1
    return best


@kernel
def find_titles(zones: Zones, shapes: Rows, standing: Standing, weights: Weights, longest: int) -> Flags:
    """Return for each row whether it is its document's title.

    Above the first row of body text the best row wins: one of several words, which is worth more if a date line or a
    byline follows, if the row counts as content, or else if the classifier was in doubt (`weights`, its score) and
    the row is near the body; among equals the first.
    """
    is_title = np.zeros(len(zones), np.bool_)
    for below in range(1, len(zones)):
        if zones[below] == OPENING and zones[below - 1] == HEAD:
            best = _best_title(below, zones, shapes, standing, weights, longest)
            if best >= 0:
                is_title[best] = True
    return is_title


@kernel
def _same_bytes(data: Bytes, start: int, other: Bytes, at: int, length: int) -> bool:
    """Say whether two stretches of bytes are equal."""
    return bool(np.array_equal(data[start : start + length], other[at : at + length]))


@kernel
def match_titles(documents: Rows, rows: tuple[Rows, Bytes], titles: tuple[Rows, Bytes], may_be: Flags) -> Flags:
    """Return for each row whether it is the first of its document to say the title that the record itself has.

    The record's title may go on (“Title – Site”), and so may the row's beginning (“Section: Title”).
    """
    offsets, data = rows
    title_offsets, title_data = titles
    is_title = np.zeros(len(documents), np.bool_)
    done = -1
    for row in range(len(documents)):
        document = documents[row]
        start, length = offsets[row], offsets[row + 1] - offsets[row]
        title, title_length = title_offsets[document], title_offsets[document + 1] - title_offsets[document]
        if document == done or not may_be[row] or title_length == 0 or length == 0:
            continue
        begins = title_length >= length >= max(12, title_length // 2) or length == title_length
        ends = length > title_length >= 12 and length < 2 * title_length
        if (begins and _same_bytes(data, start, title_data, title, length)) or (
            ends and _same_bytes(data, start + length - title_length, title_data, title, title_length)
        ):
            is_title[row] = True
            done = document
    return is_title
