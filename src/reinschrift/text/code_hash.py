"""One hash of a function and of all that its machine code depends on: functions it calls, constants, versions."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite
import numba
import numpy as np

FOREIGN = {"numba", "numpy", "llvmlite", *sys.stdlib_module_names} - {"__main__"}
"""Packages whose code is known by its version."""

VERSIONS = (sys.version_info[:3], numba.__version__, llvmlite.__version__, np.__version__)

_known: dict[int, tuple[Any, str]] = {}  # id → the function, held so that its id stays its own, and its hash


def hash_of_function(function: Callable[..., Any]) -> str:
    """Return the hash (hex) of a function's byte code and of whatever of ours its global names lead to.

    Called when all modules are loaded: a function may use one that is defined further down.
    """
    found = _known.get(id(function))
    if found is None:
        parts = hashlib.sha256(repr(VERSIONS).encode())
        for part in _parts(function, set()):
            parts.update(part.encode())
            parts.update(b"\0")
        found = _known[id(function)] = (function, parts.hexdigest())
    return found[1]


def _parts(function: Any, seen: set[int]) -> Iterator[str]:
    """Yield what a function consists of; one that is being described already is named alone."""
    yield f"{function.__module__}.{function.__qualname__}"
    if id(function) in seen:
        return
    seen.add(id(function))
    code = function.__code__
    yield from _code(code, function.__doc__)
    yield repr(function.__defaults__)
    for cell in function.__closure__ or ():
        yield from _value(cell.cell_contents, seen)
    names = sorted(_names(code))
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType):
            if not _is_foreign(value.__name__):
                for attribute in names:
                    if hasattr(value, attribute):
                        yield f"{name}.{attribute}"
                        yield from _value(getattr(value, attribute), seen)
        elif value is not None:
            yield name
            yield from _value(value, seen)


def _code(code: CodeType, doc: str | None = None) -> Iterator[str]:
    yield code.co_code.hex()
    yield repr((code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code(constant)
        elif constant is None or constant != doc:  # the docstring is no part of the machine code
            yield repr(sorted(constant, key=repr) if isinstance(constant, frozenset) else constant)


def _names(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names(constant)
    return names


def _value(value: Any, seen: set[int]) -> Iterator[str]:
    if isinstance(value, np.ndarray):
        yield _hash_of_array(_Held(value))
    elif isinstance(value, tuple):
        yield type(value).__qualname__
        for one in value:
            yield from _value(one, seen)
    elif isinstance(value, type):
        yield f"{value.__module__}.{value.__qualname__} {getattr(value, '_fields', ())}"
    elif isinstance(inner := getattr(value, "py_func", value), FunctionType):
        if not _is_foreign(inner.__module__):
            yield repr(sorted((getattr(value, "targetoptions", None) or {}).items(), key=str))
            yield from _parts(inner, seen)
        else:
            yield f"{inner.__module__}.{inner.__qualname__}"
    elif isinstance(value, ModuleType):
        yield value.__name__
    else:
        yield repr(value)


def _is_foreign(module: str) -> bool:
    return module.partition(".")[0] in FOREIGN


class _Held:
    """An array as a key by its identity; held, so that its id stays its own."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.array = array

    def __hash__(self) -> int:
        return id(self.array)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.array is self.array


@cache
def _hash_of_array(held: _Held) -> str:
    array = np.ascontiguousarray(held.array)
    return f"{array.dtype} {array.shape} {hashlib.sha256(array.tobytes()).hexdigest()}"
