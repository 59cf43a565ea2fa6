"""What markup says of rows: the blocks that a reader took out of a page, found again by their lines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk

SURE_IN_MARKUP = np.float32(0.1)
"""Below this probability of content a block is surely debris: each of 103 labelled pages, of as many sites, has one."""


class RowBlocks(NamedTuple):
    """For each row what the block says that it lies in."""

    is_known: npt.NDArray[np.bool_]
    """Whether the row lies in a block at all: not so in documents without markup."""
    begins: npt.NDArray[np.bool_]
    """Whether the row is the first line of its block."""
    content: npt.NDArray[np.float32]
    """The probability that the block is content; 0 where none is known."""
    kind: pa.Array
    """The kind that the markup tells, or null."""
    level: npt.NDArray[np.int32]
    """The level of a heading (1 to 6) or of a list item (in how many items it stands); 0 where none is known."""


def have_markup(documents: pa.Table) -> npt.NDArray[np.bool_]:
    """Return which documents a reader took out of markup from their first line on.

    Of a message blocks say only where its foot begins, the signature and what a mailing list adds: it is a text.
    """
    found = np.zeros(documents.num_rows, np.bool_)
    if "blocks" in documents.column_names and documents["blocks"].null_count < documents.num_rows:
        lists = one_chunk(documents["blocks"])
        found[:] = numbers(pc.is_valid(lists))
        owners, firsts = np.unique(numbers(pc.list_parent_indices(lists)), return_index=True)
        lines = numbers(pc.struct_field(pc.list_flatten(lists), "line"))
        found[owners] = lines[firsts] == 1
    return found


def pages_by_markup(documents: pa.Table) -> npt.NDArray[np.bool_]:
    """Return for each document whether a block of its markup is surely debris, as one of every web page is.

    Where there is markup and nothing around the content, such as a book's chapter or a letter between two tags, the
    document is a text.
    """
    found = np.zeros(documents.num_rows, np.bool_)
    if "blocks" in documents.column_names and documents["blocks"].null_count < documents.num_rows:
        lists = one_chunk(documents["blocks"])
        content = numbers(pc.struct_field(pc.list_flatten(lists), "content"))
        found[numbers(pc.list_parent_indices(lists))[content < SURE_IN_MARKUP]] = True
    return found & have_markup(documents)


def blocks_of_rows(documents: pa.Table, paragraphs: pa.Table) -> RowBlocks | None:
    """Return the blocks of the rows (columns `document` and `line`), or None if no document has any."""
    if "blocks" not in documents.column_names or documents["blocks"].null_count == documents.num_rows:
        return None
    lists = one_chunk(documents["blocks"])
    flat = pc.list_flatten(lists)
    if not len(flat):
        return None
    owner = numbers(pc.list_parent_indices(lists)).astype(np.int64)
    keys = owner << 32 | numbers(pc.struct_field(flat, "line"))
    row_keys = numbers(paragraphs["document"]).astype(np.int64) << 32 | numbers(paragraphs["line"])
    place = np.searchsorted(keys, row_keys, "right") - 1
    is_known = (place >= 0) & (owner[place] == row_keys >> 32)
    content = np.where(is_known, numbers(pc.struct_field(flat, "content"))[place], 0).astype(np.float32)
    kind = pc.if_else(pa.array(is_known), pc.struct_field(flat, "kind").take(pa.array(np.maximum(place, 0))), None)
    levels = numbers(pc.fill_null(pc.struct_field(flat, "level"), 0)).astype(np.int32)
    level = np.where(is_known, levels[place], 0).astype(np.int32)
    return RowBlocks(is_known, is_known & (keys[place] == row_keys), content, kind, level)
