"""The two tables that travel through the stages together."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

BETWEEN_PARAGRAPHS = "\n\n"
"""What stands between two paragraphs where they are put together as a document's text."""

PAGE_FORMATS = (
    # begin of part: formats of pages
    "html",
    "warc",
    # end of part: formats of pages
)
"""Formats in which pages of the web come, in the column `source_format`: those whose `holds` says so (`make docs`)."""

TEXT_FORMATS = (
    # begin of part: formats of texts
    "epub",
    "mail",
    "subtitles",
    # end of part: formats of texts
)
"""Formats in which no pages come, likewise; what in them has markup is judged by that."""

BETWEEN_FILES = "\0"
"""What stands between several licence files of one site, in the column `rsl`."""

READ = "_read"
"""The end of the name of a column: the day since which a file of a site reads as it does."""

EVIDENCE = pa.list_(pa.struct([("field", pa.string()), ("where", pa.string()), ("text", pa.string())]))
"""The type of `documents.metadata_evidence`: of which field, where it stood, and its words there."""


class Batch(NamedTuple):
    """Some records of one source: one row a record, and one row a line or paragraph of them.

    `documents` has one row a record. `paragraphs` is flat: its column `document` (int32, ascending) is the
    row number in `documents` that a row belongs to; rows of one document stand in reading order. Before the
    stage `lines` it has no rows; from `lines` to `paragraphs` each row is a line of the text, afterwards a
    paragraph (or one line of debris). Every column of both tables is a single chunk.
    """

    documents: pa.Table
    paragraphs: pa.Table
