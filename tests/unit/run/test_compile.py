"""The list of kernels that a first run compiles is that of the code, and nothing is compiled twice."""

from __future__ import annotations

import base64
import importlib
import os
import pickle
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from reinschrift.project import load_project
from reinschrift.run import compile as step
from reinschrift.settings.run import RunSettings
from reinschrift.shard.plan import Plan, plan_rebuild
from reinschrift.text.kernel import Kernel

REBUILD = """
import sys
from pathlib import Path
from reinschrift.run.compile import compile_kernels, listed_kernels
from tests.golden.update_kernels import record
print(compile_kernels(listed_kernels()))
print(len(record(Path(sys.argv[1]))))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is compiled yet."""
    machine = tmp_path / "machine"
    machine.mkdir()
    monkeypatch.setattr(step, "folder_of_machine_code", lambda: machine)
    return machine


def plan_of(tmp_path: Path, name: str, text: str) -> Plan:
    """Return the plan of a rebuild of one small file."""
    raw = tmp_path / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    (raw / name).write_text(text, encoding="utf-8")
    return plan_rebuild(load_project(None, (), [str(raw)], str(tmp_path / "out")))


def test_the_list_is_that_of_the_code() -> None:
    """Each entry is a kernel of this package, with types that numba knows; a stale one is a list to be made anew."""
    entries = step.listed_kernels()
    assert len(entries) > 200
    stale = [
        f"{entry.module}.{entry.name}"
        for entry in entries
        if not isinstance(getattr(importlib.import_module(entry.module), entry.name, None), Kernel)
    ]
    assert not stale, "python -m tests.golden.update_kernels makes the list anew"
    for entry in entries[:20]:
        assert all(pickle.loads(base64.b64decode(one)).key is not None for one in entry.types)  # noqa: S301  # ours


def test_what_is_compiled_is_not_compiled_again(tmp_path: Path, folder: Path) -> None:
    """Pieces of a few kernels each, once a machine; a text needs no kernels of pages, a page does."""
    local = RunSettings(executor="local")
    text = step.kernels_to_compile(plan_of(tmp_path, "a.txt", "Ein Satz steht hier."), local)
    both = step.kernels_to_compile(plan_of(tmp_path, "b.html", "<p>Ein Satz steht hier.</p>"), local)
    modules = {entry.module for (entries,) in text.values() for entry in entries}
    assert "reinschrift.stages.lines.split" in modules
    assert not any(module.startswith("reinschrift.pages.") for module in modules)
    assert sum(len(entries) for (entries,) in both.values()) == len(step.listed_kernels())
    plan = plan_of(tmp_path, "c.txt", "Noch ein Satz.")
    assert step.kernels_to_compile(plan, RunSettings(executor="dask")) == {}
    step.mark_compiled(text)
    assert step.kernels_to_compile(plan_of(tmp_path / "text", "d.txt", "Ein Satz."), local) == {}
    assert step.kernels_to_compile(plan, local) != {}, "those of pages are not compiled yet"
    step.mark_compiled(both)
    assert step.kernels_to_compile(plan, local) == {}


def test_where_nothing_can_be_kept_nothing_is_compiled_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each worker would compile for itself: then it compiles what it needs."""
    monkeypatch.setattr(step, "folder_of_machine_code", lambda: None)
    assert step.kernels_to_compile(plan_of(tmp_path, "a.txt", "Ein Satz."), RunSettings()) == {}
    step.mark_compiled({})


def test_a_kernel_that_is_gone_does_not_stop_the_rest() -> None:
    """The list may be older than the code."""
    known = next(entry for entry in step.listed_kernels() if entry.module == "reinschrift.text.hashing")
    gone = [known._replace(name="_gone"), known._replace(module="reinschrift.gone"), known._replace(types=("AAAA",))]
    assert step.compile_kernels([*gone, known]) == 1


@pytest.mark.slow
def test_after_the_list_a_rebuild_compiles_nothing(tmp_path: Path) -> None:
    """On a machine on which nothing is compiled, the list is all that a rebuild of the sample needs."""
    run = subprocess.run(
        [sys.executable, "-c", REBUILD, str(tmp_path)],
        check=True, capture_output=True, text=True, env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kernels")},
    )  # fmt: skip
    done, more = map(int, run.stdout.split())
    assert (done, more) == (len(step.listed_kernels()), 0)


def test_the_compiler_is_imported_in_part() -> None:
    """Before the types of the list, which would import it whole: without scipy, and without colours for messages."""
    code = """
        import sys
        from reinschrift.imports import collect_rarely
        collect_rarely()
        from reinschrift.run.compile import compile_kernels, listed_kernels
        print(compile_kernels(listed_kernels()[:1]), {"scipy", "colorama"} & set(sys.modules))
    """
    run = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.strip() == "1 set()"
