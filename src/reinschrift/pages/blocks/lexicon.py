"""What the words of a block tell: function words of running text, and the words of menus, teasers, consent and so on.

The lists are those by which the stage `lines` judges plain text.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.pages.blocks.tags import hash_name, look_up, place_keys
from reinschrift.text.kernel import kernel

CATEGORIES = (
    "menu", "promotion", "teaser", "related", "comment_form", "share_bar", "cookie_notice", "legal", "caption",
    "date_line", "byline", "link",
)  # fmt: skip
STOP, GOES_ON = 1, 1 << 30
KINDS = GOES_ON - 2
"""Bits of an entry: it is a function word; a longer phrase begins so; between these, one for each category."""
_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]+")
_CHAIN = 0x9E3779B97F4A7C15
_MASK = (1 << 62) - 1


class Lexicon(NamedTuple):
    """A hash table of words and phrases, by keys as `running_text.find_words` and `_chain` make them."""

    keys: npt.NDArray[np.uint64]
    entries: npt.NDArray[np.int32]


@cache
def load_lexicon() -> Lexicon:
    """Return the table of all lists of all languages."""
    folder = files("reinschrift").joinpath("stages", "lines", "words")
    entries: dict[int, int] = {}
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        for kind, phrases in tomllib.loads(folder.joinpath(name).read_text("utf-8")).items():
            bit = STOP if kind == "stop" else 2 << CATEGORIES.index(kind)
            for phrase in phrases:
                *beginnings, whole = _keys_of(phrase)
                for key in beginnings:
                    entries[key] = entries.get(key, 0) | GOES_ON
                entries[whole] = entries.get(whole, 0) | bit
    return Lexicon(*place_keys(entries))


def _keys_of(phrase: str) -> list[int]:
    """Return the keys of a phrase's beginnings: one word, two words, … the whole."""
    words = [hash_name(bytes(byte | 0x20 for byte in word)) >> 2 for word in _WORD.findall(phrase.encode())]
    keys = words[:1]
    for word in words[1:]:
        keys.append((keys[-1] * _CHAIN ^ word) & _MASK)
    return keys


@kernel(nrt=False)
def _chain(key: np.uint64, word: int) -> np.uint64:
    """Return the key of a phrase that goes on with `word`."""
    return np.uint64((key * np.uint64(_CHAIN) ^ np.uint64(word)) & np.uint64(_MASK))


@kernel(nrt=False)
def weigh_words(words: npt.NDArray[np.int64], lexicon: Lexicon, counts: npt.NDArray[np.float32]) -> None:
    """Count a block's words (hashes): function words, words in phrases of two or more, words of each category.

    Of phrases that begin at one word the longest counts.
    """
    counts[:] = 0
    covered = 0
    for at in range(len(words)):
        entry = max(0, look_up(lexicon.keys, lexicon.entries, np.uint64(words[at])))
        counts[0] += entry & STOP
        if at < covered or entry <= STOP:
            continue
        found, length = entry & KINDS, 1
        key, ahead = np.uint64(words[at]), at + 1
        while entry & GOES_ON and ahead < len(words):
            key = _chain(key, words[ahead])
            entry = max(0, look_up(lexicon.keys, lexicon.entries, key))
            ahead += 1
            if entry & KINDS:
                found, length = entry & KINDS, ahead - at
        if found:
            covered = at + length
            counts[1] += length * (length > 1)
            for category in range(len(counts) - 2):
                counts[2 + category] += length * (found >> (category + 1) & 1)
