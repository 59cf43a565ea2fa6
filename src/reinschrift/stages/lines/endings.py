"""The last paragraph of an article: what the model doubts only because the page's furniture follows it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.stages.lines.characters import N_CLASSES, SENTENCE_END
from reinschrift.stages.lines.shape import LAST, WORDS
from reinschrift.text.arrays import Counts, Flags, Positions

CLOSING_CONTENT = 0.2
"""Probability of content that a last paragraph needs; of labelled pages 11 of content stay by it, and 5 of debris."""

SURE_CONTENT = 0.7
"""Probability of content from which the paragraph above is the article's: below comments stand other comments."""

CLOSING_CHARS, CLOSING_WORDS = 60, 8
"""Characters and words from which a finished sentence is a paragraph, and no button or caption."""


def find_endings(
    bounds: Positions, counts: Counts, content: npt.NDArray[np.float32], doubtful: Flags, stays: Flags
) -> Flags:
    """Return the doubtful rows that close a text: a paragraph right below one that stays, and above something else.

    Below teasers stand other teasers, and above them a heading or a picture's caption; two paragraphs that the model
    doubts one after the other are no ending.
    """
    form = (counts[:, LAST] == SENTENCE_END) & (counts[:, WORDS] >= CLOSING_WORDS)
    form &= counts[:, :N_CLASSES].sum(axis=1) >= CLOSING_CHARS
    is_above = form & stays & (content >= np.float32(SURE_CONTENT))
    firsts = bounds[:-1][np.diff(bounds) > 0]
    below, above_other = np.zeros(len(form), bool), np.ones(len(form), bool)
    below[1:], above_other[:-1] = is_above[:-1], ~form[1:]
    below[firsts] = False
    above_other[firsts[1:] - 1] = True
    found: Flags = below & above_other & form & doubtful & (content >= np.float32(CLOSING_CONTENT))
    return found
