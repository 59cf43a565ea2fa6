"""The words of debris and the function words of every language as one hash table, for lines and for blocks alike."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.languages import all_words, language_files, month_names, section, words
from reinschrift.text.arrays import Hashes
from reinschrift.text.hash_table import find_slot, place_keys
from reinschrift.text.hashing import GOLDEN
from reinschrift.text.kernel import kernel
from reinschrift.text.letters import find_words

CATEGORIES = (
    "menu",
    "promotion",
    "teaser",
    "related",
    "comment_form",
    "share_bar",
    "cookie_notice",
    "legal",
    "caption",
    "date_line",
    "byline",
    "link",
)
"""The kinds of debris that have words of their own, in the order of the table's bits; a language's file has a list for
each in its section `debris`. The names of months and weekdays belong to `date_line`."""

MOST_LANGUAGES = 64
"""Languages with function words: each has a bit."""
_CHAIN = GOLDEN


class Table(NamedTuple):
    """An open-addressing hash table of words and phrases; its size is a power of two.

    `keys` uint64, 0 = free · `stops` uint64, a bit for each of the languages in which it is a function word ·
    `categories` uint32, a bit for each of `CATEGORIES` · `goes_on` bool, a longer phrase begins with it.
    """

    keys: npt.NDArray[np.uint64]
    stops: npt.NDArray[np.uint64]
    categories: npt.NDArray[np.uint32]
    goes_on: npt.NDArray[np.bool_]


class Lexicon(NamedTuple):
    """The table for the kernels, and the languages in the order of the bits of its `stops`."""

    table: Table
    languages: tuple[str, ...]


@cache
def debris_words(category: str) -> frozenset[str]:
    """Return the words and phrases of a category in all languages."""
    return all_words("debris", category) | (_days_and_months() if category == "date_line" else frozenset())


def is_phrase(text: str, category: str) -> bool:
    """Say whether a short text is one of a category's words or phrases, by the keys of its words."""
    keys = keys_of(text)
    return bool(keys) and keys[-1] in _phrases(category)


@cache
def _phrases(category: str) -> frozenset[int]:
    return frozenset(keys_of(phrase)[-1] for phrase in debris_words(category))


def _days_and_months() -> frozenset[str]:
    """Return the full names of months and weekdays that are no function words anywhere."""
    names = {name for listed in (*month_names().values(), *words("dates", "weekdays").values()) for name in listed}
    return frozenset(names) - all_function_words()


@cache
def all_function_words() -> frozenset[str]:
    """Return the function words of all languages."""
    return frozenset(word for listed in section("function_words").values() for word in listed)


def keys_of(phrase: str) -> list[int]:
    """Return the keys of a phrase's beginnings: one word, two words, … the whole."""
    data = np.frombuffer(phrase.encode(), np.uint8)
    found = np.empty(len(data) // 2 + 1, np.uint64)
    keys: list[int] = []
    for word in found[: find_words(data, 0, len(data), found)].tolist():
        keys.append((keys[-1] * int(_CHAIN) ^ word) % (1 << 64) if keys else word)
    return keys


@cache
def load_lexicon() -> Lexicon:
    """Return the table of all lists of all languages.

    Raises `ValueError` where a list holds an entry without a word, or more languages have function words than bits.
    """
    languages = tuple(tag for tag in language_files() if tag in section("function_words"))
    if len(languages) > MOST_LANGUAGES:
        raise ValueError(f"{len(languages)} languages have function words; the table has bits for {MOST_LANGUAGES}")
    entries: dict[int, list[int]] = {}
    for bit, tag in enumerate(languages):
        for word in section("function_words")[tag]:
            _enter(entries, word)[0] |= 1 << bit
    for bit, category in enumerate(CATEGORIES):
        for phrase in debris_words(category):
            _enter(entries, phrase)[1] |= 1 << bit
    return Lexicon(_as_table(entries), languages)


def _enter(entries: dict[int, list[int]], phrase: str) -> list[int]:
    """Return the entry of a phrase: languages, categories, whether a longer one begins so."""
    *beginnings, whole = keys_of(phrase) or [0]
    if not whole:
        raise ValueError(f"an entry without a word: {phrase!r}")
    for key in beginnings:
        entries.setdefault(key, [0, 0, 0])[2] = 1
    return entries.setdefault(whole, [0, 0, 0])


def _as_table(entries: dict[int, list[int]]) -> Table:
    keys, slots = place_keys(list(entries))
    table = Table(keys, np.zeros_like(keys), np.zeros(len(keys), np.uint32), np.zeros(len(keys), bool))
    for slot, (stops, categories, goes_on) in zip(slots, entries.values(), strict=True):
        table.stops[slot], table.categories[slot], table.goes_on[slot] = stops, categories, bool(goes_on)
    return table


@kernel(nrt=False)
def add_word(key: np.uint64, word: np.uint64) -> np.uint64:
    """Return the key of a phrase that goes on with a word."""
    return (key * _CHAIN) ^ word


@kernel(nrt=False)
def find_phrase(words: Hashes, at: int, slot: int, table: Table) -> tuple[np.uint32, int]:
    """Return the categories and the length, in words, of the longest phrase that begins at a word.

    `slot` is that word's; the lowest bit of a key in `words` does not count.
    """
    found, length = table.categories[slot], 1
    key, ahead = table.keys[slot], at
    while table.goes_on[slot] and ahead + 1 < len(words):
        ahead += 1
        key = add_word(key, words[ahead] | np.uint64(1))
        slot = find_slot(table.keys, key)
        if slot < 0:
            break
        if table.categories[slot]:
            found, length = table.categories[slot], ahead - at + 1
    return found, length
