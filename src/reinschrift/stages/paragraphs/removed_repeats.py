"""Lines that went for another reason and say again what a paragraph says: pull quotes, whatever they look like."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.kinds import ANSWER, PARAGRAPH, QUOTE
from reinschrift.stages.paragraphs.kinds import DEBRIS, Kinds
from reinschrift.text.arrays import Hashes, Rows
from reinschrift.text.hashing import GOLDEN, mix_all
from reinschrift.text.words import tokenise

_MASK = np.uint64((1 << 18) - 1)
_STEP = GOLDEN


def share_quoted(
    texts: pa.Array, number: Rows, kinds: Kinds, goes: npt.NDArray[np.bool_], fewest: int
) -> npt.NDArray[np.float32]:
    """Return how many of a removed line's pairs of neighbouring words paragraphs of its document hold (0 to 1).

    `goes`: the lines that are asked of; 0 for all others, and for those of fewer than `fewest` words. `number` is the
    document of each row, ascending. Only documents that have such a line are read.
    """
    share = np.zeros(len(kinds), np.float32)
    asked = np.flatnonzero(goes & (kinds == DEBRIS))
    asked = asked[_is_long(texts.take(pa.array(asked)), fewest)]
    own, owner, n_pairs = _pairs(texts, asked, number)
    long = n_pairs + 1 >= fewest
    if not long.any():
        return share
    own, owner = own[long[owner]], owner[long[owner]]
    is_read = np.isin(number, number[asked[long]])
    of_body, *_ = _pairs(texts, np.flatnonzero(is_read & np.isin(kinds, (PARAGRAPH, QUOTE, ANSWER))), number)
    wanted, back = np.unique(own, return_inverse=True)
    of_body = of_body[_screen(wanted)[of_body & _MASK]]
    at = np.minimum(np.searchsorted(wanted, of_body), len(wanted) - 1)
    is_quoted = np.zeros(len(wanted), bool)
    is_quoted[at[wanted[at] == of_body]] = True
    n_quoted = np.bincount(owner, is_quoted[back], minlength=len(asked))
    share[asked] = np.where(long, n_quoted / np.maximum(n_pairs, 1), 0)
    return share


def _is_long(texts: pa.Array, fewest: int) -> npt.NDArray[np.bool_]:
    """Say which texts may have so many words: by their spaces, or by their bytes where they have none."""
    spaces, length = numbers(pc.count_substring(texts, " ")), numbers(pc.binary_length(texts))
    found: npt.NDArray[np.bool_] = (spaces >= fewest - 1) | ((spaces == 0) & (length >= 2 * fewest))
    return found


def _screen(wanted: Hashes) -> npt.NDArray[np.bool_]:
    """Return which ends of hashes are those of a wanted one: most pairs are none, and need not be looked up."""
    is_wanted = np.zeros(int(_MASK) + 1, bool)
    is_wanted[wanted & _MASK] = True
    return is_wanted


def _pairs(texts: pa.Array, rows: npt.NDArray[np.int64], number: Rows) -> tuple[Hashes, Rows, npt.NDArray[np.int64]]:
    """Return a hash for each pair of neighbouring words in its document, the row of each, and the pairs of each row."""
    tokens = tokenise(texts.take(pa.array(rows)))
    n_words = np.diff(tokens.offsets)
    owner = np.repeat(np.arange(len(rows)), n_words)
    inside = np.flatnonzero(owner[1:] == owner[:-1]) if len(owner) else np.zeros(0, np.int64)
    of_document = mix_all(number[rows].astype(np.uint64))
    with np.errstate(over="ignore"):
        hashes = mix_all(tokens.hashes[inside] * _STEP + tokens.hashes[inside + 1]) ^ of_document[owner[inside]]
    return hashes, owner[inside].astype(np.int32), np.maximum(n_words - 1, 0)
