"""The decoder of UTF-8 that all kernels share."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reinschrift.text.utf8 import before, code_at, decode, is_utf8


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("\0\x7f\x80\u07ff\u0800\uffff\U00010000\U0010ffff")
def test_every_character_is_read_forwards_and_backwards(text: str) -> None:
    data = np.frombuffer(text.encode(), np.uint8)
    codes, starts, at = [], [], 0
    while at < len(data):
        assert code_at(data, at) == decode(data, at)[0]
        starts.append(at)
        code, at = decode(data, at)
        codes.append(code)

    assert codes == [ord(character) for character in text]
    assert at == len(data)
    assert [before(data, end) for end in [*starts[1:], *([at] if text else [])]] == starts


@pytest.mark.parametrize("start", [0, 3])
def test_a_place_may_be_any_integer(start: int) -> None:
    data = np.frombuffer("€€".encode(), np.uint8)
    for kind in (np.int32, np.int64):
        at: Any = kind(start)  # what a caller outside kernels may hold
        assert decode(data, at) == (0x20AC, start + 3)


def test_the_last_character_of_a_beginning_may_be_cut_off() -> None:
    """Of the whole it may not, nor may one in the middle."""
    cut = "für 3 €".encode()[:-1]
    assert is_utf8("für 3 €".encode())
    assert (is_utf8(cut), is_utf8(cut, whole=False)) == (False, True)
    assert not is_utf8(cut + b"x", whole=False)
