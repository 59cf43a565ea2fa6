"""What the text itself says about a document: title, author, date of publication, section and agency."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import EVIDENCE, Batch
from reinschrift.columns import numbers, one_chunk, set_columns, utf8_of
from reinschrift.kinds import KINDS, QUOTE
from reinschrift.model.trees import Trees
from reinschrift.reasons import mark_rows
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata.agreed import agreed_authors
from reinschrift.stages.metadata.bare_names import bare_names
from reinschrift.stages.metadata.candidates import Candidates, Find, Value, find_all
from reinschrift.stages.metadata.guessed import guessed_titles, on_dumps
from reinschrift.stages.metadata.head import HEAD, NOWHERE, Zones, find_body, find_zones, match_titles
from reinschrift.stages.metadata.letters import without_letters
from reinschrift.stages.metadata.near_title import below_titles, by_distance, rows_of_titles
from reinschrift.stages.metadata.titles import load_titles
from reinschrift.stages.metadata.winners import best_of, latest_days
from reinschrift.stages.metadata.words import words
from reinschrift.stages.rows.blocks import blocks_of_rows
from reinschrift.stages.rows.of_pages import documents_of_pages
from reinschrift.stages.rows.row_form import CHARS, measure_rows
from reinschrift.text.arrays import Flags, Rows

FIELDS = {
    "title": pa.string(),
    "author": pa.string(),
    "published": pa.date32(),
    "section": pa.string(),
    "agency": pa.string(),
}


METADATA_SHARE = 0.6
"""Share of a row's letters and digits from which the row is metadata and no content."""

_REASONS = {"published": "date_line", "author": "byline", "agency": "byline", "section": "section_label"}

_OF_COMMENTS = ("comment", "comment_form")


class Heads(NamedTuple):
    """What the rows of a batch are to metadata: where each stands, its shape, what it says, and whether it goes."""

    candidates: Candidates
    shapes: Rows
    finds: list[Find]
    has_reason: Flags


def find_metadata(batch: Batch, settings: MetadataSettings, model: Trees | None = None) -> Batch:
    """Return `batch` with what its documents' heads and tails say about them.

    Fills `title`, `author`, `published`, `section`, `agency` of documents where the record has none of its own,
    and adds `metadata_evidence` (field, “line N”, the line's text). Sets `kind` to "title" on the title's row and
    gives rows that are metadata and nothing else a reason (`date_line`, `byline`, `section_label`; stage "metadata").
    Rows that already have a reason are read too, and a title's row loses it: a title looks like a link to an article.
    A date counts only where it stands alone in a line of the head or tail, or in a dateline, never in the story.
    `model` chooses the titles of pages, the shipped one if there is none.
    """
    documents, paragraphs = batch
    candidates, shapes, finds, has_reason = read_heads(batch, settings)
    is_title = guessed_titles(batch, (candidates, shapes, finds), settings.longest_title, model or load_titles())
    is_title = _with_own_titles(documents, candidates, shapes, is_title, settings)
    titles = rows_of_titles(candidates, is_title)
    of_pages = on_dumps(batch)
    below = below_titles(candidates, titles, of_pages)
    if (below.zones != NOWHERE).any():
        finds = finds + find_all(below, shapes, documents, settings.longest_line)
        candidates = candidates._replace(zones=np.maximum(candidates.zones, below.zones))
    finds = by_distance(finds, titles, of_pages)
    finds = finds + _titles(candidates, is_title) + _sections(candidates, is_title)
    finds += bare_names(candidates, shapes, is_title, finds)
    finds += agreed_authors(candidates, shapes, finds, documents["text"], _may_name_author(batch))
    best = best_of(finds, latest_days(documents))
    is_text = ~documents_of_pages(documents, paragraphs)[candidates.documents]
    finds = [find for find in finds if find.field in _REASONS and find.share >= METADATA_SHARE]
    marks = without_letters(finds, candidates, is_text)
    return Batch(_filled(documents, paragraphs, best), _marked(paragraphs, marks, has_reason, is_title))


def read_heads(batch: Batch, settings: MetadataSettings) -> Heads:
    """Return what the heads and tails of documents hold, before a title is looked for."""
    documents, paragraphs = batch
    number = numbers(paragraphs["document"]).astype(np.int32, copy=False)
    texts = one_chunk(paragraphs["text"])
    shapes = measure_rows(*utf8_of(texts), 2 * settings.longest_title)
    has_reason = ~np.asarray(pc.is_null(one_chunk(paragraphs["reason"])), dtype=bool)
    is_body = find_body(number, shapes, has_reason, settings.body_chars)
    chars = np.ascontiguousarray(shapes[:, CHARS])
    zones = find_zones(number, is_body, has_reason, chars, settings.rows_above, settings.rows_below)
    zones = _outside_quotes(batch, zones)
    is_marked = np.asarray(pc.is_in(one_chunk(paragraphs["reason"]), pa.array(["date_line", "byline"])), dtype=bool)
    candidates = Candidates(number, zones, is_body, texts, is_marked)
    return Heads(candidates, shapes, find_all(candidates, shapes, documents, settings.longest_line), has_reason)


def _may_name_author(batch: Batch) -> Flags:
    """Return the rows of pages that came as text, but what belongs to readers' comments: each has its own author."""
    of_comments = pc.is_in(one_chunk(batch.paragraphs["reason"]), pa.array(_OF_COMMENTS))
    rows: Flags = on_dumps(batch) & ~np.asarray(of_comments, dtype=bool)
    return rows


def _outside_quotes(batch: Batch, zones: Zones) -> Zones:
    """Return the zones, none for code and for what markup quotes: an embedded post has a day and author of its own."""
    zones = np.where(numbers(batch.paragraphs["code"]) > 0, NOWHERE, zones).astype(np.int8)
    blocks = blocks_of_rows(batch.documents, batch.paragraphs)
    if blocks is None:
        return zones
    is_quote = np.asarray(pc.fill_null(pc.equal(blocks.kind, KINDS[QUOTE]), False), dtype=bool)  # noqa: FBT003  # the value
    outside: Zones = np.where(is_quote, NOWHERE, zones).astype(np.int8)
    return outside


def _with_own_titles(
    documents: pa.Table, candidates: Candidates, shapes: Rows, is_title: Flags, settings: MetadataSettings
) -> Flags:
    """Return the title rows, those that say the record's own title in place of those that were guessed."""
    titles = one_chunk(documents["title"])
    if titles.null_count == len(titles):
        return is_title
    may_be = shapes[:, CHARS] <= settings.longest_title
    own = match_titles(candidates.documents, utf8_of(candidates.texts), utf8_of(titles), may_be)
    settled = np.zeros(len(documents), bool)
    settled[candidates.documents[own]] = True
    return own | (is_title & ~settled[candidates.documents])


def _simple(candidates: Candidates, row: int, field: str, share: float, value: str | None = None) -> Find:
    text = candidates.texts[row].as_py()
    return Find(int(candidates.documents[row]), row, field, value or text, (row,), text, share)


def _titles(candidates: Candidates, is_title: Flags) -> list[Find]:
    return [_simple(candidates, row, "title", 0.0) for row in np.flatnonzero(is_title).tolist()]


def _sections(candidates: Candidates, is_title: Flags) -> list[Find]:
    """Return the labels such as “Politik” that stand within two rows above a title."""
    above = np.zeros(len(is_title), bool)
    for distance in (1, 2):
        alike = candidates.documents[distance:] == candidates.documents[:-distance]
        above[:-distance] |= is_title[distance:] & alike
    rows = np.flatnonzero(above & (candidates.zones == HEAD) & ~is_title)
    labels = pc.utf8_lower(pc.utf8_trim(candidates.texts.take(pa.array(rows)), " :|/>›»"))
    hits = rows[np.asarray(pc.is_in(labels, pa.array(sorted(words().sections))), dtype=bool)]
    return [
        _simple(candidates, row, "section", 1.0, candidates.texts[row].as_py().strip(" :|/>›»"))
        for row in hits.tolist()
        if row + 2 >= len(is_title) or candidates.documents[row] == candidates.documents[row + 1]
    ]


def _filled(documents: pa.Table, paragraphs: pa.Table, best: dict[tuple[int, str], Find]) -> pa.Table:
    """Return `documents` with the finds where the record's own fields are null, and the evidence."""
    columns: dict[str, Any] = {}
    taken: list[Find] = []
    for field, kind in FIELDS.items():
        own = one_chunk(documents[field]) if field in documents.column_names else pa.nulls(len(documents), kind)
        free = np.asarray(pc.is_null(own), dtype=bool)
        values: list[Value | None] = [None] * len(documents)
        for (document, of), find in best.items():
            if of == field and free[document]:
                values[document] = find.value
                taken.append(find)
        columns[field] = pc.coalesce(own, pa.array(values, kind))
    evidence = _evidence(len(documents), paragraphs, taken)
    if "metadata_evidence" in documents.column_names:
        evidence = _joined_lists(one_chunk(documents["metadata_evidence"]), evidence)
    return set_columns(documents, **columns, metadata_evidence=evidence)


def _joined_lists(first: pa.ListArray, second: pa.ListArray) -> pa.ListArray:
    """Return for each document its reader's evidence and then that of its rows."""
    if first.null_count == len(first):
        return second
    joined = [(own or []) + (more or []) for own, more in zip(first.to_pylist(), second.to_pylist(), strict=True)]
    return pa.array(joined, EVIDENCE)


def _evidence(n_documents: int, paragraphs: pa.Table, taken: list[Find]) -> pa.Array:
    """Return for each document where each of its fields was found, in the order of the fields."""
    order = list(FIELDS)
    taken = sorted(taken, key=lambda find: (find.document, order.index(find.field)))
    lines = paragraphs["line"].take(pa.array([find.row for find in taken], pa.int64())).to_pylist()
    counts = np.bincount([find.document for find in taken], minlength=n_documents) if taken else np.zeros(n_documents)
    structs = pa.StructArray.from_arrays(
        [
            pa.array([find.field for find in taken], pa.string()),
            pa.array([f"line {line}" for line in lines], pa.string()),
            pa.array([find.text for find in taken], pa.string()),
        ],
        fields=list(EVIDENCE.value_type),
    )
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), structs, type=EVIDENCE)


def _marked(paragraphs: pa.Table, finds: list[Find], has_reason: Flags, is_title: Flags) -> pa.Table:
    """Return `paragraphs` with the title's kind, and a reason on rows that are nothing but metadata.

    The title is content whatever the line classifier took it for: its row loses its reason.
    """
    marks = {
        find.row: find
        for find in finds
        if find.field in _REASONS and not has_reason[find.row] and not is_title[find.row]
    }
    changed = np.array(sorted({*marks, *np.flatnonzero(is_title & has_reason).tolist()}), np.int64)
    mask = np.zeros(len(is_title), bool)
    mask[changed] = True
    found = [marks.get(row) for row in changed.tolist()]
    marked = mark_rows(
        paragraphs,
        mask,
        reason=[_REASONS[find.field] if find else None for find in found],
        measured=[find.share if find else None for find in found],
        threshold=[METADATA_SHARE if find else None for find in found],
        stage=["metadata" if find else None for find in found],
    )
    kind = pc.if_else(pa.array(is_title), pa.scalar("title", pa.string()), pa.scalar(None, pa.string()))
    return set_columns(marked, kind=kind)
