"""Edited text keeps its place: verdicts on articles, on their beginnings, on single paragraphs, on manuals."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evaluation.data import read_jsonl
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts.judge import judge

CEILINGS = tomllib.loads((Path(__file__).parent / "verdicts.toml").read_text(encoding="utf-8"))
EUROPEAN = {
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "hu",
    "it",
    "nb",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sv",
}

Document = tuple[str, list[str]]


def removed(documents: list[Document], policy: str) -> tuple[float, dict[str, int]]:
    """Return the share of the documents that goes, and how many go by rule."""
    texts = pa.array([text for _, paragraphs in documents for text in paragraphs], pa.string())
    bounds = np.concatenate(([0], np.cumsum([len(paragraphs) for _, paragraphs in documents]))).astype(np.int64)
    languages = pa.array([language for language, _ in documents], pa.string())
    settings = VerdictsSettings.model_validate({"policy": policy})
    judged = judge(quality_of(texts, bounds, languages), languages, settings)
    rules = dict(zip(judged.names, judged.applies.sum(axis=1).tolist(), strict=True))
    return float(judged.applies.any(axis=0).mean()), {name: n for name, n in rules.items() if n}


@pytest.fixture(scope="module")
def articles(labelled: Path) -> list[Document]:
    """Edited articles of newspapers, with their languages."""
    pages = [page for name in ("fundus", "aeb") for page in read_jsonl(labelled / "pages" / f"{name}.jsonl.zst")]
    texts = [(page["lang"], [line for line in page["gold_text"].split("\n") if line.strip()]) for page in pages]
    return [(language, paragraphs) for language, paragraphs in texts if language in EUROPEAN]


def pieces_of(articles: list[Document]) -> list[Document]:
    """Return articles, their beginnings of every length, and their paragraphs: well over a thousand edited texts."""
    beginnings = [(language, whole[: n + 1]) for language, whole in articles for n in range(len(whole))]
    return beginnings + [(language, [text]) for language, whole in articles for text in whole]


@pytest.mark.parametrize("policy", ["reinschrift", "fineweb2"])
def test_german_articles_stay(articles: list[Document], policy: str) -> None:
    """At most one edited German text in a thousand goes by our policy, however short it is."""
    texts = pieces_of([article for article in articles if article[0] == "de"])
    assert len(texts) > 1000
    share, rules = removed(texts, policy)
    assert share <= CEILINGS[policy]["german"], rules


def test_articles_in_european_languages_stay(articles: list[Document]) -> None:
    """The same policy holds for the other languages of Europe."""
    share, rules = removed(pieces_of(articles), "reinschrift")
    assert share <= CEILINGS["reinschrift"]["european"], rules


def test_whole_german_articles_stay_by_fineweb2(articles: list[Document]) -> None:
    """FineWeb-2's values for German take none of the whole articles, as its authors meant; Gopher's take most."""
    whole = [article for article in articles if article[0] == "de"]
    assert removed(whole, "fineweb2")[0] == 0
    assert removed(whole, "gopher")[0] > 0.9  # English stop words


def test_manuals_stay(labelled: Path) -> None:
    """Manuals with lists of options, examples and headings are no debris."""
    rows = pq.read_table(labelled / "language" / "documents.parquet").to_pylist()
    share, rules = removed([(row["lang"], row["paras"]) for row in rows], "reinschrift")
    assert share <= CEILINGS["reinschrift"]["manuals"], rules
