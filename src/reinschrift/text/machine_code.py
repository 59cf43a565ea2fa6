"""Keeps the machine code of kernels on disk, named by the hash of all that it was compiled from.

numba's own cache goes by path and time of one file: a copy of the project compiles everything again, and a kernel is
not compiled again when one that it calls in another file has changed. Here the name is a hash of the function's byte
code, of all functions and constants that it uses, and of the versions of Python, numba and LLVM. So the same code is
compiled once a machine, by the first process that needs it; the others wait for it and load it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import serialize
from numba.core.caching import CompileResultCacheImpl, NullCache

from reinschrift.text.code_hash import hash_of_function
from reinschrift.text.machine_code_folder import (
    DAY_SECONDS,
    folder_of_machine_code,
    lock_file,
    unlock_file,
    write_whole,
)

_dumps: Callable[[Any], bytes] = serialize.dumps
CHECKSUM_BYTES = 32
INNER = "no_cpython_wrapper"
"""numba's option for a function that only other kernels call."""
MOST_SECONDS = 300.0
"""How long a process waits for another that compiles the same function; then it compiles for itself."""


class _Form(CompileResultCacheImpl):
    """numba's own form of a compiled function, without its choice of a folder."""

    def __init__(self) -> None:
        self._locator = _Nowhere()
        self._lineno = 0


class _Nowhere:
    _py_file = "a kernel"


class MachineCode(NullCache):
    """The machine code of one kernel, a file for each signature; where none can be written, there is none."""

    def __init__(self, function: Callable[..., Any], options: tuple[tuple[str, Any], ...]) -> None:
        self._function = function
        self._options = options
        self._form: Any = _Form()
        self._hash: str | None = None
        self.is_inner = INNER in dict(options)
        self._locks: dict[str, int] = {}

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled function for a signature, or None: then the caller compiles it, and others wait."""
        folder = folder_of_machine_code()
        if folder is None:
            return None
        target_context.refresh()
        path = self._path(folder, sig, target_context.codegen())
        found = self._read(path, target_context)
        if found is None:
            handle = lock_file(path.with_suffix(".lock"), MOST_SECONDS)
            found = self._read(path, target_context) if handle is not None else None
            if handle is not None and found is None:
                self._locks[path.name] = handle
            elif handle is not None:
                unlock_file(handle, path.with_suffix(".lock"))
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled function; a disk that is full or read-only is no reason to stop."""
        folder = folder_of_machine_code()
        if folder is None:
            return
        path = self._path(folder, sig, data.codegen)
        try:
            if self._form.check_cachable(data):
                code = _dumps(self._form.reduce(data))
                write_whole(path, lambda file: file.write(hashlib.sha256(code).digest() + code))
        except OSError:
            return
        finally:
            handle = self._locks.pop(path.name, None)
            if handle is not None:
                unlock_file(handle, path.with_suffix(".lock"))

    def release_locks(self) -> None:
        """Release the locks of what could not be compiled: other processes need not wait to find that out."""
        folder = folder_of_machine_code()
        while folder is not None and self._locks:
            name, handle = self._locks.popitem()
            unlock_file(handle, (folder / name).with_suffix(".lock"))

    def _path(self, folder: Path, sig: Any, codegen: Any) -> Path:
        if self._hash is None:
            self._hash = hash_of_function(self._function)
        key = repr((self._hash, self._options, str(sig), codegen.magic_tuple()))
        return folder / f"{self._function.__name__}-{hashlib.sha256(key.encode()).hexdigest()[:32]}.code"

    def _read(self, path: Path, target_context: Any) -> Any:
        try:
            written = path.read_bytes()
        except OSError:
            return None
        data = written[CHECKSUM_BYTES:]
        if hashlib.sha256(data).digest() != written[:CHECKSUM_BYTES]:
            return None
        if time.time() - path.stat().st_mtime > DAY_SECONDS:  # so long ago was it used last
            with suppress(OSError):
                os.utime(path)
        try:
            return self._form.rebuild(target_context, pickle.loads(data))  # noqa: S301  # a file of this user's own
        except Exception:  # noqa: BLE001  # what cannot be loaded, for whatever reason, is compiled again
            return None
