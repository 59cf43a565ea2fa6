"""The class of every character, as a table for the kernels."""

# ruff: noqa: PLR2004  # code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.text.arrays import Bytes
from reinschrift.text.blocks import EAST_ASIAN, OTHER_LETTER, blocks_of
from reinschrift.text.characters import classes_of
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import SENTENCE_ENDS, ends_sentence

LOWER, UPPER, UNCASED, DIGIT, IDEOGRAPH, MARK, SPACE, SENTENCE_END, COMMA, COLON, QUOTE, BRACKET, BAR, DASH, SYMBOL = (
    range(15)
)
N_CLASSES = 15
LIMIT = 0x3100
"""Characters from here on are classed by their block: ideographs, syllables, symbols."""

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
    blocks = blocks_of(code)
    if blocks & EAST_ASIAN:
        return np.uint8(IDEOGRAPH)
    if code == 0xFF0C:
        return np.uint8(COMMA)
    if ends_sentence(code):
        return np.uint8(SENTENCE_END)
    return np.uint8(UNCASED if blocks & OTHER_LETTER else SYMBOL)
