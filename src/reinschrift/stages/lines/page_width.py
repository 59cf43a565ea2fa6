"""Whether a text is hard-wrapped, and at which width: what its lines prove."""

from __future__ import annotations

import numpy as np

from reinschrift.stages.rows.line_form import (
    BLANK_BEFORE,
    BULLET,
    CASELESS,
    COLON_END,
    COMMA_END,
    DOCUMENT,
    FIRST_BLANK,
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
    TABULAR,
    WHOLE_START,
    WIDTH,
)
from reinschrift.text.arrays import Rows
from reinschrift.text.kernel import kernel

WIDEST = 160
"""Columns: what is wrapped is wrapped to be read, and nobody reads wider lines."""

LEAST = 18
"""Columns: nothing is set narrower."""

NARROWEST = 45
"""Columns: below this only lines filled to the last word, or hyphens, tell prose from verse."""

WELL_SET = 60
"""Columns of the narrowest page that one or two lines that go on in lower case prove."""

RAGGED = 0.15
"""Share of the width that a line may lack: written by hand or set in a proportional font."""

FULL_SHARE, TIGHT_SHARE, EVIDENCE_SHARE = 0.8, 0.9, 0.25
"""Shares of lines: filled, filled to the last word, and continued in lower case among all that could be."""

CLAUSE_SHARE = 0.5
"""Share of the lines that go on that end in a comma: lines not filled to the last word are verse then, not prose."""

SHORT_LAST = 0.7
"""Share of the width that last lines fill on average at most, if they alone prove prose; by chance it is a half."""

UNEVEN = 8
"""Columns by which the first spaces of lines differ where they part clauses, not the halves of a verse: a word more."""

FEW, SOME, MANY = 3, 5, 8
"""Lines that go on: fewer than FEW prove nothing alone, MANY prove even a narrow column, SOME with short last lines."""


@kernel
def right_of(row: Rows) -> int:
    """Return the column where a line ends."""
    return int(row[INDENT] + row[WIDTH])


@kernel
def could_go_on(upper: Rows, lower: Rows) -> bool:
    """Say whether nothing in the form of two neighbouring lines forbids that they are one."""
    return (
        upper[DOCUMENT] == lower[DOCUMENT]
        and lower[BLANK_BEFORE] == 0
        and not (upper[FLAGS] | lower[FLAGS]) & (TABULAR | QUOTED)
        and not lower[FLAGS] & BULLET
    )


@kernel
def _goes_on_small(upper: Rows, lower: Rows) -> bool:
    """Say whether the lower line can only be the rest of the upper's sentence.

    A paragraph whose mark is its indent begins anew: in a script without case nothing else tells it from the rest.
    """
    return (
        could_go_on(upper, lower)
        and not (
            lower[FLAGS] & CASELESS and lower[INDENT] > upper[INDENT] + 1 and not upper[FLAGS] & (BULLET | NUMBERED)
        )
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
            counts[min(WIDEST + 1, right_of(measures[row]))] += 1
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
        if not could_go_on(upper, lower):
            continue
        candidates += right_of(upper) >= 0.6 * width
        reach = right_of(upper) + 1 + lower[FIRST_WORD]
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
def _wrapped_at(measures: Rows, first: int, last: int, least: float, narrowest: int) -> tuple[int, int]:
    """Return the width at which a text is wrapped and how much of it a line may lack; 0, 0 if it is not wrapped.

    `least` is the share of lines in a script without case that must be filled to the last word, `narrowest` the width
    below which lines must prove that they are no verse.
    """
    width = _page_width(measures, first, last)
    if width < LEAST or width > WIDEST:
        return 0, 0
    going, full, tight, hyphens, caseless, touching, candidates, commas = _evidence(measures, first, last, width)
    if caseless and not _is_caseless_prose(measures, first, last, (going, tight, caseless), width, least):
        return 0, 0
    if going < EVIDENCE_SHARE * candidates or full < FULL_SHARE * going:
        return 0, 0
    is_short = going < FEW and _is_short_prose(measures, first, last, going, width)
    if going < FEW and (touching > 4 * going or not (is_short or width >= WELL_SET - caseless)):
        return 0, 0
    is_tight = (going >= FEW or caseless > 0) and tight + hyphens >= TIGHT_SHARE * going
    is_verse = not is_tight and going >= FEW and commas >= CLAUSE_SHARE * going
    least_going = SOME if narrowest == NARROWEST else last  # verses are even by columns, not by code points
    is_proven = (
        is_short
        or (going >= MANY and (caseless < FEW or going > caseless))
        or hyphens > 1
        or (caseless >= FEW and _is_running(measures, first, last, caseless, width, least_going))
    )
    if is_verse or (width < narrowest and not (is_tight and is_proven)):
        return 0, 0
    is_even = is_tight and (caseless == 0 or tight == going)
    return width, 1 if is_even else max(3, int(RAGGED * width))


@kernel
def _is_short_prose(measures: Rows, first: int, last: int, going: int, width: int) -> bool:
    """Say whether a text of three lines in a script without case is prose, narrow as it is set."""
    is_caseless = measures[last - 1][FLAGS] & CASELESS != 0
    return is_caseless and going > 1 and width >= NARROWEST and _is_running(measures, first, last, going, width, going)


@kernel
def _is_caseless_prose(
    measures: Rows, first: int, last: int, counts: tuple[int, int, int], width: int, least: float
) -> bool:
    """Say whether lines of a script without case are prose: filled to the last word, and not just two of them.

    Small letters are missing that tell the rest of a sentence from the next headline or item, whose lengths differ.
    `counts` are the lines that go on, those filled to the last word, and those that go on with no other mark.
    """
    going, tight, caseless = counts
    if tight < least * going:
        return False
    if caseless >= FEW or going > caseless:
        return True
    last_line = measures[last - 1][FLAGS]
    is_whole = last_line & SENTENCE_END != 0 or (
        last_line & WHOLE_START != 0 and _is_running(measures, first, last, going, width, going)
    )
    return caseless > 1 and is_whole


@kernel
def _is_running(measures: Rows, first: int, last: int, going: int, width: int, least_going: int) -> bool:
    """Say whether lines of a script without case have what verse and headlines have not.

    A sentence ends within a line; or, where no space parts words, spaces between clauses stand at uneven places, where
    a verse has none or has them in its middle; or more lines go on (`going` of `least_going`), and the last ones
    before blank lines are short, as the last lines of prose are by chance and those of a stanza are not.
    """
    n_last, filled = 0, 0
    leftmost, rightmost = WIDEST, 0
    for row in range(first, last):
        is_last = row + 1 == last or measures[row + 1][BLANK_BEFORE] > 0
        if is_last and (row == first or measures[row][BLANK_BEFORE] > 0):
            continue  # a line alone: a title, or a paragraph that is not wrapped
        if measures[row][FLAGS] & INNER_STOP:
            return True
        if measures[row][FLAGS] & WHOLE_START and measures[row][FIRST_BLANK] > 0:
            leftmost = min(leftmost, measures[row][FIRST_BLANK])
            rightmost = max(rightmost, measures[row][FIRST_BLANK])
        if is_last:
            n_last += 1
            filled += right_of(measures[row])
    return rightmost - leftmost > UNEVEN or (going >= least_going and filled <= SHORT_LAST * n_last * width)


@kernel
def _in_points(rows: Rows) -> Rows:
    """Return the measures with code points in the place of columns: programs count them when they wrap."""
    counted = rows.copy()
    for row in counted:
        row[WIDTH], row[FIRST_WORD] = row[POINTS], row[FIRST_POINTS]
    return counted


@kernel
def _at_spaces(rows: Rows) -> Rows:
    """Return the measures with what stands before a line's first space as its first word, all of it where none does."""
    parted = rows.copy()
    for row in parted:
        if row[FLAGS] & WHOLE_START:
            row[FIRST_WORD] = row[FIRST_BLANK] if row[FIRST_BLANK] > 0 else row[WIDTH]
    return parted


@kernel
def _has_sentences(rows: Rows) -> bool:
    """Say whether a sentence ends within a line of a script that parts clauses by spaces, as in no verse."""
    found = False
    for row in rows:
        found = found or (row[FLAGS] & WHOLE_START and row[FLAGS] & INNER_STOP) != 0
    return found


@kernel
def page_of(in_columns: Rows, is_counted: bool, is_caseless: bool) -> tuple[Rows, int, int]:  # noqa: FBT001  # kernels take no keywords
    """Return the measures that show a page's width, the width, and how much of it a line may lack; 0, 0: none do.

    A width that every line of a script without case fills, by columns or by code points (`is_counted`: they are the
    same), comes before one that most of them fill.
    """
    rows = in_columns
    for least in (1.0, TIGHT_SHARE):
        width, slack = _wrapped_at(in_columns, 0, len(rows), least, NARROWEST)
        if width > 0:
            return in_columns, width, slack
        if not is_counted:
            rows = _in_points(in_columns)
            width, slack = _wrapped_at(rows, 0, len(rows), least, WELL_SET)
            if width > 0:
                return rows, width, slack
        if not is_caseless:
            break
    return rows, 0, 0


@kernel
def page_at_spaces(in_columns: Rows) -> tuple[Rows, int, int]:
    """Return the same of a text that a program has broken at spaces alone, because it knows no words of the script.

    Sentences end within its lines, and spaces part clauses alone.
    """
    parted = _at_spaces(in_columns)
    width, slack = _wrapped_at(parted, 0, len(parted), 1.0, NARROWEST) if _has_sentences(in_columns) else (0, 0)
    return parted, width, slack
