"""Lines that a mail quotes with `>`: those that a narrow page broke are one paragraph again, with one mark."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.stages.paragraphs.kinds import BROKEN_CHARS
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.signs import BULLETS, CLOSING_QUOTES, ITEM_SIGNS, SENTENCE_ENDS, one_of

WIDEST = 100
"""Characters of the broadest line of a mail that was wrapped; what is longer is a paragraph a line."""
LEAST_BROKEN = 0.5
"""Share of a run's long lines without an end that must be full: of verse in small letters it is the longest alone."""

_PARTS = r"^(?P<mark>>[> ]*)(?P<rest>.*)$"
_WORD = r"^(?P<word>\S*)"
_ITEM = rf"^(?:{one_of(BULLETS + ITEM_SIGNS)}|[#|]|\(?\d{{1,3}}[.)])\s"
"""How an entry of a list or a heading begins, which no line above goes on in."""
_SET_OUT = r"\S(?: {3}|\t)\s*\S|^\S+ [-+*/%|&^:.]?={1,3} |[{}]$|\);$|^[$%] "
"""Rows of a table, lines of a program or of settings: each stands for itself."""
_ENDED = rf"(?:{one_of(SENTENCE_ENDS)}){one_of(CLOSING_QUOTES)}*\s*$"


def join_quoted(texts: pa.Array, documents: Rows, blanks: Rows, rows: npt.NDArray[np.int64]) -> tuple[pa.Array, Flags]:
    """Return the texts, without its mark each row that the one above goes on in, and which rows these are.

    `rows` are those that begin with the mark, ascending. A line goes on if the first word below it would not have
    fitted into the breadth of its run, a run being lines with as many marks directly below each other; one of them at
    least must go on in small letters, and most must be full. Rows of tables and lines of programs stay.
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
    is_text = (word > 0) & ~_matches(rest, _ITEM)
    below = (np.diff(rows) == 1) & (documents[rows[1:]] == documents[rows[:-1]]) & (blanks[rows[1:]] == 0)
    below &= (depth[1:] == depth[:-1]) & (word[1:] > 0) & (word[:-1] > 0)
    starts = np.concatenate([[0], np.flatnonzero(~below) + 1])
    sizes = np.diff(np.append(starts, len(rows)))
    width = np.repeat(np.maximum.reduceat(chars, starts), sizes)
    joins = np.concatenate([[False], below & (chars[:-1] >= BROKEN_CHARS)])
    joins[1:] &= chars[:-1] + 1 + word[1:] > width[1:]
    is_set_out = _matches(rest, _SET_OUT)
    is_text[1:] &= ~is_set_out[1:] & ~is_set_out[:-1]
    joins &= is_text & (width <= WIDEST)
    is_open = np.concatenate([[False], below & (chars[:-1] >= BROKEN_CHARS) & ~_matches(rest, _ENDED)[:-1]]) & is_text
    n_small, n_open, n_full = (
        np.add.reduceat(each.astype(np.int64), starts)
        for each in (joins & _matches(rest, r"^\p{Ll}"), is_open, joins & is_open)
    )
    joins &= np.repeat((n_small > 0) & (n_full >= LEAST_BROKEN * n_open), sizes)
    goes_on[rows[joins]] = True
    return pc.replace_with_mask(texts, pa.array(goes_on), rest.filter(pa.array(joins))), goes_on


def _matches(texts: pa.Array, pattern: str) -> Flags:
    return numbers(pc.match_substring_regex(texts, pattern)).astype(bool)
