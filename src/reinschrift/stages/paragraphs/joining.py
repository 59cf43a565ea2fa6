"""Rows that belong together become one: broken sentences, the lines of a stanza, the rows of a table."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import string_column
from reinschrift.kinds import ANSWER, CODE, LIST_ITEM, PARAGRAPH, TABLE, VERSE
from reinschrift.stages.paragraphs.kinds import BROKEN_CHARS, Kinds
from reinschrift.stages.paragraphs.verse import VERSE_ENDS
from reinschrift.stages.rows.line_form import (
    BULLET,
    COLON_END,
    COMMA_END,
    LOWER,
    NUMBERED,
    SENTENCE_END,
    TAB_WIDTH,
    case_of,
)
from reinschrift.stages.rows.row_form import CHARS, FORM, LAST
from reinschrift.text.arrays import Bytes, Flags, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import decode

APART, SPACED, STACKED = range(3)
"""How a row follows the one above: as a paragraph of its own, after a space, after a line break."""


MEANT_BREAKS, MEANT_SHARE = 2, 0.65
"""Clauses that end with a line of the shortest run that is looked at, and their share of the line breaks within
sentences: two of three in a stanza. Of the breaks of broken prose one in eight stands there."""


@kernel
def _is_small_word(data: Bytes, start: int, end: int) -> bool:
    """Say whether the first word has small letters only, and two at least (“iPhone” is a name)."""
    at, n_letters = start, 0
    while at < end:
        code, at = decode(data, at)
        case = case_of(code)
        if case == 0:
            break
        if case != 1:
            return False
        n_letters += 1
    return n_letters >= 2


@kernel
def _begin_alike(data: Bytes, upper: int, lower: int, end: int) -> bool:
    """Say whether two rows, one behind the other, begin with the same word: calls of a program, addresses of pages."""
    at = 0
    while (
        lower + at < end
        and upper + at < lower
        and data[lower + at] == data[upper + at]
        and data[lower + at] not in (0x20, 0x2F, 0x3A)
    ):
        at += 1
    is_word = lower + at == end or data[lower + at] in (0x20, 0x2F, 0x3A)
    return at >= 2 and is_word and (data[upper + at] in (0x20, 0x2F, 0x3A))


@kernel
def _find_meant(documents: Rows, blanks: Rows, shapes: Rows) -> Flags:
    """Return for each row whether the line breaks around it are meant: of those within sentences most end a clause.

    Those of long verse and of an enumeration do; where prose was broken, one in eight does.
    """
    meant = np.zeros(len(documents), np.bool_)
    first, breaks, marked = 0, 0, 0
    for row in range(1, len(documents) + 1):
        if row < len(documents) and documents[row] == documents[row - 1] and not blanks[row]:
            form = shapes[row - 1][FORM]
            breaks += form & SENTENCE_END == 0
            marked += form & (COMMA_END | COLON_END) != 0 or shapes[row - 1][LAST] in VERSE_ENDS
            continue
        meant[first:row] = marked >= MEANT_BREAKS and marked >= MEANT_SHARE * breaks
        first, breaks, marked = row, 0, 0
    return meant


@kernel
def find_seams(
    documents: Rows, blanks: Rows, shapes: Rows, named: tuple[Kinds, Rows, Rows], texts: tuple[Rows, Bytes]
) -> Kinds:
    """Return for each row how it follows the one above: APART, SPACED or STACKED (int8).

    `named` are the rows' kinds, the block of code that each is in, 0 for none, and how far items stand in. Lines of
    one stanza, table or program are stacked, those of a block of code past blank lines, and so are items within an
    item. A sentence that a line break cut is joined: the upper row is unfinished, the lower goes on directly below it
    with a word in small letters.
    """
    offsets, data = texts
    kinds, code, indents = named
    seams = np.zeros(len(kinds), np.int8)
    meant = _find_meant(documents, blanks, shapes)
    head = 0
    for row in range(1, len(kinds)):
        head = row - 1 if seams[row - 1] == APART else head
        if code[row] and code[row] == code[row - 1]:
            seams[row] = STACKED
            continue
        if documents[row] != documents[row - 1] or blanks[row]:
            continue
        upper, lower = kinds[row - 1], kinds[row]
        if upper == lower and lower in (VERSE, TABLE, CODE):
            seams[row] = STACKED
            continue
        if upper == lower == LIST_ITEM and shapes[row][FORM] & (NUMBERED | BULLET) and indents[row] > indents[head]:
            seams[row] = STACKED
            continue
        is_open = not shapes[row - 1][FORM] & (SENTENCE_END | COLON_END)
        if (
            upper in (PARAGRAPH, ANSWER, LIST_ITEM)
            and lower in (PARAGRAPH, ANSWER)
            and is_open
            and not meant[row]
            and shapes[row - 1][CHARS] >= BROKEN_CHARS
        ):
            goes_on = shapes[row][FORM] & LOWER and not shapes[row][FORM] & NUMBERED
            above, own, end = offsets[row - 1], offsets[row], offsets[row + 1]
            if goes_on and _is_small_word(data, own, end) and not _begin_alike(data, above, own, end):
                seams[row] = SPACED
    return seams


@kernel
def _fill(offsets: Rows, data: Bytes, seams: Kinds, steps: Rows, blank: Bytes, gaps: Flags) -> tuple[Rows, Bytes]:
    """Return offsets and bytes of the joined texts; `steps` are the blanks that indent a row, each a `blank`.

    `gaps` are the stacked rows with a blank line above. It is written as a line of one space: a program keeps it, and
    an empty line stays what parts two paragraphs.
    """
    n_groups, n_bytes = 0, 0
    for row in range(len(seams)):
        n_groups += seams[row] == APART
        n_bytes += offsets[row + 1] - offsets[row] + 1 + steps[row] + 2 * gaps[row]
    joined = np.empty(n_bytes, np.uint8)
    ends = np.zeros(n_groups + 1, np.int32)
    at, group = 0, 0
    for row in range(len(seams)):
        if seams[row] == APART:
            group += 1
        else:
            joined[at] = 0x20 if seams[row] == SPACED else 0x0A
            at += 1
            if gaps[row]:
                joined[at], joined[at + 1] = 0x20, 0x0A
                at += 2
        joined[at : at + steps[row]] = blank[row]
        at += steps[row]
        n = offsets[row + 1] - offsets[row]
        joined[at : at + n] = data[offsets[row] : offsets[row + 1]]
        at += n
        ends[group] = at
    return ends, joined[:at]


def join_rows(
    texts: tuple[Rows, Bytes], seams: Kinds, kinds: Kinds, indents: tuple[Rows, Rows], blanks: Rows
) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return the numbers of the rows that begin a paragraph, and the paragraphs' texts.

    A line of a program keeps how far it is indented against the line that is indented least, an item within another
    how far against the first, and a program keeps a blank line between two of its lines.
    """
    firsts = np.flatnonzero(seams == APART)
    group = np.cumsum(seams == APART) - 1
    indent, tabs = indents
    is_code = kinds == CODE
    margins = np.minimum.reduceat(indent, firsts)[group] if len(firsts) else indent
    margins = np.where(is_code, margins, indent[firsts[group]])
    tabbed = indent == TAB_WIDTH * tabs
    by_tabs = is_code & tabbed & (margins % TAB_WIDTH == 0) & (tabs > 0)
    steps = np.maximum(0, np.where(by_tabs, tabs - margins // TAB_WIDTH, indent - margins))
    steps[~is_code & ((seams != STACKED) | (kinds != LIST_ITEM))] = 0
    blank = np.where(by_tabs, 0x09, 0x20).astype(np.uint8)
    gaps = (seams == STACKED) & is_code & (blanks > 0)
    ends, joined = _fill(*texts, seams, steps.astype(np.int32), blank, gaps)
    return firsts, string_column(ends, joined)
