"""What is kept is read again as if it were raw text, until nothing more is removed or the rounds are used up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import BETWEEN_PARAGRAPHS, Batch
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.reasons import MARKS, mark_rows
from reinschrift.stages import STAGES
from reinschrift.stages.rows.of_pages import documents_of_pages
from reinschrift.text.arrays import Flags, RowNumbers

if TYPE_CHECKING:
    from reinschrift.settings.stages import StagesSettings

AGAIN = ("lines", "metadata", "paragraphs")
"""The stages that read again what is kept."""


class Removal(NamedTuple):
    """Rows that a further reading removes."""

    rows: RowNumbers
    """Their numbers among all paragraphs of the batch, ascending."""
    found: pa.Table
    """What the reading says of each."""


def reclean_rows(batch: Batch, settings: StagesSettings) -> Batch:
    """Return `batch` with a reason on the rows that would be removed if what is kept were cleaned again.

    A line is judged by its neighbours. When the debris is gone, its neighbours are others, and a stray line that
    stood between menus may stand out. So the rows that stay are joined as they will be in `documents.text`, and go
    through lines, metadata and paragraphs again, `settings.reclean.rounds` times at most. Only documents from which
    something went are read again; pages are not, whose blocks the markup has judged.

    Cleaning twice is cleaning once for every text that settles within these rounds, as nearly all do. Long uniform
    texts at the limit of the model (thousands of items of one letter) may lose a few rows at the edge in every round,
    and need more. Cleaning what is left of them goes on where the rounds stopped: a rounds, then b rounds more, give
    what a + 1 + b rounds give, as long as what is left can still be seen to be a page. Else it loses less.
    """
    documents, paragraphs = batch
    is_open = _open_documents(documents, paragraphs)
    for _ in range(settings.reclean.rounds):
        removal = _read_again(documents, paragraphs, is_open, settings)
        if not len(removal.rows):
            break
        paragraphs = _marked(paragraphs, removal)
        is_open = np.bincount(numbers(paragraphs["document"])[removal.rows], minlength=len(documents)) > 0
    return Batch(documents, paragraphs)


def _kept(paragraphs: pa.Table) -> Flags:
    kept: Flags = numbers(pc.is_null(one_chunk(paragraphs["reason"]))).astype(bool)
    return kept


def _open_documents(documents: pa.Table, paragraphs: pa.Table) -> Flags:
    """Return for each document whether it is to be read again: a text of which something went and something stays."""
    number, kept = numbers(paragraphs["document"]), _kept(paragraphs)
    n_kept = np.bincount(number[kept], minlength=len(documents))
    n_removed = np.bincount(number[~kept], minlength=len(documents))
    is_open: Flags = (n_kept > 0) & (n_removed > 0)
    if "blocks" in documents.column_names:
        is_open &= numbers(pc.is_null(one_chunk(documents["blocks"]))).astype(bool)
    return is_open


def _read_again(documents: pa.Table, paragraphs: pa.Table, is_open: Flags, settings: StagesSettings) -> Removal:
    """Return the rows of the open documents that are removed when what is kept of these is read again."""
    number = numbers(paragraphs["document"])
    rows = np.flatnonzero(_kept(paragraphs) & is_open[number])
    if not len(rows):
        return Removal(rows, paragraphs.slice(0, 0))
    texts = one_chunk(paragraphs["text"]).take(pa.array(rows))
    some = np.flatnonzero(is_open)
    owner = np.searchsorted(some, number[rows])
    bounds = np.searchsorted(owner, np.arange(len(some) + 1)).astype(np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(bounds), texts), BETWEEN_PARAGRAPHS)
    few = documents.drop_columns(["text"]).take(pa.array(some)).combine_chunks()
    is_page = documents_of_pages(documents, paragraphs)[some]
    batch = Batch(set_columns(few, text=joined, is_page=pa.array(is_page)), paragraphs.slice(0, 0))
    for stage in STAGES:
        if stage.name in AGAIN:
            batch = stage.load()(batch, stage.settings_of(settings))
    return _find_removal(batch.paragraphs, rows, owner, texts, bounds)


def _find_removal(
    found: pa.Table, rows: RowNumbers, owner: RowNumbers, texts: pa.Array, bounds: npt.NDArray[np.int32]
) -> Removal:
    """Return the rows of which nothing is kept in `found`, the rows of the second reading, matched by their lines."""
    n_lines = numbers(pc.count_substring(texts, "\n")).astype(np.int64) + 2  # the blank one below counts
    before = np.cumsum(n_lines) - n_lines
    first_line = before - before[bounds[owner]] + 1
    key = owner.astype(np.int64) << 32 | first_line
    found_key = numbers(found["document"]).astype(np.int64) << 32 | numbers(found["line"])
    place = np.searchsorted(key, found_key, "right") - 1
    kept = _kept(found)
    n_kept = np.bincount(place[kept], minlength=len(rows))
    n_removed = np.bincount(place[~kept], minlength=len(rows))
    is_removed = (n_removed > 0) & (n_kept == 0)
    firsts = np.searchsorted(place, np.flatnonzero(is_removed))  # the first row of each: `place` ascends
    return Removal(rows[is_removed], found.take(pa.array(firsts)))


def _marked(paragraphs: pa.Table, removal: Removal) -> pa.Table:
    """Return the paragraphs with the reasons of the rows that are removed; debris has no kind."""
    mask = np.zeros(len(paragraphs), bool)
    mask[removal.rows] = True
    marked = mark_rows(paragraphs, mask, **{name: removal.found[name] for name in MARKS})
    kind = pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), one_chunk(paragraphs["kind"]))
    return set_columns(marked, kind=kind)
