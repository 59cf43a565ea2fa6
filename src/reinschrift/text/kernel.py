"""`kernel`: compiles a function over arrays once a machine; its machine code is kept under the hash of its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

from numba import njit

from reinschrift.text.machine_code import MachineCode

Function = TypeVar("Function", bound=Callable[..., Any])


@overload
def kernel(function: Function, /) -> Function: ...


@overload
def kernel(*, nrt: bool = ..., inline: bool = ...) -> Callable[[Function], Function]: ...


def kernel(function: Any = None, /, *, nrt: bool = True, inline: bool = False) -> Any:
    """Return a function compiled for arrays, without the interpreter's lock.

    Args:
        function: loops over NumPy arrays, with the types that numba knows.
        nrt: whether the function may make arrays or return some that it was not given. Without, references are not
            counted: where small functions are called for every byte, counting takes more than half of the time.
        inline: put the function's statements into its callers.
    """
    options: dict[str, Any] = {} if nrt else {"_nrt": False}
    if inline:
        options["inline"] = "always"

    def compiled(function: Callable[..., Any]) -> Any:
        dispatcher = njit(nogil=True, **options)(function)
        dispatcher._cache = MachineCode(function, tuple(sorted(options.items())))  # noqa: SLF001  # there is no other way in
        return dispatcher

    return compiled if function is None else compiled(function)
