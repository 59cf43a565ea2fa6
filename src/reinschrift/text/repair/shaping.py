"""Characters that show nothing by themselves: whether one shapes what stands beside it, or may carry a message."""

# ruff: noqa: PLR2004  # code points are their own names
from __future__ import annotations

from reinschrift.text.arrays import Bytes
from reinschrift.text.blocks import IDEOGRAPH, PICTURE, blocks_of
from reinschrift.text.kernel import kernel
from reinschrift.text.repair.code_points import ACTION, BIDI, JOINER, MARK, SHAPED, UNSPACED
from reinschrift.text.utf8 import decode

_GRAPHEME_JOINER, _ZERO_WIDTH_SPACE, _LAST_JOINER, _KEYCAP = 0x034F, 0x200B, 0x200D, 0x20E3
_FIRST_SELECTOR, _TEXT_STYLE, _LAST_SELECTOR, _FIRST_IDEOGRAPHIC_SELECTOR = 0xFE00, 0xFE0E, 0xFE0F, 0xE0100
_FIRST_FILLER, _LAST_FILLER = 0x115F, 0x1160  # of Hangul
_FIRST_VOWEL, _LAST_VOWEL = 0x17B4, 0x17B5  # of Khmer
_FIRST_OVERLAP, _LAST_OVERLAP = 0x1BCA0, 0x1BCA3  # of shorthand
_FIRST_BEAM, _LAST_BEAM = 0x1D173, 0x1D17A  # of music
_TAG_ZERO, _TAG_NINE, _TAG_A, _TAG_Z, _TAG_END = 0xE0030, 0xE0039, 0xE0061, 0xE007A, 0xE007F


@kernel
def end_of_flag(data: Bytes, i: int, end: int) -> int:
    """Return where the tags end that spell the region of a flag from `i` on; `i` if they spell none."""
    start = i
    for n in range(8):  # UTS 35: two letters or three digits of a country, and one to four more for its part
        if i >= end:
            return start
        code, i = decode(data, i)
        if code == _TAG_END:
            return i if n >= 3 else start
        if not (_TAG_A <= code <= _TAG_Z or _TAG_ZERO <= code <= _TAG_NINE):
            return start
    return start


@kernel
def stays(table: Bytes, code: int, before: int, following: int, directed: int) -> bool:
    """Say whether an invisible character does something for the one beside it or for the text's direction."""
    action = table[code] & ACTION
    if action != JOINER:
        return bool(action == BIDI and directed == 1)
    if code == _GRAPHEME_JOINER:  # keeps a mark from moving past another, or from becoming one with its letter
        return bool(table[following] & MARK and not table[following] & ACTION)
    if _ZERO_WIDTH_SPACE <= code <= _LAST_JOINER:
        return bool(table[before] & (UNSPACED if code == _ZERO_WIDTH_SPACE else SHAPED))
    if _FIRST_SELECTOR <= code <= _LAST_SELECTOR or code >= _FIRST_IDEOGRAPHIC_SELECTOR:
        return _takes_selector(code, before, following)
    return _is_of_script(code, before) or (
        (code >= _FIRST_OVERLAP or code <= _LAST_FILLER) and _is_of_script(code, following)
    )


@kernel
def _takes_selector(code: int, before: int, following: int) -> bool:
    """Say whether a variation selector changes how the character before it looks: an emoji, an ideograph.

    Anywhere else, and behind another one, it shows nothing, and may carry a message or a mark.
    """
    if code < _TEXT_STYLE or code >= _FIRST_IDEOGRAPHIC_SELECTOR:
        return bool(blocks_of(before) & IDEOGRAPH)
    if before < 0x80:  # a digit, # or * that becomes a key
        return following == _KEYCAP
    is_sign = before in (0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x24C2, 0x3030, 0x303D, 0x3297, 0x3299)
    return is_sign or bool(blocks_of(before) & PICTURE)


@kernel
def _is_of_script(code: int, beside: int) -> bool:
    """Say whether what stands beside a filler, a vowel, a beam or an overlap is a sign that shows, of its script."""
    if code <= _LAST_FILLER:
        is_filler = _FIRST_FILLER <= beside <= _LAST_FILLER
        return (
            (0x1100 <= beside <= 0x11FF and not is_filler) or 0xA960 <= beside <= 0xA97F or 0xD7B0 <= beside <= 0xD7FF
        )
    if code <= _LAST_VOWEL:
        return beside < _FIRST_VOWEL and beside >> 7 == _FIRST_VOWEL >> 7  # the letters of Khmer, which stand before
    if code < _FIRST_OVERLAP:
        return 0x1820 <= beside <= 0x18AA  # Mongolian: selectors, and the separator of a last vowel
    if code <= _LAST_OVERLAP:
        return 0x1BC00 <= beside < _FIRST_OVERLAP
    return 0x1D100 <= beside <= 0x1D1FF and not _FIRST_BEAM <= beside <= _LAST_BEAM
