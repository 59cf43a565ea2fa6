"""Records: whole, of the kind that the reader wants, or none."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from reinschrift.errors import StorageError
from reinschrift.snapshot.manifest import manifest_name, read_manifest
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import differing, read_record, sealed, unsealed
from tests.steps import project_of, rebuild_here
from tests.texts import write_file

FIELDS = {"revision": int, "files": dict}


@pytest.mark.parametrize("values", [{}, {"files": {}}, {"revision": "0", "files": {}}, {"revision": 0, "files": [1]}])
def test_a_whole_record_of_another_kind_counts_as_damaged(
    values: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A seal says that a record is whole, and not what it is a record of."""
    (tmp_path / "a.json").write_bytes(sealed(values))
    with caplog.at_level(logging.WARNING, "reinschrift"):
        assert read_record(LocalStorage(tmp_path), "a.json", FIELDS) is None
    assert "is not what was written" in caplog.text


@pytest.mark.parametrize("data", [b"[1]", b"null", b"{}", b"\xff", b"", b"[" * 100_000, b'"files"'])
@pytest.mark.parametrize("required", [True, False])
def test_what_is_no_record_is_a_value_error(data: bytes, *, required: bool) -> None:
    """Whatever JSON it is, sealed or older than seals."""
    with pytest.raises(ValueError):  # each has its own words
        unsealed(data, FIELDS, required=required)


@pytest.mark.parametrize("facts", ["y", [1, "y"], {"a": 1}, None])
def test_facts_of_another_form_are_of_no_file(facts: Any, tmp_path: Path) -> None:
    """The record of something else may have `files`, too."""
    (tmp_path / "x").write_bytes(b"y")
    assert differing(tmp_path, {"x": facts}) == ["x"]


def test_the_manifest_of_another_version_is_not_believed(tmp_path: Path) -> None:
    """It is whole and of the right kind, and says something else of what stands there."""
    raw = write_file(tmp_path / "raw", "a", range(3))
    rebuild_here(project_of(raw, tmp_path / "out"))
    write_file(raw, "b", [7])
    rebuild_here(project_of(raw, tmp_path / "out"))
    storage = LocalStorage(tmp_path / "out")
    storage.write(manifest_name("1.0.0", 0), storage.read(manifest_name("1.1.0", 0)))
    with pytest.raises(StorageError, match=r"manifest of 1\.0\.0 stands another one, of 1\.1\.0"):
        read_manifest(storage, "1.0.0")
