"""Lines, metadata and paragraphs of the labelled pages keep the floors of `paragraphs.toml`."""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from evaluation.data.paragraphs import batch_of, dumped_pages, gold_texts
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.lines.split import split_lines
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

FLOORS = tomllib.loads((Path(__file__).parent / "paragraphs.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def clean(labelled: Path) -> list[str]:
    return gold_texts(labelled)


@pytest.fixture(scope="module")
def found(labelled: Path) -> Any:
    """What is known of each dumped page, and what was found in it when its labelled debris is debris."""
    pages = dumped_pages(labelled)
    texts = ["\n".join(page["lines"]) for page, _ in pages]
    rows = batch_of(texts).paragraphs
    labels = [page["labels"] for page, _ in pages]
    reasons = [
        "legal" if labels[number][line - 1] == 0 else None
        for number, line in zip(rows["document"].to_pylist(), rows["line"].to_pylist(), strict=True)
    ]
    batch = batch_of(texts, reasons, url=[page["url"] for page, _ in pages])
    documents = find_metadata(batch, MetadataSettings()).documents.to_pylist()
    return [(known, document) for (_, known), document in zip(pages, documents, strict=True)]


def words_of(text: str | None) -> str:
    return re.sub(r"\W+", " ", text or "").strip().lower()


def test_clean_text_is_left_alone(clean: list[str]) -> None:
    """Next to nothing of edited articles is taken for a repetition or for metadata."""
    batch = find_paragraphs(find_metadata(batch_of(clean), MetadataSettings()), ParagraphsSettings())
    rows = batch.paragraphs
    sizes = pc.utf8_length(rows["text"])
    total = pc.sum(sizes).as_py()
    for stage, ceiling in (("paragraphs", FLOORS["repeats_share"]), ("metadata", FLOORS["metadata_share"])):
        taken = pc.sum(sizes.filter(pc.fill_null(pc.equal(rows["stage"], stage), fill_value=False))).as_py() or 0
        assert taken <= ceiling * total, stage


def test_unwrapped_text_is_not_joined(clean: list[str]) -> None:
    """No two paragraphs of the articles, one a line, are taken for one wrapped paragraph."""
    assert pc.max(split_lines(pa.array(clean))["n_lines"]).as_py() == 1


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize(("between", "floor"), [("\n\n", "unwrapped"), ("\n", "unwrapped_dense")])
def test_wrapped_articles_come_back(clean: list[str], width: int, between: str, floor: str) -> None:
    """Most paragraphs of the articles, wrapped at a width, are found again whole."""
    paragraphs = [text.split("\n") for text in clean]
    wrapped = [
        between.join("\n".join(textwrap.wrap(p, width, break_on_hyphens=False)) for p in ps) for ps in paragraphs
    ]
    rows = split_lines(pa.array(wrapped))
    got = {(number, text) for number, text in zip(rows["document"].to_pylist(), rows["text"].to_pylist(), strict=True)}
    expected = [(number, text) for number, texts in enumerate(paragraphs) for text in texts]
    assert sum(pair in got for pair in expected) >= FLOORS[floor] * len(expected)


def test_dates(found: Any) -> None:
    """Dates are found, and those that are found are right."""
    dated = [(known["date"], document["published"]) for known, document in found if known.get("date")]
    right = sum(str(day) == date for date, day in dated)
    assert right >= FLOORS["dates_right"] * len(dated)
    assert right >= FLOORS["dates_precision"] * sum(day is not None for _, day in dated)


def test_authors(found: Any) -> None:
    """Authors that are found are right."""
    pairs = [
        ({words_of(name) for name in known["authors"]}, {words_of(name) for name in document["author"].split(", ")})
        for known, document in found
        if known.get("authors") and document["author"]
    ]
    right = sum(len(gold & names) for gold, names in pairs)
    assert right >= FLOORS["authors_precision"] * sum(len(names) for _, names in pairs)


def test_titles(found: Any) -> None:
    """Titles are found among headlines, teasers and labels."""
    titles = [
        (words_of(known["title"]), words_of(document["title"])) for known, document in found if known.get("title")
    ]
    assert sum(gold == title for gold, title in titles) >= FLOORS["titles_right"] * len(titles)


def test_seeds(seeds: Path, labelled: Path) -> None:
    """Titles, headings, the date, the author and the pull quote of the five seeds are found."""
    files = sorted(seeds.glob("*.txt"))
    gold = json.loads((labelled / "seeds-gold.json").read_text(encoding="utf-8"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    batch = find_paragraphs(find_metadata(batch_of(texts), MetadataSettings()), ParagraphsSettings())
    documents, rows = batch.documents.to_pylist(), batch.paragraphs.to_pylist()
    for number, file in enumerate(files):
        labels = gold.get(file.name)
        if labels is None:
            continue
        own = [row for row in rows if row["document"] == number]
        assert documents[number]["title"] == labels["title"]
        assert documents[number]["author"] == labels["metadata"].get("author")
        day = documents[number]["published"]
        assert (None if day is None else str(day)) == labels["metadata"].get("date")
        assert {row["text"] for row in own if row["kind"] == "heading"} >= set(labels["headings"])
        repeats = [row["text"] for row in own if row["reason"] == "repeats_content"]
        assert len(repeats) == sum("repeat" in drop["why"] for drop in labels["drop"])
        kept = {row["text"] for row in own if row["reason"] is None}
        assert set(labels["keep"]) <= kept
