"""A document as the forms for linguists take it: what is known of it, and its paragraphs with their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow.compute as pc

from reinschrift.export.handed import Handed, shards_of, tables_of
from reinschrift.export.sentences.parting import sentences_of
from reinschrift.snapshot.manifest import SPLITS, Manifest
from reinschrift.storage import Storage

METADATA = (
    "title", "author", "published", "url", "site_name", "language", "license", "rights", "source", "source_path",
    "record",
)  # fmt: skip
"""What is known of a document; what is null is left out."""
_OF_PARAGRAPHS = ("document_id", "position", "kind", "language", "text")


class Part(NamedTuple):
    """A paragraph."""

    position: int
    kind: str
    language: str | None
    text: str
    sentences: list[str]


class Document(NamedTuple):
    """A kept document."""

    name: str
    """Its id."""
    split: str
    metadata: dict[str, str]
    parts: list[Part]


def documents_of(storage: Storage, manifest: Manifest, handed: Handed) -> Iterator[Document]:
    """Yield the documents that are handed on, shard by shard, split by split, in the order of the files."""
    for shard in shards_of(manifest):
        tables = tables_of(storage, shard, handed)
        there = tables["documents"].names
        for split in SPLITS:
            rows = tables["documents"].where(split=split)
            asked = rows.select("id", *(name for name in METADATA if name in there)).to_arrow()
            if not asked.num_rows:
                continue
            ids = asked["id"].combine_chunks()
            paragraphs = tables["paragraphs"].where(pc.field("document_id").isin(ids)).select(*_OF_PARAGRAPHS)
            parts: dict[str, list[Part]] = {name: [] for name in ids.to_pylist()}
            for row in paragraphs:
                parts[row["document_id"]].append(_part(row))
            for row in asked.to_pylist():
                yield Document(row["id"], split, _metadata(row), parts[row["id"]])


def _part(row: dict[str, Any]) -> Part:
    sentences = sentences_of(row["text"], row["kind"], row["language"])
    return Part(row["position"], row["kind"], row["language"], row["text"], sentences)


def _metadata(row: dict[str, Any]) -> dict[str, str]:
    """Return what is known, each value on one line."""
    return {name: " ".join(str(row[name]).split()) for name in METADATA if row.get(name) is not None}
