"""What a process of ours need not do: import packages that another one wants in some cases only, look for garbage."""

from __future__ import annotations

import ast
import atexit
import gc
import importlib
import importlib.util
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

NEW_OBJECTS = 50_000
"""Garbage is looked for when there are so many more objects that may hold others: some ten MB of them."""


class _Choosy(MetaPathFinder):
    """Finds some modules differently, for the thread that made it: others import at the same time."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._thread = threading.get_ident()

    def concerns(self, name: str) -> bool:
        """Say whether this thread asks for one of these modules."""
        return name in self._names and threading.get_ident() == self._thread

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not self.concerns(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = self.instead(spec)
        return spec

    def instead(self, spec: ModuleSpec) -> Any:
        """Return what loads a module of this name instead of its own loader."""
        return spec.loader


class _Absent(_Choosy):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if self.concerns(fullname):
            raise ModuleNotFoundError(f"{fullname} is not imported here", name=fullname)
        return None


class _Lazy(_Choosy):
    def instead(self, spec: ModuleSpec) -> Any:
        return importlib.util.LazyLoader(spec.loader) if isinstance(spec.loader, Loader) else spec.loader


class _Late(_Choosy):
    def instead(self, spec: ModuleSpec) -> Any:
        return _LateLoader(spec.name, spec.loader.path) if isinstance(spec.loader, SourceFileLoader) else spec.loader


class _LateLoader(SourceFileLoader):
    """Runs a package's own module without the imports from its parts; each is run when its name is asked for."""

    def exec_module(self, module: ModuleType) -> None:
        parsed = ast.parse(self.get_data(self.path), self.path)
        late = _imports_from_parts(parsed, self.name)
        parsed.body = [statement for statement in parsed.body if statement not in late.values()]

        def find(name: str) -> Any:
            if name in late:
                self._run(module, _import_of(late[name], name))
                return module.__dict__[name]
            part = f"{self.name}.{name}"
            if name.startswith("__") or importlib.util.find_spec(part) is None:
                raise AttributeError(f"module {self.name!r} has no attribute {name!r}")
            return importlib.import_module(part)

        module.__dict__["__getattr__"] = find
        self._run(module, *parsed.body)

    def _run(self, module: ModuleType, *statements: ast.stmt) -> None:
        code = compile(ast.Module(list(statements), []), self.path, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102  # as the loader itself would


def _imports_from_parts(parsed: ast.Module, package: str) -> dict[str, ast.ImportFrom]:
    """Return the names that a package imports from its parts and does not use itself, each with its statement."""
    used = {node.id for node in ast.walk(parsed) if isinstance(node, ast.Name)}
    found: dict[str, ast.ImportFrom] = {}
    for statement in parsed.body:
        if not isinstance(statement, ast.ImportFrom) or not statement.module:
            continue
        if statement.level == 1 or statement.module.startswith(f"{package}."):
            names = [alias.asname or alias.name for alias in statement.names]
            if "*" not in names and not used.intersection(names):
                found |= dict.fromkeys(names, statement)
    return found


def _import_of(statement: ast.ImportFrom, name: str) -> ast.ImportFrom:
    aliases = [alias for alias in statement.names if name in (alias.asname, alias.name)]
    return ast.copy_location(ast.ImportFrom(statement.module, aliases, statement.level), statement)


@contextmanager
def absent(names: Collection[str]) -> Iterator[None]:
    """Let packages be as if they were not installed while this thread runs the block; those imported already stay."""
    with _first(_Absent(names)):
        yield


@contextmanager
def lazy(names: Collection[str]) -> Iterator[None]:
    """Have modules that this thread imports in the block be loaded when something of them is first used.

    Meant for modules that a package imports at its head and uses in functions that we do not call.
    """
    with _first(_Lazy(names)):
        yield


@contextmanager
def late(packages: Collection[str]) -> Iterator[None]:
    """Have packages that this thread imports in the block import their own parts when these are first asked for.

    Meant for packages that gather many parts under one name, of which we use few. Only for processes that are ours
    alone: what a part does beside defining its names, such as telling a register of itself, is done later as well.
    """
    with _first(_Late(packages if is_ours() else ())):
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
    gc.set_threshold(NEW_OBJECTS)
    atexit.register(_collect_nothing)


def _collect_nothing() -> None:
    """Keep Python from looking for garbage as it ends; DuckDB would call a leak, line by line, what is left of it."""
    if "_duckdb" not in sys.modules:
        gc.freeze()


def is_ours() -> bool:
    """Say whether this process is ours alone, and not that of a program that imports us."""
    return gc.get_threshold()[0] == NEW_OBJECTS


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

    It has scipy for the algebra of matrices, cffi for functions of C, and colorama for its messages: numba colours
    those that it throws away itself, too, which takes a thirtieth of the time to compile.
    """
    with absent(("scipy", "cffi", "colorama")):
        importlib.import_module("numba.np.arraymath")
        importlib.import_module("numba.core.typing.cffi_utils")
