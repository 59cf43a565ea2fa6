"""What languages know of words with a hyphen: keys of their parts, each with the languages that know it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from reinschrift.languages import section
from reinschrift.model.lexicon import keys_of, load_lexicon
from reinschrift.text.arrays import Hashes
from reinschrift.text.hash_table import find_slot, place_keys
from reinschrift.text.hashing import GOLDEN, rolled
from reinschrift.text.kernel import kernel

FIRST, LAST, ENDING, PREFIX, PAIR = range(1, 6)
"""What a key says of a word: it stands before a hyphen, behind one, ends one word with a first part, begins one with a
last part; or two words have one between them."""

_LISTS = {"first": FIRST, "last": LAST, "endings": ENDING, "prefixes": PREFIX}


class Bits(NamedTuple):
    """A table of keys (uint64, 0 = free), each with a bit for every language that has it (uint64)."""

    keys: Hashes
    languages: Hashes


@kernel(inline=True)
def part_key(word: np.uint64, role: int) -> np.uint64:
    """Return the key of a word in a role."""
    return word * GOLDEN + np.uint64(role)


@kernel(inline=True)
def pair_key(left: np.uint64, right: np.uint64) -> np.uint64:
    """Return the key of two words with a hyphen between them."""
    return part_key(left, PAIR) * GOLDEN + right


@kernel(nrt=False)
def knows(table: Bits, key: np.uint64, languages: np.uint64) -> bool:
    """Say whether one of the languages has a key."""
    slot = find_slot(table.keys, key)
    return bool(slot >= 0 and table.languages[slot] & languages)


@cache
def load_compounds() -> Bits:
    """Return the parts and pairs of every language, whose bits are as the lexicon orders them."""
    known: dict[int, int] = {}
    bits = {tag: 1 << bit for bit, tag in enumerate(load_lexicon().languages)}
    for tag, lists in section("compounds").items():
        parts = [(word, role) for name, role in _LISTS.items() for word in lists.get(name, ())]
        keys = [rolled(keys_of(word)[-1], role, GOLDEN) for word, role in parts]
        for pair in lists.get("pairs", ()):
            left, right = (keys_of(part)[-1] for part in pair.split("-"))
            keys.append(rolled(rolled(left, PAIR, GOLDEN), right, GOLDEN))
        for key in keys:
            known[key] = known.get(key, 0) | bits[tag]
    placed, slots = place_keys(list(known))
    table = Bits(placed, np.zeros_like(placed))
    table.languages[slots] = np.array(list(known.values()), np.uint64)
    return table


@cache
def load_function_words() -> Bits:
    """Return the function words of every language."""
    table = load_lexicon().table
    return Bits(table.keys, table.stops)
