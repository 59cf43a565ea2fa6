"""docs/synthetic.md shows what the commands print; a marked copy is a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

import reinschrift
from tests.steps import project_of, rebuild_here
from tests.test_answers_page import assert_shown
from tests.texts import text_of
from tests.unit.stages.test_synthetic import IPTC, mark

PAGE = Path(__file__).parents[1] / "docs" / "synthetic.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text and its copy with a C2PA mark, another text, and one whose mark says that a machine made it."""
    folder = tmp_path_factory.mktemp("synthetic")
    (folder / "raw").mkdir()
    texts = {"a": text_of(0), "b": text_of(0) + mark(b"x" * 300), "c": text_of(1)}
    texts["d"] = text_of(2) + mark(f"{IPTC}trainedAlgorithmicMedia".encode())
    for name, text in texts.items():
        (folder / "raw" / f"{name}.txt").write_text(text, encoding="utf-8")
    rebuild_here(project_of(folder / "raw", folder / "corpus"))
    return folder


def test_the_examples_print_what_the_page_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page."""
    monkeypatch.chdir(folder)
    assert_shown(PAGE)


def test_a_marked_copy_is_an_exact_copy(folder: Path) -> None:
    """The mark neither makes it the longer one nor another text; signals are those of the clean text."""
    snapshot = reinschrift.open(folder / "corpus")
    removed = [row for row in snapshot.removed.to_arrow().to_pylist() if row["scope"] == "document"]
    assert [(row["source_path"], row["reason"]) for row in removed] == [("b.txt", "exact_duplicate")]
    assert removed[0]["synthetic"]["status"] == "marked"
    kept = {row["source_path"]: row for row in snapshot.documents.to_arrow().to_pylist()}
    assert kept["d.txt"]["synthetic"]["status"] == "synthetic"
    assert kept["d.txt"]["quality"]["n_raw_chars"] == len(text_of(2))
