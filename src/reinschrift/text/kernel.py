"""`kernel`: compiles a function over arrays once a machine; its machine code is kept under the hash of its code."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, overload

Function = TypeVar("Function", bound=Callable[..., Any])
_NUMBA_OPTIONS = {"nopython": True, "boundscheck": None, "nogil": True}
_ONE_AT_A_TIME = threading.RLock()


class Kernel:
    """A function over arrays that is compiled, or loaded, when it is first called.

    Until then numba is not imported: a command that plans, lists or shows calls no kernel, though it imports modules
    that have some. One kernel may call another: numba takes each for the dispatcher behind it.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.targetoptions = _NUMBA_OPTIONS | options
        """What numba asks of a function that it may put into its callers; part of the hash of their code."""
        self._options = options
        self._dispatchers: dict[bool, Any] = {}

    @property
    def dispatcher(self) -> Any:
        """The function as numba compiles it for Python."""
        return self._dispatcher(is_inner=False)

    @property
    def inner(self) -> Any:
        """The function as numba compiles it for other kernels: Python cannot call it, so there is less to compile."""
        return self._dispatcher(is_inner=True)

    def _dispatcher(self, *, is_inner: bool) -> Any:
        with _ONE_AT_A_TIME:
            if is_inner not in self._dispatchers:
                from reinschrift.text.compile_kernel import dispatcher_of  # noqa: PLC0415  # it imports numba

                self._dispatchers[is_inner] = dispatcher_of(self.py_func, self._options, is_inner=is_inner)
        return self._dispatchers[is_inner]

    def __call__(self, *args: Any) -> Any:
        """Run the machine code for arguments of these types."""
        return (self._dispatchers.get(False) or self.dispatcher)(*args)


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
        return Kernel(function, options)

    return compiled if function is None else compiled(function)
