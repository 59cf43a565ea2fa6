"""Lines with a date that belong to the text: the place and day of a letter, a mail's head, the day of a sitting."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.languages import one_of_words
from reinschrift.text.arrays import Flags

PLACE_AND_DAY = rf"^\pL[^\d:|]{{1,60}},? ({one_of_words('metadata', 'before_day')}) ?\d"
"""“Kirchheim, den 14. März 1957”, “Valrive, le 9 novembre”: nobody writes so above an article."""

OF_DAY = rf"(?i)^({one_of_words('metadata', 'of_day')}) \d"
"""“Vom 4. Juli 1983”: the day of a law or a decree, below its name."""

MAIL_HEAD = rf"(?i)^>* ?({one_of_words('metadata', 'mail_head')}) ?: ?\S"
"""A line of a mail's head; two of them stand together."""

FIELD, FIELDS = r"^\pL[\pL ]{1,24}: ?\S", 3
"""A field of a form or of minutes (“Místo: klubovna”), and how many stand together in their head: an article has two at
most, its author and its day."""

SECTION = r"^\p{Lu}{4,}( \p{Lu}+)*$"
"""A heading in capitals: the section of a manual that names its author."""

SALUTATION = r"^\pL[^.:;?\d]{2,60}[,!]$"
SALUTATION_ROWS = 8
"""A letter's address lies between its day and its salutation: so many rows at most."""


def belong_to_text(documents: npt.NDArray[np.int32], texts: pa.Array, rows: npt.NDArray[np.int64]) -> Flags:
    """Return which of some rows, which name a day or a person, are part of a letter, a mail or minutes.

    `documents` (ascending) and `texts` are those of all rows, `rows` the ones in question: few.
    """
    some = texts.take(pa.array(rows))
    found = matching(some, PLACE_AND_DAY) | matching(some, OF_DAY)
    found |= matching(some, SECTION) | matching(texts.take(pa.array(np.maximum(rows - 1, 0))), SECTION)
    is_head = matching(some, MAIL_HEAD)
    for place, row in enumerate(rows.tolist()):
        if found[place] or _is_field(documents, texts, row):
            found[place] = True
            continue
        below = texts.slice(row + 1, SALUTATION_ROWS).filter(
            pa.array(documents[row + 1 : row + 1 + SALUTATION_ROWS] == documents[row])
        )
        if is_head[place]:
            above = texts.slice(max(0, row - 1), min(row, 1))
            found[place] = bool(matching(below.slice(0, 1), MAIL_HEAD).any() or matching(above, MAIL_HEAD).any())
        else:
            found[place] = bool(matching(below, SALUTATION).any())
    return found


def _is_field(documents: npt.NDArray[np.int32], texts: pa.Array, row: int) -> bool:
    """Say whether a row is one of several fields that stand together: the head of minutes, a form."""
    first = max(0, row - FIELDS + 1)
    near = slice(first, row + FIELDS)
    is_field = matching(texts.slice(first, row + FIELDS - first), FIELD) & (documents[near] == documents[row])
    length, longest = 0, 0
    for place, holds in enumerate(is_field.tolist(), first):
        length = length + 1 if holds else 0
        longest = max(longest, length)
        if place >= row and not holds:
            break
    return bool(is_field[row - first]) and longest >= FIELDS
