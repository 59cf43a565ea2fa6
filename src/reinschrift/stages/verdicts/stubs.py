"""Pages that stand for one that was not served: errors, empty searches, walls, checks, shells of applications.

A page is one of these if it says so in sentences of its own (`languages/*.toml`, section `stubs`) and holds next to
nothing else. Who writes on paywalls or on status 404 says more, or asks, or says it within a longer sentence.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import PAGE_FORMATS, Batch
from reinschrift.columns import matching, n_chars, numbers, one_chunk
from reinschrift.languages import all_words
from reinschrift.stages.rows.blocks import have_markup
from reinschrift.text.arrays import Flags
from reinschrift.text.signs import CLOSING_SIGNS, SENTENCE_ENDS, one_of

KINDS = ("error_page", "no_results", "bot_check", "script_needed", "consent_wall", "paywall", "placeholder")
"""The reasons, and the lists of the languages' files that hold their sentences."""
NAMED_AT_HEAD = ("error_page", "no_results", "bot_check")
"""What a page says at its head if it is nothing else. The others stand on many pages as a notice beside the text."""
MOST_CHARS = 1500
"""Characters of content beyond which no page is asked."""
SLACK = 6
"""Words that may stand before and behind such a sentence's own words."""
REST_WORDS = 10
"""Words, or a sentence, of other content that make a text of a page that says so anywhere."""
HEAD_REST_WORDS, SURE_REST_WORDS = 15, 60
"""The same for a page that says so at its head once, and in two ways: its advice counts as content."""
TEASER_WORDS = 120
"""Words of content up to which a page that asks for payment for the rest is the beginning of a text."""
_DIVIDERS = rf"({one_of(SENTENCE_ENDS)}(?:\s|$)|[:;|»›·\n]|\s[–—-]\s)"
_QUESTION, _SENTENCE = r"\?\s*$", rf"\pL.*\pL.*{one_of(SENTENCE_ENDS)}{one_of(CLOSING_SIGNS)}*\s*$"
_STATUS = r"\b(?:4[0-5]\d|50\d)\b"


class Pieces(NamedTuple):
    """The sentences and parts of titles of some pages, a row each."""

    document: npt.NDArray[np.int64]
    texts: pa.StringArray
    """In small letters, words alone, a space between them."""
    n_words: npt.NDArray[np.int64]
    is_content: Flags
    is_head: Flags
    """In the page's title, or in the first row of it that stays."""
    is_sentence: Flags
    is_question: Flags


def find_stubs(batch: Batch) -> dict[str, tuple[Flags, npt.NDArray[np.float32]]]:
    """Return for each kind of `KINDS` which documents are one, and how many words of other content each has."""
    n = batch.documents.num_rows
    found = {kind: np.zeros(n, np.bool_) for kind in KINDS}
    rest = np.full(n, np.nan, np.float32)
    may = _candidates(batch)
    if may.any():
        pieces = _pieces(batch, may)
        claims = {kind: _claims(pieces, kind) for kind in KINDS}
        other = pieces.is_content & ~np.logical_or.reduce(list(claims.values()))
        words = np.bincount(pieces.document[other], pieces.n_words[other], n)
        sentences = np.bincount(pieces.document[other & pieces.is_sentence], minlength=n)
        rest[may] = words[may]
        for kind, claim in claims.items():
            is_one = _any(pieces, claim, n) & (words < REST_WORDS) & (sentences == 0)
            if kind in NAMED_AT_HEAD:
                is_one |= _any(pieces, claim & pieces.is_head, n) & (words < _allowed(pieces, claim, n))
            if kind == "paywall":
                is_one |= (_any(pieces, claim, n) | _is_marked(batch)) & (words < TEASER_WORDS)
            found[kind] = is_one & may
        found["error_page"] &= ~_lists_statuses(pieces, n)
    return {kind: (is_one, rest) for kind, is_one in found.items()}


def _candidates(batch: Batch) -> Flags:
    """Return which documents are pages with little content."""
    documents, rows = batch
    n = documents.num_rows
    is_page = np.zeros(n, np.bool_)
    if "source_format" in documents.column_names:
        is_page |= _true(pc.is_in(documents["source_format"], pa.array(PAGE_FORMATS)))
    is_page |= have_markup(documents)
    stays = numbers(pc.is_null(rows["reason"])).astype(bool)
    chars = np.bincount(numbers(rows["document"])[stays], n_chars(rows["text"])[stays], n)
    has_rows = np.bincount(numbers(rows["document"]), minlength=n) > 0
    may: Flags = is_page & has_rows & (chars <= MOST_CHARS)
    return may


def _pieces(batch: Batch, may: Flags) -> Pieces:
    """Return the sentences of the documents that `may` be one, and of their titles."""
    documents, paragraphs = batch
    owner = numbers(paragraphs["document"]).astype(np.int64)
    rows = np.flatnonzero(may[owner])
    asked = np.flatnonzero(may)
    stays = numbers(pc.is_null(paragraphs["reason"])).astype(bool)[rows]
    is_first = np.zeros(len(rows), np.bool_)
    kept = np.flatnonzero(stays)
    is_first[kept[np.unique(owner[rows][kept], return_index=True)[1]]] = True
    if "title" not in documents.column_names:
        asked = asked[:0]
    titles = (
        pc.fill_null(one_chunk(documents["title"]).take(pa.array(asked)), "")
        if len(asked)
        else pa.array([], pa.string())
    )
    texts = pa.concat_arrays([one_chunk(paragraphs["text"]).take(pa.array(rows)), titles])
    row, lines = _divided(texts)
    words = pc.utf8_trim_whitespace(pc.replace_substring_regex(lines, r"[^\pL\pN]+", " "))
    no_title = np.zeros(len(asked), np.bool_)
    return Pieces(
        np.concatenate([owner[rows], asked])[row],
        words,
        numbers(pc.count_substring_regex(words, r"\S+")).astype(np.int64),
        np.concatenate([stays, no_title])[row],
        np.concatenate([is_first, ~no_title])[row],
        matching(lines, _SENTENCE),
        matching(lines, _QUESTION),
    )


def _divided(texts: pa.Array) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return the sentences of some texts in small letters, and the row that each stands in."""
    marked = pc.replace_substring_regex(pc.utf8_lower(texts), _DIVIDERS, "\\1\n")
    parts = pc.split_pattern(marked, "\n")
    return numbers(pc.list_parent_indices(parts)).astype(np.int64), pc.list_flatten(parts)


@cache
def _pattern(kind: str) -> str:
    phrases = "|".join(sorted(all_words("stubs", kind)))
    return rf"^(?:\S+ ){{0,{SLACK}}}(?:{phrases})(?: \S+){{0,{SLACK}}}$"


def _claims(pieces: Pieces, kind: str) -> Flags:
    return matching(pieces.texts, _pattern(kind)) & ~pieces.is_question


def _any(pieces: Pieces, rows: Flags, n: int) -> Flags:
    is_any: Flags = np.bincount(pieces.document[rows], minlength=n) > 0
    return is_any


def _allowed(pieces: Pieces, claim: Flags, n: int) -> npt.NDArray[np.int64]:
    """Return how many words of other content each document may hold: more where it says in two ways what it is."""
    rows = np.flatnonzero(claim)
    codes = numbers(pc.dictionary_encode(pieces.texts.take(pa.array(rows))).indices).astype(np.int64)
    pairs = np.unique(np.stack([pieces.document[rows], codes]), axis=1)
    return np.where(np.bincount(pairs[0], minlength=n) > 1, SURE_REST_WORDS, HEAD_REST_WORDS)


def _lists_statuses(pieces: Pieces, n: int) -> Flags:
    """Return the documents whose content names several statuses: they explain them."""
    rows = np.flatnonzero(pieces.is_content & matching(pieces.texts, _STATUS))
    found = pc.extract_regex(pieces.texts.take(pa.array(rows)), rf"(?P<status>{_STATUS})").field("status")
    pairs = np.unique(np.stack([pieces.document[rows], numbers(pc.cast(found, pa.int64()))]), axis=1)
    is_list: Flags = np.bincount(pairs[0], minlength=n) > 1
    return is_list


def _is_marked(batch: Batch) -> Flags:
    """Return the documents whose markup says that the text is not free of charge (`isAccessibleForFree`)."""
    n = batch.documents.num_rows
    marked = np.zeros(n, np.bool_)
    if "html_meta" not in batch.documents.column_names:
        return marked
    metas = one_chunk(batch.documents["html_meta"])
    entries = pc.list_flatten(metas)
    is_it = pc.and_(
        pc.equal(entries.field("name"), "isAccessibleForFree"), pc.equal(pc.utf8_lower(entries.field("value")), "false")
    )
    marked[numbers(pc.list_parent_indices(metas))[_true(is_it)]] = True
    return marked


def _true(column: pa.Array | pa.ChunkedArray) -> Flags:
    """Return where a column of booleans is true; null is not."""
    return numbers(pc.fill_null(column, fill_value=False)).astype(np.bool_)
