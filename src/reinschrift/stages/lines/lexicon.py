"""The small word lists beside this module as one hash table for the kernels: function words and the words of debris."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.stages.lines.shape import measure_shapes

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
"""The kinds of debris that have words of their own, in the order of the table's bits."""


class Lexicon(NamedTuple):
    """An open-addressing hash table of words and phrases; its size is a power of two.

    `keys` uint64, 0 = free · `stops` uint64, a bit for each language of `languages` in which it is a function
    word · `categories` uint32, a bit for each of `CATEGORIES` · `goes_on` bool, a longer phrase begins with it.
    """

    keys: npt.NDArray[np.uint64]
    stops: npt.NDArray[np.uint64]
    categories: npt.NDArray[np.uint32]
    goes_on: npt.NDArray[np.bool_]
    languages: tuple[str, ...]


def chain(key: int, word: int) -> int:
    """Return the key of a phrase that goes on with `word`; `shape.find_phrase` does the same."""
    return ((key * 0x9E3779B97F4A7C15) ^ word) & 0xFFFF_FFFF_FFFF_FFFF


@cache
def lists_of(category: str) -> frozenset[str]:
    """Return the words and phrases of a category in all languages."""
    return frozenset(phrase for kinds in _read_lists().values() for phrase in kinds.get(category, ()))


def is_phrase(text: str, category: str) -> bool:
    """Say whether a short text is one of a category's words or phrases."""
    return " ".join(re.findall(r"\w+", text.lower())) in lists_of(category)


@cache
def _read_lists() -> dict[str, dict[str, list[str]]]:
    folder = files("reinschrift.stages.lines").joinpath("words")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in names}


def _keys_of(phrases: list[str]) -> list[list[int]]:
    """Return for each phrase the keys of its beginnings: one word, two words, … the whole."""
    offsets, data = utf8_of(pa.array(phrases, pa.string()))
    shapes = measure_shapes(offsets, data)
    words = [shapes.words[a:b].tolist() for a, b in zip(shapes.ends[:-1], shapes.ends[1:], strict=True)]
    keys = []
    for of_phrase in words:
        so_far = [of_phrase[0] | 1]
        for word in of_phrase[1:]:
            so_far.append(chain(so_far[-1], word | 1))
        keys.append(so_far)
    return keys


@cache
def load_lexicon() -> Lexicon:
    """Return the table of all lists."""
    lists = _read_lists()
    languages = tuple(sorted(name for name in lists if "stop" in lists[name]))
    entries: dict[int, list[int]] = {}
    for name, kinds in lists.items():
        for kind, phrases in kinds.items():
            for keys in _keys_of(phrases):
                for key in keys[:-1]:
                    entries.setdefault(key, [0, 0, 0])[2] = 1
                entry = entries.setdefault(keys[-1], [0, 0, 0])
                if kind == "stop":
                    entry[0] |= 1 << languages.index(name)
                else:
                    entry[1] |= 1 << CATEGORIES.index(kind)
    return _as_table(entries, languages)


def _as_table(entries: dict[int, list[int]], languages: tuple[str, ...]) -> Lexicon:
    size = 1 << (4 * len(entries)).bit_length()
    table = Lexicon(
        np.zeros(size, np.uint64), np.zeros(size, np.uint64), np.zeros(size, np.uint32), np.zeros(size, bool), languages
    )
    for key, (stops, categories, goes_on) in sorted(entries.items()):
        slot = (key >> 40) & (size - 1)
        while table.keys[slot]:
            slot = (slot + 1) & (size - 1)
        table.keys[slot], table.stops[slot] = key, stops
        table.categories[slot], table.goes_on[slot] = categories, bool(goes_on)
    return table
