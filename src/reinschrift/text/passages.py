"""Looks for passages in columns of texts, word by word: case, accents, line breaks, punctuation do not count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.text.arrays import Hashes
from reinschrift.text.characters import one_in
from reinschrift.text.hashing import LETTER_BASE
from reinschrift.text.signs import CLOSING_SIGNS, SENTENCE_ENDS, WIDE_ENDS
from reinschrift.text.words import tokenise

KEY_WORDS = 8
"""Words that a passage is looked for by; the others are compared where these were found."""
_HYPHENATED = re.compile(rf"(?<=\w)[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?={one_in('Ll')})")
_HYPHENS = "-\u2010\u2011\u00ad"
_WITHIN = re.compile(rf"(?<=[^\W\d_])[{re.escape(_HYPHENS)}'\u2019](?=[^\W\d_])")
MOST_SIGNS = 4
"""Signs within words of a passage that are taken and left out in every way: 16 forms."""
_PART = re.compile(
    rf"\n\s*\n|(?<=[{re.escape(SENTENCE_ENDS)}])[{re.escape(CLOSING_SIGNS)}]*\s+|(?<=[{WIDE_ENDS}])[{re.escape(CLOSING_SIGNS)}]*"
)


class Hits(NamedTuple):
    """Which passages are in which texts: each pair once."""

    row: npt.NDArray[np.int64]
    passage: npt.NDArray[np.int64]


class Passages:
    """Passages to be found, each in one or several forms, of which any will do."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        forms = [(number, form) for number, forms in enumerate(passages) for form in dict.fromkeys(forms)]
        self.tokens = tokens = tokenise(pa.array([form for _, form in forms], pa.string()))
        words = [tokens.hashes[start:end] for start, end in zip(tokens.offsets, tokens.offsets[1:], strict=False)]
        self._forms = [(number, each) for (number, _), each in zip(forms, words, strict=True) if len(each)]
        self.is_empty = not self._forms

    def find(self, texts: pa.ChunkedArray | pa.Array) -> Hits:
        """Return which passages stand in which texts; null is an empty text."""
        tokens = tokenise(texts)
        found: set[tuple[int, int]] = set()
        for length in sorted({min(len(words), KEY_WORDS) for _, words in self._forms}):
            forms = [(n, words) for n, words in self._forms if min(len(words), KEY_WORDS) == length]
            keys = np.array([rolling(words[:length], length)[0] for _, words in forms], np.uint64)
            rolled = rolling(tokens.hashes, length)
            for at in np.flatnonzero(np.isin(rolled, keys)).tolist():
                row = int(np.searchsorted(tokens.offsets, at, side="right")) - 1
                rest = tokens.hashes[at : tokens.offsets[row + 1]]
                found.update((row, n) for n, words in forms if np.array_equal(rest[: len(words)], words))
        pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
        return Hits(pairs[:, 0], pairs[:, 1])


def rolling(words: Hashes, length: int) -> Hashes:
    """Return one hash for each run of `length` words, by its first word; nothing where there are fewer."""
    n_runs = len(words) - length + 1
    if n_runs <= 0:
        return np.zeros(0, np.uint64)
    runs = words[:n_runs].copy()
    for step in range(1, length):
        runs *= LETTER_BASE
        runs += words[step : step + n_runs]
    return runs


def forms_of(passage: str) -> list[str]:
    """Return a passage as it is written, and with words put together that a hyphen or an apostrophe parts.

    At a line's end a hyphen mostly parts a word. Elsewhere it may stand in the text or not, and so may an apostrophe:
    `wellknown` where lines were joined, `dont` where people write fast. With up to `MOST_SIGNS` of them each way is a
    form, with more all hyphens go together, and all apostrophes.
    """
    whole = _HYPHENATED.sub("", passage)
    signs = [match.start() for match in _WITHIN.finditer(whole)]
    if len(signs) <= MOST_SIGNS:
        choices = [some for n in range(len(signs) + 1) for some in combinations(signs, n)]
    else:
        hyphens = tuple(at for at in signs if whole[at] in _HYPHENS)
        choices = [(), hyphens, tuple(at for at in signs if at not in hyphens), tuple(signs)]
    return list(dict.fromkeys([passage, *(_without(whole, some) for some in choices)]))


def _without(text: str, places: Sequence[int]) -> str:
    pieces = zip([0, *(at + 1 for at in places)], [*places, len(text)], strict=True)
    return "".join(text[start:end] for start, end in pieces)


def passages_of(text: str, least: int = KEY_WORDS) -> list[str]:
    """Return the sentences of a text that have at least `least` words; the whole text where none has."""
    parts = [part.strip() for part in _PART.split(_HYPHENATED.sub("", text)) if part.strip()]
    counts = np.diff(tokenise(pa.array(parts, pa.string())).offsets)
    long = [part for part, n_words in zip(parts, counts.tolist(), strict=True) if n_words >= least]
    return list(dict.fromkeys(long)) or [text]
