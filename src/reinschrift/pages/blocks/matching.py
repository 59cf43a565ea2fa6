"""What the words of a block tell: function words of running text, and words of menus, teasers, consent and so on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.model.lexicon import Table, find_phrase
from reinschrift.text.hash_table import find_slot
from reinschrift.text.kernel import kernel


@kernel(nrt=False)
def weigh_words(words: npt.NDArray[np.uint64], table: Table, counts: npt.NDArray[np.float32]) -> None:
    """Count a block's words (keys): function words, words in phrases of two or more, words of each category.

    Of phrases that begin at one word the longest counts.
    """
    counts[:] = 0
    covered = 0
    for at in range(len(words)):
        slot = find_slot(table.keys, words[at])
        if slot < 0:
            continue
        counts[0] += table.stops[slot] != 0
        if at < covered or not (table.categories[slot] or table.goes_on[slot]):
            continue
        found, length = find_phrase(words, at, slot, table)
        if found:
            covered = at + length
            counts[1] += length * (length > 1)
            for category in range(len(counts) - 2):
                counts[2 + category] += length * (found >> np.uint32(category) & np.uint32(1))
