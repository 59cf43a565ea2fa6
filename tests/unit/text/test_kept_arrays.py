"""Arrays unpacked once: the same from disk as unpacked, and unpacked again when the file is not what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reinschrift.text import kept_arrays


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for what is kept."""
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr(kept_arrays, "folder_of_machine_code", lambda: kept)
    return kept


@pytest.mark.parametrize("damage", ["none", "flipped", "cut", "emptied", "other form"])
def test_what_is_kept_is_what_was_unpacked(tmp_path: Path, folder: Path, damage: str) -> None:
    """A file that is whole spares the unpacking; one that is damaged in any way is made again."""
    packed = tmp_path / "model.xz"
    packed.write_bytes(b"weights")
    arrays = {"weights": np.arange(5000, dtype=np.float16), "labels": np.array(["de", "gsw"])}
    calls = []

    def unpack() -> Mapping[str, np.ndarray]:
        calls.append(1)
        return arrays

    for _ in range(2):
        found = kept_arrays.unpacked(packed, unpack)
        assert found["weights"].tobytes() == arrays["weights"].tobytes()
        assert found["labels"].tolist() == ["de", "gsw"]
    assert len(calls) == 1
    (file,) = folder.iterdir()
    data = file.read_bytes()
    changed = {
        "none": data,
        "flipped": data[:900] + bytes([data[900] ^ 1]) + data[901:],
        "cut": data[:-100],
        "emptied": b"",
        "other form": b"no archive at all",
    }
    file.write_bytes(changed[damage])
    assert kept_arrays.unpacked(packed, unpack)["weights"].tobytes() == arrays["weights"].tobytes()
    assert len(calls) == (1 if damage == "none" else 2)


def test_another_file_is_unpacked_anew(tmp_path: Path, folder: Path) -> None:
    """What is kept goes by the content of the packed file, not by its name."""
    packed = tmp_path / "model.xz"
    for number in (1, 2):
        packed.write_bytes(bytes([number]))
        arrays = {"n": np.array([number])}
        assert kept_arrays.unpacked(packed, arrays.copy)["n"].tolist() == [number]
    assert len(list(folder.iterdir())) == 2


def test_other_code_unpacks_anew(tmp_path: Path, folder: Path) -> None:
    """What is kept goes by the module that unpacks, too: another one makes something else of the same bytes."""
    packed, module = tmp_path / "model.xz", tmp_path / "unpacking.py"
    packed.write_bytes(b"1")
    for number in (1, 2):
        module.write_text(f"import numpy as np\n\n\ndef unpack():\n    return {{'n': np.array([{number}])}}\n")
        names: dict[str, Any] = {}
        exec(compile(module.read_text(), str(module), "exec"), names)  # noqa: S102  # as an import of this state
        assert kept_arrays.unpacked(packed, names["unpack"])["n"].tolist() == [number]


def test_no_folder_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, the arrays are unpacked each time."""
    monkeypatch.setattr(kept_arrays, "folder_of_machine_code", lambda: None)
    assert kept_arrays.unpacked(tmp_path / "gone", lambda: {"n": np.array([3])})["n"].tolist() == [3]
