"""What a document repeats of itself: words, word sequences, lines, paragraphs; by hashes, one small table a document.

The measures are those of Gopher (Rae et al. 2021, arXiv 2112.11446, A1.1) as datatrove 0.10.1 takes them: of the most
frequent sequence of 2 to 4 tokens all occurrences count; of sequences of 5 to 10 tokens every occurrence but the
first, and after a repeated one the search goes on behind it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.stages.quality.scan import Found, Rows
from reinschrift.text.arrays import Hashes
from reinschrift.text.hash_table import stamped_slot
from reinschrift.text.hashing import TOKEN_BASE, mix
from reinschrift.text.kernel import kernel

TOP_GRAMS = (2, 3, 4)
DUPLICATE_GRAMS = (5, 6, 7, 8, 9, 10)
REPEATS = (
    "duplicate_lines", "duplicate_line_chars", "duplicate_paragraphs", "duplicate_paragraph_chars", "unique_words",
    "unigram_entropy",
    *(f"top_{n}gram_chars" for n in TOP_GRAMS), *(f"duplicate_{n}gram_chars" for n in DUPLICATE_GRAMS),
)  # fmt: skip
"""What is measured of each document: numbers, characters, and the entropy of its words in nats."""
_LINES, _PARAGRAPHS, _UNIQUE, _ENTROPY, _GRAMS = 0, 2, 4, 5, 6
_MAX_TOP, _MAX_GRAM = 4, 10
_SPARE, _FEWEST = 2, 8  # slots a key, and at least


class Table(NamedTuple):
    """A hash table with open addressing; a slot holds something if its stamp is the current one."""

    keys: Hashes
    stamps: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]


def find_repeats(rows: Rows, found: Found) -> npt.NDArray[np.float64]:
    """Return `REPEATS` of each document, [document, measure]."""
    n_documents = len(rows.bounds) - 1
    repeats = np.zeros((n_documents, len(REPEATS)))
    if n_documents == 0:
        return repeats
    sizes = np.diff(found.ends, axis=0, prepend=0)
    largest = max(int(sizes.max()), int(np.diff(rows.bounds).max()), 1)
    n_slots = max(1 << int(largest * _SPARE).bit_length(), _FEWEST)
    table = Table(
        np.empty(n_slots, np.uint64), np.zeros(n_slots, np.int32), np.empty(n_slots, np.int32),
        np.empty(n_slots, np.int32),
    )  # fmt: skip
    _fill(rows.bounds, found, table, np.empty(largest, np.uint64), repeats)
    return repeats


@kernel
def _fill(
    bounds: npt.NDArray[np.int64], found: Found, table: Table, grams: Hashes, repeats: npt.NDArray[np.float64]
) -> None:
    stamp = 0
    token = line = 0
    for d in range(len(bounds) - 1):
        last_token, last_line = found.ends[d]
        result = repeats[d]
        lines, line_chars = found.lines[line:last_line], found.line_chars[line:last_line]
        result[_LINES], result[_LINES + 1] = _duplicates(lines, line_chars, table, stamp + 1)
        rows, row_chars = found.rows[bounds[d] : bounds[d + 1]], found.row_chars[bounds[d] : bounds[d + 1]]
        result[_PARAGRAPHS], result[_PARAGRAPHS + 1] = _duplicates(rows, row_chars, table, stamp + 2)
        hashes, chars = found.hashes[token:last_token], found.chars[token:last_token]
        result[_UNIQUE], result[_ENTROPY] = _vocabulary(hashes, found.is_word[token:last_token], table, stamp + 3)
        stamp = _sequences(hashes, chars, table, stamp + 4, grams, result)
        token, line = last_token, last_line


@kernel
def _mask(n: int) -> int:
    """Return a mask for a table of the size that `n` keys need: small documents stay in the cache."""
    size = _FEWEST
    while size < n * _SPARE:
        size <<= 1
    return size - 1


@kernel
def _duplicates(hashes: Hashes, chars: npt.NDArray[np.int32], table: Table, stamp: int) -> tuple[int, int]:
    """Return how many there are of which an equal one came before, and their characters."""
    mask = _mask(len(hashes))
    n = n_chars = 0
    for k in range(len(hashes)):
        at = stamped_slot(table.keys, table.stamps, mask, stamp, hashes[k])
        if table.stamps[at] == stamp:
            n += 1
            n_chars += chars[k]
        else:
            table.stamps[at], table.keys[at] = stamp, hashes[k]
    return n, n_chars


@kernel
def _vocabulary(hashes: Hashes, is_word: npt.NDArray[np.uint8], table: Table, stamp: int) -> tuple[int, float]:
    """Return how many different words there are, and the entropy of their distribution in nats."""
    mask = _mask(len(hashes))
    n = n_different = 0
    weighted = 0.0  # sum of count * log(count), brought up to date with each word
    for k in range(len(hashes)):
        if not is_word[k]:
            continue
        n += 1
        at = stamped_slot(table.keys, table.stamps, mask, stamp, hashes[k])
        if table.stamps[at] != stamp:
            table.stamps[at], table.keys[at], table.counts[at] = stamp, hashes[k], 1
            n_different += 1
            continue
        count = table.counts[at]
        table.counts[at] = count + 1
        weighted += (count + 1) * np.log(count + 1) - count * np.log(count)
    return n_different, max(np.log(n) - weighted / n, 0.0) if n else 0.0


@kernel
def _sequences(
    hashes: Hashes, chars: npt.NDArray[np.int32], table: Table, stamp: int, grams: Hashes,
    result: npt.NDArray[np.float64],
) -> int:  # fmt: skip
    """Write what sequences of 2 to 10 tokens repeat, return the next free stamp.

    Where no sequence of n tokens comes twice, none of n + 1 does, and the search for longer ones ends.
    """
    grams[: len(hashes)] = hashes
    repeated = True
    for n in range(2, _MAX_GRAM + 1):
        n_grams = len(hashes) - n + 1
        if n_grams < 1 or (not repeated and n > _MAX_TOP):
            return stamp
        for k in range(n_grams):
            grams[k] = grams[k] * TOKEN_BASE + hashes[k + n - 1]
        stamp += 1
        if n > _MAX_TOP:
            result[_GRAMS + n - 2] = _repeated_chars(grams[:n_grams], n, chars, table, stamp)
            repeated = result[_GRAMS + n - 2] > 0
        elif repeated:
            first, count = _most_frequent(grams[:n_grams], table, stamp)
            result[_GRAMS + n - 2] = count * (chars[first : first + n].sum() + n - 1)
            repeated = count > 1
        else:
            result[_GRAMS + n - 2] = chars[:n].sum() + n - 1
    return stamp


@kernel
def _most_frequent(grams: Hashes, table: Table, stamp: int) -> tuple[int, int]:
    """Return where the most frequent sequence comes first (of several the earliest), and how often it comes."""
    mask = _mask(len(grams))
    best, most = 0, 1
    for k in range(len(grams)):
        key = mix(grams[k])
        at = stamped_slot(table.keys, table.stamps, mask, stamp, key)
        if table.stamps[at] != stamp:
            table.stamps[at], table.keys[at], table.counts[at], table.first[at] = stamp, key, 1, k
            continue
        count = table.counts[at] + 1
        table.counts[at] = count
        if count > most or (count == most and table.first[at] < best):
            best, most = table.first[at], count
    return best, most


@kernel
def _repeated_chars(grams: Hashes, n: int, chars: npt.NDArray[np.int32], table: Table, stamp: int) -> int:
    mask = _mask(len(grams))
    n_chars = k = 0
    while k < len(grams):
        key = mix(grams[k])
        at = stamped_slot(table.keys, table.stamps, mask, stamp, key)
        if table.stamps[at] == stamp:
            for i in range(k, k + n):
                n_chars += chars[i]
            k += n
        else:
            table.stamps[at], table.keys[at] = stamp, key
            k += 1
    return n_chars
