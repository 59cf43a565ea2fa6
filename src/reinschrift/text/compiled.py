"""`compiled`: numba's compiler where numba is installed; without it the same function as it stands."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

HAVE_NUMBA = importlib.util.find_spec("numba") is not None

Function = TypeVar("Function", bound=Callable[..., object])

if HAVE_NUMBA and not TYPE_CHECKING:
    from numba import njit

    compiled = njit(cache=True, nogil=True)
else:

    def compiled(function: Function) -> Function:
        """Return `function`: the loops then run in Python, with the same results."""
        return function
