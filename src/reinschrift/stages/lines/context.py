"""What a line is among the others of its document: its language, its copies, its words elsewhere, the main block."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.model.trees import Matrix
from reinschrift.stages.lines.characters import COLON, IDEOGRAPH, SENTENCE_END
from reinschrift.stages.lines.matching import MatchColumns, Matches
from reinschrift.stages.lines.segments import find_runs
from reinschrift.stages.lines.shape import LAST, SENTENCES, WORDS, ShapeColumns, Shapes
from reinschrift.text.arrays import Bytes, Counts, Hashes, Positions
from reinschrift.text.hash_table import stamped_slot
from reinschrift.text.kernel import kernel

Seen = tuple[Hashes, Positions, Positions]
"""A hash table of words or wordings: keys, stamps, values."""

GOOD_WORDS = 7
"""A line of fewer words is never taken for running text by its look alone."""

CAP_WORDS = 60
"""Words beyond these make a line no better."""

BLOCK_COST = 4.0
"""What a line costs the main block, in words: menus fall out, a short answer between two paragraphs stays."""


class Context(NamedTuple):
    """One value a line, but `language` one a document.

    `language` int8: column of `Matches.stops`, -1 without function words · `own` and `other` uint8: function words
    of the document's language, and of the strongest other · `copies` int32: lines of the same wording in the
    document · `order` int32: how many of them stand before · `shared` float32: share of its content words that
    other lines of running text have · `good` float32: how much running text it is, in words · `worth` float32 and
    `run_lines` int32: of the run of running text around it, its sum and its lines · `block` int32 (documents, 2): the
    main block's first line and the line after its last: the run that is worth most.
    """

    language: npt.NDArray[np.int8]
    own: npt.NDArray[np.uint8]
    other: npt.NDArray[np.uint8]
    copies: npt.NDArray[np.int32]
    order: npt.NDArray[np.int32]
    shared: npt.NDArray[np.float32]
    good: npt.NDArray[np.float32]
    worth: npt.NDArray[np.float32]
    run_lines: npt.NDArray[np.int32]
    block: npt.NDArray[np.int32]


ContextColumns = tuple[npt.NDArray[np.int8], Bytes, Bytes, Counts, Counts, Matrix, Matrix, Matrix, Counts, Counts]
"""`Context` as kernels take it."""


@kernel
def _goodness(row: Counts, n_stops: int) -> float:
    """Return how much running text a line is, in words."""
    words = row[WORDS] + 0.5 * row[IDEOGRAPH]
    if words < GOOD_WORDS:
        return 0.0
    ended = 0.3
    if row[LAST] == SENTENCE_END or row[LAST] == COLON:
        ended = 1.0
    elif row[SENTENCES] > 0:
        ended = 0.7
    fluent = min(1.0, 0.4 + 3.0 * n_stops / max(1, row[WORDS]))
    found: float = min(words, CAP_WORDS) * ended * fluent
    return found


@kernel
def _find_language(stops: Bytes, good: Matrix, own: Bytes, other: Bytes) -> int:
    """Return the document's language by its function words, and fill both counts of each line.

    Running text decides: a long menu or list of headlines in another language does not.
    """
    n_languages = stops.shape[1]
    totals = np.zeros(n_languages, np.float64)
    for line in range(len(stops)):
        weight = 0.1 + good[line]
        for language in range(n_languages):
            totals[language] += stops[line, language] * weight
    best = np.argmax(totals)
    for line in range(len(stops)):
        own[line] = stops[line, best]
        for language in range(n_languages):
            if language != best:
                other[line] = max(other[line], stops[line, language])
    return int(best) if totals[best] else -1


@kernel
def _count_copies(wordings: Hashes, copies: Counts, order: Counts, table: Seen, stamp: int) -> None:
    """Fill how often each wording stands in the document, and how often before."""
    keys, stamps, values = table
    for line in range(len(wordings)):
        slot = stamped_slot(keys, stamps, len(keys) - 1, stamp, wordings[line])
        if stamps[slot] != stamp:
            keys[slot], stamps[slot], values[slot] = wordings[line], stamp, 0
        order[line] = values[slot]
        values[slot] += 1
    for line in range(len(wordings)):
        copies[line] = values[stamped_slot(keys, stamps, len(keys) - 1, stamp, wordings[line])]


@kernel
def _note_words(words: Hashes, line: int, table: Seen, stamp: int) -> None:
    """Note for each content word of a good line the line that has it, or that several have it."""
    keys, stamps, values = table
    for word in words:
        if word & np.uint64(1):
            continue
        slot = stamped_slot(keys, stamps, len(keys) - 1, stamp, word)
        if stamps[slot] != stamp:
            keys[slot], stamps[slot], values[slot] = word, stamp, line
        elif values[slot] != line:
            values[slot] = -1


@kernel
def _share_words(words: Hashes, line: int, table: Seen, stamp: int) -> float:
    """Return the share of a line's content words that other good lines have."""
    keys, stamps, values = table
    n_content, n_shared = 0, 0
    for word in words:
        if word & np.uint64(1):
            continue
        n_content += 1
        slot = stamped_slot(keys, stamps, len(keys) - 1, stamp, word)
        n_shared += stamps[slot] == stamp and values[slot] != line
    return n_shared / n_content if n_content else -1.0


@kernel
def _fill_document(
    bounds: Positions,
    number: int,
    shapes: ShapeColumns,
    matches: MatchColumns,
    context: ContextColumns,
    table: Seen,
) -> None:
    """Fill the context of one document's lines."""
    counts, words, ends = shapes
    _, stops, n_stops, wordings = matches
    language, own, other, copies, order, shared, good, worth, run_lines, block = context
    a, b = bounds[number], bounds[number + 1]
    for line in range(a, b):
        good[line] = _goodness(counts[line], n_stops[line])
    language[number] = _find_language(stops[a:b], good[a:b], own[a:b], other[a:b])
    _count_copies(wordings[a:b], copies[a:b], order[a:b], table, 2 * number + 1)
    stamp = 2 * number + 2
    for line in range(a, b):
        if good[line] and order[line] == 0:
            _note_words(words[ends[line] : ends[line + 1]], line, table, stamp)
    for line in range(a, b):
        shared[line] = _share_words(words[ends[line] : ends[line + 1]], line, table, stamp)
    runs = find_runs(good[a:b] - np.float64(BLOCK_COST))
    worth[a:b], run_lines[a:b] = runs.worth, runs.n_lines
    block[number, 0], block[number, 1] = runs.start, runs.end


@kernel
def _fill_documents(
    bounds: Positions,
    shapes: ShapeColumns,
    matches: MatchColumns,
    context: ContextColumns,
    table: Seen,
) -> None:
    for number in range(len(bounds) - 1):
        _fill_document(bounds, number, shapes, matches, context, table)


def find_context(bounds: npt.NDArray[np.int64], shapes: Shapes, matches: Matches) -> Context:
    """Return each line's place in its document; the lines of document i are `bounds[i]` to `bounds[i + 1]`."""
    n_documents, n_lines = len(bounds) - 1, len(shapes.counts)
    context = Context(
        np.zeros(n_documents, np.int8),
        np.zeros(n_lines, np.uint8),
        np.zeros(n_lines, np.uint8),
        np.zeros(n_lines, np.int32),
        np.zeros(n_lines, np.int32),
        np.zeros(n_lines, np.float32),
        np.zeros(n_lines, np.float32),
        np.zeros(n_lines, np.float32),
        np.zeros(n_lines, np.int32),
        np.zeros((n_documents, 2), np.int32),
    )
    most = int(np.max(np.diff(shapes.ends[bounds]) + np.diff(bounds), initial=1))
    size = 1 << (2 * most).bit_length()
    table = (np.zeros(size, np.uint64), np.zeros(size, np.int64), np.zeros(size, np.int64))
    _fill_documents(bounds, (*shapes,), (*matches,), (*context,), table)
    return context
