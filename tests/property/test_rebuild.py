"""The laws of a rebuild: nothing lost, the same bytes whatever the order, a killed shard is no shard."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reinschrift
from reinschrift.shard.plan import plan_rebuild
from tests.steps import project_of, rebuild_here

SENTENCES = (
    "Der Fluss trat im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum Bahndamm.",
    "Niemand hatte die alte Mühle vermisst, bis das Rad eines Morgens wieder lief.",
    "The committee met twice a year and kept its minutes in a green cupboard.",
    "Żaden z mieszkańców nie pamiętał, kiedy zamknięto bibliotekę przy rynku.",
    "Teilen  Drucken  Merken",
    "Mehr zum Thema",
    "Wir verwenden Cookies. Alle akzeptieren",
    "Noch nicht.",
    "12.05.2024",
    "»Ja«, sagte sie.",
    "Fragen beantwortet anna@example.org oder, am Vormittag, das Büro unter Telefon 030/1234567.",
    "",
    "&amp;nbsp;",
    "<br/>",
)
DOCUMENTS = st.lists(
    st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=40)), max_size=6).map("\n".join),
    min_size=1,
    max_size=12,
)


def write_raw(folder: Path, documents: list[str]) -> Path:
    """Write documents as a JSONL file and as single files."""
    folder.mkdir(parents=True)
    half = len(documents) // 2
    lines = [json.dumps({"text": text, "url": f"https://example.org/{n}"}) for n, text in enumerate(documents[:half])]
    (folder / "a.jsonl").write_text("\n".join([*lines, '{"text": "broken', ""]), encoding="utf-8")
    for number, text in enumerate(documents[half:]):
        (folder / f"b {number}.txt").write_text(text, encoding="utf-8", errors="replace")
    return folder


def rows_of(output: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of the latest snapshot, sorted by what they are."""
    snapshot = reinschrift.open(output)
    tables = {name: getattr(snapshot, name).to_arrow().to_pylist() for name in ("documents", "paragraphs", "removed")}
    return {name: sorted(rows, key=repr) for name, rows in tables.items()}


def objects_of(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "objects").rglob("*.parquet"))


slow_to_make = settings(
    max_examples=settings().max_examples // 13,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(documents=DOCUMENTS)
@slow_to_make
def test_everything_read_is_kept_or_removed(documents: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Law 1: as many records as were written, broken ones included, and every paragraph of a kept document once."""
    folder = tmp_path_factory.mktemp("law1")
    project = project_of(write_raw(folder / "raw", documents), folder / "out")
    not_text = plan_rebuild(project).bad_files  # a file of control characters is reported, not read
    rebuild_here(project)
    rows = rows_of(folder / "out")
    gone = [row for row in rows["removed"] if row["scope"] == "document"]
    # The broken line is a record too.
    assert len(rows["documents"]) + len(gone) + len(not_text) == len(documents) + 1
    kept = {row["id"]: row["text"] for row in rows["documents"]}
    for identity, text in kept.items():
        own = sorted(
            (row for row in rows["paragraphs"] if row["document_id"] == identity), key=lambda row: row["position"]
        )
        out = [row for row in rows["removed"] if row["document_id"] == identity and row["scope"] != "span"]
        assert "\n\n".join(row["text"] for row in own) == text
        assert all(text[row["start"] : row["end"]] == row["text"] for row in own)
        assert sorted(row["position"] for row in own + out) == list(range(len(own) + len(out)))


@given(documents=DOCUMENTS, seed=st.integers(0, 9))
@slow_to_make
def test_order_of_work_changes_no_byte(
    documents: list[str], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Law 2: shards done in any order give the same objects."""
    folder = tmp_path_factory.mktemp("law2")
    raw = write_raw(folder / "raw", documents)
    small = "snapshot.shard_mb=0.0002"
    rebuild_here(project_of(raw, folder / "one", small))

    def shuffled(items: Iterable[Any]) -> list[Any]:
        items = list(items)
        random.Random(seed).shuffle(items)
        return items

    rebuild_here(project_of(raw, folder / "two", small), shuffled)
    assert objects_of(folder / "one") == objects_of(folder / "two")


@given(documents=DOCUMENTS)
@slow_to_make
def test_the_cut_into_shards_changes_no_row(documents: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Law 2: one shard or many, the rows are the same; only their grouping into files differs."""
    folder = tmp_path_factory.mktemp("cut")
    raw = write_raw(folder / "raw", documents)
    rebuild_here(project_of(raw, folder / "whole"))
    rebuild_here(project_of(raw, folder / "cut", "snapshot.shard_mb=0.0001"))
    assert rows_of(folder / "whole") == rows_of(folder / "cut")


@given(documents=DOCUMENTS, more=DOCUMENTS)
@slow_to_make
def test_an_incremental_rebuild_equals_a_full_one(
    documents: list[str], more: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Law 3: with the same history, a rebuild that finds finished shards gives the bytes of one that finds none."""
    folder = tmp_path_factory.mktemp("law3")
    raw = write_raw(folder / "raw", documents)
    rebuild_here(project_of(raw, folder / "grown", "snapshot.shard_mb=0.0002"))
    shutil.copytree(folder / "grown", folder / "full")
    shutil.rmtree(folder / "full" / "work")
    for number, text in enumerate(more):
        (raw / f"c {number}.txt").write_text(text, encoding="utf-8", errors="replace")
    rebuild_here(project_of(raw, folder / "grown", "snapshot.shard_mb=0.0002"))
    rebuild_here(project_of(raw, folder / "full", "snapshot.shard_mb=0.0002"))
    assert objects_of(folder / "grown") == objects_of(folder / "full")


def test_nothing_new_is_nothing_to_do(tmp_path: Path) -> None:
    """The same inputs again publish nothing."""
    project = project_of(write_raw(tmp_path / "raw", [*SENTENCES]), tmp_path / "out")
    assert rebuild_here(project).is_new
    again = rebuild_here(project)
    assert not again.is_new
    assert again.manifest.version == "1.0.0"
