"""The shortcuts through numba: other kernels can use what is kept, and so can processes that take no shortcuts."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

OURS = "from reinschrift.imports import collect_rarely\ncollect_rarely()\n"
"""How a process of ours begins; others take no shortcuts."""
CALLEE = '''"""A kernel that others call: it makes an array, and fails for some numbers."""
import numpy as np
from reinschrift.text.kernel import kernel


@kernel
def steps(n):
    if n > 5:
        raise ValueError("too many steps")
    found = np.zeros(n, np.int64)
    for i in range(n):
        found[i] = i * i
    return found
'''
CALLER = '''"""A kernel that calls another file's."""
from reinschrift.text.kernel import kernel
from callee import steps


@kernel
def summed(n):
    total = {start}
    for value in steps(n):
        total += value
    return total


print(summed(4))
try:
    summed(6)
except ValueError as error:
    print(error)
'''
EXPECTED = [["14", "too many steps"], ["114", "too many steps"], ["214", "too many steps"]]


def run(folder: Path, start: int, *, is_ours: bool) -> list[str]:
    """Run a caller that is compiled anew for each `start`; return what it prints."""
    folder.mkdir(exist_ok=True)
    (folder / "callee.py").write_text(CALLEE)
    (folder / "caller.py").write_text((OURS if is_ours else "") + CALLER.format(start=start))
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "cache")}
    command = [sys.executable, "caller.py"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert not done.stderr
    return done.stdout.splitlines()


def has_machine_code(folder: Path, name: str) -> set[bool]:
    """Say whether what is kept of a kernel holds machine code, or only what its callers link."""
    return {b"\x7fELF" in file.read_bytes() for file in (folder / "cache").rglob(f"{name}-*.code")}


def test_what_kernels_alone_call_is_kept_without_machine_code(tmp_path: Path) -> None:
    """Its callers link it; for Python there is machine code as ever."""
    assert run(tmp_path, 0, is_ours=True) == EXPECTED[0]
    assert has_machine_code(tmp_path, "steps") == {False}
    assert has_machine_code(tmp_path, "summed") == {True}


def test_others_compile_as_numba_does(tmp_path: Path) -> None:
    """A program that imports us has numba as it knows it."""
    assert run(tmp_path, 0, is_ours=False) == EXPECTED[0]
    assert has_machine_code(tmp_path, "steps") == {True}


@pytest.mark.parametrize("turns", [(True, False, True), (False, True, False)])
def test_each_uses_what_the_other_kept(tmp_path: Path, turns: tuple[bool, ...]) -> None:
    """A new caller links the callee that is there; what a caller raises or returns is the same."""
    kept = []
    for at, is_ours in enumerate(turns):
        assert run(tmp_path, 100 * at, is_ours=is_ours) == EXPECTED[at]
        kept.append(sorted(file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("steps-*.code")))
    assert all(before == after for before, after in pairwise(kept))
