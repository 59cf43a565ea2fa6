"""Compiles the kernels that work on a page's arrays without counting who holds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def kernel(function: _Function) -> _Function:
    """Return a function as a kernel that makes no arrays and gives none back that it was not given.

    A page is a dozen arrays, and a tag a handful of calls: to count references at each call took more than half of
    the parser's time. The one that makes the arrays holds them until all kernels are done.
    """
    options: dict[str, Any] = {"_nrt": False}
    compiled: _Function = njit(cache=True, nogil=True, **options)(function)
    return compiled
