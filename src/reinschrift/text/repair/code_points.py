"""What each Unicode code point means for the repair: one byte of flags a code point, as a table for the kernels."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from reinschrift.text.blocks import PARTED, is_in
from reinschrift.text.characters import CATEGORIES, characters

# The lowest three bits say what is done with the character …
CONTROL = 1  # goes
SPACE = 2  # becomes a plain space
SOFT_HYPHEN = 3  # goes, but is a hyphen at the end of a line
LINE_END = 4  # becomes \n
JOINER = 5  # a joiner, a variation selector, a filler: goes, unless it shapes a character beside it
BIDI = 6  # goes, unless the text has letters that run from right to left
TAG = 7  # goes, unless it spells a flag
ACTION = 7
# … the others what it is.
FORM = 8  # may look different in NFC
SHAPED = 16  # a following joiner matters: emoji, and the scripts that join their letters
RIGHT_TO_LEFT = 32
UNSPACED = 64  # of a script without spaces, where U+200B parts words
MARK = 128  # stands on the letter before it

_ACTIONS: tuple[tuple[int, str], ...] = (
    # Interlinear annotation, object replacement, byte order mark, invisible operators, deprecated format characters,
    # fillers of Hangul that show nothing, and what Unicode keeps free for characters that will show nothing.
    (CONTROL, "00-08 0E-1F 7F-84 86-9F 2060-2065 206A-206F 3164 FDD0-FDEF FEFF FFA0 FFF0-FFFC FFFE-FFFF E0000-E001F"),
    (CONTROL, "E0080-E00FF E01F0-E0FFF"),
    (SPACE, "A0 1680 2000-200A 202F 205F 2800 3000"),
    (SOFT_HYPHEN, "AD"),
    (LINE_END, "0B-0D 85 2028-2029"),
    (JOINER, "034F 115F-1160 17B4-17B5 180B-180F 200B-200D FE00-FE0F 1BCA0-1BCA3 1D173-1D17A E0100-E01EF"),
    (BIDI, "061C 200E-200F 202A-202E 2066-2069"),
    (TAG, "E0020-E007F"),
)
_TRAITS: tuple[tuple[int, str], ...] = (
    # Arabic to N'Ko, the Indic and South-East Asian scripts, Mongolian, presentation forms; then the parts of emoji.
    (SHAPED, "0600-08FF 0900-0FFF 1000-109F 1780-18AF 1900-1AAF 1B00-1C4F A840-A8FF A980-A9FF AA00-AADF FB50-FDCF"),
    (SHAPED, "FDF0-FDFF FE70-FEFE 10A00-11FFF A9 AE 203C 2049 20E3 2122 2139 2190-21FF 2300-27BF 2900-29FF 2B00-2BFF"),
    (SHAPED, "3030 303D 3297 3299 FE0F 1F000-1FAFF"),
    (RIGHT_TO_LEFT, "0590-08FF FB1D-FDCF FDF0-FDFF FE70-FEFE 10800-10FFF 1E800-1EFFF"),
)


@cache
def flags() -> npt.NDArray[np.uint8]:
    """Return the flags of every code point (uint8, 0x110000 of them)."""
    table = np.zeros(0x110000, np.uint8)
    for flag, ranges in (*_ACTIONS, *_TRAITS):
        for first, last in ranges_in(ranges):
            table[first : last + 1] |= flag
    for plane in range(17):
        table[plane * 0x10000 + 0xFFFE : plane * 0x10000 + 0x10000] = CONTROL
    table[characters().may_compose] |= FORM
    table[is_in(PARTED)] |= UNSPACED
    table[np.isin(characters().categories, [CATEGORIES.index(name) for name in ("Mn", "Mc", "Me")])] |= MARK
    return table


def ranges_in(ranges: str) -> list[tuple[int, int]]:
    """Return the first and last code points of ranges, written in hexadecimal with blanks between: `200B-200D FEFF`."""
    bounds = [part.split("-") for part in ranges.split()]
    return [(int(each[0], 16), int(each[-1], 16)) for each in bounds]
