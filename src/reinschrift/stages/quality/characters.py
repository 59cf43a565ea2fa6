"""What each character counts as when a text is measured: one table over all code points."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from reinschrift.text import words as tokens
from reinschrift.text.characters import classes_of
from reinschrift.text.fold import EXPANSION, KIND_SHIFT, SKIP
from reinschrift.text.signs import SENTENCE_TERMINALS, code_points

LETTER, DIGIT, ALONE, SPACE, PUNCTUATION, TERMINAL, UPPER, MARK = (1 << bit for bit in range(8))
IN_WORD = LETTER | DIGIT | MARK
# Scripts in which capitals are the exception: Cherokee is written in what Unicode calls capitals.
_CASED = ((0x41, 0x590), (0x1E00, 0x2000))


@cache
def character_table() -> npt.NDArray[np.uint8]:
    """Return for each code point the sum of what it is; read once a process."""
    bits = np.zeros(8, np.uint8)
    bits[tokens.LETTER] = bits[EXPANSION] = LETTER
    bits[tokens.DIGIT], bits[SKIP] = DIGIT, MARK
    bits[tokens.HAN] = bits[tokens.SYLLABLE] = LETTER | ALONE
    bits[tokens.SYMBOL] = ALONE
    table: npt.NDArray[np.uint8] = bits[tokens.fold().table >> KIND_SHIFT]
    listed = tomllib.loads(
        resources.files("reinschrift.stages.quality").joinpath("characters.toml").read_text(encoding="utf-8")
    )
    table[[ord(sign) for sign in SENTENCE_TERMINALS]] |= np.uint8(TERMINAL | PUNCTUATION)
    for name, bit in (("punctuation", PUNCTUATION), ("space", SPACE)):
        table[list(code_points(listed[name]))] |= np.uint8(bit)
    table[(table & SPACE) != 0] &= ~np.uint8(IN_WORD | ALONE)
    capitals = classes_of({"Lu": UPPER})
    for first, end in _CASED:
        table[first:end] |= capitals[first:end]
    table.flags.writeable = False
    return table
