"""The head and the tail of a document: where its body begins and ends, and which row above it is the title."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.stages.rows.line_form import BULLET, COLON_END, LOWER, QUOTED, SENTENCE_END, TABULAR
from reinschrift.stages.rows.row_form import CHARS, FIRST, FORM, LAST, LETTERS, STOPS, WORDS
from reinschrift.text.arrays import Bytes, Flags, Rows
from reinschrift.text.kernel import kernel

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
Evidence = tuple[Weights, Weights, Flags, Flags]

GAP_ROWS = 5
"""Rows of debris between two rows of body text from which they belong to different pieces of the page."""

PIECE_SHARE = 5
"""The body begins with the first piece that has at least one in so many characters of the largest."""

OF_WORDS, OF_RECURRING, OF_CERTAINTY, OF_REPETITION = 0.8, 1.0, 0.65, 0.3
OF_LINE_BELOW, OF_FIRST, OF_DISTANCE = 0.5, 0.5, 0.015
"""What speaks for a title, each from 0 to 1: its words, up to six; those that come again in the body; how sure the line
model is of content; that it stands on the page before; a date line or byline within three rows below; that no sentence
stands above it. `OF_DISTANCE` is taken off for each row between title and body. The weights are those of a logistic
regression over 312 pages, as `evaluation.measure.metadata` has them, each divided by the largest and rounded."""

LEAST_SCORE, LEAST_CONTENT = 2.0, 1.0
"""Score of the poorest title among rows that were taken for debris, where one in four is right, and among content."""

LEAST_WORDS, MOST_WORDS, LEAST_CHARS = 2, 40, 8
"""Words and characters of the shortest title, words of the longest."""

STOPPED_CHARS = 120
"""Characters of the longest title with a full stop within: two short sentences, not the beginning of a text."""

FULL_WORDS = 6
"""Words from which on more of them speak no louder for a title."""

LEAST_BYTES = 12
"""Bytes that a row and the record's title must share where one of them goes on: fewer begin too many rows."""

NEAR_LINE = 3
"""Rows below a title in which a date line or a byline speaks for it."""


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
def _top_of(first: int, last: int, is_body: Flags, has_reason: Flags, chars: Rows) -> int:
    """Return the first row of the body, `last` if there is none.

    A notice or a menu above the article may have a sentence of its own. So the body text of a document is parted where
    many rows of debris stand within, and the body begins with the first large piece. Clean text is one piece.
    """
    largest, top = 0, last
    for is_second in (False, True):
        size, debris, start = 0, 0, last
        for row in range(first, last):
            if is_body[row]:
                if debris >= GAP_ROWS or start == last:
                    size, start = 0, row
                size, debris = size + chars[row], 0
                largest = largest if is_second else max(largest, size)
                if is_second and size * PIECE_SHARE >= largest:
                    top = start
                    break
            debris += has_reason[row]
    return top


@kernel
def find_zones(
    documents: Rows, is_body: Flags, has_reason: Flags, chars: Rows, rows_above: int, rows_below: int
) -> Zones:
    """Return the zone of each row; a document without body text is all head, as far as a head reaches."""
    zones = np.zeros(len(documents), np.int8)
    first = 0
    while first < len(documents):
        last = first
        while last < len(documents) and documents[last] == documents[first]:
            last += 1
        top, bottom = _top_of(first, last, is_body, has_reason, chars), last - 1
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
    if not LEAST_WORDS <= shape[WORDS] <= MOST_WORDS or not LEAST_CHARS <= shape[CHARS] <= longest_title:
        return 0.0
    if shape[LETTERS] * 2 < shape[CHARS]:  # most of it are no letters
        return 0.0
    if shape[STOPS] and shape[CHARS] > STOPPED_CHARS:
        return 0.0
    return float(min(FULL_WORDS, shape[WORDS]) / FULL_WORDS)


@kernel
def _support(row: int, below: int, standing: Standing, evidence: Evidence) -> float:
    """Return what speaks for a row as the title of the body that begins at `below`, but for its own form."""
    recurring, weights, repeats, _ = evidence
    support = OF_RECURRING * recurring[row] + OF_CERTAINTY * (0.5 if standing[row] == CONTENT else weights[row])
    support += OF_REPETITION * repeats[row] - OF_DISTANCE * (below - row)
    for line in range(row + 1, min(row + NEAR_LINE, below) + 1):
        if standing[line] == METADATA:
            return float(support + OF_LINE_BELOW)
    return float(support)


@kernel
def _best_title(below: int, zones: Zones, shapes: Rows, standing: Standing, evidence: Evidence, longest: int) -> int:
    """Return the row above `below` that is most like a title, -1 if none is enough."""
    best, best_score = -1, 0.0
    first = below
    while first > 0 and zones[first - 1] == HEAD:
        first -= 1
    is_first = True
    for row in range(first, below):
        is_first = is_first and not evidence[3][row]
        form = _title_score(shapes[row], longest) if standing[row] in (CONTENT, DOUBTFUL) else 0.0
        if form > 0:
            score = OF_WORDS * form + _support(row, below, standing, evidence) + (OF_FIRST if is_first else 0.0)
            if score > best_score and score >= (LEAST_CONTENT if standing[row] == CONTENT else LEAST_SCORE):
                best, best_score = row, score
    return best


@kernel
def find_titles(zones: Zones, shapes: Rows, standing: Standing, evidence: Evidence, longest: int) -> Flags:
    """Return for each row whether it is its document's title: the row above the body with most evidence.

    `evidence` says for each row the share of its words that come again in the body, the line model's probability of
    content, whether it repeats a row above, and whether it is body text; among equals the first wins.
    """
    is_title = np.zeros(len(zones), np.bool_)
    for below in range(1, len(zones)):
        if zones[below] == OPENING and zones[below - 1] == HEAD:
            best = _best_title(below, zones, shapes, standing, evidence, longest)
            if best >= 0:
                is_title[best] = True
    return is_title


@kernel
def _same_bytes(data: Bytes, start: int, other: Bytes, at: int, length: int) -> bool:
    """Say whether two stretches of bytes are equal."""
    return bool(np.array_equal(data[start : start + length], other[at : at + length]))


@kernel
def find_paths(documents: Rows, zones: Zones, texts: tuple[Rows, Bytes], shortest: int) -> Flags:
    """Return the rows of a head that end with a whole row below, of `shortest` bytes or more: the path to it."""
    offsets, data = texts
    is_path = np.zeros(len(zones), np.bool_)
    for row in range(len(zones)):
        other = row + 1
        length = offsets[row + 1] - offsets[row]
        while other < len(zones) and zones[row] == zones[other] == HEAD and not is_path[row]:
            if documents[other] != documents[row]:
                break
            own = offsets[other + 1] - offsets[other]
            start = offsets[row + 1] - own
            is_path[row] = length > own >= shortest and _same_bytes(data, start, data, offsets[other], own)
            other += 1
    return is_path


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
        begins = title_length >= length >= max(LEAST_BYTES, title_length // 2) or length == title_length
        ends = length > title_length >= LEAST_BYTES and length < 2 * title_length
        if (begins and _same_bytes(data, start, title_data, title, length)) or (
            ends and _same_bytes(data, start + length - title_length, title_data, title, title_length)
        ):
            is_title[row] = True
            done = document
    return is_title
