"""A kernel that could not be compiled is tried again at once."""

from __future__ import annotations

import time

import pytest
from numba.core.errors import TypingError

from reinschrift.text.kernel import kernel


def test_a_failed_compilation_is_no_lock_for_its_own_process(tmp_path, monkeypatch):
    """The second failure comes as fast as the first; it waited for minutes for the lock that the first had left."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    @kernel
    def broken(number: int) -> int:
        return number.no_such_attribute  # type: ignore[attr-defined]

    begun = time.monotonic()
    for _ in range(2):
        with pytest.raises(TypingError):
            broken(1)
    assert time.monotonic() - begun < 60
