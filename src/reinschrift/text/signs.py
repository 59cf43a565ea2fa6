"""The signs that end sentences and open or close quotations: one set of each, which all steps read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources

import numpy as np
import numpy.typing as npt

from reinschrift.text.kernel import kernel


def code_points(listed: str) -> frozenset[int]:
    """Return the code points of a list of hexadecimal numbers and ranges (`21 61D-61F`).

    >>> sorted(code_points("21 61D-61F"))
    [33, 1565, 1566, 1567]
    """
    pairs = (item.partition("-") for item in listed.split())
    return frozenset(code for first, _, last in pairs for code in range(int(first, 16), int(last or first, 16) + 1))


_LISTED = tomllib.loads(resources.files("reinschrift.text").joinpath("signs.toml").read_text(encoding="utf-8"))

SENTENCE_TERMINALS = "".join(map(chr, sorted(code_points(_LISTED["terminal"]))))
"""Unicode's property Sentence_Terminal. The dots of an omission are not among them: they may stand within a sentence.
Measures whose thresholds were published for this set count with it."""

SENTENCE_ENDS = SENTENCE_TERMINALS + "…"
"""What stands at the end of a sentence: the same and the dots of an omission."""

FULL_ENDS = "。！？"
QUESTION_MARKS = "?？؟"
WIDE_ENDS = FULL_ENDS + "｡"
"""Of these, the ones of Chinese and Japanese that no space follows; the wide full stop also stands in numbers."""

OPENING_QUOTES = "\"'«»‘’‚‛“”„‟‹›「『"
CLOSING_QUOTES = "\"'«»‘’‛“”‟‹›」』"
"""Most quotation marks open in one language and close in another: “ closes in German, » opens in French."""

CLOSING_SIGNS = CLOSING_QUOTES + ")]】）"
"""What may stand between the end of a sentence and the next one."""

OPENING_SIGNS = OPENING_QUOTES + "([¿¡–—"
"""What may stand before the first word of a sentence."""

_TABLE_END = 0x3100
"""Code points below have a place in the table; the few above are looked for."""

BULLETS = "•‣◦⁃▪●○■►♦·"
"""What begins an item of a list, and says nothing."""

TICK = "✓"
"""Begins an item, too, and says something."""

ITEM_SIGNS = "-+*–—"
"""What begins an item where a space follows; elsewhere they are a dash, a star, a sum."""


def _high(signs: Iterable[str]) -> npt.NDArray[np.int64]:
    return np.array(sorted(ord(sign) for sign in signs if ord(sign) >= _TABLE_END), np.int64)


def _low(signs: Iterable[str]) -> npt.NDArray[np.bool_]:
    return np.isin(np.arange(_TABLE_END), [ord(sign) for sign in signs])


_LOW_ENDS, _HIGH_ENDS = _low(SENTENCE_ENDS), _high(SENTENCE_ENDS)
_LOW_CLOSING, _HIGH_CLOSING = _low(CLOSING_SIGNS), _high(CLOSING_SIGNS)

PLAIN_ENDS = np.isin(np.arange(256), [ord(sign) for sign in SENTENCE_ENDS if sign.isascii()])
"""Which bytes of UTF-8 are an end of ASCII: the model of pages was trained to look at these alone."""

_PAGE_CLOSING = "\"')]‘’“”„‹›"
"""What the model of pages was trained to pass over at a block's end: the low „, but neither « nor »."""
PLAIN_CLOSING = np.isin(np.arange(256), [ord(sign) for sign in _PAGE_CLOSING if sign.isascii()])
LAST_OF_CLOSING = np.isin(np.arange(256), [sign.encode()[-1] for sign in _PAGE_CLOSING if not sign.isascii()])
"""Which bytes are one of ASCII, and which are the last of three (E2 80 …) of another."""


@kernel
def ends_sentence(code: int) -> bool:
    """Say whether a code point is one of `SENTENCE_ENDS`."""
    if code < _TABLE_END:
        return bool(_LOW_ENDS[code])
    place = np.searchsorted(_HIGH_ENDS, code)
    return bool(place < len(_HIGH_ENDS) and _HIGH_ENDS[place] == code)


@kernel
def closes(code: int) -> bool:
    """Say whether a code point is one of `CLOSING_SIGNS`."""
    if code < _TABLE_END:
        return bool(_LOW_CLOSING[code])
    place = np.searchsorted(_HIGH_CLOSING, code)
    return bool(place < len(_HIGH_CLOSING) and _HIGH_CLOSING[place] == code)


def one_of(signs: str, also: str = "") -> str:
    r"""Return the class of a regular expression (of `re` or RE2) for one of the signs or of `also`.

    >>> print(one_of("])", also="."))
    [\]).]
    """
    return "[" + "".join("\\" + sign if sign in "\\]^-[" else sign for sign in signs + also) + "]"


def none_of(signs: str, also: str = "") -> str:
    """Return the class for a character that is none of them."""
    return "[^" + one_of(signs, also)[1:]
