"""The last paragraph of an article: what the model doubts only because the page's furniture follows it."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.languages import all_words
from reinschrift.stages.lines.characters import N_CLASSES, SENTENCE_END
from reinschrift.stages.lines.shape import LAST, WORDS
from reinschrift.text.arrays import Counts, Flags, Positions
from reinschrift.text.signs import CLOSING_SIGNS, QUESTION_MARKS, one_of

CLOSING_CONTENT = 0.2
"""Probability of content that a last paragraph needs; of labelled pages 11 of content stay by it, and 5 of debris."""

SURE_CONTENT = 0.7
"""Probability of content from which the paragraph above is the article's: below comments stand other comments."""

CLOSING_CHARS, CLOSING_WORDS = 60, 8
"""Characters and words from which a finished sentence is a paragraph, and no button or caption."""

HEADING_WORDS = 8
"""Words of the longest heading of a closing part: “Conclusion: What the Harbour Needs Now”."""

_ASKS = rf"{one_of(QUESTION_MARKS)}{one_of(CLOSING_SIGNS)}*\s*$"


def find_endings(
    bounds: Positions, paragraphs: Flags, content: npt.NDArray[np.float32], doubtful: Flags, stays: Flags
) -> Flags:
    """Return the doubtful rows that close a text: a paragraph right below one that stays, and above something else.

    Below teasers stand other teasers, and above them a heading or a picture's caption; two paragraphs that the model
    doubts one after the other are no ending.
    """
    is_above = paragraphs & stays & (content >= np.float32(SURE_CONTENT))
    firsts = bounds[:-1][np.diff(bounds) > 0]
    below, above_other = np.zeros(len(paragraphs), bool), np.ones(len(paragraphs), bool)
    below[1:], above_other[:-1] = is_above[:-1], ~paragraphs[1:]
    below[firsts] = False
    above_other[firsts[1:] - 1] = True
    found: Flags = below & above_other & paragraphs & doubtful & (content >= np.float32(CLOSING_CONTENT))
    return found


def find_answers(bounds: Positions, texts: pa.Array, form: Flags, doubtful: Flags, stays: Flags) -> Flags:
    """Return the doubtful rows that end a list of questions: an answer, and its question where that is doubtful, too.

    `form` says which rows are finished sentences. Above them stand a question and its answer that stay.
    """
    found = np.zeros(len(form), bool)
    rows = _below(bounds, np.flatnonzero(form & doubtful), 3)
    rows = rows[stays[rows - 2] & stays[rows - 3] & form[rows - 2] & (stays[rows - 1] | doubtful[rows - 1])]
    for before, asks in ((1, True), (3, True), (2, False), (0, False)):
        rows = rows[matching(texts.take(pa.array(rows - before)), _ASKS) == asks]
    found[rows] = True
    found[rows - 1] |= doubtful[rows - 1]
    return found


def find_closings(
    bounds: Positions, texts: pa.Array, counts: Counts, paragraphs: Flags, doubtful: Flags, stays: Flags
) -> Flags:
    """Return the doubtful paragraphs right below a heading such as “Conclusion”, and that heading if it is doubtful."""
    found = np.zeros(len(doubtful), bool)
    rows = _below(bounds, np.flatnonzero(paragraphs & doubtful), 1)
    rows = rows[(counts[rows - 1, WORDS] <= HEADING_WORDS) & (stays[rows - 1] | doubtful[rows - 1])]
    rows = rows[matching(texts.take(pa.array(rows - 1)), _closing())]
    found[rows] = True
    found[rows - 1] |= doubtful[rows - 1]
    return found


def is_paragraph(counts: Counts) -> Flags:
    """Return the rows that are a finished sentence, long enough to be a paragraph."""
    form = (counts[:, LAST] == SENTENCE_END) & (counts[:, WORDS] >= CLOSING_WORDS)
    long: Flags = form & (counts[:, :N_CLASSES].sum(axis=1) >= CLOSING_CHARS)
    return long


def _below(bounds: Positions, rows: Positions, n: int) -> Positions:
    """Return those rows that have at least `n` rows of their own document above them."""
    firsts = bounds[np.searchsorted(bounds, rows, side="right") - 1]
    below: Positions = rows[rows - firsts >= n]
    return below


@cache
def _closing() -> str:
    """Return the pattern of the heading of a closing part, which a colon may follow."""
    labels = "|".join(sorted(map(re.escape, all_words("labels", "closings"))))
    return rf"(?i)^\PL*(?:{labels})\s*(?:[:–—.].*)?$"
