"""Whether a text is hard-wrapped, at which width, and which of its lines go on in the next."""

from __future__ import annotations

import numpy as np

from reinschrift.stages.rows.line_form import (
    BLANK_BEFORE,
    BULLET,
    CASELESS,
    COLON_END,
    COMMA_END,
    DIGIT_START,
    DOCUMENT,
    FIRST_POINTS,
    FIRST_WORD,
    FLAGS,
    HYPHEN_END,
    INDENT,
    INNER_STOP,
    LOWER,
    NUMBERED,
    POINTS,
    QUOTED,
    SENTENCE_END,
    SUSPENDED_END,
    TABULAR,
    UNSPACED_START,
    UPPER,
    WIDTH,
)
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.kernel import kernel

WIDEST = 160
"""Columns: what is wrapped is wrapped to be read, and nobody reads wider lines."""

LEAST = 18
"""Columns: nothing is set narrower."""

NARROWEST = 45
"""Columns: below this only lines filled to the last word, or hyphens, tell prose from verse."""

WELL_SET = 60
"""Columns of the narrowest page that one or two lines that go on in lower case prove."""

BROAD = 40
"""Columns that a line of verse in a script without spaces does not reach: ten ideographs a half."""

STANZA = 4
"""Lines of the shortest stanza."""

RAGGED = 0.15
"""Share of the width that a line may lack: written by hand or set in a proportional font."""

FULL_SHARE, TIGHT_SHARE, EVIDENCE_SHARE = 0.8, 0.9, 0.25
"""Shares of lines: filled, filled to the last word, and continued in lower case among all that could be."""

CLAUSE_SHARE = 0.5
"""Share of the lines that go on that end in a comma: lines not filled to the last word are verse then, not prose."""

SHORT_LAST = 0.7
"""Share of the width that last lines fill on average at most, if they alone prove prose; by chance it is a half."""

FEW, SOME, MANY = 3, 5, 8
"""Lines that go on: fewer than FEW prove nothing alone, MANY prove even a narrow column, SOME with short last lines."""


@kernel
def _right(row: Rows) -> int:
    """Return the column where a line ends."""
    return int(row[INDENT] + row[WIDTH])


@kernel
def _could_go_on(upper: Rows, lower: Rows) -> bool:
    """Say whether nothing in the form of two neighbouring lines forbids that they are one."""
    return (
        upper[DOCUMENT] == lower[DOCUMENT]
        and lower[BLANK_BEFORE] == 0
        and not (upper[FLAGS] | lower[FLAGS]) & (TABULAR | QUOTED)
        and not lower[FLAGS] & BULLET
    )


@kernel
def _goes_on_small(upper: Rows, lower: Rows) -> bool:
    """Say whether the lower line can only be the rest of the upper's sentence."""
    return (
        _could_go_on(upper, lower)
        and lower[FLAGS] & (LOWER | CASELESS)
        and not lower[FLAGS] & NUMBERED
        and not upper[FLAGS] & (SENTENCE_END | COLON_END)
    )


@kernel
def _page_width(measures: Rows, first: int, last: int) -> int:
    """Return the column that 95 % of the continued lines keep within, 0 if no line is continued."""
    counts = np.zeros(WIDEST + 2, np.int32)
    n_evidence = 0
    for row in range(first, last - 1):
        if _goes_on_small(measures[row], measures[row + 1]):
            counts[min(WIDEST + 1, _right(measures[row]))] += 1
            n_evidence += 1
    seen, width = 0, 0
    while n_evidence and seen * 20 < n_evidence * 19:
        seen += counts[width]
        width += 1
    return max(0, width - 1)


@kernel
def _evidence(measures: Rows, first: int, last: int, width: int) -> tuple[int, int, int, int, int, int, int, int]:
    """Count the lines that go on in lower case, or in a script that has none, and those that could go on at all.

    Returned are how many go on, how many of these are filled, filled to the last word, end in a hyphen, go on in a
    script without case though neither a comma nor an indent of the first line says so; how many lines touch their
    next, how many could go on, and how many of those that do end in a comma.
    """
    going, full, tight, hyphens, caseless, touching, candidates, commas = 0, 0, 0, 0, 0, 0, 0, 0
    for row in range(first, last - 1):
        upper, lower = measures[row], measures[row + 1]
        touching += lower[BLANK_BEFORE] == 0
        if not _could_go_on(upper, lower):
            continue
        candidates += _right(upper) >= 0.6 * width
        reach = _right(upper) + 1 + lower[FIRST_WORD]
        if _goes_on_small(upper, lower):
            going += 1
            full += reach > (1 - RAGGED) * width
            tight += reach > width - 1
            hyphens += (upper[FLAGS] & HYPHEN_END) != 0
            commas += (upper[FLAGS] & COMMA_END) != 0
            is_clear = upper[FLAGS] & COMMA_END or upper[INDENT] > lower[INDENT]
            caseless += (lower[FLAGS] & CASELESS) != 0 and not is_clear
    return going, full, tight, hyphens, caseless, touching, candidates, commas


@kernel
def _wrapped_at(measures: Rows, first: int, last: int) -> tuple[int, int]:
    """Return the width at which a text is wrapped and how much of it a line may lack; 0, 0 if it is not wrapped."""
    width = _page_width(measures, first, last)
    if width < LEAST or width > WIDEST:
        return 0, 0
    going, full, tight, hyphens, caseless, touching, candidates, commas = _evidence(measures, first, last, width)
    if caseless and not _is_caseless_prose(measures[last - 1], going, tight, caseless):
        return 0, 0
    if going < EVIDENCE_SHARE * candidates or full < FULL_SHARE * going:
        return 0, 0
    if going < FEW and (touching > 4 * going or width < WELL_SET - caseless):
        return 0, 0
    is_tight = (going >= FEW or caseless > 0) and tight + hyphens >= TIGHT_SHARE * going
    is_verse = not is_tight and going >= FEW and commas >= CLAUSE_SHARE * going
    is_proven = (
        going >= MANY or hyphens > 1 or (caseless >= FEW and _is_running(measures, first, last, caseless, width))
    )
    if is_verse or (width < NARROWEST and not (is_tight and is_proven)):
        return 0, 0
    return width, 1 if is_tight else max(3, int(RAGGED * width))


@kernel
def _is_caseless_prose(last_line: Rows, going: int, tight: int, caseless: int) -> bool:
    """Say whether lines of a script without case are prose: all filled to the last word, and not just two of them.

    Small letters are missing that tell the rest of a sentence from the next headline or item, whose lengths differ.
    """
    if tight < going:
        return False
    return caseless >= FEW or going > caseless or (caseless > 1 and (last_line[FLAGS] & SENTENCE_END) != 0)


@kernel
def _is_running(measures: Rows, first: int, last: int, going: int, width: int) -> bool:
    """Say whether lines of a script without case have what verse and headlines have not.

    A sentence ends within a line; or more of them go on (`going`), and the last lines before blank ones are short,
    as the last lines of prose are by chance and those of a stanza are not.
    """
    n_last, filled = 0, 0
    for row in range(first, last):
        is_last = row + 1 == last or measures[row + 1][BLANK_BEFORE] > 0
        if is_last and (row == first or measures[row][BLANK_BEFORE] > 0):
            continue  # a line alone: a title, or a paragraph that is not wrapped
        if measures[row][FLAGS] & INNER_STOP:
            return True
        if is_last:
            n_last += 1
            filled += _right(measures[row])
    return going >= SOME and filled <= SHORT_LAST * n_last * width


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
    if not _could_go_on(upper, lower) or _right(upper) > width * (1 + RAGGED):
        return False
    if _right(upper) + 1 + lower[FIRST_WORD] <= width - slack:
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
    if not line[FLAGS] & UPPER or line[FLAGS] & (SENTENCE_END | HYPHEN_END) or _right(line) > 0.6 * width:
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
    if not _could_go_on(upper, lower) or lower[FLAGS] & NUMBERED:
        return False
    if upper[FLAGS] & (HYPHEN_END | SUSPENDED_END):
        return bool(lower[FLAGS] & (LOWER | UPPER | DIGIT_START | CASELESS))
    return bool(broadest >= BROAD and upper[FLAGS] & COMMA_END and lower[FLAGS] & UNSPACED_START)


@kernel
def _broadest(rows: Rows, first: int, every: int) -> int:
    """Return the column that lines reach from one to the next blank one, if they may be a stanza; else `every`."""
    row, broadest = first, 0
    while row < len(rows) and (row == first or rows[row][BLANK_BEFORE] == 0):
        broadest, row = max(broadest, _right(rows[row])), row + 1
    return broadest if row - first >= STANZA else every


@kernel
def _in_points(rows: Rows) -> Rows:
    """Return the measures with code points in the place of columns: programs count them when they wrap."""
    counted = rows.copy()
    for row in counted:
        row[WIDTH], row[FIRST_WORD] = row[POINTS], row[FIRST_POINTS]
    return counted


@kernel
def find_starts(measures: Rows) -> Flags:
    """Return for each physical line whether a logical line begins with it (bool)."""
    starts = np.ones(len(measures), np.bool_)
    first = 0
    while first < len(measures):
        last = first
        while last < len(measures) and measures[last][DOCUMENT] == measures[first][DOCUMENT]:
            last += 1
        _find_starts_of(measures[first:last], starts[first:last])
        first = last
    return starts


@kernel
def _find_starts_of(rows: Rows, starts: Flags) -> None:
    """Mark the lines of one document with which no logical line begins."""
    width, slack = _wrapped_at(rows, 0, len(rows))
    every, is_counted = 0, True
    for row in range(len(rows)):
        every = max(every, _right(rows[row]))
        is_counted = is_counted and rows[row][WIDTH] == rows[row][POINTS]
    in_columns = rows
    if width == 0 and not is_counted:
        rows = _in_points(rows)
        width, slack = _wrapped_at(rows, 0, len(rows))
    first_row, broadest = 0, every
    for row in range(len(rows) - 1):
        if row == 0 or rows[row][BLANK_BEFORE] > 0:
            broadest = _broadest(in_columns, row, every)
        goes_on = width > 0 and _goes_on(rows, row, first_row, width, slack)
        starts[row + 1] = not goes_on and not _is_divided(rows[row], rows[row + 1], broadest)
        if starts[row + 1]:
            first_row = row + 1
