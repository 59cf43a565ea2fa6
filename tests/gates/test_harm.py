"""Ceilings of what cleaning takes away from clean text: laws, plays, journals, and small texts of our own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from evaluation.data.clean import labelled_kinds, own_kinds
from evaluation.measure.harm import measure_harm

CEILINGS = tomllib.loads(Path(__file__).with_name("harm.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", own_kinds())
def test_our_own_clean_texts_come_out_whole(kind: str) -> None:
    """Not a line goes of letters, minutes, contracts, recipes, verse and the like."""
    harm = measure_harm(own_kinds()[kind])
    assert harm.share <= CEILINGS["own"].get(kind, 0), harm.rows


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(CEILINGS["labelled"]))
def test_clean_text_of_the_labelled_data_comes_out_whole(labelled: Path, kind: str) -> None:
    """Laws, plays and a journal lose at most so large a share."""
    assert labelled.exists()
    harm = measure_harm(dict(labelled_kinds())[kind])
    assert harm.share <= CEILINGS["labelled"][kind], harm.lost
