"""Make documents of their own out of paragraphs in another language than their document's, where a setting asks so."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import BETWEEN_PARAGRAPHS, Batch
from reinschrift.columns import constant, numbers, set_columns
from reinschrift.settings.stages import StagesSettings
from reinschrift.shard.separate import Separated
from reinschrift.sources.identity import record_ids

REASON = "foreign_language_split"


class Parted(NamedTuple):
    """A batch whose foreign paragraphs name the documents that are made of them, and those as records."""

    batch: Batch
    records: pa.Table


def part_languages(records: pa.Table, batch: Batch) -> Parted:
    """Return one new record for each document and foreign language in it, its paragraphs joined by blank lines.

    The new record has the provenance of the old one, an id of its own and no title; the paragraphs, which leave their
    document with the reason `foreign_language_split`, get its id as `matched_document`.
    """
    paragraphs = batch.paragraphs
    is_foreign = numbers(pc.fill_null(pc.equal(paragraphs["reason"], REASON), False)).astype(bool)  # noqa: FBT003
    rows = np.flatnonzero(is_foreign)
    owner = numbers(paragraphs["document"])[rows]
    tags = paragraphs["language"].take(pa.array(rows)).to_pylist()
    texts = paragraphs["text"].take(pa.array(rows)).to_pylist()
    pieces: dict[tuple[int, str], list[str]] = {}
    for document, tag, text in zip(owner.tolist(), tags, texts, strict=True):
        pieces.setdefault((document, tag or "und"), []).append(text)
    made = records.take(pa.array([document for document, _ in pieces], pa.int64()))
    ids = _ids(made, [tag for _, tag in pieces])
    id_of = dict(zip(pieces, ids, strict=True))
    matched = np.full(paragraphs.num_rows, None, object)
    matched[rows] = [id_of[document, tag or "und"] for document, tag in zip(owner.tolist(), tags, strict=True)]
    made = set_columns(
        made,
        id=pa.array(ids, pa.string()),
        record=pa.array([f"{row}/{tag}" for row, (_, tag) in zip(made["record"].to_pylist(), pieces, strict=True)]),
        title=constant(None, made.num_rows, pa.string()),
        text=pa.array([BETWEEN_PARAGRAPHS.join(texts) for texts in pieces.values()], pa.string()),
    )
    marked = set_columns(paragraphs, matched_document=pa.array(matched, pa.string()))
    return Parted(Batch(batch.documents, marked), made)


def kept_whole(settings: StagesSettings) -> StagesSettings:
    """Return the settings for the new documents: nothing is parted twice."""
    language = settings.language.model_copy(update={"foreign_paragraphs": "keep"})
    return settings.model_copy(update={"language": language})


def together(first: Separated, second: Separated) -> Separated:
    """Return the rows of two batches as those of one; the rows of `second` come after those of `first`."""
    by = first.documents.num_rows
    moved = [set_columns(table, document=pc.add(table["document"], pa.scalar(by, pa.int32()))) for table in second[1:]]
    pairs = zip(first, (second.documents, *moved), strict=True)
    return Separated(*(pa.concat_tables(pair, promote_options="default").combine_chunks() for pair in pairs))


def _ids(records: pa.Table, tags: list[str]) -> list[str]:
    paths = records["source_path"].to_pylist()
    locators = [f"language:{identity}:{tag}" for identity, tag in zip(records["id"].to_pylist(), tags, strict=True)]
    # All records of a table are of one source.
    return record_ids(records["source"][0].as_py(), paths, locators) if paths else []
