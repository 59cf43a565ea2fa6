"""The third vote: langdetect-rs gives langdetect's answers bit for bit, both in the order of names and seeded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import langdetect
import langdetect_rs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.stages.language import detectors
from reinschrift.stages.language.prepare import prepare_texts

TEXTS = [
    "Der Bundestag hat beraten.", "Rezept: Kürbissuppe mit Ingwer", "Receta de pan casero...", "12 34", "",
    "- Jeg kan lide at bage brød?", "Нове слике из луке", "GROSSE BUCHSTABEN", "这个国家", "這個國家的經濟",
    "http://example.org ein Link", "x",
]  # fmt: skip


def assert_same(texts: Sequence[str]) -> None:
    column = pa.array(texts, pa.string())
    reference, quick = detectors.ask_langdetect(column), detectors.ask_langdetect_rs(column)
    assert quick.tags == reference.tags
    assert quick.scores.tolist() == reference.scores.tolist()
    for text in texts:
        votes: list[list[tuple[str, float]] | None] = []
        for package in (langdetect, langdetect_rs):
            detector = detectors._factory(package).create()
            detector.append(text)
            try:
                votes.append([(vote.lang, vote.prob) for vote in detector.get_probabilities()])
            except (langdetect.LangDetectException, langdetect_rs.LangDetectException):
                votes.append(None)
        assert votes[0] == votes[1], text


def test_odd_texts() -> None:
    """Labels and unrounded probabilities are equal, also where there is nothing to tell."""
    assert_same(TEXTS)


@pytest.mark.slow
def test_labelled_texts(labelled: Path) -> None:
    """They are equal on a part of the labelled texts, prepared as in the cascade."""
    texts = pq.read_table(labelled / "language" / "texts.parquet")["text"].to_pylist()[::12]
    assert_same(prepare_texts(pa.array(texts)).texts.to_pylist())


def test_the_answer_depends_on_the_text_alone() -> None:
    """Order and company change nothing: the seed is taken anew for each text."""
    forward = detectors.ask_langdetect_rs(pa.array(TEXTS))
    backward = detectors.ask_langdetect_rs(pa.array(TEXTS[::-1]))
    assert backward.tags[::-1] == forward.tags
    assert backward.scores[::-1].tolist() == forward.scores.tolist()


def test_nobody_elses_settings_matter() -> None:
    """What other code sets in the packages' globals does not reach our detectors, nor the other way round."""
    import eldc  # noqa: PLC0415 its globals are what this test is about

    text = pa.array(["Der Bundestag hat am Donnerstag beraten."])
    before = detectors.ask_eldc(text)
    eldc.init()
    eldc.set_languages("fr,en")
    try:
        after = detectors.ask_eldc(text)
    finally:
        eldc.set_languages("")
    assert before.tags == after.tags == ["de"]
    assert before.scores.tolist() == after.scores.tolist()
    assert langdetect.DetectorFactory.seed is None
