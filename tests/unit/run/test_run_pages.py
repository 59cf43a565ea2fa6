"""The table that the Prefect pages show of a run."""

from __future__ import annotations

from typing import Any

import pytest
from prefect.assets import Asset

from reinschrift.run.server.api import dataset_of, name_of_run
from reinschrift.run.server.run_pages import asset_key, show_end, to_markdown

SUMMARY: dict[str, Any] = {
    "dataset": "korpus", "version": "1.1.0", "is_new": True, "parent": "1.0.0", "folder": "/data/snapshots/1.1.0",
    "counts": {
        "read": {"documents": 40, "paragraphs": 90, "chars": 9000},
        "kept": {"documents": 31, "paragraphs": 70, "chars": 8000},
        "removed": {"paragraph:menu": 3, "document:near_duplicate": 9},
    },
    "difference": {"documents": -2, "paragraphs": 0, "chars": 5, "sources": {}, "languages": {}},
    "losses": ["the source wetter lost 2 of 4 documents"],
    "drift": ["12.0 times as many documents (4 before, 48 now)"],
    "not_read": ["netz: a`](javascript:x)\x1b[2J.zip: cut off"],
}  # fmt: skip


def test_the_table_has_counts_difference_and_what_was_lost() -> None:
    """Read, kept and the difference side by side; reasons by number; files as code that does nothing."""
    lines = to_markdown(SUMMARY).splitlines()
    assert "| documents | 40 | 31 | -2 |" in lines
    assert lines.index("| document: near_duplicate | 9 |") < lines.index("| paragraph: menu | 3 |")
    assert lines[lines.index("**Lost**") + 2] == "- `the source wetter lost 2 of 4 documents`"
    assert lines[lines.index("**Changed**") + 2] == "- `12.0 times as many documents (4 before, 48 now)`"
    assert "- `netz: a'](javascript:x)\\u001b[2J.zip: cut off`" in lines
    nothing = SUMMARY["counts"] | {"removed": {}}
    assert "rows" not in to_markdown(SUMMARY | {"counts": nothing})
    first = to_markdown(SUMMARY | {"difference": None, "is_new": False})
    assert "| documents | 40 | 31 |\n" in first
    assert first.startswith("# korpus 1.1.0: nothing new")


@pytest.mark.parametrize("dataset", ["korpus", "Mein Korpus (2024) & mehr?", "größe", "a/b"])
def test_a_dataset_is_an_asset_whatever_its_name(dataset: str) -> None:
    """Prefect takes the key."""
    assert str(Asset(key=asset_key(dataset)).key).startswith("reinschrift://")


def test_names_say_whose_run_it_is() -> None:
    """After the dataset's folder or address; a run without a server has no page."""
    assert dataset_of({"output": "s3://eimer/texte/korpus/"}) == "korpus"
    assert dataset_of({"output": None}) == "corpus"
    assert name_of_run("korpus 1.1.0", is_deployed=True) == "korpus 1.1.0, on schedule"


def test_a_server_that_is_gone_does_not_fail_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not shown is named, and nothing is raised; without a server nothing is tried."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    show_end("11111111-1111-1111-1111-111111111111", SUMMARY, is_deployed=False)
    assert "do not show this run's result" in capsys.readouterr().err
    show_end(None, SUMMARY, is_deployed=False)
    monkeypatch.delenv("PREFECT_API_URL")
    show_end("1", SUMMARY, is_deployed=False)
    assert capsys.readouterr().err == ""
