"""How many different ones of a language's few most frequent words a text holds, by the hashes of its tokens."""

from __future__ import annotations

from functools import cache, partial, reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.languages import also, section
from reinschrift.stages.quality.scan import Found
from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import LETTER_BASE, mix_all, rolled
from reinschrift.text.kernel import kernel

GOPHER = ("the", "be", "to", "of", "and", "that", "have", "with")
"""The eight of Gopher (Rae et al. 2021, arXiv 2112.11446, A1.1), whatever the language of the text."""

NO_LIST = -1


class Lists(NamedTuple):
    """The lists of all languages; language k has the words `bounds[k]` to `bounds[k + 1]` of `hashes`."""

    languages: pa.Array
    hashes: Hashes
    bounds: npt.NDArray[np.int64]


@cache
def stop_word_lists() -> Lists:
    """Return the lists; the first is Gopher's, for any language, so its name is none.

    The others are those that FineWeb-2 publishes (huggingface/fineweb-2, configs/*_Latn.yml, commit d331bee), so that
    its verdicts can be reproduced; they were counted in an encyclopedia, hence “wurde”, “roku”, “blev”.
    """
    own = section("stop_words")
    shared = {other: own[tag] for other, tag in also().items() if tag in own}
    lists: dict[str, list[str]] = {"": list(GOPHER), **own, **shared}
    hashes = hash_exactly([word for words in lists.values() for word in words])
    bounds = np.concatenate(([0], np.cumsum([len(words) for words in lists.values()]))).astype(np.int64)
    return Lists(pa.array(list(lists), pa.string()), hashes, bounds)


def hash_exactly(words: list[str]) -> Hashes:
    """Return the hash that `words.next_word` gives to each word, in its case."""
    letters = ([ord(letter) for letter in word] for word in words)
    each = [reduce(partial(rolled, base=LETTER_BASE), word, 0) for word in letters]
    return mix_all(np.array(each, np.uint64))


def count_stop_words(found: Found, languages: pa.Array) -> dict[str, npt.NDArray[Any]]:
    """Return how many different stop words each document holds: of Gopher's and of its own language's.

    A document in a language without a list has `NO_LIST` of its own.
    """
    lists = stop_word_lists()
    primary = pc.struct_field(pc.extract_regex(languages, r"^(?P<primary>[a-z]+)"), "primary")
    at = pc.fill_null(pc.index_in(primary, lists.languages), NO_LIST).to_numpy(zero_copy_only=False)
    everyone = np.zeros(len(at), at.dtype)
    return {
        "stop_word_count": np.where(at >= 0, _count(found, lists.hashes, lists.bounds, np.maximum(at, 0)), NO_LIST),
        "english_stop_word_count": _count(found, lists.hashes, lists.bounds, everyone),
    }


@kernel
def _count(
    found: Found, hashes: Hashes, bounds: npt.NDArray[np.int64], lists: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    counts = np.zeros(len(lists), np.int64)
    token = 0
    for d in range(len(lists)):
        words = hashes[bounds[lists[d]] : bounds[lists[d] + 1]]
        seen = np.zeros(len(words), np.bool_)
        missing = len(words)
        while token < found.ends[d, 0] and missing:
            for k in range(len(words)):
                if found.hashes[token] == words[k] and not seen[k]:
                    seen[k] = True
                    missing -= 1
            token += 1
        counts[d] = len(words) - missing
        token = found.ends[d, 0]
    return counts
