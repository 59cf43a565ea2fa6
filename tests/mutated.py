"""Runs tests on a package with one constant shifted, in a fork of a process that has imported the libraries.

The sources on disk stay as they are. A constant that is read only when functions run is set in the imported package;
for any other the module is changed while it is imported, so that what is made of the constant then is shifted, too. No
digest of source files says that something changed: only output and behaviour count.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import numba
import pytest

SECONDS = 300
"""A run that takes longer is ended, and no test has failed in it; the slowest of those used here takes a tenth."""
MOST_MEMORY = 12 << 30
"""Bytes that a run may ask for: a shifted size of a table must not take the machine's."""
OWN = frozenset({"reinschrift", "tests", "evaluation"})
PLUGINS = ("_hypothesis_pytestplugin", "anyio")
PINNED = "tests/golden/test_versions.py"


class Shift(NamedTuple):
    """Another value for the constant `name` of a module: `module` is its path below src/."""

    module: str
    name: str
    value: float
    is_late: bool = False
    """Whether the constant is read only when functions run: then the module need not be imported anew."""


class _Shifting(importlib.machinery.SourceFileLoader):
    shift: Shift

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  # the protocol's
        """Return the module's code with the other value."""
        tree = ast.parse(self.get_data(self.path))
        for node in tree.body:
            if isinstance(node, ast.Assign):
                _replace(node, self.shift)
        return compile(tree, self.path, "exec", dont_inherit=True)


def _replace(node: ast.Assign, shift: Shift) -> None:
    target = node.targets[0]
    if isinstance(target, ast.Name) and target.id == shift.name:
        node.value = ast.copy_location(ast.Constant(shift.value), node.value)
    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        for at, one in enumerate(target.elts):
            if isinstance(one, ast.Name) and one.id == shift.name:
                node.value.elts[at] = ast.copy_location(ast.Constant(shift.value), node.value.elts[at])


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, checkout: Path, shift: Shift) -> None:
        self.path = str(checkout / "src" / shift.module)
        self.name = _module_name(shift.module)
        self.shift = shift

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:  # noqa: ARG002  # the protocol's
        """Find the one module, and leave all others to the usual way."""
        if fullname != self.name:
            return None
        loader = _Shifting(fullname, self.path)
        loader.shift = self.shift
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


def import_libraries(checkout: Path) -> None:
    """Import what the package and its tests import from elsewhere, so that a fork need not; but plugins of pytest.

    What is imported in a fork is kept as byte code in the checkout, a copy, and the compiler of kernels is ready.
    """
    sys.dont_write_bytecode = False
    code = (
        "import sys, tests.golden.steps, tests.conftest, tests.strategies, tests.steps\n"
        "print(' '.join(name for name, module in sys.modules.items() if getattr(module, '__spec__', None)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True)
    for name in done.stdout.split():
        if name.partition(".")[0] not in {*OWN, *PLUGINS, "__main__"}:
            with suppress(Exception):
                importlib.import_module(name)
    numba.njit(lambda number: number + 1)(1)


def import_package(checkout: Path) -> None:
    """Import the package from a checkout, and nothing of it runs: its kernels are made or loaded in a fork."""
    _forget_package()
    sys.path[:0] = [str(checkout), str(checkout / "src")]
    from reinschrift.stages import STAGES  # noqa: PLC0415  # that of the checkout
    from tests.golden import steps  # noqa: F401, PLC0415  # likewise

    for stage in STAGES:
        stage.load()


def _forget_package() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
        del sys.modules[name]


def _set(shift: Shift) -> None:
    """Give a constant its other value in its module, and wherever it was imported from there."""
    home = sys.modules[_module_name(shift.module)]
    before = getattr(home, shift.name)
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "reinschrift" and vars(module).get(shift.name) is before:
            setattr(module, shift.name, shift.value)


def _module_name(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def in_fork(checkout: Path, shift: Shift, work: Callable[[], str | None]) -> str | None:
    """Return what `work` finds when it runs with the shifted constant, in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os._exit(_child(checkout, shift, work, writer))
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        written = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None if os.WTERMSIG(status) == signal.SIGALRM else f"crashed by signal {os.WTERMSIG(status)}"
    found: str | None = pickle.loads(written)  # noqa: S301  # this process's own child
    return found


def _child(checkout: Path, shift: Shift, work: Callable[[], str | None], writer: int) -> int:
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    os.chdir(checkout)
    if shift.is_late and _module_name(shift.module) in sys.modules:
        _set(shift)
    elif shift.module:
        _forget_package()
        sys.meta_path.insert(0, _Finder(checkout, shift))
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    try:
        found = work()
    except BaseException as error:  # noqa: BLE001  # whatever it is, a shifted constant caused it
        found = f"{type(error).__name__}: {error}"
    with os.fdopen(writer, "wb") as stream:
        pickle.dump(found, stream)
    return 0


def changed_output(room: str, part: str, before: Path) -> str | None:
    """Return the first step that fails on the pinned inputs, or whose output is not the recorded one.

    A stage's own constants are looked at in that stage alone, on what it was given without the shift.
    """
    try:
        return _changed_step(room, part, before)
    except Exception as error:  # noqa: BLE001  # whatever it is, it would fail the test
        return f"{PINNED}::{type(error).__name__}"


def _changed_step(room: str, part: str, before: Path) -> str | None:
    from reinschrift.stages import STAGES  # noqa: PLC0415  # imports the package with the shift
    from tests.golden import steps  # noqa: PLC0415  # likewise
    from tests.golden.digests import digest_of  # noqa: PLC0415  # likewise

    recorded = steps.read_recorded(steps.RECORDED.read_text(encoding="utf-8"))
    part = part if room == "stages" else room  # the room `personal` is behind the stage of that name
    kept = before / part
    found: Iterable[tuple[str, str]]
    if room in {"personal", "stages"} and kept.exists():
        stage = next(one for one in STAGES if one.name == part)
        after = stage.load()(pickle.loads(kept.read_bytes()), stage.settings_of(steps.SETTINGS.stages))  # noqa: S301
        found = [(f"stages.{part}", digest_of(*(table.combine_chunks() for table in after)))]
    else:
        found = ((name, step.gives) for name, step in steps.steps_of(Path(tempfile.mkdtemp(dir=before))))
    for name, gives in found:
        if room in {"pages", "sources"} and name.startswith("stages."):
            return None
        if gives != recorded[name][0].gives:
            return f"{PINNED}::{name}"
    return None


def keep_inputs(before: Path) -> str | None:
    """Write what each stage is given on the pinned inputs; return the first step whose output is not the recorded."""
    from reinschrift.stages import STAGES, Stage  # noqa: PLC0415  # not in the process that forks
    from tests.golden import steps  # noqa: PLC0415  # likewise

    class Kept(Stage):
        def load(self) -> Any:
            run = super().load()

            def keep(batch: Any, settings: Any) -> Any:
                (before / self.name).write_bytes(pickle.dumps(batch))
                return run(batch, settings)

            return keep

    vars(steps)["STAGES"] = tuple(Kept(*stage) for stage in STAGES)
    return changed_output("", "", before)


class _First:
    """Keeps the first failure of a run of pytest."""

    failure: str | None = None

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failure:
            self.failure = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.failure:
            self.failure = report.nodeid


def first_failure(tests: list[str]) -> str | None:
    """Return the first of the tests that fails."""
    if not tests:
        return None
    first = _First()
    outcome = pytest.main(
        ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-m", "not slow", *tests], plugins=[first]
    )
    done = outcome in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)  # all may be slow
    return None if done else first.failure or f"exit status {int(outcome)}"
