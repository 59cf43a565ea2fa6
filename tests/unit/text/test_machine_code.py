"""A kernel that could not be compiled is tried again at once, by its own process and by others."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from numba.core.errors import TypingError

from reinschrift.text.kernel import kernel
from reinschrift.text.machine_code_folder import _remove_unused, folder_of_machine_code

BROKEN = """
    import sys, time
    from numba.core.errors import TypingError
    from reinschrift.text.kernel import kernel

    @kernel
    def inner(number):
        return number.no_such_attribute

    @kernel
    def outer(number):
        return inner(number)

    try:
        outer(1)
    except TypingError:
        print("failed", flush=True)
        sys.stdin.read()
"""
"""A program whose kernels fail, and which lives on until its input ends."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep machine code in a folder of the test's own."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    folder_of_machine_code.cache_clear()
    yield tmp_path / "reinschrift"
    folder_of_machine_code.cache_clear()


def test_a_failed_compilation_leaves_no_lock(folder: Path) -> None:
    """Neither that of the kernel nor that of one which calls it; the second failure comes as fast as the first."""

    @kernel
    def broken(number: int) -> int:
        return number.no_such_attribute  # type: ignore[attr-defined, no-any-return]

    @kernel
    def calling(number: int) -> int:
        return broken(number)

    begun = time.monotonic()
    for _ in range(2):
        with pytest.raises(TypingError):
            calling(1)
        assert list(folder.glob("*.lock")) == []
    assert time.monotonic() - begun < 60


def test_another_process_need_not_wait_for_one_that_failed(tmp_path: Path) -> None:
    """The first still lives when the second finds out the same; it waited for five minutes."""
    script = tmp_path / "broken.py"
    script.write_text(textwrap.dedent(BROKEN))
    first, second = (
        subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    )
    for process in (first, second):
        assert process.stdout
        assert process.stdout.readline() == "failed\n"
    for process in (first, second):
        process.communicate()


@pytest.mark.parametrize(("hours", "is_removed"), [(23, False), (25, True)])
def test_a_folder_is_swept_once_a_day(tmp_path: Path, hours: int, *, is_removed: bool) -> None:
    """What nobody has used for sixty days is removed then."""
    old, mark = tmp_path / "old.code", tmp_path / "swept"
    for file, age in ((old, 61 * 24), (mark, hours)):
        file.touch()
        os.utime(file, (time.time() - age * 3600,) * 2)
    _remove_unused(tmp_path)
    assert old.exists() != is_removed
