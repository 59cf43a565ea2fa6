"""Machine code of kernels is kept by what it was compiled from, once a machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from reinschrift.text.code_hash import hash_of_function

CALLEE = '''"""A kernel that another file's calls."""
from reinschrift.text.kernel import kernel

FACTOR = {factor}


@kernel
def scaled(value):
    """{doc}"""
    return value * FACTOR
'''
CALLER = '''"""A kernel that calls another file's."""
import sys
from reinschrift.text.kernel import kernel
from callee import scaled


@kernel
def summed(n):
    total = 0
    for i in range(n):
        total += scaled(i)
    return total


print(summed(4))
'''


def run(
    folder: Path, cache: Path, *, factor: int = 2, doc: str = "Scale.", more: Mapping[str, str] | None = None
) -> str:
    """Write the two kernels into a folder, run them, and return what they print."""
    folder.mkdir(exist_ok=True)
    (folder / "callee.py").write_text(CALLEE.format(factor=factor, doc=doc))
    (folder / "caller.py").write_text(CALLER)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}
    done = subprocess.run(
        [sys.executable, "caller.py"], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def kept(cache: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in cache.rglob("*.code")}


def test_constants_and_small_numbers_need_no_code_of_their_own(tmp_path: Path) -> None:
    """A kernel that others call with a constant, a small number and a large one is compiled once for all three."""
    calls = CALLER.replace("total += scaled(i)", "total += scaled(i) + scaled(np.int32(i)) + scaled(1)")
    (tmp_path / "code").mkdir()
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    (tmp_path / "code" / "callee.py").write_text(CALLEE.format(factor=2, doc="Scale."))
    (tmp_path / "code" / "caller.py").write_text(calls.replace("import sys", "import numpy as np"))
    command = [sys.executable, "caller.py"]
    done = subprocess.run(command, cwd=tmp_path / "code", env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "32"
    assert sorted(name.split("-")[0] for name in kept(tmp_path / "cache")) == ["scaled", "summed"]


def test_a_copy_at_another_path_compiles_nothing(tmp_path: Path) -> None:
    """The name of machine code is a hash of code, not of paths and times."""
    assert run(tmp_path / "a", tmp_path / "cache") == "12"
    before = kept(tmp_path / "cache")
    assert len(before) >= 2
    assert run(tmp_path / "b", tmp_path / "cache", doc="Say it otherwise.") == "12"
    assert kept(tmp_path / "cache") == before


def test_a_changed_kernel_in_another_file_is_noticed(tmp_path: Path) -> None:
    """What a kernel calls is a part of it: a constant of another file changes the result at once."""
    assert run(tmp_path / "a", tmp_path / "cache") == "12"
    assert run(tmp_path / "a", tmp_path / "cache", factor=5) == "30"
    assert run(tmp_path / "a", tmp_path / "cache") == "12"


@pytest.mark.parametrize(
    "damage", [lambda data: data[:0], lambda data: data[:-9], lambda data: data[:50] + b"?" + data[51:]]
)
def test_damaged_machine_code_is_never_run(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """A file that is not what was written is compiled anew."""
    assert run(tmp_path / "a", tmp_path / "cache") == "12"
    for path in (tmp_path / "cache").rglob("*.code"):
        path.write_bytes(damage(path.read_bytes()))
    assert run(tmp_path / "a", tmp_path / "cache") == "12"


def test_without_a_place_to_write_kernels_still_run(tmp_path: Path) -> None:
    """Where this user can write nowhere, everything is compiled in memory."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    places = {"XDG_CACHE_HOME": str(blocked), "HOME": str(blocked), "TMPDIR": str(blocked)}
    assert run(tmp_path / "a", blocked, more=places) == "12"


def test_two_processes_compile_once(tmp_path: Path) -> None:
    """A process that needs what another compiles waits for it, and loads it."""
    run(tmp_path / "a", tmp_path / "first")
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "caller.py"]
    both = [subprocess.Popen(command, cwd=tmp_path / "a", env=environment, stdout=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate()[0].strip() for process in both] == [b"12"] * 3
    assert sorted(kept(tmp_path / "cache")) == sorted(kept(tmp_path / "first"))
    assert not list((tmp_path / "cache").rglob("*.lock"))


def test_the_hash_follows_functions_constants_and_options() -> None:
    """Names alone are not enough: the same text over another constant is another function."""

    def over(constant: int) -> Any:
        source = "def outer(x):\n    return inner(x) + LIMIT\n\ndef inner(x):\n    return x\n"
        names = {"LIMIT": constant, "__name__": "reinschrift.made_up"}
        exec(compile(source, "made_up", "exec"), names)  # noqa: S102  # two functions that differ in a constant alone
        return names["outer"]

    assert hash_of_function(over(1)) == hash_of_function(over(1))
    assert hash_of_function(over(1)) != hash_of_function(over(2))


def test_what_kernels_alone_call_has_no_door_for_python(tmp_path: Path) -> None:
    """The callee is compiled for its caller only, and for Python where Python calls it as well."""
    run(tmp_path / "a", tmp_path / "cache")
    of_callee = [name for name in kept(tmp_path / "cache") if name.startswith("scaled-")]
    assert len(of_callee) == 1
    code = CALLER + "print(scaled(5), scaled.inner.targetoptions['no_cpython_wrapper'], len(scaled.inner.signatures))\n"
    (tmp_path / "a" / "both.py").write_text(code)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "both.py"]
    done = subprocess.run(command, cwd=tmp_path / "a", env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["12", "10", "True", "0"]  # the caller's machine code holds it
    assert len([name for name in kept(tmp_path / "cache") if name.startswith("scaled-")]) == 2
