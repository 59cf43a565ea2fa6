"""What a process of ours need not do: import packages that another one wants in some cases only, look for garbage."""

from __future__ import annotations

import atexit
import gc
import importlib
import importlib.util
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

NEW_OBJECTS = 50_000
"""Garbage is looked for when there are so many more objects that may hold others: some ten MB of them."""


class _Absent(MetaPathFinder):
    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname in self._names:
            raise ModuleNotFoundError(f"{fullname} is not imported here", name=fullname)
        return None


class _Lazy(MetaPathFinder):
    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, Loader):
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


@contextmanager
def absent(names: Collection[str]) -> Iterator[None]:
    """Let packages be as if they were not installed while the block runs; those that are imported already stay."""
    with _first(_Absent(names)):
        yield


@contextmanager
def lazy(names: Collection[str]) -> Iterator[None]:
    """Have modules that the block imports be loaded when something of them is first used.

    Meant for modules that a package imports at its head and uses in functions that we do not call.
    """
    with _first(_Lazy(names)):
        yield


@contextmanager
def _first(finder: MetaPathFinder) -> Iterator[None]:
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def collect_rarely() -> None:
    """Look for garbage rarely, and not at the end; for processes that are ours alone.

    A run imports half a million objects that stay until its end. Python looks through all of them again and again
    while they become more, and twice as it ends: a third of the time of a run over a few small files.
    """
    gc.set_threshold(NEW_OBJECTS, 50, 100)
    atexit.register(gc.freeze)


def import_little() -> None:
    """Keep pyarrow from importing pandas at its first array; for processes that are ours alone.

    pyarrow asks once whether pandas is there, so that it may be given columns of it. A table that is converted to
    pandas asks again: that still works, and so do columns from then on.
    """
    import pyarrow as pa  # noqa: PLC0415  # a process that needs no Arrow does not pay for it

    with absent(("pandas",)):
        pa.array([])


def import_compiler() -> None:
    """Import numba without what we do not call; for processes that are ours alone.

    It has scipy for the algebra of matrices, and colorama for its messages: numba colours those that it throws away
    itself, too, which takes a thirtieth of the time to compile.
    """
    with absent(("scipy", "colorama")):
        importlib.import_module("numba.np.arraymath")
