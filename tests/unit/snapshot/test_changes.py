"""The feed of changes gives the new snapshot from the old one, exactly, and says why each row is in it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.columns import one_chunk
from reinschrift.project import Project
from reinschrift.snapshot.changes import FEED, KEYS, find_feed, keys_of
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two snapshots: documents come, go, are edited, become copies, move to another file; a license appears."""
    folder = tmp_path_factory.mktemp("changes")
    raw = folder / "raw"
    write_file(raw, "a", range(8))
    write_file(raw, "b", range(8, 14))
    write_file(raw, "e", range(30, 34))
    (raw / "r.jsonl").write_text(json.dumps({"text": text_of(20), "url": url_of(20)}) + "\n")
    made = project_of(raw, folder / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    parts = text_of(3).split("\n\n")
    shifted = "\n\n".join(
        [parts[0], "Dazu kam ein neuer Absatz über den Bach und die alte Brücke am Ende des Dorfes.", *parts[1:]]
    )
    write_file(raw, "a", [0, 1, 2, 3, 4, 6], {3: shifted, 4: text_of(40)})
    (raw / "e.jsonl").rename(raw / "f.jsonl")
    write_file(raw, "c", [50])
    (raw / "z.jsonl").write_text(json.dumps({"text": text_of(9), "url": url_of(99)}) + "\n")
    (raw / "r.jsonl").write_text(json.dumps({"text": text_of(20), "url": url_of(20), "license": "CC0-1.0"}) + "\n")
    rebuild_here(made)
    return made


def feed_of(project: Project, before: str = "first", after: str = "latest") -> tuple[LocalStorage, pa.Table]:
    storage = LocalStorage(project.output)
    before = "1.0.0" if before == "first" else before
    return storage, find_feed(storage, read_manifest(storage, before), read_manifest(storage, after))


def follow(folder: Path, rows: pa.Table, feed: pa.Table, table: str) -> pa.Table:
    """Do what the manual says: drop the rows with an old key, take in those that `object` and `row` name."""
    identity, position = KEYS[table]
    feed = feed.filter(pc.equal(feed["table"], table))
    old = keys_of(feed, "old_document_id", "old_position" if position else None)
    kept = rows.filter(pc.invert(pc.is_in(keys_of(rows, identity, position), one_chunk(old))))
    new = [
        pq.read_table(folder / name).take(feed.filter(pc.equal(feed["object"], name))["row"])
        for name in pc.unique(feed["object"].drop_null()).to_pylist()
    ]
    joined = pa.concat_tables([kept, *new], promote_options="default")
    return joined.sort_by([(name, "ascending") for name in (identity, position) if name])


@pytest.mark.parametrize("table", ["documents", "paragraphs"])
@pytest.mark.parametrize("way", ["forth", "back"])
def test_the_feed_gives_the_new_snapshot_from_the_old_one(project: Project, table: str, way: str) -> None:
    """Every column of every row, in both directions."""
    newest = read_manifest(LocalStorage(project.output)).version
    before, after = ("1.0.0", newest) if way == "forth" else (newest, "1.0.0")
    _, feed = feed_of(project, before, after)
    old, new = (getattr(reinschrift.open(project.output, one), table).to_arrow() for one in (before, after))
    order = [(name, "ascending") for name in KEYS[table] if name]
    assert follow(Path(project.output), old, feed, table).to_pylist() == new.sort_by(order).to_pylist()
    assert old.sort_by(order).to_pylist() != new.sort_by(order).to_pylist()


def test_each_change_has_its_kind_and_reason(project: Project) -> None:
    """Of documents, and of the paragraphs of one that got another paragraph in between."""
    _, feed = feed_of(project)
    assert feed.schema == FEED
    rows = feed.to_pylist()
    documents = Counter((row["change"], row["reason"]) for row in rows if row["table"] == "documents")
    assert documents["added", "new"] >= 1
    assert documents["moved", "moved"] >= 4
    assert sum(count for (change, _), count in documents.items() if change == "removed") >= 1
    assert documents["rights", "rights"] == 1
    (licensed,) = [row for row in rows if row["change"] == "rights"]
    assert licensed["old_hash"] == licensed["new_hash"]
    paragraphs = Counter(row["change"] for row in rows if row["table"] == "paragraphs")
    assert paragraphs["moved"] > 4
    for row in rows:
        assert (row["old_hash"] is None) == (row["change"] == "added"), row
        assert (row["object"] is None) == (row["change"] == "removed"), row


def test_nothing_changed_gives_an_empty_feed(project: Project) -> None:
    """From a snapshot to itself; nothing is opened."""
    _, feed = feed_of(project, "latest")
    assert feed.num_rows == 0
    assert feed.schema == FEED


def test_the_command_writes_the_feed(project: Project, tmp_path: Path) -> None:
    """As Parquet; a tag names a version."""
    file = tmp_path / "feed.parquet"
    result = CliRunner().invoke(main, ["changes", "--since", "1.0.0", "--output", str(file), str(project.output)])
    assert result.exit_code == 0, result.output
    assert pq.read_table(file).num_rows == feed_of(project)[1].num_rows
    assert "documents" in result.output
    assert "moved" in result.output
