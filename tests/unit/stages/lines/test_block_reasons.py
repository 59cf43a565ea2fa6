"""One reason for one thing: blocks of headlines, labelled bylines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.stages.lines.block_reasons import is_labelled_byline, join_blocks
from reinschrift.stages.lines.reasons import REASONS

NAMES = ("related", "teaser", "foreign_language", "menu", None)


def joined(reasons: Sequence[str | None], bounds: list[int] | None = None) -> list[str | None]:
    numbers = np.array([-1 if name is None else REASONS.index(name) for name in reasons], np.int8)
    join_blocks(np.array(bounds or [0, len(reasons)]), numbers)
    return [None if number < 0 else REASONS[number] for number in numbers]


def test_a_block_of_foreign_headlines_has_one_reason() -> None:
    """That of most of its lines; lines of another kind and of content part blocks, and so do documents."""
    mixed = ["related", "foreign_language", "teaser", "foreign_language"]
    assert joined(mixed) == ["foreign_language"] * 4
    assert joined([*mixed, None, "teaser", "menu", "related"])[4:] == [None, "teaser", "menu", "related"]
    assert joined(["teaser", "related", "related"], [0, 1, 3]) == ["teaser", "related", "related"]


@given(st.lists(st.sampled_from(NAMES), max_size=30))
def test_blocks_change_no_verdict_and_settle(reasons: list[str | None]) -> None:
    """What is content stays content, other reasons stay, neighbours agree, and twice is once."""
    found = joined(reasons)
    headlines = set(NAMES[:3])
    for before, after in zip(reasons, found, strict=True):
        assert after == before or {before, after} <= headlines
    for one, other in pairwise(found):
        assert one == other or not {one, other} <= headlines
    assert joined(found) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ursprünglicher Autor: Eva Muster", True), ("Original author: Ann Sample", True), ("Autor: Eva Muster", True),
        ("Auteur original : Jean Exemple", True), ("Autor original: Juan Ejemplo", True),
        ("Der Autor schreibt: Es regnet", False), ("Autor des Monats", False), ("Startseite: Politik", False),
    ],
)  # fmt: skip
def test_a_name_behind_a_label_is_a_byline(text: str, *, expected: bool) -> None:
    """With a word before or behind the label, in several languages."""
    assert is_labelled_byline(pa.array([text])).tolist() == [expected]
