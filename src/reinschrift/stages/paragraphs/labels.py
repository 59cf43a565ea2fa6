"""What a row's own words say about its kind: “Foto: …”, “Frage: …”, “> …”, or all of it in quotation marks."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, numbers, one_chunk
from reinschrift.kinds import CAPTION, PARAGRAPH, QUESTION, QUOTE, TITLE
from reinschrift.languages import one_of_patterns
from reinschrift.stages.paragraphs.kinds import DEBRIS, Kinds
from reinschrift.stages.rows.line_form import QUOTED
from reinschrift.stages.rows.row_form import CHARS, FIRST, FORM, LAST
from reinschrift.text.arrays import Flags, RowNumbers, Rows

LONGEST_CAPTION = 400
"""Characters of the longest caption."""

_WHOLLY_QUOTED = '^(?:„[^„“”»«]{30,}[“”]|“[^“”„»«]{30,}”|»[^»«„“”]{30,}«|«[^»«„“”]{30,}»|"[^"„“”]{30,}")$'
"""A row that is one quotation from end to end."""

_QUOTED_SHARE = 0.2
"""Share of a document's rows from which wholly quoted rows are talk, not block quotations."""


@cache
def _patterns() -> tuple[str, str, str]:
    """Return the patterns of captions, of credits at a caption's end, and of questions, in all languages."""
    kinds = ("captions", "credits", "questions")
    captions, makers, questions = (one_of_patterns("labels", kind) for kind in kinds)
    caption = rf"^(?:(?i:{captions})(?: \d+[a-z]?(?:\.\d+)*)? ?[:|.]|[(\[]?©)"
    credit = rf"[(\[](?i:{makers}) ?[:/][^()]{{2,60}}[)\]]$"
    question = rf"^(?:{questions}) ?:\s"
    return caption, credit, question


def _matches(texts: pa.Array, mask: Flags, pattern: str) -> RowNumbers:
    """Return the numbers of the rows in `mask` that match an RE2 pattern."""
    rows = np.flatnonzero(mask)
    hits = matching(texts.take(pa.array(rows)), pattern)
    return rows[hits]


def find_labels(paragraphs: pa.Table, shapes: Rows) -> Kinds:
    """Return for each row what is known of its kind before its neighbours are asked (int8, see `find_kinds`)."""
    texts = one_chunk(paragraphs["text"])
    labels = np.full(len(texts), PARAGRAPH, np.int8)
    caption, credit, question = _patterns()
    short = shapes[:, CHARS] <= LONGEST_CAPTION
    labels[_matches(texts, short, caption)] = CAPTION
    labels[_matches(texts, short & np.isin(shapes[:, LAST], (0x29, 0x5D)), credit)] = CAPTION
    labels[_matches(texts, short, question)] = QUESTION
    labels[_block_quotes(paragraphs, texts, shapes)] = QUOTE
    labels[(shapes[:, FORM] & QUOTED) != 0] = QUOTE
    is_title = pc.is_in(one_chunk(paragraphs["kind"]), pa.array(["title"]))
    labels[numbers(is_title).astype(bool)] = TITLE
    labels[numbers(pc.is_valid(one_chunk(paragraphs["reason"]))).astype(bool)] = DEBRIS
    return labels


def _block_quotes(paragraphs: pa.Table, texts: pa.Array, shapes: Rows) -> RowNumbers:
    """Return the rows that are one quotation each, but for documents that are full of them."""
    quotes = (0x22, 0x201C, 0x201E, 0xBB, 0xAB)
    rows: RowNumbers = _matches(texts, np.isin(shapes[:, FIRST], quotes), _WHOLLY_QUOTED)
    documents = numbers(paragraphs["document"])
    if not len(rows):
        return rows
    n_rows = np.bincount(documents)
    n_quoted = np.bincount(documents[rows], minlength=len(n_rows))
    is_rare: Flags = (n_quoted <= _QUOTED_SHARE * n_rows)[documents[rows]]
    return rows[is_rare]
