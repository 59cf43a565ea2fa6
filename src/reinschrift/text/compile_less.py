"""Shortcuts through numba: the same kernels in two thirds of the time; for processes that are ours alone.

numba treats each function as if Python called it. It optimises a module for it, with all that the function calls, and
makes machine code. Most of our kernels are called by other kernels only, and so are numba's own functions for arrays:
they are optimised again in each caller, and their machine code is never run. Here they stay as they are linked. What
Python calls is optimised with all that it calls, as before. numba also finds the type of each `+` or `[]` anew, among
dozens of candidates, wherever it stands: here it is found once for the same types.
"""

from __future__ import annotations

import ctypes
from typing import Any

from numba.core import codegen as numba_codegen
from numba.core import cpu, targetconfig
from numba.core.types import functions

codegen: Any = numba_codegen  # numba has no types
CPUContext: Any = cpu.CPUContext
ConfigStack: Any = targetconfig.ConfigStack
TargetConfig: Any = targetconfig.TargetConfig
BaseFunction: Any = functions.BaseFunction

_find_call_type = BaseFunction.get_call_type
_KNOWN = "_known_call_types"


class _Library(codegen.JITCodeLibrary):  # type: ignore[misc]
    """Functions that are optimised and turned into machine code when Python asks where they are."""

    _is_called = False
    _is_loaded = False

    def get_pointer_to_function(self, name: str) -> int:
        """Return the address of a function; 0 if it is not defined here."""
        if not self._is_loaded:
            if not self._defines(name):
                return 0
            self._is_called = True
            self._ensure_finalized()
            if not self._is_loaded:  # other kernels linked it first
                super()._optimize_final_module()
                self._load()
        return int(super().get_pointer_to_function(name))

    def serialize_using_object_code(self) -> Any:
        """Return what is kept on disk: for other kernels only what they link."""
        self._ensure_finalized()
        if self._is_loaded:
            return super().serialize_using_object_code()
        return self.name, "bitcode", self._get_module_for_linking().as_bitcode()

    def _defines(self, name: str) -> bool:
        try:
            return not self._final_module.get_function(name).is_declaration
        except NameError:
            return False

    def _optimize_final_module(self) -> None:
        if self._is_called:
            super()._optimize_final_module()

    def _finalize_final_module(self) -> None:
        if self._is_called or (self._object_caching_enabled and self._compiled_object):
            self._load()
            return
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def _load(self) -> None:
        self._is_loaded = True
        super()._finalize_final_module()


def _set_env(self: Any, env_name: str, env: Any) -> None:
    """Give a function its environment; one that is not loaded has none, and what only kernels call needs none."""
    address = self._engine.get_global_value_address(env_name)
    if address:
        ctypes.c_void_p.from_address(address).value = id(env)


def _call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:
    """Return the signature of a call, found once for the same types."""
    known = self.__dict__.setdefault(_KNOWN, {})
    key = context, tuple(args), tuple(kws.items()), ConfigStack.top_or_none(), len(self.templates)
    if key not in known:
        found = _find_call_type(self, context, args, kws)
        if not all(one.is_precise() for one in args):
            return found
        known[key] = found
    return known[key]


def _is_same_config(self: Any, other: Any) -> Any:
    if not isinstance(other, TargetConfig):
        return NotImplemented
    return self is other or self._values == other._values or self.values() == other.values()  # noqa: SLF001


def _no_wrapper(*_: Any) -> None:
    """Make no door for C, which numba's own functions would have otherwise."""


def compile_less() -> None:
    """Take the shortcuts, before anything is compiled."""
    codegen.JITCPUCodegen._library_class = _Library  # noqa: SLF001  # there is no other way in
    codegen.JITCPUCodegen.set_env = _set_env
    CPUContext.create_cfunc_wrapper = _no_wrapper
    BaseFunction.get_call_type = _call_type
    TargetConfig.__eq__ = _is_same_config
