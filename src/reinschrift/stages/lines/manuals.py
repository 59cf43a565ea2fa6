"""Manuals: texts of short lines under headings in capitals, which the model takes for menus and links."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, numbers
from reinschrift.languages import all_words
from reinschrift.text.arrays import Flags

HEADINGS = 2
"""So many headings that only manuals have, in capitals, make a manual; the last section of one has two, too."""

_CAPITALS = r"^\p{Lu}[\p{Lu}\d ./'-]{2,40}$"


class Manuals(NamedTuple):
    """Which documents are manuals, which lines of these are headings, and which lines of any could be."""

    is_manual: npt.NDArray[np.bool_]
    is_heading: Flags
    may_be_heading: Flags


def find_manuals(bounds: npt.NDArray[np.int64], texts: pa.Array) -> Manuals:
    """Return the manuals among documents, whose lines are `bounds[i]` to the next, and all their headings."""
    of_manuals = numbers(pc.is_in(texts, value_set=_headings()))
    counts = np.concatenate([[0], np.cumsum(of_manuals)])
    is_manual = counts[bounds[1:]] - counts[bounds[:-1]] >= HEADINGS
    is_heading = np.repeat(is_manual, np.diff(bounds))
    rows = np.flatnonzero(is_heading)
    is_heading[rows] = matching(texts.take(pa.array(rows)), _CAPITALS)
    return Manuals(is_manual, is_heading, of_manuals)


@cache
def _headings() -> pa.Array:
    return pa.array(sorted(heading.upper() for heading in all_words("labels", "manual")), pa.string())
