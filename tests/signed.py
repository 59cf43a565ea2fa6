"""Documents signed in shards, and the decisions about them by id: for the tests of deduplication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.dedup import (
    History,
    ShardSignatures,
    Signatures,
    Summary,
    find_duplicates,
    sign_documents,
    write_signatures,
)
from reinschrift.settings.dedup import DedupSettings

Record = Mapping[str, Any]
SETTINGS = DedupSettings()


def record(name: str, *paragraphs: str, **columns: Any) -> dict[str, Any]:
    """A document of some paragraphs."""
    return {"id": name, "source": "s", "paragraphs": list(paragraphs), **columns}


def sign(records: Sequence[Record], settings: DedupSettings = SETTINGS) -> Signatures:
    """Sign documents as the shard's task does."""
    columns = {
        "id": pa.array([r["id"] for r in records], pa.string()),
        "source": pa.array([r["source"] for r in records], pa.string()),
        "source_path": pa.array([r.get("source_path", "p") for r in records], pa.string()),
        "record_number": pa.array([r.get("record_number", 0) for r in records], pa.int64()),
        "domain": pa.array([r.get("domain") for r in records], pa.string()),
        "published": pa.array([r.get("published") for r in records], pa.date32()),
        "priority": pa.array([r.get("priority") for r in records], pa.int32()),
        "text": pa.array(["\n\n".join(r["paragraphs"]) for r in records], pa.string()),
    }
    rows = [(i, k, text) for i, r in enumerate(records) for k, text in enumerate(r["paragraphs"])]
    paragraphs = {
        "document": pa.array([row[0] for row in rows], pa.int32()),
        "position": pa.array([row[1] for row in rows], pa.int32()),
        "text": pa.array([row[2] for row in rows], pa.string()),
    }
    return sign_documents(pa.table(columns), pa.table(paragraphs), settings)


def write_shards(
    folder: Path, shards: Mapping[str, Sequence[Record]], settings: DedupSettings = SETTINGS
) -> list[ShardSignatures]:
    """Sign and write some shards."""
    for name, records in shards.items():
        write_signatures(sign(records, settings), folder / name, settings)
    return [ShardSignatures(name, folder / name) for name in shards]


def run(
    folder: Path,
    shards: Mapping[str, Sequence[Record]],
    settings: DedupSettings = SETTINGS,
    history: History | None = None,
    index: Path | None = None,
) -> tuple[Summary, dict[str, dict[str, Any]], dict[tuple[str, int], dict[str, Any]]]:
    """Find duplicates; return the summary, the decisions by document id, and those by id and position."""
    summary = find_duplicates(write_shards(folder / "work", shards, settings), index, settings, folder / "out", history)
    documents: dict[str, dict[str, Any]] = {}
    paragraphs: dict[tuple[str, int], dict[str, Any]] = {}
    for name, records in shards.items():
        for row in pq.read_table(folder / "out" / "decisions" / f"{name}.parquet").to_pylist():
            documents[records[row.pop("row")]["id"]] = row
        for row in pq.read_table(folder / "out" / "paragraph_decisions" / f"{name}.parquet").to_pylist():
            paragraphs[records[row.pop("row")]["id"], row.pop("position")] = row
    return summary, documents, paragraphs


def removed(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """The documents that go: id → reason and the id of the kept one."""
    return {name: (row["reason"], row["matched_document"]) for name, row in documents.items() if row["reason"]}


def prose(seed: int, n_words: int = 200) -> str:
    """Invented words that no other seed has in that order."""
    syllables = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"]
    state, words = seed * 7919 + 17, []
    for _ in range(n_words):
        word = ""
        for _ in range(3):
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            word += syllables[state >> 60 if state >> 60 < 10 else (state >> 40) % 10]
        words.append(word)
    return " ".join(words)


def changed(text: str, every: int, by: str = "anders") -> str:
    """`text` with each `every`-th word replaced."""
    return " ".join(by if i % every == every - 1 else word for i, word in enumerate(text.split(" ")))
