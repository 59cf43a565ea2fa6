"""The vote of frequent words, for languages that no detector knows: Swiss German, Low German, Upper Sorbian.

Their neighbours' models take them for German, Dutch or Polish, or stay unsure. A text in which the words of their
section `detection` stand often enough is in that language, whatever the detectors decided for a neighbour.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import utf8_of
from reinschrift.languages import section
from reinschrift.stages.language.prepare import SMALL, TABLE_END, Totals, character_kinds
from reinschrift.stages.language.tags import UNKNOWN, data_file
from reinschrift.text.arrays import Bytes, Hashes, Offsets
from reinschrift.text.characters import characters
from reinschrift.text.hash_table import find_slot, place_keys
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import decode

CASED_END = 0x250
"""Latin letters up to here are compared in lower case; no word of the lists needs others."""

Words = tuple[Hashes, Bytes, npt.NDArray[np.uint16]]
"""Of a `Lexicon`: hashes, members, small letters."""


class Lexicon(NamedTuple):
    """The words as a hash table: each slot a word's hash (0 for none) and the languages it belongs to, a bit each."""

    languages: tuple[str, ...]
    hashes: npt.NDArray[np.uint64]
    members: npt.NDArray[np.uint8]
    lower: npt.NDArray[np.uint16]


class WordVotes(NamedTuple):
    """The language whose words stand in a text most often, an index into `Lexicon.languages`, and how often."""

    language: npt.NDArray[np.int64]
    hits: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]


@cache
def lexicon() -> Lexicon:
    """Return the words of the sections `detection`: frequent ones that none of the neighbours has."""
    listed = {tag: table["words"] for tag, table in section("detection").items() if "words" in table}
    languages = tuple(listed)
    lower = characters().small[:CASED_END].astype(np.uint16)
    members: dict[int, int] = {}
    for bit, language in enumerate(languages):
        offsets, data = utf8_of(pa.array(listed[language].split(), pa.string()))
        for word in range(len(offsets) - 1):
            key = int(_hash(data, offsets[word], offsets[word + 1], lower))
            members[key] = members.get(key, 0) | 1 << bit
    hashes, slots = place_keys(list(members))
    of_slot = np.zeros(len(hashes), np.uint8)
    of_slot[slots] = list(members.values())
    return Lexicon(languages, hashes, of_slot, lower)


class Outvoted(NamedTuple):
    """The tags after the vote of words, which rows it settled, and the share of such words in each text."""

    tags: pa.StringArray
    settled: npt.NDArray[np.bool_]
    share: npt.NDArray[np.float64]


def outvote(tags: pa.StringArray, is_weak: npt.NDArray[np.bool_], texts: pa.StringArray) -> Outvoted:
    """Let the words settle what nobody decided, and what was given to a neighbour of their language.

    `is_weak` marks the tags that only a third vote decided; they yield to fewer words.
    """
    votes, limits = count_words(texts), data_file("cascade.toml")["words"]
    names, settled = lexicon().languages, np.zeros(len(texts), np.bool_)
    unknown = pc.equal(tags, UNKNOWN).to_numpy(zero_copy_only=False)
    weak, firm = (
        (votes.hits >= limits[kind]["hits"]) & (votes.share >= limits[kind]["share"]) for kind in ("weak", "firm")
    )
    for code, name in enumerate(names):
        neighbours = pa.array(section("detection")[name]["neighbours"], pa.string())
        near = pc.is_in(tags, neighbours).to_numpy(zero_copy_only=False)
        settled |= (votes.language == code) & ((unknown & weak) | (near & np.where(is_weak, weak, firm)))
    winner = pa.array(names).take(pa.array(votes.language))
    return Outvoted(pc.if_else(pa.array(settled), winner, tags), settled, votes.share)


def count_words(texts: pa.StringArray) -> WordVotes:
    """Return the votes of the words in each text."""
    words = lexicon()
    offsets, data = utf8_of(texts)
    hits, n_words = _count(offsets, data, words[1:], (character_kinds(), len(words.languages)))
    language = hits.argmax(axis=1)
    most = hits.max(axis=1)
    ties = (hits == most[:, None]).sum(axis=1) > 1
    return WordVotes(language, np.where(ties, 0, most), most / np.maximum(n_words, 1))


@kernel
def _hash(data: Bytes, start: int, end: int, lower: npt.NDArray[np.uint16]) -> np.uint64:
    """Return the FNV-1a hash of a word in lower case, by code points."""
    value = SEED
    at = start
    while at < end:
        point, at = decode(data, at)
        if point < CASED_END:
            point = int(lower[point])
        value = add(value, point)
    return value


@kernel
def _count(offsets: Offsets, data: Bytes, words: Words, letters: tuple[Bytes, int]) -> tuple[Totals, Totals]:
    """Return for each text how many words of each language it has, and how many words in all."""
    hashes, members, lower = words
    kinds, n_languages = letters
    n = len(offsets) - 1
    hits, n_words = np.zeros((n, n_languages), np.int64), np.zeros(n, np.int64)
    for row in range(n):
        at, start, stop = offsets[row], offsets[row], offsets[row + 1]
        while at <= stop:
            inside, after = False, at + 1
            if at < stop:
                point, after = decode(data, at)
                inside = point >= TABLE_END or kinds[point] >= SMALL
            if not inside and at > start:
                n_words[row] += 1
                slot = find_slot(hashes, _hash(data, start, at, lower))
                member = members[slot] if slot >= 0 else 0
                for language in range(n_languages):
                    hits[row, language] += (member >> language) & 1
            at = after
            if not inside:
                start = at
    return hits, n_words
