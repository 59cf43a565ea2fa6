"""Quality of deduplication on labelled real documents, whose similarities are known exactly."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.signed import record, removed, run

FLOORS = tomllib.loads(Path(__file__).with_name("dedup.toml").read_text("utf-8"))
THRESHOLD = 0.8

Similarities = dict[tuple[str, str], float]


@pytest.fixture(scope="module")
def outcome(labelled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, set[str], Similarities]:
    """How many documents there are, which were removed, and all similarities."""
    table = pq.read_table(labelled / "duplicates" / "documents.parquet")
    records = [record(row["id"], *row["text"].split("\n"), source=row["lang"]) for row in table.to_pylist()]
    _, documents, _ = run(tmp_path_factory.mktemp("dedup"), {"a": records[::2], "b": records[1::2]})
    pairs = pq.read_table(labelled / "duplicates" / "pairs.parquet").to_pylist()
    return len(records), set(removed(documents)), {(row["id_a"], row["id_b"]): row["j_folded"] for row in pairs}


def test_few_similar_pairs_stay(outcome: tuple[int, set[str], Similarities]) -> None:
    """Of the pairs at or over the threshold hardly any has both documents kept."""
    _, gone, similarities = outcome
    true = [pair for pair, similarity in similarities.items() if similarity >= THRESHOLD]
    residual = [pair for pair in true if gone.isdisjoint(pair)]
    assert len(residual) / len(true) <= FLOORS["residual_share"]


def test_no_text_is_lost(outcome: tuple[int, set[str], Similarities]) -> None:
    """Every removed document has a similar kept one; few have only one a little under the threshold."""
    n_documents, gone, similarities = outcome
    best: dict[str, float] = defaultdict(float)
    for pair, similarity in similarities.items():
        for one, other in (pair, pair[::-1]):
            if one in gone and other not in gone:
                best[one] = max(best[one], similarity)
    lost = [best[name] for name in gone]
    assert sum(similarity < 0.5 for similarity in lost) <= FLOORS["lost_under_half"]
    assert sum(similarity < 0.7 for similarity in lost) <= FLOORS["lost_under_seven"]
    assert sum(0.7 <= similarity < THRESHOLD for similarity in lost) / n_documents <= FLOORS["lost_share"]
