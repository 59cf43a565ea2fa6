"""Boilerplate repeated all over a source: how many kept documents have each paragraph, and which copy stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.columns import numbers
from reinschrift.dedup.boilerplate import Copies, find_boilerplate
from reinschrift.dedup.corpus import Corpus
from reinschrift.dedup.files import read_paragraphs
from reinschrift.dedup.looks import Looks
from reinschrift.dedup.sorted_runs import run_starts
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes, Numbers

ROWS_AT_ONCE = 16 << 20
"""Paragraph keys that are sorted at a time: 8 bytes each, a few times over."""


class Repeated(NamedTuple):
    """The keys of repeated paragraphs, ascending."""

    keys: Hashes
    frequency: Numbers
    """In how many kept documents of the source each one is."""
    stays_in: Numbers
    """The best-ranked of these documents, by number."""


class RepeatedRows(NamedTuple):
    """The paragraphs of one shard that go."""

    row: Numbers
    position: Numbers
    frequency: Numbers
    stays_in: Numbers


def repeated_paragraphs(corpus: Corpus, kept: npt.NDArray[np.bool_], settings: DedupSettings) -> Repeated:
    """Return the boilerplate that is in at least `settings.min_frequency` kept documents of its source.

    `kept` (by number) says which documents stay; copies within one document count once. Works through ranges of
    keys, so that memory does not grow with the number of paragraphs.
    """
    n_rows = sum(read_paragraphs(shard, settings).num_rows for shard in corpus.shards)
    parts = -(-n_rows // ROWS_AT_ONCE) or 1
    bounds = [(part << 64) // parts for part in range(parts)]
    keys, frequency = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    for low, high in zip(bounds, [*bounds[1:], 1 << 64], strict=True):
        ascending = np.sort(np.concatenate([np.zeros(0, np.uint64), *_keys_in(corpus, kept, (low, high), settings)]))
        starts = run_starts(ascending)
        counts = np.diff(np.append(starts, len(ascending))).astype(np.int32)
        is_often = counts >= settings.min_frequency
        keys.append(ascending[starts[is_often]])
        frequency.append(counts[is_often])
    often, counts = np.concatenate(keys), np.concatenate(frequency)
    is_boilerplate = find_boilerplate(len(often), _copies(corpus, kept, often, settings))
    repeated = often[is_boilerplate]
    return Repeated(repeated, counts[is_boilerplate], _best_documents(corpus, kept, repeated, settings))


def _copies(corpus: Corpus, kept: npt.NDArray[np.bool_], keys: Hashes, settings: DedupSettings) -> list[Copies]:
    """Return all copies of some paragraphs in kept documents, by shard."""
    shards = []
    for shard in range(len(corpus.shards)):
        found = _found(corpus, shard, kept, keys, settings)
        table = read_paragraphs(corpus.shards[shard], settings)
        order = np.lexsort((found.position, found.row))
        looks = (numbers(table[name])[found.at[order]] for name in Looks._fields)
        shards.append(Copies(found.slot[order], found.row[order], *looks))
    return shards


def repeated_rows(
    corpus: Corpus, shard: int, kept: npt.NDArray[np.bool_], repeated: Repeated, settings: DedupSettings
) -> RepeatedRows:
    """Return the repeated paragraphs of a shard that do not stay, by row and position."""
    found = _found(corpus, shard, kept, repeated.keys, settings)
    goes = found.number != repeated.stays_in[found.slot]
    row, position, slot = found.row[goes], found.position[goes], found.slot[goes]
    order = np.lexsort((position, row))
    row, position, slot = row[order], position[order], slot[order]
    return RepeatedRows(row, position, repeated.frequency[slot], repeated.stays_in[slot])


class _Found(NamedTuple):
    slot: npt.NDArray[np.int64]
    row: Numbers
    position: Numbers
    number: Numbers
    at: npt.NDArray[np.int64]
    """Where in the shard's table of paragraphs."""


def _keys_in(
    corpus: Corpus, kept: npt.NDArray[np.bool_], bounds: tuple[int, int], settings: DedupSettings
) -> Iterator[Hashes]:
    """Yield the keys between two bounds, shard by shard: one for each kept document that has the paragraph."""
    low, high = bounds
    for shard in range(len(corpus.shards)):
        table = read_paragraphs(corpus.shards[shard], settings)
        key = numbers(table["key"])
        start = int(np.searchsorted(key, np.uint64(low)))
        end = len(key) if high == 1 << 64 else int(np.searchsorted(key, np.uint64(high)))
        key, row = key[start:end], numbers(table["row"])[start:end]
        again = np.zeros(len(key), np.bool_)
        again[1:] = (key[1:] == key[:-1]) & (row[1:] == row[:-1])
        yield key[_of_kept(corpus, shard, row, kept) & ~again]


def _of_kept(corpus: Corpus, shard: int, row: Numbers, kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    number = corpus.number[corpus.starts[shard] : corpus.starts[shard + 1]]
    stays = number >= 0
    stays[stays] = kept[number[stays]]
    return stays[row]


def _found(corpus: Corpus, shard: int, kept: npt.NDArray[np.bool_], keys: Hashes, settings: DedupSettings) -> _Found:
    """Return the paragraphs of a shard's kept documents whose key is one of `keys`."""
    table = read_paragraphs(corpus.shards[shard], settings)
    key, row = numbers(table["key"]), numbers(table["row"])
    first, end = np.searchsorted(key, keys), np.searchsorted(key, keys, side="right")
    counts = end - first
    at = np.arange(int(counts.sum())) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    slot = np.repeat(np.arange(len(keys)), counts)
    stays = _of_kept(corpus, shard, row[at], kept)
    at, slot = at[stays], slot[stays]
    number = corpus.number[corpus.starts[shard] + row[at]]
    return _Found(slot, row[at], numbers(table["position"])[at], number, at)


def _best_documents(corpus: Corpus, kept: npt.NDArray[np.bool_], keys: Hashes, settings: DedupSettings) -> Numbers:
    best = np.full(len(keys), np.iinfo(np.int32).max, np.int32)
    for shard in range(len(corpus.shards)):
        found = _found(corpus, shard, kept, keys, settings)
        np.minimum.at(best, found.slot, found.number)
    return best
