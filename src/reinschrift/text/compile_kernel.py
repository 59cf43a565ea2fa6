"""A kernel as numba compiles it; the one place that calls numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.extending import typeof_impl

from reinschrift.text.kernel import Kernel
from reinschrift.text.machine_code import INNER, MachineCode

_WITHOUT_C = {"no_cfunc_wrapper": True}
"""No kernel is called from C: what would let it, takes a fifteenth of the time to compile."""


def dispatcher_of(function: Callable[..., Any], options: dict[str, Any], *, is_inner: bool) -> Any:
    """Return a function as numba compiles it for arguments of any types, with its machine code kept on disk.

    An inner one is called by other kernels only.
    """
    options = {**options, **_WITHOUT_C, **({INNER: True} if is_inner else {})}
    dispatcher = njit(nogil=True, **options)(function)
    dispatcher._cache = MachineCode(function, tuple(sorted(options.items())))  # noqa: SLF001  # there is no other way in
    return dispatcher


@typeof_impl.register(Kernel)
def _type_of_kernel(value: Kernel, context: Any) -> Any:
    """Let a kernel that another one calls be its dispatcher for kernels."""
    return typeof_impl(value.inner, context)
