"""One reason for one thing: a block of headlines has one, and a name behind its label is a byline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.languages import all_words, one_of_words
from reinschrift.model.lexicon import debris_words
from reinschrift.reasons import reasons_of
from reinschrift.text.arrays import Flags

_REASONS = reasons_of("lines")
_OF_HEADLINES = tuple(_REASONS.index(name) for name in ("related", "teaser", "foreign_language"))
"""What headlines of other articles are called, by their length, their end and their language."""

_MENU = _REASONS.index("menu")
"""What a short headline is called that stands alone."""

ENTRY_WORDS = 2
"""Words of the longest line of which two, one below the other, look like entries of a menu and no headlines: headlines
of so few words are rare, and two of them rarer."""


def join_blocks(
    bounds: npt.NDArray[np.int64],
    reason: npt.NDArray[np.int8],
    by_form: Flags,
    words: npt.NDArray[np.int32],
    is_open: Flags,
) -> None:
    """Give the lines of each block of headlines the reason that most of them have, in place.

    `reason` has one value a line, -1 for content; the lines of document i are `bounds[i]` to the next. `by_form` says
    which reasons were given for want of any word that tells, `words` how many words each line has, `is_open` which of
    them end no sentence.

    A block is a run of lines of one document that are headlines of other articles by any of the three names, or menus
    by their form alone: not beside another one as short, and beside lines that end no sentence. Of equally frequent
    reasons the block gets the first in the order of precedence. One line that words or language tell for a headline is
    enough for the block to be no menu.
    """
    is_headline = np.isin(reason, _OF_HEADLINES)
    document = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    is_menu = by_form & (reason == _MENU)
    rows = np.flatnonzero(is_headline | (is_menu & ~_beside_own(document, is_menu & (words <= ENTRY_WORDS))))
    if len(rows) < 2:  # noqa: PLR2004  # a block has two lines
        return
    is_among = reason[rows] == _MENU
    parts = (is_among[1:] & ~is_open[rows[:-1]]) | (is_among[:-1] & ~is_open[rows[1:]])
    begins = np.concatenate([[True], (np.diff(rows) > 1) | (np.diff(document[rows]) > 0) | parts])
    block = np.cumsum(begins) - 1
    kinds = np.array(sorted((*_OF_HEADLINES, _MENU)), np.int8)
    counts = np.stack([np.bincount(block, reason[rows] == kind, block[-1] + 1) for kind in kinds])
    is_worded = np.bincount(block, is_headline[rows] & ~by_form[rows]) > 0
    counts[np.ix_(kinds == _MENU, is_worded)] = 0
    reason[rows] = kinds[counts.argmax(axis=0)][block]


def _beside_own(document: npt.NDArray[np.int64], flags: Flags) -> Flags:
    """Return the flags of lines that have a flagged one above or below in their document."""
    pairs = flags[1:] & flags[:-1] & (document[1:] == document[:-1])
    found = np.zeros(len(flags), bool)
    found[1:] |= pairs
    found[:-1] |= pairs
    return found


_FULL_NAME = r"(?-i:\p{Lu}[\pL.’'-]*( \p{Lu}[\pL.’'-]*){1,2}$)"


def is_labelled_byline(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Say which texts begin with a label of authors and a colon (“Ursprünglicher Autor: Eva Muster”).

    A label of others who made the text does as well (“Lektorat: Eva Muster”); one of several words needs no colon
    (“Translated by Eva Muster”).
    """
    return matching(texts, _labelled())


@cache
def _labelled() -> str:
    words = _one_of(debris_words("byline"))
    others = all_words("labels", "contributors")
    makers, phrases = one_of_words("labels", "contributors"), _one_of(label for label in others if " " in label)
    labels = rf"(\pL+ )?({words})|({words}) \pL+|{makers}"
    return rf"(?i)^\W*((({labels})\pZ?[:：]\pZ?|({phrases}) )\pL|({makers})( \pL+){{1,3}}\pZ?: {_FULL_NAME})"


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(re.escape(word) for word in words))
