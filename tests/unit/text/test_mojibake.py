"""Where broken signs are told of, and where long lines are cut to be judged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.repair import mojibake


@pytest.mark.parametrize(("n_between", "is_quoted"), [(50, True), (70, False)])
def test_a_broken_sign_is_told_of_within_sixty_characters(n_between: int, is_quoted: bool) -> None:  # noqa: FBT001
    """Farther off the sound one has nothing to do with it."""
    line = f"You see Ã¤ {'x' * (n_between - 1)} ä here."
    assert mojibake.is_quoted(line) == is_quoted


def test_a_long_line_is_cut_at_spaces() -> None:
    """After four thousand bytes each: ten thousand bytes of words are three pieces."""
    data = np.frombuffer(b"wort " * 2000, np.uint8)
    bounds = np.zeros(4, np.int64)
    assert mojibake._cuts(np.array([0, len(data)], np.int32), data, bounds) == 4
    assert bounds.tolist() == [0, 4000, 8000, 10_000]


@given(
    st.lists(
        st.lists(st.sampled_from(["a", " ", "\n", "\r\n", "\r", "\v\f", "\u2028", "è", "x" * 4001]), max_size=9),
        max_size=4,
    )
)
def test_there_is_room_for_all_lines(texts: list[list[str]]) -> None:
    """However lines end, and however long they are."""
    parts = ["".join(text).encode() for text in texts]
    offsets = np.cumsum([0, *map(len, parts)]).astype(np.int32)
    data = np.frombuffer(b"".join(parts) + b"\n", np.uint8)  # a buffer may go on behind the texts
    n_cuts = mojibake._cuts(offsets, data, np.zeros(1000, np.int64))
    assert n_cuts <= mojibake._most_lines(offsets, data)
