"""Write `fold.txt` and `characters.txt`, what is known of each code point: `python -m reinschrift.text.make_tables`.

Run it only to move to a newer Unicode version: another table gives other signatures and other classes, so the
fingerprint of every shard and signature file changes with it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from reinschrift.text.fold import BREAK, DIGIT, EXPANSION, HAN, LETTER, N_CODE_POINTS, SKIP, SYLLABLE, SYMBOL

# Scripts written without spaces whose characters are words or parts of words: Han, kana, bopomofo, Yi, Tangut.
HAN_RANGES = (
    (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3040, 0x3098), (0x309B, 0x312F), (0x31A0, 0x31BF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA4CF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x17000, 0x18DFF), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
# Scripts written without spaces whose characters are sounds: Thai, Lao, Tibetan, Myanmar, Khmer, Tai.
SYLLABLE_RANGES = (
    (0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF), (0x1A20, 0x1AAF),
    (0xA9E0, 0xA9FF), (0xAA60, 0xAADF),
)  # fmt: skip
HANGUL_SYLLABLES = (0xAC00, 0xD7A3)
_NO_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))  # Thai and Lao, Burmese, Khmer
_TO_BOPOMOFO, _HANGUL_LETTERS, _TO_YI = (0x2E80, 0x312F), (0x3130, 0x318F), (0x3190, 0xA4CF)
_HANGUL, _COMPATIBILITY, _FORMS, _FULLWIDTH = (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF5F)
_HAN, _HAN_PLANES, _KANA = (0x3400, 0x9FFF), (0x20000, 0x3FFFF), (0x3040, 0x30FF)
# What `characters.BLOCKS` names, in rows of sixteen characters, and planes as wholes from the second on.
BLOCK_RANGES = {
    "wide": (
        (0x1100, 0x115F), _TO_BOPOMOFO, _HANGUL_LETTERS, _TO_YI, _HANGUL, _COMPATIBILITY, _FORMS, _FULLWIDTH,
        (0x1F300, 0x10FFFF),
    ),
    "unspaced": (
        *_NO_SPACES, (0x0F00, 0x0FFF), _TO_BOPOMOFO, _TO_YI, _COMPATIBILITY, _FORMS, _FULLWIDTH, (0xFF60, 0xFF9F),
        (0x1B000, 0x1B16F), _HAN_PLANES,
    ),
    "keeps_words": _NO_SPACES,
    "dense": (*_NO_SPACES, _TO_BOPOMOFO, _HANGUL_LETTERS, _TO_YI, _COMPATIBILITY),
    "parted": (*_NO_SPACES, (0x1950, 0x1AAF), _KANA, _HAN, (0xAA60, 0xAA7F)),
    "ideograph": (_HAN, _COMPATIBILITY, _HAN_PLANES),
    "east_asian": ((0x3100, 0x9FFF), _HANGUL, _COMPATIBILITY, _HAN_PLANES),
    "other_letter": ((0xA000, 0xABFF), (0xD7B0, 0xDFFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)),
    "kana": ((0x3000, 0x30FF), (0xFF00, 0xFFEF)),
    "hangul": (_HANGUL,),
    "kana_letter": (_KANA,),
    "picture": (
        (0x2190, 0x21FF), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF),
    ),
}  # fmt: skip
# Emoji and pictographs; bullets and arrows below them are layout.
SYMBOL_RANGES = ((0x2600, 0x27BF), (0x1F000, 0x1FAFF))
SKIN_TONES = (0x1F3FB, 0x1F3FF)
# Letters and marks that Unicode calls default ignorable.
IGNORABLE = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF), SKIN_TONES,
)  # fmt: skip
VIRAMA = 9
ALWAYS_COMPOSED = 0x300  # everything below is in NFC
HANGUL_VOWELS_AND_FINALS = (0x1161, 0x11C3)  # a syllable may take them in
MOST_LETTERS = 7


def entry_of(code_point: int) -> tuple[int, int, str]:
    """Return the kind of a code point, its value, and its letters if it stands for several."""
    char = chr(code_point)
    category = unicodedata.category(char)
    if category == "Cf" or _within(code_point, IGNORABLE):
        return SKIP, 0, ""
    if category == "Nd":
        return DIGIT, unicodedata.decimal(char), ""
    if category[0] == "M":
        return _mark(code_point, char, category)
    if category == "So" and _within(code_point, SYMBOL_RANGES):
        return SYMBOL, code_point, ""
    if category[0] not in "LN":
        return BREAK, 0, ""
    return _letter(code_point, char)


def _mark(code_point: int, char: str, category: str) -> tuple[int, int, str]:
    if _within(code_point, SYLLABLE_RANGES):
        return SYLLABLE, code_point, ""
    # Accents, niqqud, harakat carry a combining class; the vowel signs of India do not: they are letters.
    if category == "Me" or unicodedata.combining(char) not in (0, VIRAMA):
        return SKIP, 0, ""
    return LETTER, code_point, ""


def _letter(code_point: int, char: str) -> tuple[int, int, str]:
    whole = unicodedata.normalize("NFKC", char)
    if len(whole) == 1 and _within(ord(whole), HAN_RANGES):
        return HAN, ord(whole), ""
    if _within(code_point, (*SYLLABLE_RANGES, HANGUL_SYLLABLES)):
        return LETTER if _within(code_point, (HANGUL_SYLLABLES,)) else SYLLABLE, code_point, ""
    letters = _letters_of(char)
    if not letters:
        return BREAK, 0, ""
    if len(letters) > 1:
        return EXPANSION, 0, letters[:MOST_LETTERS]
    if unicodedata.category(letters) == "Nd":
        return DIGIT, unicodedata.decimal(letters), ""
    return LETTER, ord(letters), ""


def _letters_of(char: str) -> str:
    """Return the letters and digits that are left of `char` without case, accents and compatibility forms."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def _within(code_point: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code_point <= last for first, last in ranges)


def character_of(code_point: int) -> tuple[str, int, str]:
    """Return the general category of a code point, and its small letter, 0 where that is itself.

    Of a small form of several characters (İ) the first counts.
    """
    char = chr(code_point)
    small = ord(char.lower()[0])
    return unicodedata.category(char), 0 if small == code_point else small, ""


def composed_of(code_point: int) -> tuple[int, int, str]:
    """Return 1 for a code point that may change its form or its place in NFC, else 0."""
    return int(code_point in _changeable()), 0, ""


@cache
def _changeable() -> frozenset[int]:
    """Return the code points that are not NFC on their own, are moved about, or merge with what stands before them."""
    found = set(range(*HANGUL_VOWELS_AND_FINALS))
    for code in range(ALWAYS_COMPOSED, N_CODE_POINTS):
        character = chr(code)
        parts = unicodedata.decomposition(character)
        if unicodedata.combining(character):
            found.add(code)
        elif parts and not parts.startswith("<"):
            found.update(int(part, 16) for part in parts.split()[1:])
            if not unicodedata.is_normalized("NFC", character):
                found.add(code)
    return frozenset(code for code in found if code >= ALWAYS_COMPOSED)


def block_lines() -> list[str]:
    """Return what is known of blocks as text: a line a name and a range."""
    return [f"+{name} {first:X} {last:X}" for name, ranges in BLOCK_RANGES.items() for first, last in ranges]


Kind = TypeVar("Kind", int, str)


def lines(entry: Callable[[int], tuple[Kind, int, str]], left_out: Kind) -> list[str]:
    """Return a table as text: one line a run of code points with equal or consecutive values."""
    runs: list[tuple[Kind, int, int, int, int, str]] = []  # kind, first, last, value, step, letters
    for code_point in range(N_CODE_POINTS):
        kind, value, letters = entry(code_point)
        if kind == left_out:
            continue
        if runs and (grown := _grown(runs[-1], code_point, kind, value, letters)):
            runs[-1] = grown
        else:
            runs.append((kind, code_point, code_point, value, 0, letters))
    return [
        f"{kind} {first:X} {last:X} {value:X} {step}{' ' + letters if letters else ''}"
        for kind, first, last, value, step, letters in runs
    ]


def _grown(
    run: tuple[Kind, int, int, int, int, str], code_point: int, kind: Kind, value: int, letters: str
) -> tuple[Kind, int, int, int, int, str] | None:
    of_kind, first, last, first_value, step, run_letters = run
    if kind != of_kind or code_point != last + 1 or letters or run_letters:
        return None
    steps = (0, 1) if first == last else (step,)
    for candidate in steps:
        if value == first_value + candidate * (code_point - first):
            return kind, first, code_point, first_value, candidate, ""
    return None


def main() -> None:
    """Write the tables beside this module."""
    head = [
        f"# What each code point counts as; made by make_tables.py from Unicode {unicodedata.unidata_version}.",
        "# kind first last value step [letters]: code point first + i has the value value + i * step (hex);",
        "# a code point that is not here ends a word.",
        f"# kinds: {LETTER} letter, {HAN} Han or kana, {SYLLABLE} Thai and kin, {DIGIT} digit, {SYMBOL} emoji,",
        f"# {EXPANSION} several letters, {SKIP} does not count",
    ]
    _write("fold.txt", [*head, *lines(entry_of, BREAK)])
    head = [
        f"# Categories and small letters; made by make_tables.py from Unicode {unicodedata.unidata_version}.",
        "# category first last small step: code point first + i has the small letter small + i * step, 0: itself;",
        "# a code point that is not here is unassigned (Cn). 1 first last: these may change in NFC.",
        "# +name first last: blocks, whose names are in characters.py.",
    ]
    _write("characters.txt", [*head, *lines(character_of, "Cn"), *lines(composed_of, 0), *block_lines()])


def _write(name: str, rows: list[str]) -> None:
    Path(__file__).with_name(name).write_text("\n".join([*rows, ""]), "utf-8")


if __name__ == "__main__":
    main()
