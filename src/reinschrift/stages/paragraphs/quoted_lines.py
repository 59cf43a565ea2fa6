"""Lines that a mail quotes with `>`: those that a narrow page broke are one paragraph again, with one mark."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.stages.paragraphs.kinds import BROKEN_CHARS
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.signs import BULLETS, ITEM_SIGNS, one_of

WIDEST = 100
"""Characters of the broadest line of a mail that was wrapped; what is longer is a paragraph a line."""

_PARTS = r"^(?P<mark>>[> ]*)(?P<rest>.*)$"
_WORD = r"^(?P<word>\S*)"
_ITEM = rf"^(?:{one_of(BULLETS + ITEM_SIGNS)}|[#|]|\(?\d{{1,3}}[.)])\s"
"""How an entry of a list or a heading begins, which no line above goes on in."""


def join_quoted(texts: pa.Array, documents: Rows, blanks: Rows, rows: npt.NDArray[np.int64]) -> tuple[pa.Array, Flags]:
    """Return the texts, without its mark each row that the one above goes on in, and which rows these are.

    `rows` are those that begin with the mark, ascending. A line goes on if the first word below it would not have
    fitted into the breadth of its run, a run being lines with as many marks directly below each other; one of them at
    least must go on in small letters.
    """
    goes_on = np.zeros(len(documents), np.bool_)
    if len(rows) < 2:  # noqa: PLR2004  # a line and the one that it goes on in
        return texts, goes_on
    quoted = texts.take(pa.array(rows))
    parts = pc.extract_regex(quoted, _PARTS)
    rest = pc.utf8_ltrim_whitespace(parts.field("rest"))
    depth = numbers(pc.count_substring(parts.field("mark"), ">"))
    chars = numbers(pc.utf8_length(quoted))
    word = numbers(pc.utf8_length(pc.extract_regex(rest, _WORD).field("word")))
    is_text = (word > 0) & ~numbers(pc.match_substring_regex(rest, _ITEM)).astype(bool)
    below = (np.diff(rows) == 1) & (documents[rows[1:]] == documents[rows[:-1]]) & (blanks[rows[1:]] == 0)
    below &= (depth[1:] == depth[:-1]) & (word[1:] > 0) & (word[:-1] > 0)
    starts = np.concatenate([[0], np.flatnonzero(~below) + 1])
    sizes = np.diff(np.append(starts, len(rows)))
    width = np.repeat(np.maximum.reduceat(chars, starts), sizes)
    joins = np.concatenate([[False], below & (chars[:-1] >= BROKEN_CHARS)])
    joins[1:] &= chars[:-1] + 1 + word[1:] > width[1:]
    joins &= is_text & (width <= WIDEST)
    is_small = numbers(pc.match_substring_regex(rest, r"^\p{Ll}")).astype(bool)
    has_broken = np.repeat(np.add.reduceat((joins & is_small).astype(np.int64), starts) > 0, sizes)
    joins &= has_broken
    goes_on[rows[joins]] = True
    return pc.replace_with_mask(texts, pa.array(goes_on), rest.filter(pa.array(joins))), goes_on
