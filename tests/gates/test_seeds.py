"""The five noisy articles the project began with come out right: the article whole, in order, and nothing around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import reinschrift
from tests.steps import project_of, rebuild_here

NAMES = (
    "000_19ef40a31d5b943c.txt", "001_8ca0849e04f36c91.txt", "002_a37f4228a73a6f57.txt", "003_6e0be07c1845341d.txt",
    "004_ffeda769ab359e5c.txt",
)  # fmt: skip
DEBRIS = (
    "Schreibe einen Kommentar", "Leave a Reply", "ttn-de-58", "source-116", "OTHER NEWS", "minutes ago", "FT Tech",
    "Lesen Sie auch", "Leserfavoriten", "data-portal-copyright", "AMPERSAND", "Suomalainen", "Editor’s Digest",
)  # fmt: skip


@pytest.fixture(scope="module")
def rows(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Build the seeds once and return all rows by table."""
    output = tmp_path_factory.mktemp("seeds") / "out"
    rebuild_here(project_of(seeds, output))
    snapshot = reinschrift.open(output)
    return {name: getattr(snapshot, name).to_arrow().to_pylist() for name in ("documents", "paragraphs", "removed")}


@pytest.fixture(scope="module")
def gold(labelled: Path) -> dict[str, Any]:
    """Return the labels of three of them."""
    found: dict[str, Any] = json.loads((labelled / "seeds-gold.json").read_text(encoding="utf-8"))
    return found


def document_of(rows: dict[str, list[dict[str, Any]]], name: str) -> dict[str, Any]:
    (document,) = [row for row in rows["documents"] if row["source_path"] == name]
    return document


def plain(text: str) -> str:
    return " ".join(text.split())


def test_each_is_one_german_document(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Five files, five documents, all German."""
    assert [(row["source_path"], row["language"]) for row in rows["documents"]] == [(name, "de") for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_no_debris_is_left(rows: dict[str, list[dict[str, Any]]], name: str) -> None:
    """None of the lines around the articles is in a text, and each is on record with its reason."""
    document = document_of(rows, name)
    assert not [line for line in DEBRIS if line in document["text"]]
    gone = [row for row in rows["removed"] if row["document_id"] == document["id"]]
    assert all(row["reason"] and row["stage"] and row["text"] for row in gone)


@pytest.mark.parametrize("name", [NAMES[0], NAMES[2], NAMES[3]])
def test_the_article_is_whole_and_in_order(
    rows: dict[str, list[dict[str, Any]]], gold: dict[str, Any], name: str
) -> None:
    """Every labelled paragraph is kept, in order; nothing else but the title and what may be either."""
    document, label = document_of(rows, name), gold[name]
    own = [row for row in rows["paragraphs"] if row["document_id"] == document["id"]]
    texts = [plain(row["text"]) for row in sorted(own, key=lambda row: row["position"]) if row["kind"] != "title"]
    either = {plain(text) for text in label["either"]}
    assert [text for text in texts if text not in either] == [plain(text) for text in label["keep"]]
    assert {plain(row["text"]) for row in own if row["kind"] == "heading"} >= set(label["headings"])


@pytest.mark.parametrize("name", [NAMES[0], NAMES[2], NAMES[3]])
def test_what_the_text_says_of_itself_is_found(
    rows: dict[str, list[dict[str, Any]]], gold: dict[str, Any], name: str
) -> None:
    """Title, author and date are those of the labels, and nothing is made up."""
    document, label = document_of(rows, name), gold[name]["metadata"]
    published = document["published"].isoformat() if document["published"] else None
    assert (document["title"], document["author"], published) == (
        label.get("title"), label.get("author"), label.get("date"),
    )  # fmt: skip


def test_a_pull_quote_goes_with_what_it_repeats(rows: dict[str, list[dict[str, Any]]]) -> None:
    """The sentence that stands twice in the fourth article stays once."""
    document = document_of(rows, NAMES[3])
    gone = [row for row in rows["removed"] if row["document_id"] == document["id"]]
    assert [row["reason"] for row in gone] == ["repeats_content"]
    assert gone[0]["measured"] >= gone[0]["threshold"]
