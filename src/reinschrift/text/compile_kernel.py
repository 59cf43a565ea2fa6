"""A kernel as numba compiles it; the one place that calls numba."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reinschrift.imports import import_compiler, is_ours
from reinschrift.text.kernel import Kernel

if is_ours():  # before numba is first asked for anything: then it would import scipy, too
    import_compiler()

from numba import njit
from numba import types as numba_types
from numba.extending import typeof_impl

from reinschrift.text.machine_code import INNER, MachineCode

if is_ours():
    from reinschrift.text.compile_less import compile_less

    compile_less()

types: Any = numba_types  # which has hardly any types of its own
_WITHOUT_C = {"no_cfunc_wrapper": True}
"""No kernel is called from C: what would let it, takes a fifteenth of the time to compile."""


def dispatcher_of(function: Callable[..., Any], options: dict[str, Any], *, is_inner: bool) -> Any:
    """Return a function as numba compiles it for arguments of any types, with its machine code kept on disk.

    An inner one is called by other kernels only.
    """
    options = {**options, **_WITHOUT_C, **({INNER: True} if is_inner else {})}
    dispatcher = njit(nogil=True, **options)(function)
    if is_inner:
        _take_plain_types(dispatcher)
    code = MachineCode(function, tuple(sorted(options.items())))
    dispatcher._cache = code  # noqa: SLF001  # there is no other way in
    compiled = dispatcher._compiler.compile  # noqa: SLF001  # nor here

    def compiled_or_unlocked(args: Any, return_type: Any) -> Any:
        try:
            return compiled(args, return_type)
        except BaseException:
            code.release_locks()
            raise

    dispatcher._compiler.compile = compiled_or_unlocked  # noqa: SLF001
    return dispatcher


def _take_plain_types(dispatcher: Any) -> None:
    """Let kernels call this one with constants and small whole numbers as with any other: it is compiled once for all.

    numba would compile it anew for each, a seventh of the time of a first run.
    """
    find = dispatcher.get_call_template

    def find_plain(args: Sequence[Any], kws: dict[str, Any]) -> Any:
        return find([_plain(one) for one in args], {name: _plain(one) for name, one in kws.items()})

    dispatcher.get_call_template = find_plain


def _plain(kind: Any) -> Any:
    if isinstance(kind, types.Literal):
        kind = types.unliteral(kind)
    if isinstance(kind, types.Integer) and kind.signed:
        return types.int64
    if isinstance(kind, types.Tuple | types.UniTuple):
        return types.BaseTuple.from_types([_plain(one) for one in kind])
    return kind


@typeof_impl.register(Kernel)
def _type_of_kernel(value: Kernel, context: Any) -> Any:
    """Let a kernel that another one calls be its dispatcher for kernels."""
    return typeof_impl(value.inner, context)
