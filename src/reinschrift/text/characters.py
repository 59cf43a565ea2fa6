r"""The one table of characters: category, small letter and form of every code point, the same under every Python.

Pinned in `characters.txt`, because `unicodedata` differs from one Python to the next. Where `str` and `re` are asked
(`isupper`, `lower`, `\w`), it is of single names and lines, and only for characters newer than the pinned Unicode could
the answer differ; the minor version of Python is in every fingerprint, so that answers of two are never mixed. The
normal forms that `unicodedata` gives never change for a character once it is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.text.fold import N_CODE_POINTS

CATEGORIES = (
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
    "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
)  # fmt: skip
"""General categories of Unicode, in the order of their numbers in `Characters.categories`; Cn is unassigned."""
BLOCKS = (
    "wide",  # two columns on a screen: Han, kana, Hangul and their punctuation, emoji
    "unspaced",  # of a script that puts no spaces between words, or punctuation of one
    "keeps_words",  # of one that breaks lines between words all the same: Thai, Lao, Burmese, Khmer
    "dense",  # where a letter is of a script that the detectors of languages see without spaces
    "parted",  # where a zero-width space parts words
    "ideograph",
    "east_asian",  # ideographs, kana from bopomofo on, syllables of Hangul
    "other_letter",  # letters of scripts without case behind the ideographs, and the forms of Arabic
    "kana", "hangul",
    "kana_letter",  # kana without the punctuation of East Asia and its wide and narrow forms
    "picture",  # may be shown as text or as an emoji
)  # fmt: skip
"""What is known of blocks of Unicode, in the order of the bits in `Characters.blocks`."""
_COMPOSED, _BLOCK = "1", "+"


class Characters(NamedTuple):
    """One entry a code point, but for blocks."""

    categories: npt.NDArray[np.uint8]
    """Places in `CATEGORIES`."""
    small: npt.NDArray[np.uint32]
    """The small letter; the code point itself where it has none or is one."""
    may_compose: npt.NDArray[np.bool_]
    """Whether NFC may change its form or its place."""
    blocks: npt.NDArray[np.uint16]
    """One entry for sixteen code points: bits, see `BLOCKS`."""


@cache
def characters() -> Characters:
    """Return the table; read once a process (15 ms, 6.6 MB). The arrays cannot be written to."""
    table = Characters(
        np.zeros(N_CODE_POINTS, np.uint8), np.arange(N_CODE_POINTS, dtype=np.uint32),
        np.zeros(N_CODE_POINTS, np.bool_), np.zeros(N_CODE_POINTS >> 4, np.uint16),
    )  # fmt: skip
    text = resources.files("reinschrift.text").joinpath("characters.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith(_BLOCK):
            name, first, last = line[1:].split(" ")
            table.blocks[int(first, 16) >> 4 : (int(last, 16) >> 4) + 1] |= 1 << BLOCKS.index(name)
            continue
        kind, first, last, small, step = line.split(" ")
        span = slice(int(first, 16), int(last, 16) + 1)
        if kind == _COMPOSED:
            table.may_compose[span] = True
            continue
        table.categories[span] = CATEGORIES.index(kind)
        if small != "0":
            table.small[span] = int(small, 16) + int(step) * np.arange(span.stop - span.start)
    for array in table:
        array.flags.writeable = False
    return table


def classes_of(by_category: Mapping[str, int], other: int = 0) -> npt.NDArray[np.uint8]:
    """Return the class of each code point by its category (uint8); `other` for a category that is not named.

    A name of one letter stands for all categories that begin with it; one of two letters goes before it.
    """
    classes = [by_category.get(name, by_category.get(name[0], other)) for name in CATEGORIES]
    found: npt.NDArray[np.uint8] = np.array(classes, np.uint8)[characters().categories]
    return found


def category_of(character: str) -> str:
    """Return the general category of a character."""
    return CATEGORIES[characters().categories[ord(character)]]


@cache
def one_in(category: str) -> str:
    """Return the class of a regular expression of `re` for one character of a category: `one_in("Lu")` for a capital.

    Python's `re` has no class of capitals of all scripts.
    """
    return f"[{ranges_of(characters().categories == CATEGORIES.index(category))}]"


def ranges_of(is_one: npt.NDArray[np.bool_], width: int = 1) -> str:
    """Return a class of characters as ranges, to stand between the brackets of a regular expression of `re`.

    `is_one` says of each code point, or of each row of `width` code points, whether it belongs to the class.
    """
    places = np.flatnonzero(is_one)
    first = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    last = np.append(first[1:], len(places)) - 1
    runs = zip((places[first] * width).tolist(), (places[last] * width + width - 1).tolist(), strict=True)
    return "".join(f"{re.escape(chr(start))}-{re.escape(chr(end))}" for start, end in runs)
