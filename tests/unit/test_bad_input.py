"""What a run does with raw files and places that are not as they should be."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import reinschrift
from reinschrift.errors import InputError, SourceError, StorageError
from reinschrift.shard.plan import plan_rebuild
from tests.steps import project_of, rebuild_here

GOOD = "Der alte Hafen wurde im Herbst neu gepflastert. Die Fischer kamen trotzdem nicht zurück."


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return a raw folder with one good text in it, under a name with spaces and umlauts."""
    folder = tmp_path / "Rohe Texte"
    folder.mkdir()
    (folder / "Häfen & Städte.txt").write_text(GOOD, encoding="utf-8")
    return folder


def removed(output: Path) -> dict[str, str]:
    """Return the removed documents' paths and reasons."""
    rows = reinschrift.open(output).removed.to_arrow().to_pylist()
    return {row["source_path"]: row["reason"] for row in rows if row["scope"] == "document"}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Nothing is written, and the message says which path is not there."""
    with pytest.raises(SourceError, match="no such file or folder") as caught:
        rebuild_here(project_of(tmp_path / "nowhere", tmp_path / "out"))
    assert "nowhere" in str(caught.value)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """An empty folder is no source."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="no files"):
        rebuild_here(project_of(tmp_path / "empty", tmp_path / "out"))


def test_names_with_spaces_and_umlauts_are_kept(raw: Path, tmp_path: Path) -> None:
    """The path in the data is the path on the disk."""
    rebuild_here(project_of(raw, tmp_path / "out"))
    documents = reinschrift.open(tmp_path / "out").documents.to_arrow()
    assert documents["source_path"].to_pylist() == ["Häfen & Städte.txt"]
    assert documents["text"].to_pylist() == [GOOD]


def test_a_cut_off_gzip_is_reported_and_the_run_goes_on(raw: Path, tmp_path: Path) -> None:
    """The bad file is one row in removed, and the good one is published."""
    whole = gzip.compress("\n".join(json.dumps({"text": GOOD + str(n)}) for n in range(500)).encode())
    (raw / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    published = rebuild_here(project_of(raw, tmp_path / "out"))
    assert published.manifest.counts["kept"]["documents"] == 1
    assert removed(tmp_path / "out") == {"cut.jsonl.gz": "unreadable_file"}


def test_too_many_bad_files_stop_the_run(raw: Path, tmp_path: Path) -> None:
    """Beyond run.max_bad_files nothing is published, and the message lists them."""
    (raw / "bad.jsonl.gz").write_bytes(gzip.compress(b"{}" * 9999)[:20])
    with pytest.raises(InputError, match=r"1 file could not be read.*\n  Rohe-Texte: bad\.jsonl\.gz: "):
        rebuild_here(project_of(raw, tmp_path / "out", "run.max_bad_files=0"))
    assert not (tmp_path / "out" / "snapshots").exists()


def test_broken_records_become_rows(raw: Path, tmp_path: Path) -> None:
    """A broken line and a record without text are each accounted for; NUL bytes in a text harm nothing."""
    lines = [
        json.dumps({"text": "Im Winter fror der See zu, und die Kinder liefen bis zum anderen Ufer."}),
        '{"text": "half',
        json.dumps({"title": "no text"}),
        json.dumps({"text": "Auf dem Dach\0 saß ein Storch und sah den Leuten beim Packen zu.\0\0"}),
    ]
    (raw / "mixed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rebuild_here(project_of(raw, tmp_path / "out"))
    rows = reinschrift.open(tmp_path / "out").removed.to_arrow().to_pylist()
    assert sorted(row["reason"] for row in rows) == ["no_text", "unreadable"]
    texts = reinschrift.open(tmp_path / "out").documents.to_arrow()["text"].to_pylist()
    assert len(texts) == 3
    assert "Auf dem Dach saß ein Storch und sah den Leuten beim Packen zu." in texts


def test_undecodable_bytes_do_not_stop_anything(raw: Path, tmp_path: Path) -> None:
    """Bytes that are no text at all still end as a document or as a row in removed."""
    (raw / "noise.txt").write_bytes("Ein Brief aus Łódź, ".encode("cp1250") + bytes(range(0x80, 0x100)) * 8)
    rebuild_here(project_of(raw, tmp_path / "out"))
    snapshot = reinschrift.open(tmp_path / "out")
    gone = [row for row in snapshot.removed.to_arrow().to_pylist() if row["scope"] == "document"]
    assert snapshot.documents.count() + len(gone) == 2


def test_a_file_that_is_no_text_is_reported(raw: Path, tmp_path: Path) -> None:
    """Nothing is made of a binary file; the plan names it, and the rest is published."""
    (raw / "picture.txt").write_bytes(bytes(range(256)) * 8)
    project = project_of(raw, tmp_path / "out")
    assert [Path(path).name for _, path, _ in plan_rebuild(project).bad_files] == ["picture.txt"]
    assert rebuild_here(project).manifest.counts["kept"]["documents"] == 1


@pytest.mark.slow
def test_200_mb_in_one_line(raw: Path, tmp_path: Path) -> None:
    """One giant line is removed as too large, with its beginning on record; the rest is published."""
    with (raw / "giant.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(200):
            file.write(b"Wort " * 200_000)
        file.write(b'"}\n')
    rebuild_here(project_of(raw, tmp_path / "out"))
    assert removed(tmp_path / "out") == {"giant.jsonl": "too_large"}


def test_an_output_that_cannot_be_a_folder(raw: Path, tmp_path: Path) -> None:
    """A file in the way of the output is named, with what to do."""
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        rebuild_here(project_of(raw, tmp_path / "out"))
    assert not caught.value.retryable
    assert caught.value.hint


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.slow
def test_a_full_disk_publishes_nothing_and_says_so(raw: Path, small_disk: Path) -> None:
    """No half snapshot, no half shard, and a message that names the disk."""
    (raw / "long.txt").write_text("\n".join(f"Zeile {n * 7919} erzählt {n} Dinge." for n in range(200_000)), "utf-8")
    with pytest.raises(StorageError, match="No space left"):
        rebuild_here(project_of(raw, small_disk / "out"))
    assert not (small_disk / "out" / "snapshots").exists()
    assert not list((small_disk / "out").rglob(".writing-*"))


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system that cannot be written."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a read-only file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_read_only_output_says_so(raw: Path, read_only_disk: Path) -> None:
    """The message says read-only, and how to choose another place."""
    with pytest.raises(StorageError, match=r"[Rr]ead-only") as caught:
        rebuild_here(project_of(raw, read_only_disk / "out"))
    assert "--output" in caught.value.hint
