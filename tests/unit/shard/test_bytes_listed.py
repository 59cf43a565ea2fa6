"""How much there is to read, before the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.project import load_project
from reinschrift.shard.bytes_listed import are_files_larger
from reinschrift.sources import listing


def test_files_are_added_up_over_all_sources(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"x" * 600)
    project = load_project(None, (), [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], str(tmp_path / "out"))
    assert are_files_larger(project, 1199)
    assert not are_files_larger(project, 1200)


def test_a_remote_source_is_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan does that; each listing of a bucket is a request for every thousand objects."""
    monkeypatch.setattr(listing, "find_places", None)
    project = load_project(None, (), ["s3://nobody.example/raw/a.txt"], str(tmp_path / "out"))
    assert are_files_larger(project, 1)
