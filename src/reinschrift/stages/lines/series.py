"""Numbered headings and their paragraphs: “Tip 10” belongs to the text where “Tip 9” has a paragraph that stays."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.stages.lines.shape import WORDS
from reinschrift.text.arrays import Counts, Flags, Positions

LONGEST_HEADING = 16
"""Words of the longest numbered heading."""

REACH = 12
"""Rows between one numbered heading and the next, at most."""

_SIGN = r"(?:[.:)]|\s?[–—-]\s)"
_NUMBERED = re.compile(rf"^(?:(?P<word>[^\W\d_]+)\s?#?)?(?P<number>\d{{1,2}}){_SIGN}")
"""“3. Rest”, “Step 3: Rest”, “Tip #3 - Rest”."""
_SCREEN = rf"^(?:\pL+\s?#?)?\d{{1,2}}{_SIGN}"


def find_series(
    bounds: Positions, texts: pa.Array, counts: Counts, paragraphs: Flags, doubtful: Flags, stays: Flags
) -> Flags:
    """Return the doubtful numbered headings, and the doubtful paragraph below each, that go on a series of the text.

    The heading with the number before has the same word or none, and right below it a paragraph that stays. Of
    labelled pages 79 of 81 headings and 25 of 25 paragraphs that were so removed are content.
    """
    found = np.zeros(len(doubtful), bool)
    may_be = counts[:, WORDS] <= LONGEST_HEADING
    may_be &= np.append(paragraphs[1:], False)
    rows = np.flatnonzero(may_be & (doubtful | stays))
    rows = rows[matching(texts.take(pa.array(rows)), _SCREEN)]
    documents = np.searchsorted(bounds, rows, side="right")
    at: dict[tuple[int, str, int], int] = {}
    for row, document, text in zip(
        rows.tolist(), documents.tolist(), texts.take(pa.array(rows)).to_pylist(), strict=True
    ):
        match = _NUMBERED.match(text)
        if match is None or row + 1 == bounds[document]:
            continue
        word, number = (match["word"] or "").lower(), int(match["number"])
        before = at.get((document, word, number - 1))
        at[document, word, number] = row
        if before is not None and row - before <= REACH and (stays[before + 1] or found[before + 1]):
            found[row : row + 2] |= doubtful[row : row + 2]
    return found
