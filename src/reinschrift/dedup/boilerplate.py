"""Which of the paragraphs that come often are boilerplate: by their words, their length and their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.dedup.looks import BELOW_HEADING, BODY, CALL, FARTHEST, LINE, LONG, SIGNS
from reinschrift.dedup.notices import FORMULA, LIKELY, SURE
from reinschrift.text.arrays import Bytes, Numbers

MOST = 0.5
"""Share of a paragraph's copies of which more must have a sign: marks and kinds differ from copy to copy."""
AT_THE_ENDS = 0.8
"""The share of its copies that must stand at the head or foot of their documents."""
NEAR_ROWS = 2
"""Paragraphs that may stand between an end and what says that it may be a notice."""
ROUNDS = 16
"""How often at most is asked again what stands at the ends, what was found not counted: lines of an imprint."""


class Copies(NamedTuple):
    """All copies in one shard of the paragraphs in question; row, then position, ascend."""

    slot: npt.NDArray[np.int64]
    """Which paragraph this is a copy of."""
    row: Numbers
    signs: Bytes
    before: Bytes
    after: Bytes


class _Places(NamedTuple):
    """Of each paragraph: how many copies stand at an end of their document or near one."""

    at_head: npt.NDArray[np.int64]
    at_foot: npt.NDArray[np.int64]
    near_end: npt.NDArray[np.int64]
    in_block: npt.NDArray[np.int64]
    """At the foot or one above it, beside what was found."""


def find_boilerplate(n_paragraphs: int, shards: Sequence[Copies]) -> npt.NDArray[np.bool_]:
    """Return which of the paragraphs are boilerplate; their number alone makes none.

    A paragraph is boilerplate if it holds words of a notice or a call; if it holds words that notices often have, and
    stands near the head or foot of its documents; if it is as long as a sentence, and nothing stands before or after
    it but boilerplate, nor a heading above it at the foot; if it is a line of a block of boilerplate at the foot. By
    its length alone it is none where most of its documents repeat something in their midst: laws, minutes, plays.
    Headings, items of lists, captions, quotations, verse, tables and code are none, but for calls and notices of some
    length, and lines of such a block; formulas are none by their place. Sums over shards decide, so their order and
    number do not matter.
    """
    copies, counts = np.zeros(n_paragraphs, np.int64), np.zeros((len(SIGNS), n_paragraphs), np.int64)
    for shard in shards:
        copies += np.bincount(shard.slot, minlength=n_paragraphs)
        for number, sign in enumerate(SIGNS):
            counts[number] += np.bincount(shard.slot[shard.signs & sign > 0], minlength=n_paragraphs)
    has = {sign: counts[number] > MOST * copies for number, sign in enumerate(SIGNS)}
    found: npt.NDArray[np.bool_] = has[SURE] & has[CALL]
    for _ in range(ROUNDS):
        places = _places(n_paragraphs, shards, found)
        often = AT_THE_ENDS * copies
        more = has[LIKELY] & has[BODY] & has[CALL] & (places.near_end >= often)
        of_texts = _of_formulaic(n_paragraphs, shards, found) > MOST * copies
        is_at_end = (places.at_head >= often) | (~has[BELOW_HEADING] & (places.at_foot >= often))
        more |= has[LONG] & has[BODY] & is_at_end & ~of_texts
        more |= has[LINE] & (places.in_block >= often)
        before, found = found, found | (more & ~has[FORMULA])
        if (before == found).all():
            break
    return found


def _places(n_paragraphs: int, shards: Sequence[Copies], found: npt.NDArray[np.bool_]) -> _Places:
    places = _Places(*(np.zeros(n_paragraphs, np.int64) for _ in _Places._fields))
    for shard in shards:
        above, below = _distances(shard, found)
        is_near = (above <= NEAR_ROWS) | (below <= NEAR_ROWS)
        is_in_block = (below <= 1) & _beside_found(shard, found)
        for number, is_there in enumerate((above == 0, below == 0, is_near, is_in_block)):
            places[number][:] += np.bincount(shard.slot[is_there], minlength=n_paragraphs)
    return places


def _of_formulaic(n_paragraphs: int, shards: Sequence[Copies], found: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return of each paragraph how many copies stand in a document that repeats something in its midst.

    That is a paragraph of many documents, not found, in a run of such that touches no end of its document.
    """
    counts = np.zeros(n_paragraphs, np.int64)
    for shard in shards:
        if not len(shard.row):
            continue
        touches = (shard.row[1:] == shard.row[:-1]) & (shard.after[:-1] == shard.after[1:].astype(np.int64) + 1)
        starts = np.concatenate([[0], np.flatnonzero(~touches) + 1])
        ends = np.concatenate([starts[1:], [len(shard.row)]]) - 1
        is_inside = (shard.before[starts] > 0) & (shard.after[ends] > 0)
        is_evidence = np.repeat(is_inside, ends - starts + 1) & ~found[shard.slot]
        formulaic = np.zeros(int(shard.row.max()) + 1, np.bool_)
        formulaic[shard.row[is_evidence]] = True
        counts += np.bincount(shard.slot[formulaic[shard.row]], minlength=n_paragraphs)
    return counts


def _distances(shard: Copies, found: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how many paragraphs that were not found stand above and below each copy."""
    total = np.concatenate([[0], np.cumsum(found[shard.slot].astype(np.int64))])
    first, end = np.searchsorted(shard.row, shard.row), np.searchsorted(shard.row, shard.row, side="right")
    here = np.arange(len(shard.row))
    above = np.where(shard.before < FARTHEST, shard.before - (total[here] - total[first]), FARTHEST)
    below = np.where(shard.after < FARTHEST, shard.after - (total[end] - total[here + 1]), FARTHEST)
    return np.maximum(above, 0), np.maximum(below, 0)


def _beside_found(shard: Copies, found: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which copies stand directly above or below one that was found."""
    is_found = found[shard.slot]
    touches = (shard.row[1:] == shard.row[:-1]) & (shard.after[:-1] == shard.after[1:].astype(np.int64) + 1)
    beside = np.zeros(len(is_found), np.bool_)
    beside[1:] |= touches & is_found[:-1]
    beside[:-1] |= touches & is_found[1:]
    return beside
