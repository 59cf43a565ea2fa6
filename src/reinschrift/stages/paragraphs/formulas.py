"""What a document says again because it is meant to: refrains, formulas, steps, questions, headings of its parts."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk
from reinschrift.kinds import CAPTION, HEADING, QUOTE, TITLE
from reinschrift.stages.paragraphs.kinds import DEBRIS, Kinds
from reinschrift.text.arrays import Flags, RowNumbers, Rows
from reinschrift.text.signs import CLOSING_QUOTES, CLOSING_SIGNS, OPENING_QUOTES, SENTENCE_ENDS, one_of
from reinschrift.text.words import tokenise

LONG_QUOTE = 16
"""Words of the shortest pull quote that is worded otherwise than its paragraph."""

RUN_WORDS = 120
"""Words of rows that follow each other as their originals do from which on even a manual was given twice."""

BLOCK_WORDS, BLOCK_SHARE = 60, 0.6
"""The same where so large a share of the rows of a document are such rows or their originals."""

BLOCK_SHIFT = 3
"""Rows by which the distance of a copy from its original differs from that of such a text of which it is a part."""

LEAD_ROWS, LEAD_CHARS = 5, 60
"""Rows that may stand between the lead of a page and the same paragraph again, and characters that none of them has."""

FORMULA = 3
"""Times that the same part of a longer row stands in its document from which on it is a formula, and no pull quote."""

SOURCES = 5
"""Paragraphs of which others are parts from which on a page says things in two places, as a reference does."""

MARKS_AROUND = f"{OPENING_QUOTES}{CLOSING_QUOTES} .…"
"""What may stand around a pull quote and not in its paragraph."""

_ENTRY = re.compile(r"§|[(\[]?(?:\d{1,3}|[^\W\d_])[)\].]")
"""How a clause, a claim or an answer to choose begins: it is part of a list of its own, and no pull quote."""


_SENTENCES = re.compile(rf"(?:{one_of(SENTENCE_ENDS)}){one_of(CLOSING_QUOTES)}* \S")
"""Where a sentence ends and another begins."""


class _Document(NamedTuple):
    """What the rows of one document say again, in columns of all rows of the batch."""

    texts: pa.Array
    blanks: Rows
    """Blank lines above each row."""
    others: Rows
    """Which row says it too, where a row says something again: the title, a longer one, the first of the same words."""
    kinds: Kinds
    place: Rows
    """How many rows that are no debris stand above each."""
    words: dict[int, int]
    """Words of the rows that say something again."""
    first: int
    last: int
    """Its first row, and the row after its last."""
    is_page: bool


class _Run(NamedTuple):
    """Rows that follow each other as their originals do."""

    rows: list[int]
    is_pair: bool
    """Most of them are the only ones that say so again."""
    is_beside: bool
    """The original, or another copy, ends right above."""
    distance: int
    """Rows from the original."""
    is_block: bool
    """So much is no formula."""


def find_formulas(paragraphs: pa.Table, repeats: tuple[Flags, Rows], kinds: Kinds, is_page: Flags) -> Flags:
    """Return which rows that say something again stay, as a refrain, a formula or a step is meant to come again.

    `repeats`: which rows say something again, and which rows say it too. What was doubled by mistake stands beside its
    original, is a text given twice, a caption, or the lead. What is worded otherwise than the row that says it too is a
    pull quote only as part of that row.
    """
    again, others = repeats
    texts, number, blanks = (
        one_chunk(paragraphs["text"]),
        *(numbers(paragraphs[of]) for of in ("document", "blank_before")),
    )
    stays = np.zeros(len(number), np.bool_)
    rows = np.flatnonzero(again)
    rows = rows[kinds[others[rows]] != TITLE]
    asked = np.concatenate([rows, others[rows]])
    words = np.diff(tokenise(texts.take(pa.array(asked))).offsets)
    is_same = words[: len(rows)] == words[len(rows) :]
    n_words = dict(zip(rows.tolist(), words.tolist(), strict=False))
    place = np.cumsum(kinds != DEBRIS).astype(np.int32)
    of_documents = np.unique(number[rows])
    bounds = [np.searchsorted(of, [of_documents, of_documents + 1]).T.tolist() for of in (number, number[rows])]
    for which, (first, last), (begin, end) in zip(of_documents.tolist(), *bounds, strict=True):
        document = _Document(texts, blanks, others, kinds, place, n_words, first, last, bool(is_page[which]))
        own, same = rows[begin:end], is_same[begin:end]
        stays[_copies_that_stay(document, own[same].tolist())] = True
        stays[_parts_that_stay(document, own[~same].tolist())] = True
    return stays


def spare_headings(texts: pa.ChunkedArray | pa.Array, number: Rows, headings: RowNumbers, is_repeat: Flags) -> None:
    """Take out of `is_repeat` the headings whose words stand in a table of contents above.

    One goes only directly below its double, or below what goes as well: with a text that was given twice.
    """
    above = np.maximum(headings - 1, 0)
    is_double = numbers(pc.equal(texts.take(pa.array(headings)), texts.take(pa.array(above)))).astype(bool)
    for row, same in zip(headings.tolist(), is_double.tolist(), strict=True):
        is_repeat[row] = row > 0 and number[row - 1] == number[row] and (same or is_repeat[row - 1])


def _copies_that_stay(document: _Document, rows: list[int]) -> list[int]:
    """Return which rows, each the same as another one above, are meant to come again.

    What comes three times is not doubled. Of what comes twice goes a caption, the lead, what stands beside its
    original, and what belongs to copies so long that a text was given twice.
    """
    runs = _runs(document, rows) if rows else []
    shifts = {run.distance for run in runs if run.is_block and run.is_pair}
    found: list[int] = []
    for run in runs:
        is_doubled = any(abs(run.distance - shift) <= BLOCK_SHIFT for shift in shifts)
        is_caption = document.kinds[run.rows[0]] == CAPTION
        goes = run.is_pair and (is_doubled or is_caption or _is_lead(document, run, len(runs)))
        is_double = run.is_beside and (document.is_page or (run.is_pair and not _is_in_stanza(document, run)))
        if not goes and not is_double:
            found += run.rows
    return found


def _runs(document: _Document, rows: list[int]) -> list[_Run]:
    """Return the runs of rows that are the same as others above."""
    others, place = document.others, document.place
    groups = [[rows[0]]]
    for above, row in pairwise(rows):
        follows = place[row] - place[above] == 1 and 0 < others[row] - others[above] <= row - above + 1
        groups[-1].append(row) if follows else groups.append([row])
    n_copies = Counter(others[rows].tolist())
    n_rows = place[document.last - 1] - place[document.first] + 1
    found, copies = [], {int(others[row]): int(others[row]) for row in rows}
    for group in groups:
        original = int(others[group[0]])
        is_beside = bool(place[group[0]] - place[copies[original]] <= place[group[-1]] - place[group[0]] + 1)
        least = BLOCK_WORDS if 2 * len(group) >= BLOCK_SHARE * n_rows else RUN_WORDS
        pairs = [row for row in group if n_copies[int(others[row])] == 1]
        is_block = sum(document.words[row] for row in pairs) >= least
        distance = int(place[group[0]] - place[original])
        found.append(_Run(group, 2 * len(pairs) > len(group), is_beside, distance, is_block))
        copies |= {int(others[row]): row for row in group}
    return found


def _is_in_stanza(document: _Document, run: _Run) -> bool:
    """Say whether no blank line is above the rows, in a document that has some: lines of a prayer or of a song."""
    return not document.blanks[run.rows].any() and bool(document.blanks[document.first + 1 : document.last].any())


def _is_lead(document: _Document, run: _Run, n_runs: int) -> bool:
    """Say whether a run is the lead of its document again.

    On a page a lead is one paragraph below the title, and comes again as the first paragraph of the article, with
    nothing between but a name, a day, a heading or a caption; or, of two sentences and alone, below the article as a
    teaser: one sentence is a formula. In a text it is the first row, and all that comes again.
    """
    row, original, first = run.rows[0], int(document.others[run.rows[0]]), document.first
    if not document.is_page:
        return n_runs == 1 and bool(document.place[original] == document.place[first])
    if len(run.rows) > 1 or _ENTRY.match(document.texts[row].as_py()) or not _is_bare(document, first, original):
        return False
    is_alone = n_runs == 1 and HEADING not in document.kinds[first + 1 : original]
    is_foot = row + 1 + np.count_nonzero(document.kinds[row + 1 : document.last] == DEBRIS) == document.last
    is_teaser = is_alone and is_foot and _SENTENCES.search(document.texts[row].as_py()) is not None
    return is_teaser or _is_bare(document, original + 1, row)


def _is_bare(document: _Document, first: int, last: int) -> bool:
    """Say whether the rows from `first` to the one before `last` are few, and none is a paragraph."""
    rows = np.arange(first, last)
    rows = rows[~np.isin(document.kinds[rows], (DEBRIS, TITLE, CAPTION))]
    if len(rows) > LEAD_ROWS:
        return False
    longest = pc.max(pc.utf8_length(document.texts.take(pa.array(rows)))).as_py()
    return longest is None or longest < LEAD_CHARS


def _parts_that_stay(document: _Document, rows: list[int]) -> list[int]:
    """Return which rows that only resemble a longer one are no pull quotes of it."""
    others = document.others[rows].tolist()
    if document.is_page and len(set(others)) >= SOURCES:
        return rows
    texts = {row: " ".join(document.texts[row].as_py().split()) for row in {*rows, *others}}
    parts: dict[int, list[int]] = {}
    for row, other in zip(rows, others, strict=True):
        parts.setdefault(other, []).append(row)
    n_copies = Counter(texts[row] for row in rows)
    stays = {row for own in parts.values() for row in _meant(document, own, texts)}
    stays |= {row for row in rows if n_copies[texts[row]] >= FORMULA}
    return [
        row for row, other in zip(rows, others, strict=True)
        if row in stays or not _is_quoted(document, row, texts[row], texts[other], len(rows))
    ]  # fmt: skip


def _meant(document: _Document, parts: list[int], texts: dict[int, str]) -> set[int]:
    """Return the parts of one row that are meant to say it again.

    Parts that stand apart below their paragraph are what the text explains or answers. Rows of which each holds the
    one above are a tale that grows.
    """
    apart = all(document.place[below] - document.place[row] > 1 for row, below in pairwise(parts))
    if len(parts) > 1 and apart and parts[0] > document.others[parts[0]]:
        return set(parts)
    growing = [
        {row, below} for row, below in pairwise(parts)
        if document.place[below] - document.place[row] == 1 and texts[row].strip(MARKS_AROUND) in texts[below]
    ]  # fmt: skip
    return set().union(*growing)


def _is_quoted(document: _Document, row: int, text: str, longer: str, n_again: int) -> bool:
    """Say whether a row is a pull quote of a longer one.

    It stands word for word in the longer row, but for the marks around it; or it is a quotation, or a long sentence and
    the only one of its document that says something again. In a text, what begins in small letters is the rest of a
    sentence that the row above begins.
    """
    if _ENTRY.match(text) or (text[:1].islower() and not document.is_page):
        return False
    end = text.rstrip(CLOSING_SIGNS)[-1:]
    is_sentence = n_again == 1 and document.words[row] >= LONG_QUOTE and end in SENTENCE_ENDS and f"{end} " not in text
    return is_sentence or bool(document.kinds[row] == QUOTE) or text.strip(MARKS_AROUND) in longer
