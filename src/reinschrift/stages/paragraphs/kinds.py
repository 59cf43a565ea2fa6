"""Of what kind a row is, by its form and its neighbours: list item, table, code, verse, question and so on."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.kinds import (
    ANSWER,
    CAPTION,
    CODE,
    HEADING,
    LIST_ITEM,
    NO_KIND,
    PARAGRAPH,
    QUESTION,
    TABLE,
    VERSE,
)
from reinschrift.stages.paragraphs.verse import VERSE_CHARS, is_verse
from reinschrift.stages.rows.line_form import BULLET, COLON_END, LOWER, NUMBERED, QUOTED, SENTENCE_END, TABULAR, UPPER
from reinschrift.stages.rows.row_form import CAPITALS, CHARS, FIRST, FORM, LAST, LETTERS, STOPS, SYMBOLS, WORDS
from reinschrift.text.arrays import Rows
from reinschrift.text.kernel import kernel

DEBRIS = NO_KIND

Kinds = npt.NDArray[np.int8]

CODE_SYMBOLS, CODE_SHARE = 3, 6
"""Symbols that a line of a program has at least, one in so many characters at least."""

CLOSED_SYMBOLS, CLOSED_CAPITALS = 2, 3
"""Symbols of a line that ends as those of programs do; of so many words, with as many more, one may have a capital."""

BARE_CHARS = 4
"""Characters from which a row among lines of a program must look like one; shorter are a bracket or a word."""

TABLE_ROWS, CODE_ROWS = 2, 3
"""Rows directly below each other that make a table, a program."""

INTERVIEW_QUESTIONS, INTERVIEW_SHARE = 3, 5
"""Questions with an answer below that make an interview, one in so many paragraphs at least; fewer are headings or
rhetoric."""

QUESTION_WORDS, QUESTION_CHARS = 2, 700
"""Words of the shortest question, characters of the longest."""

HEADING_WORDS, ASKING_WORDS = 18, 3
"""Words of the longest heading, and of the shortest that asks or shouts."""

BROKEN_CHARS = 40
"""Characters of the shortest row that can be the first part of a broken sentence: a heading is often shorter."""

BODY_CHARS = 60
"""Characters from which the row below a heading counts as text."""


@kernel
def _touches(documents: Rows, blanks: Rows, kinds: Kinds, row: int) -> bool:
    """Say whether a row stands directly below one of its document, with no blank line and no debris between."""
    return bool(row > 0 and documents[row] == documents[row - 1] and blanks[row] == 0 and kinds[row - 1] != DEBRIS)


@kernel
def _is_code(shape: Rows) -> bool:
    """Say whether a row looks like a line of a program: many symbols for its letters, or ended as programs are."""
    is_closed = shape[LAST] in (0x3B, 0x7B, 0x7D) and shape[SYMBOLS] >= CLOSED_SYMBOLS
    if is_closed and shape[CAPITALS] * CLOSED_CAPITALS <= shape[WORDS] + CLOSED_CAPITALS:
        return True
    return bool(
        shape[SYMBOLS] * CODE_SHARE >= shape[CHARS]
        and shape[SYMBOLS] >= CODE_SYMBOLS
        and not shape[FORM] & SENTENCE_END
    )


@kernel
def _mark_runs(documents: Rows, blanks: Rows, shapes: Rows, kinds: Kinds) -> None:
    """Mark tables and code: at least two, or three, rows of the form directly below each other."""
    first = 0
    while first < len(kinds):
        last = first + 1
        tabular, code = shapes[first][FORM] & TABULAR != 0, _is_code(shapes[first])
        while last < len(kinds) and _touches(documents, blanks, kinds, last) and kinds[last] == PARAGRAPH:
            tabular_too = tabular and shapes[last][FORM] & TABULAR != 0
            code_too = code and (_is_code(shapes[last]) or shapes[last][CHARS] < BARE_CHARS)
            if not (tabular_too or code_too):
                break
            tabular, code = tabular_too, code_too
            last += 1
        is_code = code and last - first >= CODE_ROWS
        if kinds[first] == PARAGRAPH and (is_code or (tabular and last - first >= TABLE_ROWS)):
            kinds[first:last] = CODE if is_code else TABLE
        first = last


@kernel
def _same_mark(one: Rows, other: Rows) -> bool:
    """Say whether two rows begin with the same sort of mark: the same sign, or both with a number or letter."""
    if not other[FORM] & (NUMBERED | BULLET):
        return False
    sign, other_sign = case_free(one[FIRST]), case_free(other[FIRST])
    return bool(sign == other_sign)


@kernel
def case_free(code: int) -> int:
    """Return 0 for a digit, letter or bracket that begins a numbered row, else the sign itself."""
    is_sign = code in (0x2D, 0x2B, 0x2A, 0x2013, 0x2014) or code >= 0x2000 or code == 0xB7
    return code if is_sign else 0


@kernel
def _mark_items(documents: Rows, shapes: Rows, kinds: Kinds) -> None:
    """Mark list items: a bullet is enough; a dash or a number needs one like it next to it.

    A long dash before a finished sentence is how many languages write speech, and no list.
    """
    for row in range(len(kinds)):
        shape = shapes[row]
        if kinds[row] != PARAGRAPH or not shape[FORM] & (NUMBERED | BULLET):
            continue
        if shape[FORM] & BULLET:
            kinds[row] = LIST_ITEM
            continue
        if shape[FIRST] in (0x2013, 0x2014) and shape[FORM] & SENTENCE_END:
            continue
        above = row > 0 and documents[row - 1] == documents[row] and _same_mark(shape, shapes[row - 1])
        below = row + 1 < len(kinds) and documents[row + 1] == documents[row] and _same_mark(shape, shapes[row + 1])
        if above or below:
            kinds[row] = LIST_ITEM


@kernel
def _mark_verse(documents: Rows, blanks: Rows, shapes: Rows, kinds: Kinds) -> None:
    """Mark the stanzas: runs of short rows without blank lines between them that `is_verse` accepts."""
    first = 0
    while first < len(kinds):
        last = first
        while (
            last < len(kinds)
            and kinds[last] == PARAGRAPH
            and shapes[last][CHARS] <= VERSE_CHARS
            and shapes[last][STOPS] <= 1
            and (last == first or _touches(documents, blanks, kinds, last))
        ):
            last += 1
        if last > first and is_verse(shapes, first, last):
            kinds[first:last] = VERSE
        first = max(last, first + 1)


@kernel
def _is_question(shapes: Rows, kinds: Kinds, documents: Rows, row: int) -> bool:
    """Say whether a row asks and the next one, which does not ask, says more."""
    shape = shapes[row]
    if kinds[row] != PARAGRAPH or shape[LAST] not in (0x3F, 0x61F, 0xFF1F) or shape[CHARS] > QUESTION_CHARS:
        return False
    if shape[WORDS] < QUESTION_WORDS and shape[FIRST] < 0x2E80:  # where no spaces part words, one is a sentence
        return False
    below = row + 1
    while below < len(kinds) and documents[below] == documents[row] and kinds[below] == DEBRIS:
        below += 1
    if below == len(kinds) or documents[below] != documents[row] or kinds[below] != PARAGRAPH:
        return False
    return bool(shapes[below][LAST] not in (0x3F, 0x61F, 0xFF1F) and shapes[below][FORM] & (SENTENCE_END | COLON_END))


@kernel
def _mark_questions(documents: Rows, shapes: Rows, labels: Kinds, kinds: Kinds) -> None:
    """Mark labelled questions, and the rows that ask where enough rows of a document ask and are answered.

    Less than one question in five paragraphs, from the first to the last that is answered, is no interview.
    """
    first = 0
    while first < len(kinds):
        last, asking, paragraphs, between = first, 0, 0, 0
        while last < len(kinds) and documents[last] == documents[first]:
            between += asking > 0 and kinds[last] == PARAGRAPH
            if _is_question(shapes, kinds, documents, last):
                asking, paragraphs = asking + 1, between
            last += 1
        is_interview = asking >= INTERVIEW_QUESTIONS and asking * INTERVIEW_SHARE >= paragraphs
        for row in range(first, last):
            if (labels[row] == QUESTION and kinds[row] == PARAGRAPH) or (
                is_interview and _is_question(shapes, kinds, documents, row)
            ):
                kinds[row] = QUESTION
        first = last


@kernel
def _mark_answers(documents: Rows, kinds: Kinds) -> None:
    """Mark the paragraphs below a question, up to the next one or a heading.

    Below the last question only the first is marked: where the interview is over, nothing says so.
    """
    for row in range(len(kinds)):
        if kinds[row] != QUESTION:
            continue
        last, first_paragraph = row + 1, -1
        while last < len(kinds) and documents[last] == documents[row] and kinds[last] not in (QUESTION, HEADING):
            if first_paragraph < 0 and kinds[last] == PARAGRAPH:
                first_paragraph = last
            last += 1
        if first_paragraph < 0:
            continue
        is_closed = last < len(kinds) and documents[last] == documents[row]
        for answer in range(first_paragraph, last if is_closed else first_paragraph + 1):
            if kinds[answer] == PARAGRAPH:
                kinds[answer] = ANSWER


@kernel
def _is_heading(shapes: Rows, kinds: Kinds, documents: Rows, row: int, longest: int) -> bool:
    """Say whether a short row without a stop stands above text; one that asks or shouts needs much text below."""
    shape = shapes[row]
    is_long = shape[CHARS] > longest or shape[WORDS] > HEADING_WORDS
    if kinds[row] != PARAGRAPH or is_long or shape[LETTERS] * 2 < shape[CHARS]:
        return False
    if shape[FORM] & (COLON_END | LOWER | QUOTED | TABULAR) or shape[LAST] in (0x2E, 0x2C, 0x3B, 0x2026, 0x2D, 0x2013):
        return False
    if shape[STOPS] and not shape[FORM] & (NUMBERED | UPPER):
        return False
    below = row + 1
    while below < len(kinds) and documents[below] == documents[row] and kinds[below] in (DEBRIS, CAPTION):
        below += 1
    if below == len(kinds) or documents[below] != documents[row] or kinds[below] == HEADING:
        return False
    needed = 2 * BODY_CHARS if shape[FORM] & SENTENCE_END else BODY_CHARS
    if shape[FORM] & SENTENCE_END and (
        shape[WORDS] < ASKING_WORDS or shape[FIRST] in (0x22, 0x201E, 0x201C, 0xBB, 0xAB, 0x2013, 0x2014)
    ):
        return False
    return bool(kinds[below] in (LIST_ITEM, QUESTION, VERSE, TABLE, CODE) or shapes[below][CHARS] >= needed)


@kernel
def find_kinds(documents: Rows, blanks: Rows, shapes: Rows, labels: Kinds, longest_heading: int) -> Kinds:
    """Return the kind of each row (int8, a number of `KINDS`).

    `labels` holds what the row's own words or an earlier stage say: DEBRIS, TITLE, CAPTION, QUOTE, QUESTION, else
    PARAGRAPH. The rest follows from form and neighbours: tables and code by runs of like rows, list items by their
    marks, verse by short unfinished lines, questions by being answered, headings by what stands below them, answers
    by the question above.
    """
    kinds = labels.copy()
    kinds[labels == QUESTION] = PARAGRAPH
    _mark_runs(documents, blanks, shapes, kinds)
    _mark_items(documents, shapes, kinds)
    _mark_verse(documents, blanks, shapes, kinds)
    _mark_questions(documents, shapes, labels, kinds)
    for row in range(len(kinds) - 2, -1, -1):
        goes_on = shapes[row + 1][FORM] & LOWER and _touches(documents, blanks, kinds, row + 1)
        if goes_on and shapes[row][CHARS] >= BROKEN_CHARS:
            continue
        if _is_heading(shapes, kinds, documents, row, longest_heading):
            kinds[row] = HEADING
    _mark_answers(documents, kinds)
    return kinds
