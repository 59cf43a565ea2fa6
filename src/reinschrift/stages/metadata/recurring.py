"""How many of a row's words come again in the body below it: a headline says what the text is about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.text.arrays import Flags, Rows, Shares
from reinschrift.text.hashing import GOLDEN
from reinschrift.text.words import tokenise

BODY_ROWS = 30
"""Rows of the body whose words are compared; a text names its subject early."""

FEWEST_LETTERS = 4
"""Letters of the shortest word that is compared: shorter ones are mostly articles and prepositions."""

FEWEST_WORDS = 2
"""Words from which the share counts in full: one word alone comes again by chance."""


_SPREAD = GOLDEN


def recurring_words(documents: Rows, texts: pa.Array, may_be: Flags, is_body: Flags) -> Shares:
    """Return for each row of `may_be` the share of its words, 0 to 1, that its document's first body rows hold.

    `is_body` marks the rows of the body; 0 for every other row.
    """
    shares = np.zeros(len(documents), np.float32)
    rows = np.flatnonzero(may_be)
    below = first_of_each(documents, np.flatnonzero(is_body & np.isin(documents, documents[rows])))
    if not len(rows) or not len(below):
        return shares
    asked, owner = keys_of_words(documents, texts, rows)
    held, _ = keys_of_words(documents, texts, below)
    hits, sizes = np.bincount(owner, np.isin(asked, held), len(rows)), np.bincount(owner, minlength=len(rows))
    shares[rows] = hits / np.maximum(sizes, FEWEST_WORDS)
    return shares


def first_of_each(documents: Rows, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return of the rows, ascending, the first `BODY_ROWS` of each document."""
    own = documents[rows]
    firsts = np.searchsorted(own, own)
    return rows[np.arange(len(rows)) - firsts < BODY_ROWS]


def keys_of_words(
    documents: Rows, texts: pa.Array, rows: npt.NDArray[np.int64], is_long: Flags | None = None
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Return a key for each long word of some rows, equal only within one document, and the place of its row.

    `is_long` says which words count, where the letters of other ones are asked.
    """
    tokens = tokenise(texts.take(pa.array(rows)))
    owner = np.repeat(np.arange(len(rows)), np.diff(tokens.offsets))
    is_long = tokens.letters >= FEWEST_LETTERS if is_long is None else is_long
    owner = owner[is_long]
    return tokens.hashes[is_long] ^ (documents[rows[owner]].astype(np.uint64) * _SPREAD), owner
