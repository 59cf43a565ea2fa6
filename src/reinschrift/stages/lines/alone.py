"""Debris of pages that a label gives away: it stands alone in its row, whatever the model makes of its place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, numbers
from reinschrift.kinds import CODE, DEFINITION, HEADING, KINDS, LIST_ITEM, QUOTE, TABLE, TERM
from reinschrift.model.alone import MOST_WORDS, has_label, label_of
from reinschrift.text.arrays import Flags

OFFER_WORDS = 20
"""Words of the longest row that is part of an offer to subscribe: it stands beside a label, and holds one."""
NOTICE_WORDS, NOTICE_ROWS = 14, 2
"""Words of the longest copyright notice at the foot of a page, and how many rows such a foot has."""
_NOTICE = r"(?i)^(©|\(c\) |copyright (©|\(c\)|by |\d{4}))"
_OFFER = "promotion"
_NO_LABEL = [KINDS[kind] for kind in (HEADING, TABLE, CODE, QUOTE, TERM, DEFINITION)]


class PageRows(NamedTuple):
    """The rows of a batch that stand on pages."""

    bounds: npt.NDArray[np.int64]
    """The rows of document i are `bounds[i]` to `bounds[i + 1]`."""
    texts: pa.Array
    n_words: npt.NDArray[np.int32]
    is_page: Flags
    kinds: pa.Array | None
    """What markup says of each row, where there is any."""


def find_alone(rows: PageRows, is_removed: Flags) -> dict[int, str]:
    """Return the reason of each row that is a label, part of an offer between labels, or the notice at the foot.

    Rows that are removed already are not looked at. A heading or a cell of a table may have the same words as a
    button, and so may an item of a list that is one word.
    """
    may = rows.is_page & ~is_removed & (rows.n_words > 0) & can_be_label(rows)
    if rows.kinds is not None:
        may &= ~(_is_in(rows.kinds, [KINDS[LIST_ITEM]]) & (rows.n_words == 1))
    found: dict[int, str] = {}
    short = np.flatnonzero(may & (rows.n_words <= MOST_WORDS))
    for row, text in zip(short.tolist(), rows.texts.take(pa.array(short)).to_pylist(), strict=True):
        if reason := label_of(text):
            found[row] = reason
    _add_offers(rows, may, found)
    _add_notices(rows, may, is_removed, found)
    return found


def can_be_label(rows: PageRows) -> Flags:
    """Return which rows are neither headings, cells, code, quotations nor terms by their markup."""
    if rows.kinds is None:
        return np.ones(len(rows.texts), np.bool_)
    return ~_is_in(rows.kinds, _NO_LABEL)


def _is_in(kinds: pa.Array, names: list[str]) -> Flags:
    return numbers(pc.fill_null(pc.is_in(kinds, pa.array(names)), fill_value=False)).astype(bool)


def _add_offers(rows: PageRows, may: Flags, found: dict[int, str]) -> None:
    """Add rows beside the label of an offer that hold another one (“9.99 a month. Cancel anytime.”)."""
    for row in [row for row, reason in found.items() if reason == _OFFER]:
        document = int(np.searchsorted(rows.bounds, row, "right")) - 1
        for beside in (row - 1, row + 1):
            if beside in found or not rows.bounds[document] <= beside < rows.bounds[document + 1]:
                continue
            is_short = may[beside] and rows.n_words[beside] <= OFFER_WORDS
            if is_short and has_label(rows.texts[beside].as_py(), _OFFER):
                found[beside] = _OFFER


def _add_notices(rows: PageRows, may: Flags, is_removed: Flags, found: dict[int, str]) -> None:
    """Add the copyright notice that is the last row of a page, or the last but one."""
    stays = ~is_removed
    stays[list(found)] = False
    kept = np.flatnonzero(stays & rows.is_page)
    document = np.searchsorted(rows.bounds, kept, "right")
    is_last = np.zeros(len(kept), bool)
    for back in range(1, NOTICE_ROWS + 1):
        is_last |= np.concatenate([document[back:] != document[:-back], np.ones(min(back, len(kept)), bool)])[
            : len(kept)
        ]
    likely = kept[is_last & may[kept] & (rows.n_words[kept] <= NOTICE_WORDS)]
    matched = matching(rows.texts.take(pa.array(likely)), _NOTICE)
    found.update(dict.fromkeys(likely[matched].tolist(), "legal"))
