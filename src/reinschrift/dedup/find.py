"""Duplicates across all shards and earlier snapshots: signature files in, files of decisions out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reinschrift.dedup.corpus import Corpus, History, load_corpus
from reinschrift.dedup.decide import Fates, best_of_equals, decide
from reinschrift.dedup.decisions import write_document_decisions, write_id_conflicts, write_paragraph_decisions
from reinschrift.dedup.files import ShardSignatures
from reinschrift.dedup.near import Pairs, near_pairs
from reinschrift.dedup.repeated import Repeated, repeated_paragraphs
from reinschrift.settings.dedup import DedupSettings
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import seal_files, write_record

DECISIONS_FOLDER = "decisions"
PARAGRAPH_DECISIONS_FOLDER = "paragraph_decisions"
ID_CONFLICTS_FOLDER = "id_conflicts"
RECORD = "decisions.json"
"""The record of the hashes of all files of decisions."""


@dataclass(frozen=True)
class Summary:
    """What was found."""

    documents: int
    """Documents compared, those of the index included."""
    removed: dict[str, int]
    """Documents that go, by reason; those of the index are not counted."""
    clusters: int
    """Clusters of two or more documents."""
    candidate_pairs: int
    verified_pairs: int
    repeated_paragraphs: int
    """Different paragraphs that are repeated all over a source."""
    removed_paragraphs: int
    id_conflicts: int
    """Rows whose id another row has that comes first."""


def find_duplicates(
    shards: Sequence[ShardSignatures],
    index: Path | None,
    settings: DedupSettings,
    folder: Path,
    history: History | None = None,
) -> Summary:
    """Write the decisions about all shards to `folder`; return what was found.

    `index`: a folder, at any depth, of signatures of documents that no shard holds any more but that still count
    (they rank by `history`, get no decisions, and make room if a shard holds the same id or the id is erased).

    Written for each shard, empty where there is nothing to say: `decisions/<shard>.parquet` (`row`, `reason`
    or null for kept, `matched_document`, `matched_snapshot`, `measured`, `threshold`, `cluster`, `copies`),
    `paragraph_decisions/<shard>.parquet` (`row`, `position`, `reason`, `matched_document`, `matched_snapshot`,
    `measured`, `threshold`) and `id_conflicts/<shard>.parquet` (`row`).

    The decisions are a function of the set of documents, the history and the settings: not of the order or number
    of shards. Raises `ConfigError` for foreign signatures, `StorageError` if a file cannot be read or written.
    """
    corpus = load_corpus(shards, index, history, settings)
    fates, pairs = _fates(corpus, settings)
    kept = fates.match < 0
    removed = write_document_decisions(corpus, fates, history, settings, folder / DECISIONS_FOLDER)
    repeated = _repeated(corpus, kept, settings)
    removed_rows = write_paragraph_decisions(
        corpus, kept, repeated, history, settings, folder / PARAGRAPH_DECISIONS_FOLDER
    )
    n_conflicts = write_id_conflicts(corpus, folder / ID_CONFLICTS_FOLDER)
    write_record(LocalStorage(folder), RECORD, {"files": seal_files(folder, times=False)})
    return Summary(
        documents=len(corpus.flat),
        removed=removed,
        clusters=int(np.count_nonzero((fates.copies > 1) & (fates.cluster == np.arange(len(fates.cluster))))),
        candidate_pairs=pairs.n_candidates,
        verified_pairs=len(pairs.better),
        repeated_paragraphs=len(repeated.keys),
        removed_paragraphs=removed_rows,
        id_conflicts=n_conflicts,
    )


def _fates(corpus: Corpus, settings: DedupSettings) -> tuple[Fates, Pairs]:
    everything = np.arange(len(corpus.flat), dtype=np.int32)
    none = Pairs(everything[:0], everything[:0], np.zeros(0, np.float32), 0)
    if not settings.documents:
        return decide(everything, none), none
    best = best_of_equals(corpus.norm)
    pairs = near_pairs(corpus, best == everything, settings)
    return decide(best, pairs), pairs


def _repeated(corpus: Corpus, kept: np.ndarray, settings: DedupSettings) -> Repeated:
    if settings.paragraphs:
        return repeated_paragraphs(corpus, kept, settings)
    nothing = np.zeros(0, np.int32)
    return Repeated(np.zeros(0, np.uint64), nothing, nothing)
