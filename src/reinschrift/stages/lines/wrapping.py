"""Which lines of a text go on in the next: in a hard-wrapped one, and where a word or a clause is divided."""

from __future__ import annotations

import numpy as np

from reinschrift.stages.lines.page_width import RAGGED, could_go_on, page_at_spaces, page_of, right_of
from reinschrift.stages.rows.line_form import (
    BLANK_BEFORE,
    BULLET,
    CASELESS,
    COLON_END,
    COMMA_END,
    DIGIT_START,
    DOCUMENT,
    FIRST_WORD,
    FLAGS,
    HYPHEN_END,
    INDENT,
    LOWER,
    NUMBERED,
    POINTS,
    SENTENCE_END,
    SUSPENDED_END,
    UNSPACED_START,
    UPPER,
    WIDTH,
)
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.kernel import kernel

BROAD = 40
"""Columns that a line of verse in a script without spaces does not reach: ten ideographs a half."""

STANZA = 4
"""Lines of the shortest stanza."""


@kernel
def _is_item_start(measures: Rows, row: int, first_row: int) -> bool:
    """Say whether a line that begins like a list item is one, not a sentence that goes on with “12. Mai” or a dash."""
    if not measures[row][FLAGS] & NUMBERED:
        return False
    head = measures[first_row]
    like_head = head[FLAGS] & NUMBERED and abs(head[INDENT] - measures[row][INDENT]) <= 1
    return bool(like_head or measures[row - 1][FLAGS] & (SENTENCE_END | COLON_END))


@kernel
def _goes_on(measures: Rows, row: int, first_row: int, width: int, slack: int) -> bool:
    """Say whether line `row` goes on in the next; `first_row` is the first line of the logical line it is in."""
    upper, lower = measures[row], measures[row + 1]
    if not could_go_on(upper, lower) or right_of(upper) > width * (1 + RAGGED):
        return False
    if right_of(upper) + 1 + lower[FIRST_WORD] <= width - slack:
        return False
    if _is_item_start(measures, row + 1, first_row):
        return False
    step = lower[INDENT] - upper[INDENT]
    in_item = measures[first_row][FLAGS] & (NUMBERED | BULLET)
    if step > 1 and not (row == first_row and in_item):
        return False
    if step < -1 and (row != first_row or in_item):
        return False
    return not upper[FLAGS] & (SENTENCE_END | COLON_END) or not _is_heading(measures, row + 1, width)


@kernel
def _is_heading(measures: Rows, row: int, width: int) -> bool:
    """Say whether a line under a finished sentence stands by itself: short, no stop, nothing going on below it."""
    line = measures[row]
    if not line[FLAGS] & UPPER or line[FLAGS] & (SENTENCE_END | HYPHEN_END) or right_of(line) > 0.6 * width:
        return False
    is_last = row + 1 == len(measures) or measures[row + 1][DOCUMENT] != line[DOCUMENT]
    return not is_last and measures[row + 1][BLANK_BEFORE] == 0 and not measures[row + 1][FLAGS] & LOWER


@kernel
def _is_divided(upper: Rows, lower: Rows, broadest: int) -> bool:
    """Say whether a line breaks off within a word or a clause that the next one ends, however short it is.

    It ends in a hyphen; or in a hyphen and a conjunction; or in a comma in a script without spaces, where a comma
    ends a verse, too: there the document, or lines as many as a stanza has, must reach a column as no verse does
    (`broadest`).
    """
    if not could_go_on(upper, lower) or lower[FLAGS] & NUMBERED:
        return False
    if upper[FLAGS] & (HYPHEN_END | SUSPENDED_END):
        return bool(lower[FLAGS] & (LOWER | UPPER | DIGIT_START | CASELESS))
    return bool(broadest >= BROAD and upper[FLAGS] & COMMA_END and lower[FLAGS] & UNSPACED_START)


@kernel
def _broadest(rows: Rows, first: int, every: int) -> int:
    """Return the column that lines reach from one to the next blank one, if they may be a stanza; else `every`."""
    row, broadest = first, 0
    while row < len(rows) and (row == first or rows[row][BLANK_BEFORE] == 0):
        broadest, row = max(broadest, right_of(rows[row])), row + 1
    return broadest if row - first >= STANZA else every


@kernel
def find_starts(measures: Rows) -> tuple[Flags, Flags]:
    """Return for each physical line whether a logical line begins with it, and whether it was broken at a space."""
    starts, spaced = np.ones(len(measures), np.bool_), np.zeros(len(measures), np.bool_)
    first = 0
    while first < len(measures):
        last = first
        while last < len(measures) and measures[last][DOCUMENT] == measures[first][DOCUMENT]:
            last += 1
        _find_starts_of(measures[first:last], starts[first:last], spaced[first:last])
        first = last
    return starts, spaced


@kernel
def _find_starts_of(rows: Rows, starts: Flags, spaced: Flags) -> None:
    """Mark the lines of one document with which no logical line begins, and those that were broken at a space."""
    every, is_counted, is_caseless = 0, True, False
    for row in range(len(rows)):
        every = max(every, right_of(rows[row]))
        is_counted = is_counted and rows[row][WIDTH] == rows[row][POINTS]
        is_caseless = is_caseless or (rows[row][FLAGS] & CASELESS) != 0
    in_columns = rows
    rows, width, slack = page_of(rows, is_counted, is_caseless)
    is_page = width > 0
    if not is_page and is_caseless:
        rows, width, slack = page_at_spaces(in_columns)
    first_row, broadest = 0, every
    for row in range(len(rows) - 1):
        if row == 0 or rows[row][BLANK_BEFORE] > 0:
            broadest = _broadest(in_columns, row, every)
        goes_on = width > 0 and _goes_on(rows, row, first_row, width, slack)
        spaced[row + 1] = goes_on and not is_page
        starts[row + 1] = not goes_on and not _is_divided(rows[row], rows[row + 1], broadest)
        if starts[row + 1]:
            first_row = row + 1
