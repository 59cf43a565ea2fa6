"""How hard a text is to read, by three formulas of its words and sentences; numbers, and no opinion.

LIX (Björnsson 1968): words in a sentence, and the per cent of words with more than six letters; for any language with
words between spaces. For German alone: Flesch's Reading Ease as Amstad fitted it (1978), 180 minus the words in a
sentence minus 58.5 times the syllables in a word, and the first Wiener Sachtextformel (Bamberger and Vanecek 1984),
which gives about the school year.

A word is here a run of letters. A syllable is a vowel, or two that stand together as one sound does in German; which
these are, and what other languages are read like it, is in the languages' files.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.languages import section
from reinschrift.stages.quality.characters import ALONE, LETTER, MARK
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import decode
from reinschrift.text.words import TextColumn

NAMES = ("lix", "flesch_amstad", "wiener_sachtextformel")
LONG_WORD = 6  # letters that a word has more of which is long: LIX and the Wiener Sachtextformel
MANY_SYLLABLES = 3  # of a word that the Wiener Sachtextformel counts
_GERMAN = "de"
_READ_LIKE_GERMAN = {tag for tag, table in section("syllables").items() if table.get("like", tag) == _GERMAN}
_GERMAN_TAGS = rf"^(?:{'|'.join(sorted(_READ_LIKE_GERMAN))})(?:-|$)"
_WORDS, _LONG, _SYLLABLES, _MANY, _ONE = range(5)
_SMALL = 0x20  # what a small letter of Latin has more than its capital
_ONE_SOUND, _NO_VOWEL = 1, 2  # what a pair of letters is


def _vowel_table() -> npt.NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    for letters in section("syllables")[_GERMAN]["vowels"]:
        for letter in letters:
            table[ord(letter)] = ord(letters[0])
    return table


def _pair_table() -> npt.NDArray[np.uint8]:
    table = np.zeros((256, 256), np.uint8)
    for kind, pairs in ((_ONE_SOUND, "one_sound"), (_NO_VOWEL, "no_vowel")):
        for first, second in section("syllables")[_GERMAN][pairs]:
            table[ord(first), ord(second)] = kind
    return table


_VOWELS, _PAIRS = _vowel_table(), _pair_table()


def measure_readability(
    texts: TextColumn, bounds: npt.NDArray[np.int64], table: Bytes, sentences: npt.NDArray[Any], languages: pa.Array
) -> dict[str, pa.Array]:
    """Return the formulas of each document, null for one without words or sentences, or in another language.

    `texts` are the paragraphs; document d has those from `bounds[d]` to `bounds[d + 1]`, and so many `sentences`.
    """
    counts = np.zeros((len(bounds) - 1, 5), np.int64)
    _count(texts, bounds, table, (_VOWELS, _PAIRS), counts)
    words = np.maximum(counts[:, _WORDS], 1)
    length = words / np.maximum(sentences, 1)
    per_cent = 100 * counts / words[:, None]
    is_german = numbers(pc.fill_null(pc.match_substring_regex(languages, _GERMAN_TAGS), fill_value=False)).astype(bool)
    is_none = (counts[:, _WORDS] == 0) | (sentences == 0)
    formulas = (
        (length + per_cent[:, _LONG], is_none),
        (180 - length - 58.5 * counts[:, _SYLLABLES] / words, is_none | ~is_german),
        (
            0.1935 * per_cent[:, _MANY] + 0.1672 * length + 0.1297 * per_cent[:, _LONG] - 0.0327 * per_cent[:, _ONE]
            - 0.875,
            is_none | ~is_german,
        ),
    )  # fmt: skip
    return {
        name: pa.array(values.astype(np.float32), pa.float32(), mask=mask)
        for name, (values, mask) in zip(NAMES, formulas, strict=True)
    }


@kernel
def _count(
    texts: TextColumn, bounds: npt.NDArray[np.int64], table: Bytes, letters: tuple[Bytes, Bytes],
    counts: npt.NDArray[np.int64],
) -> None:  # fmt: skip
    """Count the words of each document: all, long ones, their syllables, those of many and of one."""
    for d in range(len(bounds) - 1):
        for r in range(bounds[d], bounds[d + 1]):
            at, end = int(texts.offsets[r]), int(texts.offsets[r + 1])
            while at < end:
                code, after = decode(texts.data, at)
                is_letter = int(table[code]) & LETTER
                at = _count_word(texts.data, at, end, table, letters, counts[d]) if is_letter else after


@kernel
def _count_word(
    data: Bytes, at: int, end: int, table: Bytes, letters: tuple[Bytes, Bytes], count: npt.NDArray[np.int64]
) -> int:
    """Count the word that begins at `at`; return where it ends."""
    vowels, pairs = letters
    n = syllables = 0
    before = nucleus = 0
    while at < end:
        code, after = decode(data, at)
        kind = int(table[code])
        if not kind & (LETTER | MARK) or (n > 0 and kind & ALONE):
            break
        at = after
        if not kind & LETTER:
            continue
        n += 1
        small = code | _SMALL if code < 0xDF else code  # noqa: PLR2004  # the last letter of Latin-1 without a capital
        vowel = int(vowels[small]) if small < len(vowels) else 0
        if before < len(pairs) and pairs[before, vowel] == _NO_VOWEL:
            vowel = 0
        if vowel and pairs[nucleus, vowel] == _ONE_SOUND:
            nucleus = 0
        else:
            syllables += vowel > 0
            nucleus = vowel
        before = small
    syllables = max(syllables, 1)
    count[_WORDS] += 1
    count[_LONG] += n > LONG_WORD
    count[_SYLLABLES] += syllables
    count[_MANY] += syllables >= MANY_SYLLABLES
    count[_ONE] += syllables == 1
    return at
