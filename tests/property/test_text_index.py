"""The index never hides a passage: of eight words or more, it is found in every text that holds it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.snapshot.text_index import WIDE, WINDOW, keys_of
from reinschrift.text.passages import Passages
from reinschrift.text.words import tokenise

WORDS = st.lists(st.sampled_from(["ein", "der", "Haus", "lief", "x1", "und", "中", "国", "人", "ท"]), max_size=60)


@given(WORDS, WORDS, WORDS)
def test_the_keys_of_a_passage_are_among_those_of_its_text(
    before: list[str], middle: list[str], after: list[str]
) -> None:
    """Whatever stands around it; one that is long enough has keys."""
    passage, text = (tokenise(pa.array([" ".join(words)])) for words in (middle, [*before, *middle, *after]))
    keys = keys_of(passage)
    assert np.isin(keys, keys_of(text)).all()
    if len(middle) >= WIDE or (len(middle) >= WINDOW and {"ein", "der", "und"} & set(middle[:WINDOW])):
        assert len(keys)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_a_passage_is_found_just_where_its_words_stand_in_a_row(texts: list[list[str]], passage: list[str]) -> None:
    """As a slow search through lists of words says."""
    column = pa.array(["\n".join(words) for words in texts], pa.string())
    hits = Passages([[", ".join(passage)]]).find(column)
    slow = [
        row
        for row, words in enumerate(texts)
        if passage and any(words[at : at + len(passage)] == passage for at in range(len(words)))
    ]
    assert hits.row.tolist() == slow
