"""How each paragraph looks where it stands: its words, kind and length, how far it is from the ends of its document."""

# ruff: noqa: PLR2004  # bytes are their own names

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, utf8_of
from reinschrift.dedup.kernels import Bounds, Signed
from reinschrift.dedup.notices import FORMULA, LIKELY, SURE
from reinschrift.kinds import ANSWER, CAPTION, HEADING, KINDS, LIST_ITEM, PARAGRAPH, TITLE
from reinschrift.text.arrays import Bytes, Offsets
from reinschrift.text.kernel import kernel

BODY, CALL, LONG, BELOW_HEADING, LINE = 8, 16, 32, 64, 128
"""More bits of a look: text of its own, not an element of one · long enough, for its kind, to be a call or a notice ·
of so many words as a sentence · the paragraph above is a heading · a short line that says something."""
SIGNS = (SURE, LIKELY, FORMULA, BODY, CALL, LONG, BELOW_HEADING, LINE)

LONG_WORDS = 10
"""Words from which a paragraph at the head or foot of its documents can be boilerplate by nothing but its place: the
formulas of laws, letters and plays that stand there are shorter."""
CALL_WORDS, CALL_LINE_WORDS = 3, 5
"""Words of the shortest call or notice: as a paragraph, and as a heading, a caption or an item of a list."""
LINE_WORDS = 4
"""Words of the shortest line of an imprint that has neither a colon nor a digit: a signature is shorter."""
FARTHEST = 255
"""The largest distance from an end that is kept."""


_COPYRIGHT = "©".encode()


class Looks(NamedTuple):
    """Of each paragraph: its signs, how many paragraphs stand before it, headings not counted, and how many after it.

    `FORMULA` is also a sign of what begins with a dash: an attribution, a speech.
    """

    signs: Bytes
    before: Bytes
    after: Bytes


def looks_of(paragraphs: pa.Table, bounds: Bounds, signed: Signed) -> Looks:
    """Return how the paragraphs look; those of document d are `bounds[d]` to the next.

    A table without the column `kind` holds nothing but paragraphs.
    """
    n_rows = paragraphs.num_rows
    texts = utf8_of(paragraphs["text"])
    looks = Looks(signed.paragraph_words.copy(), np.zeros(n_rows, np.uint8), np.zeros(n_rows, np.uint8))
    _look(_kinds(paragraphs), signed.paragraph_tokens, texts, _has_mark(*texts), bounds, looks)
    return looks


def _kinds(paragraphs: pa.Table) -> npt.NDArray[np.int8]:
    if "kind" not in paragraphs.column_names:
        return np.full(paragraphs.num_rows, PARAGRAPH, np.int8)
    return numbers(pc.fill_null(pc.index_in(one_chunk(paragraphs["kind"]), pa.array(KINDS)), PARAGRAPH)).astype(np.int8)


def _has_mark(offsets: Offsets, data: Bytes) -> npt.NDArray[np.bool_]:
    """Return which texts hold the sign of copyright."""
    first, last = _COPYRIGHT
    at = np.flatnonzero(data[:-1] == first)
    found = np.zeros(len(offsets) - 1, np.bool_)
    found[np.searchsorted(offsets, at[data[at + 1] == last], side="right") - 1] = True
    return found


@kernel(nrt=False)
def _look(
    kinds: npt.NDArray[np.int8], tokens: npt.NDArray[np.int32], texts: tuple[Offsets, Bytes],
    is_marked: npt.NDArray[np.bool_], bounds: Bounds, looks: Looks,
) -> None:  # fmt: skip
    """Add the signs of kind, length and form to those of words, and write the distances."""
    offsets, data = texts
    for document in range(len(bounds) - 1):
        first, last = bounds[document], bounds[document + 1]
        n_text = 0
        for row in range(first, last):
            kind, start, end = kinds[row], offsets[row], offsets[row + 1]
            signs = looks.signs[row] | _signs_of(kind, tokens[row], is_marked[row])
            if row > first and kinds[row - 1] == HEADING:
                signs |= BELOW_HEADING
            if _begins_with_dash(data, start, end):
                signs |= FORMULA
            is_short = (kind == PARAGRAPH and tokens[row] < LINE_WORDS) or kind == HEADING
            if is_short and _has_data(data, start, end):
                signs |= LINE
            looks.signs[row] = signs
            looks.before[row], looks.after[row] = min(n_text, FARTHEST), min(last - 1 - row, FARTHEST)
            n_text += kind not in (TITLE, HEADING)


@kernel(nrt=False)
def _signs_of(kind: int, n_tokens: int, is_marked: bool) -> int:  # noqa: FBT001 a kernel takes no keywords
    """Return the signs of a paragraph's kind and length, and of the mark of copyright."""
    is_body, is_line = kind == PARAGRAPH, kind in (HEADING, CAPTION, LIST_ITEM)
    signs = BODY if is_body else 0
    if n_tokens >= LONG_WORDS:
        signs |= LONG
    if is_body and n_tokens >= LINE_WORDS:
        signs |= LINE
    least = CALL_LINE_WORDS if is_line else CALL_WORDS
    if (is_body or is_line or kind == ANSWER) and (n_tokens >= least or is_marked):
        signs |= CALL
    if is_marked:
        signs |= SURE
    return signs


@kernel(nrt=False)
def _begins_with_dash(data: Bytes, start: int, end: int) -> bool:
    """Say whether a text begins with a hyphen or with one of the dashes U+2010 to U+2015."""
    if start == end:
        return False
    is_dash = data[start] == 0xE2 and data[start + 1] == 0x80 and 0x90 <= data[start + 2] <= 0x95
    return bool(is_dash or data[start] == 0x2D)


@kernel(nrt=False)
def _has_data(data: Bytes, start: int, end: int) -> bool:
    """Say whether a text holds a digit or a colon (the byte after 9): a number, a name and what it is."""
    found = False
    for at in range(start, end):
        found |= 0x30 <= data[at] <= 0x3A
    return found
