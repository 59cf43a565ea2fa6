"""The class of every character, as a table for the kernels."""

# ruff: noqa: PLR2004  # code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.text.arrays import Bytes
from reinschrift.text.characters import classes_of
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import SENTENCE_ENDS, ends_sentence

LOWER, UPPER, UNCASED, DIGIT, IDEOGRAPH, MARK, SPACE, SENTENCE_END, COMMA, COLON, QUOTE, BRACKET, BAR, DASH, SYMBOL = (
    range(15)
)
N_CLASSES = 15
LIMIT = 0x3100
"""Characters from here on are classed by their range: ideographs, syllables, symbols."""

_COMMAS = ",;、،؛"
_QUOTES = "\"'«»‘’‚‛“”„‟‹›「」『』`´"
# What the model was trained to take for a bar: some bullets and arrows are among them, others are not.
_BARS = "|•‣▪▸►▶◦●■□→←⇒*>~/\\_"
_DASHES = "-‐‑‒–—―−"


def _classes() -> Bytes:
    by_category = {
        "Lu": UPPER, "Lt": UPPER, "Ll": LOWER, "L": UNCASED, "N": DIGIT, "M": MARK, "Z": SPACE, "C": SPACE,
        "Ps": BRACKET, "Pe": BRACKET,
    }  # fmt: skip
    classes = classes_of(by_category, SYMBOL)[:LIMIT].copy()
    for members, kind in (
        (SENTENCE_ENDS, SENTENCE_END), (":：", COLON), (_COMMAS, COMMA), (_DASHES, DASH), (_BARS, BAR),
        (_QUOTES, QUOTE),
    ):  # fmt: skip
        classes[[ord(sign) for sign in members if ord(sign) < LIMIT]] = kind
    classes[0x3040:] = IDEOGRAPH
    return classes


CLASSES = _classes()


@kernel(inline=True)
def class_of(code: int) -> np.uint8:
    """Return the class of a character."""
    if code < LIMIT:
        return CLASSES[code]  # type: ignore[no-any-return]
    if code < 0xA000 or 0xAC00 <= code < 0xD7B0 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x32000:
        return np.uint8(IDEOGRAPH)
    if code == 0xFF0C:
        return np.uint8(COMMA)
    if ends_sentence(code):
        return np.uint8(SENTENCE_END)
    if 0xA000 <= code < 0xE000 or 0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFF00:
        return np.uint8(UNCASED)
    return np.uint8(SYMBOL)
