"""One reason for one thing: a block of headlines has one, and a name behind its label is a byline."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.model.lexicon import debris_words
from reinschrift.reasons import reasons_of

_OF_HEADLINES = tuple(reasons_of("lines").index(name) for name in ("related", "teaser", "foreign_language"))
"""What headlines of other articles are called, by their length, their end and their language."""


def join_blocks(bounds: npt.NDArray[np.int64], reason: npt.NDArray[np.int8]) -> None:
    """Give the lines of each block of headlines the reason that most of them have, in place.

    `reason` has one value a line, -1 for content; the lines of document i are `bounds[i]` to the next. A block is a
    run of lines of one document that are headlines of other articles by any of the three names. Of equally frequent
    reasons the block gets the first in the order of precedence.
    """
    is_headline = np.isin(reason, _OF_HEADLINES)
    rows = np.flatnonzero(is_headline)
    if len(rows) < 2:  # noqa: PLR2004  # a block has two lines
        return
    document = np.searchsorted(bounds, rows, "right")
    begins = np.concatenate([[True], (np.diff(rows) > 1) | (np.diff(document) > 0)])
    block = np.cumsum(begins) - 1
    kinds = np.array(sorted(_OF_HEADLINES), np.int8)
    counts = np.stack([np.bincount(block, reason[rows] == kind, block[-1] + 1) for kind in kinds])
    reason[rows] = kinds[counts.argmax(axis=0)][block]


def is_labelled_byline(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Say which texts begin with a label of authors and a colon (“Ursprünglicher Autor: Eva Muster”)."""
    found: npt.NDArray[np.bool_] = numbers(pc.match_substring_regex(texts, _labelled())).astype(bool)
    return found


@cache
def _labelled() -> str:
    words = "|".join(sorted(re.escape(phrase) for phrase in debris_words("byline")))
    return rf"(?i)^\W*((\pL+ )?({words})|({words}) \pL+)\pZ?[:：]\pZ?\pL"
