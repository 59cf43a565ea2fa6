"""The kernel over py3langid's model gives the package's own answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from reinschrift.stages.language import linear
from reinschrift.stages.language.prepare import prepare_texts


@pytest.fixture(scope="module")
def package() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def assert_same(texts: Sequence[str], package: Any) -> None:
    classes, probabilities = linear.classify(pa.array(texts, pa.string()))
    labels = linear.linear_model().labels
    for text, found, probability in zip(texts, classes, probabilities, strict=True):
        label, expected = package.classify(text)
        assert (labels[found], probability) == (label, pytest.approx(expected, abs=1e-4)), text


@pytest.mark.parametrize(
    "text",
    ["", "x", "12 34", "GROSS", "ÉCOLE", "ŽIVOT I SMRT", "Živeli", "Живели", "e\u0301cole", "日本", "😀", "ΟΔΟΣ"],
)
def test_short_and_odd_texts(text: str, package: Any) -> None:
    """Empty, short, upper-case, decomposed and symbol texts are read as the package reads them."""
    assert_same([text], package)


@pytest.mark.slow
def test_all_labelled_texts(labelled: Path, package: Any) -> None:
    """On all labelled texts, raw and prepared, label and probability are the package's."""
    raw = pq.read_table(labelled / "language" / "texts.parquet")["text"]
    assert_same(raw.to_pylist(), package)
    assert_same(prepare_texts(raw).texts.to_pylist(), package)
