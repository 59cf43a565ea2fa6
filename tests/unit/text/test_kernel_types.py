"""Every kernel says which arrays it takes and gives: each with the type of its numbers."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import reinschrift
from reinschrift.text.kernel import Kernel

VAGUE = {Any, np.generic, np.number, np.integer, np.floating}


def is_vague(kind: Any) -> bool:
    """Tell whether a type leaves open what numbers an array holds, in itself or in what it is made of."""
    if kind in VAGUE:
        return True
    if typing.get_origin(kind) is np.ndarray:
        return is_vague(typing.get_args(kind)[1])  # the shape is open everywhere
    if hasattr(kind, "_fields"):
        return any(map(is_vague, typing.get_type_hints(kind).values()))
    return any(map(is_vague, typing.get_args(kind)))


def kernels() -> dict[str, Kernel]:
    """Return all kernels of the package by module and name."""
    found = {}
    for module in pkgutil.walk_packages(reinschrift.__path__, "reinschrift."):
        if module.name != "reinschrift.look.torch_rows":  # imports torch, and has none
            for one in vars(importlib.import_module(module.name)).values():
                if isinstance(one, Kernel):
                    found[f"{one.py_func.__module__}.{one.py_func.__name__}"] = one
    return found


def test_every_kernel_names_its_types() -> None:
    """So that mypy holds callers to them, and a reader knows what is handed on."""
    every = kernels()
    assert len(every) > 300
    vague = {}
    for name, one in every.items():
        hints = typing.get_type_hints(one.py_func)
        code = one.py_func.__code__
        assert set(code.co_varnames[: code.co_argcount]) <= set(hints), name
        if open_ones := [argument for argument, kind in hints.items() if is_vague(kind)]:
            vague[name] = open_ones
    assert vague == {}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (npt.NDArray[Any], True),
        (npt.NDArray[np.floating], True),
        (tuple[npt.NDArray[np.int32], npt.NDArray[Any]], True),
        (npt.NDArray[np.int32], False),
        (npt.NDArray[np.float32] | npt.NDArray[np.float64], False),
        (int, False),
    ],
)
def test_a_vague_type_is_known(kind: Any, *, expected: bool) -> None:
    """Within others, too."""
    assert is_vague(kind) == expected
