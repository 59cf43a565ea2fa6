"""What changed between two snapshots, and the version number that follows from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from reinschrift.cli import main
from reinschrift.snapshot import compare as module
from reinschrift.snapshot.compare import compare, summarise_changes
from reinschrift.snapshot.differences import rows_that_differ
from reinschrift.snapshot.manifest import Object, read_manifest
from reinschrift.snapshot.read import read_rows
from reinschrift.storage import LocalStorage, Storage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

SMALL = "snapshot.shard_mb=0.001"


def built(tmp_path: Path, *overrides: str) -> str:
    project = project_of(tmp_path / "raw", tmp_path / "out", SMALL, *overrides)
    return rebuild_here(project).manifest.version


def changes_of(tmp_path: Path, before: str, after: str) -> list[dict[str, Any]]:
    storage = LocalStorage(tmp_path / "out")
    found: list[dict[str, Any]] = compare(
        storage, read_manifest(storage, before), read_manifest(storage, after)
    ).to_pylist()
    return found


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A dataset of two files, published as 1.0.0."""
    write_file(tmp_path / "raw", "a", range(6))
    write_file(tmp_path / "raw", "b", range(6, 12))
    assert built(tmp_path) == "1.0.0"
    return tmp_path


def test_added_documents_make_a_minor_version(first: Path) -> None:
    """New files are additions: 1.1.0, each document new."""
    write_file(first / "raw", "c", range(12, 15))
    assert built(first) == "1.1.0"
    rows = changes_of(first, "1.0.0", "1.1.0")
    assert [(row["change"], row["reason"]) for row in rows] == [("added", "new")] * 3
    assert {row["url"] for row in rows} == {url_of(n) for n in range(12, 15)}
    assert all(row["n_chars_after"] > 0 and row["n_chars_before"] is None for row in rows)


def test_an_edited_text_makes_a_major_version(first: Path) -> None:
    """A text that changed in place is one changed document, told by its columns."""
    write_file(first / "raw", "b", range(6, 12), {8: text_of(8) + "\n\nDie Uhr wurde später verkauft."})
    assert built(first) == "2.0.0"
    (row,) = changes_of(first, "1.0.0", "2.0.0")
    assert (row["change"], row["reason"], row["url"]) == ("changed", "text", url_of(8))
    assert {"text", "n_chars", "n_paragraphs", "paragraphs"} <= set(row["columns"])
    assert row["n_chars_after"] > row["n_chars_before"]


def test_a_removed_document_says_what_became_of_it(first: Path) -> None:
    """A file gone is `not_read`; a document that a copy ousted has the reason and the copy."""
    (first / "raw" / "b.jsonl").unlink()
    assert built(first) == "2.0.0"
    rows = changes_of(first, "1.0.0", "2.0.0")
    assert {(row["change"], row["reason"]) for row in rows} == {("removed", "not_read")}
    assert len(rows) == 6
    back = changes_of(first, "2.0.0", "1.0.0")
    assert {(row["change"], row["reason"]) for row in back} == {("added", "new")}


def test_a_rule_that_removes_documents_is_named(first: Path) -> None:
    """What a rule took out carries its reason, and back again `was:` that reason."""
    write_file(first / "raw", "b", range(6, 12), {7: ""})
    built(first)
    (row,) = changes_of(first, "1.0.0", "2.0.0")
    assert (row["change"], row["reason"]) == ("removed", "no_text")
    (row,) = changes_of(first, "2.0.0", "1.0.0")
    assert (row["change"], row["reason"]) == ("added", "was:no_text")


def test_a_copy_elsewhere_edits_no_record(first: Path) -> None:
    """When a copy of a document comes and is removed, `copies` rises: an addition, not an edit."""
    write_file(first / "raw", "z", [3])
    assert built(first) == "1.1.0"
    (row,) = changes_of(first, "1.0.0", "1.1.0")
    assert (row["change"], row["reason"], row["columns"]) == ("changed", "copies", ["copies"])


def test_another_cut_into_shards_is_a_patch(first: Path) -> None:
    """The same rows in other files: 1.0.1, no document changed."""
    project = project_of(first / "raw", first / "out", "snapshot.shard_mb=1")
    assert rebuild_here(project).manifest.version == "1.0.1"
    assert changes_of(first, "1.0.0", "1.0.1") == []


def test_another_split_is_an_edit(first: Path) -> None:
    """Whoever trained on `train` must know that documents have moved: 2.0.0."""
    assert built(first, "snapshot.test_share=0.5", "snapshot.validation_share=0.5") == "2.0.0"
    assert {tuple(row["columns"]) for row in changes_of(first, "1.0.0", "2.0.0")} == {("split",)}


def test_only_objects_that_differ_are_opened(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What both snapshots share is not read."""
    write_file(first / "raw", "b", range(6, 12), {8: "Ein ganz anderer Text steht jetzt hier."})
    built(first)
    storage = LocalStorage(first / "out")
    one, other = read_manifest(storage, "1.0.0"), read_manifest(storage, "2.0.0")
    shared = {item.sha256 for item in one.tables["documents"]} & {item.sha256 for item in other.tables["documents"]}
    assert shared
    opened: list[str] = []

    def noted(storage: Storage, item: Object, *rest: Any) -> pa.Table:
        opened.append(item.sha256)
        return read_rows(storage, item, *rest)

    monkeypatch.setattr(module, "read_rows", noted)
    compare(storage, one, other)
    assert opened
    assert shared.isdisjoint(opened)


def test_the_summary_counts_and_samples(first: Path) -> None:
    """Counts by reason, and no more samples than asked for."""
    write_file(first / "raw", "c", range(12, 20))
    built(first)
    storage = LocalStorage(first / "out")
    changes = compare(storage, read_manifest(storage, "1.0.0"), read_manifest(storage, "1.1.0"))
    summary = summarise_changes(changes, 2)
    assert summary["added"]["documents"] == 8
    assert summary["added"]["reasons"] == {"new": 8}
    assert len(summary["added"]["samples"]) == 2
    assert summary["changed"] == {"documents": 0, "reasons": {}, "samples": []}


def test_the_command_writes_every_change(first: Path) -> None:
    """`diff A B --output` holds a row for each document, `--json` the counts."""
    write_file(first / "raw", "c", range(12, 20))
    built(first)
    place = first / "changes.parquet"
    done = CliRunner().invoke(main, ["diff", "1.0.0", "latest", str(first / "out"), "--json", "--output", str(place)])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["added"]["documents"] == 8
    assert pq.read_table(place).num_rows == 8
    shown = CliRunner().invoke(main, ["diff", "1.0.0", "1.1.0", str(first / "out")])
    assert "added" in shown.stdout
    assert url_of(12) in shown.stdout


KIND = pa.list_(pa.struct([("language", pa.string()), ("share", pa.float32())]))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (pa.array([1, None, None, 2]), pa.array([1, None, 3, 5]), [False, False, True, True]),
        (pa.array(["a", "b"]), pa.array(["a", None]), [False, True]),
        (
            pa.array([[{"language": "de", "share": 1.0}], [], None, [{"language": "de", "share": 0.5}]], KIND),
            pa.array([[{"language": "de", "share": 1.0}], None, None, [{"language": "de", "share": 0.25}]], KIND),
            [False, True, False, True],
        ),
        (
            pa.array([{"a": 1}, None, {"a": None}], pa.struct([("a", pa.int32())])),
            pa.array([{"a": 1}, {"a": None}, {"a": 2}], pa.struct([("a", pa.int32())])),
            [False, True, True],
        ),
        (pa.array([1, 2], pa.int32()), pa.array([1, 3], pa.int64()), [False, True]),
    ],
)
def test_values_of_any_type_are_compared(old: pa.Array, new: pa.Array, expected: list[bool]) -> None:
    """Nulls equal nulls only; lists and structs are compared by what is in them."""
    assert rows_that_differ(old, new).tolist() == expected
