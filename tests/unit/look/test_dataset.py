"""A snapshot opened from Python: lazy, filtered, and in the libraries that analysts use."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pytest

import reinschrift
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.look.dataset import Snapshot
from tests.steps import project_of, rebuild_here
from tests.texts import write_file


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Ten German documents and one English one, in three splits."""
    folder = tmp_path_factory.mktemp("dataset")
    raw = write_file(folder / "raw", "a", range(10))
    english = "The committee met twice a year and kept its minutes in a green cupboard near the old library door."
    write_file(raw, "b", [11], {11: english})
    project = project_of(raw, folder / "out", "snapshot.shard_mb=0.001", "snapshot.test_share=0.4")
    rebuild_here(project)
    return reinschrift.open(project.output)


def test_rows_are_filtered_by_language_and_split(snapshot: Snapshot) -> None:
    """One value or several, alone or together, with any Arrow expression."""
    rows = snapshot.documents
    assert rows.count() == 11
    assert rows.where(language="de").count() == 10
    assert rows.where(language=["de", "en"]).count() == 11
    parts = [rows.where(split=one).count() for one in ("train", "validation", "test")]
    assert sum(parts) == 11
    assert parts[2] > 0
    found = rows.where(pc.field("n_chars") < 150, language="en").select("id", "language").to_arrow()
    assert found.to_pydict()["language"] == ["en"]
    assert found.column_names == ["id", "language"]


def test_every_library_gets_the_same_rows(snapshot: Snapshot) -> None:
    """Arrow, pandas, polars and DuckDB."""
    ids = snapshot.documents.to_arrow()["id"].to_pylist()
    frame = snapshot.documents.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert frame["id"].tolist() == ids
    assert snapshot.documents.to_polars()["id"].to_list() == ids
    relation = snapshot.documents.where(language="de").to_duckdb()
    assert sorted(row[0] for row in relation.project("id").fetchall()) == sorted(
        snapshot.documents.where(language="de").to_arrow()["id"].to_pylist()
    )


def test_batches_are_bounded(snapshot: Snapshot) -> None:
    """No batch is larger than asked for; together they are the table."""
    sizes = [batch.num_rows for batch in snapshot.paragraphs.batches(7)]
    assert max(sizes) <= 7
    assert sum(sizes) == snapshot.paragraphs.count()


def test_paragraphs_lie_where_they_say(snapshot: Snapshot) -> None:
    """document.text[start:end] is the paragraph."""
    texts = {row["id"]: row["text"] for row in snapshot.documents.to_arrow().to_pylist()}
    rows = snapshot.paragraphs.to_arrow().to_pylist()
    assert all(texts[row["document_id"]][row["start"] : row["end"]] == row["text"] for row in rows)


def test_a_version_that_is_not_there_names_those_that_are(snapshot: Snapshot, tmp_path: Path) -> None:
    """The error lists the versions; an empty folder says how to begin."""
    place = Path(snapshot.documents.dataset.files[0]).parents[2]
    with pytest.raises(SnapshotNotFoundError, match=r"1\.0\.0"):
        reinschrift.open(place, "3.0.0")
    with pytest.raises(SnapshotNotFoundError, match="rebuild"):
        reinschrift.open(tmp_path)


def test_a_library_that_is_missing_is_named(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "datasets", None)
    with pytest.raises(ConfigError, match="pip install datasets"):
        snapshot.documents.to_hf()


def test_what_a_notebook_shows_is_short(snapshot: Snapshot) -> None:
    """Kind: a repr that fills pages. It says what it is, and reads nothing."""
    assert repr(snapshot) == f"<Snapshot 1.0.0 of {snapshot.manifest.dataset}>"
    assert repr(snapshot.manifest) == f"<Manifest 1.0.0 of {snapshot.manifest.dataset}>"
    assert repr(snapshot.documents.where(language="en").select("id", "text")) == "<Some rows of id, text>"
    assert len(repr(snapshot.documents)) < 1000
