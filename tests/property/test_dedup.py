"""Laws of deduplication: the same answer whatever the order, the shards, or the history's way."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinschrift.dedup import History
from reinschrift.dedup.decide import best_of_equals, decide
from reinschrift.dedup.near import Pairs
from reinschrift.settings.dedup import DedupSettings
from tests.signed import changed, prose, record, removed, run

# Short shingles and few copies, so that a handful of short texts already has every kind of duplicate.
SETTINGS = DedupSettings(words=2, han_characters=2, syllable_characters=2, min_shingles=3, min_frequency=3)

# An example writes and reads a dozen files.
fewer = settings(max_examples=settings().max_examples // 3)

TEXTS = st.builds(
    lambda seed, every, upper, footer: [
        changed(prose(seed, 40), every).upper() if upper else changed(prose(seed, 40), every),
        *(["Folgen Sie uns!"] if footer else []),
    ],
    st.integers(0, 3),
    st.sampled_from([15, 20, 30, 41]),
    st.booleans(),
    st.booleans(),
)
CORPORA = st.lists(TEXTS, min_size=1, max_size=14).map(
    lambda texts: [record(f"d{i}", *paragraphs) for i, paragraphs in enumerate(texts)]
)


def found(
    shards: dict[str, list[dict[str, Any]]], history: History | None = None, with_settings: DedupSettings = SETTINGS
) -> tuple[Any, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), shards, with_settings, history)[1:]


@fewer
@given(CORPORA, st.integers(1, 5), st.randoms(use_true_random=False))
def test_order_and_shards_do_not_matter(records: list[dict[str, Any]], n_shards: int, chance: random.Random) -> None:
    """However documents are ordered and cut into shards, the decisions are the same."""
    mixed = records[:]
    chance.shuffle(mixed)
    shards: dict[str, list[dict[str, Any]]] = {f"s{i}": [] for i in range(n_shards)}
    for one in mixed:
        shards[chance.choice(sorted(shards))].append(one)
    assert found({"all": records}) == found(shards)


FEET = st.sampled_from([
    [],
    ["Folgen Sie uns!"],
    ["Der Talbote erscheint seit vielen Jahren jede Woche in unserem Tal.", "Redaktion: Anna Kolb", "© Talbote Verlag"],
    ["Der Talbote erscheint seit vielen Jahren jede Woche in unserem Tal.", "Mit freundlichen Grüßen"],
])  # fmt: skip


@fewer
@given(st.lists(FEET, min_size=6, max_size=12), st.integers(1, 4), st.randoms(use_true_random=False))
def test_order_and_shards_do_not_matter_to_boilerplate(
    feet: list[list[str]], n_shards: int, chance: random.Random
) -> None:
    """What is found by its place, and by what stands beside it, is the same however documents are cut into shards."""
    records = [record(f"d{i}", prose(i, 40), prose(90 + i, 9), *foot) for i, foot in enumerate(feet)]
    shards: dict[str, list[dict[str, Any]]] = {f"s{i}": [] for i in range(n_shards)}
    for one in chance.sample(records, len(records)):
        shards[chance.choice(sorted(shards))].append(one)
    assert found({"all": records}) == found(shards)


@fewer
@given(CORPORA)
def test_every_document_that_goes_has_a_kept_one(records: list[dict[str, Any]]) -> None:
    """A document that goes names a kept one of its cluster, with a similarity at or over the threshold."""
    documents, paragraphs = found({"all": records})
    gone = removed(documents)
    for name, (_, matched) in gone.items():
        row = documents[name]
        assert matched not in gone
        assert documents[matched]["cluster"] == row["cluster"]
        assert row["measured"] >= row["threshold"]
    sizes = {row["cluster"]: row["copies"] for row in documents.values()}
    clusters = [row["cluster"] for row in documents.values()]
    assert sizes == {cluster: clusters.count(cluster) for cluster in set(clusters)}
    for (name, _), row in paragraphs.items():
        assert name not in gone
        assert row["matched_document"] not in gone
        assert (row["matched_document"], 1) not in paragraphs


@fewer
@given(CORPORA, CORPORA)
def test_later_documents_change_no_earlier_decision(earlier: list[dict[str, Any]], later: list[dict[str, Any]]) -> None:
    """With the version at the top of the rank, what an earlier snapshot kept or removed stays so."""
    later = [{**one, "id": f"new {one['id']}"} for one in later]
    seen = pa.table({
        "id": pa.array([one["id"] for one in earlier], pa.string()),
        "version": pa.array([0] * len(earlier), pa.int32()),
    })  # fmt: skip
    before = removed(found({"old": earlier})[0])
    after = removed(found({"new": later, "old": earlier}, History(seen, ("1",)))[0])
    assert {name: fate for name, fate in after.items() if not name.startswith("new ")} == before


@fewer
@given(CORPORA, st.data())
def test_without_what_lost_nothing_changes(records: list[dict[str, Any]], data: st.DataObject) -> None:
    """Taking away a document that lost changes no fate of another; erasing one equals never having had it."""
    names = [one["id"] for one in records]
    erased = data.draw(st.sampled_from(names))
    none = pa.table({"id": pa.array([], pa.string()), "version": pa.array([], pa.int32())})
    without = found({"all": [one for one in records if one["id"] != erased]})
    assert found({"all": records}, History(none, (), (erased,))) == without
    # With so many leaders every pair of a bucket is compared; else a lost leader's place goes to another document.
    every_pair = SETTINGS.model_copy(update={"leaders": 64})
    gone = removed(found({"all": records}, with_settings=every_pair)[0])
    if erased in gone:
        without = found({"all": [one for one in records if one["id"] != erased]}, with_settings=every_pair)
        assert removed(without[0]) == {name: fate for name, fate in gone.items() if name != erased}


@given(
    st.integers(1, 30).flatmap(
        lambda n: st.tuples(
            st.lists(st.integers(0, 4), min_size=n, max_size=n),
            st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))),
        )
    )
)
def test_fates_follow_from_the_pairs(given_: tuple[list[int], set[tuple[int, int]]]) -> None:
    """Against a plain reading of the rule: in order of rank, whatever a kept document verifies goes."""
    norms, links = given_
    best = best_of_equals(np.array(norms, np.uint64))
    assert best.tolist() == [norms.index(norm) for norm in norms]
    pairs = sorted({(min(a, b), max(a, b)) for a, b in links if a != b and best[a] == a and best[b] == b})
    sides = np.array(pairs, np.int32).reshape(-1, 2)
    fates = decide(best, Pairs(sides[:, 0].copy(), sides[:, 1].copy(), np.full(len(pairs), 0.9, np.float32), 0))
    expected: dict[int, int] = {}
    for number in range(len(norms)):
        if number == best[number] and number not in expected:
            expected.update({b: a for a, b in pairs if a == number and b not in expected})
    for number in range(len(norms)):
        if number != best[number]:
            expected[number] = expected.get(int(best[number]), int(best[number]))
    assert {i: match for i, match in enumerate(fates.match.tolist()) if match >= 0} == expected


@pytest.mark.slow
def test_real_documents_in_any_shards(labelled: Path, tmp_path: Path) -> None:
    """The labelled documents in 1, 3 and 29 shuffled shards, whole or in two versions: the same decisions."""
    table = pq.read_table(labelled / "duplicates" / "documents.parquet")
    records = [record(row["id"], *row["text"].split("\n")) for row in table.to_pylist()]
    answers = []
    for n_shards in (1, 3, 29):
        mixed = records[:]
        random.Random(n_shards).shuffle(mixed)
        shards = {f"s{i}": mixed[i::n_shards] for i in range(n_shards)}
        answers.append(run(tmp_path / str(n_shards), shards)[1:])
    assert answers[0] == answers[1] == answers[2]
    assert len(removed(answers[0][0])) > 1000
