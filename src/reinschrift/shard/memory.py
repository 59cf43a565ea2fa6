"""Gives memory that a batch needed back to the system before the next one is read."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

import pyarrow as pa


def give_back() -> None:
    """Give back what is allocated no more; allocators keep it, in pieces that the next batch's columns do not fit."""
    pa.default_memory_pool().release_unused()
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Any:
    """Return what trims the heap of glibc; none under other systems' libraries."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
