"""Planted personal data is found, and numbers that are none are left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

from evaluation.data.personal import make_texts
from evaluation.measure.personal import measure

FLOORS = tomllib.loads((Path(__file__).parent / "personal.toml").read_text(encoding="utf-8"))["synthetic"]


def test_planted_items_are_found_and_decoys_left() -> None:
    """4,000 texts in three languages; a hit covers at least 60 % of the item and has its kind."""
    measured = measure(make_texts(seed=77_031, count=4_000))
    assert measured.recall >= FLOORS["recall"], measured
    assert measured.precision >= FLOORS["precision"], measured
    assert min(measured.by_kind.values()) >= FLOORS["recall_of_each_kind"], measured
