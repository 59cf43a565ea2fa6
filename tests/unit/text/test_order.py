"""The order of numbers is that of NumPy's stable sort."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.order import count_smaller, order_of

whole = st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3), max_size=70)
broken = st.lists(st.floats(allow_nan=False) | st.sampled_from([-0.0, 0.0, 1.5]), max_size=70)


@given(whole)
def test_order_of_whole_numbers(values: list[int]) -> None:
    """Equal numbers stay as they stand."""
    keys = np.array(values, np.int64)
    assert order_of(keys).tolist() == np.argsort(keys, kind="stable").tolist()


@given(broken)
def test_order_and_rank_of_broken_numbers(values: list[float]) -> None:
    """Infinities have their places, and both zeros are one number."""
    keys = np.array(values, np.float64)
    assert order_of(keys).tolist() == np.argsort(keys, kind="stable").tolist()
    assert count_smaller(keys).tolist() == np.searchsorted(np.sort(keys), keys).tolist()
