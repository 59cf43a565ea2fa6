"""Floors of the line classifier: held-out pages, clean text, the seeds."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from evaluation.measure import last_paragraphs, lines
from reinschrift.batch import Batch
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import classify_lines

FLOORS = tomllib.loads(Path(__file__).with_name("lines.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measures(labelled: Path) -> ModuleType:
    """The measures of `evaluation/measure/lines.py`, where the labelled data are."""
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("kind", FLOORS["pages"])
def test_content_of_unseen_pages_is_found(measures: ModuleType, kind: str) -> None:
    """F1 over lines and over characters on pages whose site the model has not seen."""
    judged = measures.judge_held_out(measures.page_sets()[kind])
    lines, characters = measures.line_and_character_f1(judged)
    assert (lines >= FLOORS["pages"][kind][0], characters >= FLOORS["pages"][kind][1]) == (True, True), (
        lines,
        characters,
    )


@pytest.mark.slow
def test_clean_text_is_left_alone(measures: ModuleType) -> None:
    """Articles, manuals, single texts, verse, dialogue, interviews and lists keep nearly all of their characters."""
    removed = {
        name: measures.removed_share(measures.judge_held_out(pages)) for name, pages in measures.clean_sets().items()
    }
    assert set(removed) == set(FLOORS["removed"])
    assert {name: share for name, share in removed.items() if share > FLOORS["removed"][name]} == {}


@pytest.mark.slow
@pytest.mark.usefixtures("labelled")
def test_the_last_paragraph_of_a_page_stays() -> None:
    """What the model doubts since the page's furniture follows it is the article's as often as not."""
    counts = last_paragraphs.counts(last_paragraphs.judge_endings())
    assert {name: gone / n for name, (gone, n) in counts.items() if gone / n > FLOORS["endings"][name]} == {}


def test_the_seeds_come_out_right(seeds: Path, labelled: Path) -> None:
    """Every paragraph and heading of the labelled seeds stays, and everything to drop goes but the repeats."""
    gold = json.loads((labelled / "seeds-gold.json").read_text("utf-8"))
    for name, expected in gold.items():
        documents = pa.table({"text": [(seeds / name).read_text("utf-8")], "title": pa.nulls(1, pa.string())})
        rows = classify_lines(Batch(documents, pa.table({})), LinesSettings()).paragraphs.to_pylist()
        kept = {row["text"] for row in rows if row["reason"] is None}
        wanted = {*expected["keep"], *expected["headings"], *filter(None, [expected["title"]])}
        dropped = {drop["text"] for drop in expected["drop"] if "repeat" not in drop["why"]}
        assert wanted <= kept
        assert not dropped & kept


def test_news_of_other_sites_under_an_article_go(seeds: Path) -> None:
    """Of the headlines and times below the last seed's interview, none stays."""
    documents = pa.table(
        {"text": [(seeds / "004_ffeda769ab359e5c.txt").read_text("utf-8")], "title": pa.nulls(1, pa.string())}
    )
    rows = classify_lines(Batch(documents, pa.table({})), LinesSettings()).paragraphs.to_pylist()
    below = next(at for at, row in enumerate(rows) if row["text"] == "OTHER NEWS")
    assert [row["text"] for row in rows[below:] if row["reason"] is None] == []
