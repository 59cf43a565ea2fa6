"""What a process of ours need not do."""

from __future__ import annotations

import gc
import importlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reinschrift.imports import NEW_OBJECTS, absent, late
from reinschrift.run.executors import open_executor, run_on
from reinschrift.settings.run import RunSettings

AFTER_IMPORTS = """
import gc
from reinschrift.imports import collect_rarely
collect_rarely()
searches = []
gc.callbacks.append(lambda phase, info: searches.append(info["generation"]) if phase == "start" else None)
import pandas
from reinschrift.run import rebuild
print(len(searches), max(searches, default=0))
searches.clear()
class Ring:
    alive = 0
    def __init__(self):
        self.itself = self
        Ring.alive += 1
    def __del__(self):
        Ring.alive -= 1
most = 0
for _ in range(300_000):
    Ring()
    most = max(most, Ring.alive)
print(most)
"""


def test_imports_are_not_searched_for_garbage_that_is_found_all_the_same() -> None:
    """While the driver imports there are a few searches, none through all; what refers to itself goes in time."""
    done = subprocess.run([sys.executable, "-c", AFTER_IMPORTS], capture_output=True, text=True, check=True, timeout=60)
    searches, widest, most_garbage = map(int, done.stdout.split())
    assert searches < 30
    assert widest < 2
    assert most_garbage <= NEW_OBJECTS


def test_workers_look_for_garbage_rarely() -> None:
    """A worker imports as much as the driver."""
    with open_executor(RunSettings(workers=1)) as executor:
        assert run_on(executor, gc.get_threshold)[0] == NEW_OBJECTS


PARTS = {
    "__init__": """
from .two import (
    TWO,
)
from gathered.one import ONE, Other as Renamed
from . import three
from gathered.used import USED
from gathered.stars import *
TWICE = USED * 2
""",
    "one": "from gathered import TWO\nONE = TWO - 1\nclass Other: pass",
    "two": "TWO = 2",
    "three": "",
    "used": "USED = 5",
    "stars": "STAR = 1",
    "never": "NEVER = 0",
}


@pytest.fixture
def gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], set[str]]]:
    """A package that gathers names of its parts, in a process that counts as ours alone."""
    (tmp_path / "gathered").mkdir()
    for name, code in PARTS.items():
        (tmp_path / "gathered" / f"{name}.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS)
    yield lambda: {name.removeprefix("gathered.") for name in sys.modules if name.startswith("gathered.")}
    gc.set_threshold(*before)
    for name in [name for name in sys.modules if name.split(".")[0] == "gathered"]:
        del sys.modules[name]


def test_late_parts_are_imported_when_they_are_asked_for(gathered: Callable[[], set[str]]) -> None:
    """What the package itself uses is there at once; every other name is found when it is wanted, as always."""
    with late(["gathered"]):
        package = importlib.import_module("gathered")
    assert gathered() == {"three", "used", "stars"}
    assert (package.TWICE, package.STAR, package.three.__name__) == (10, 1, "gathered.three")
    assert gathered() == {"three", "used", "stars"}
    assert package.Renamed.__name__ == "Other"
    assert gathered() == {"three", "used", "stars", "one", "two"}
    assert (package.ONE, package.TWO, package.never.NEVER) == (1, 2, 0)
    with pytest.raises(AttributeError, match="no attribute 'absent'"):
        _ = package.absent
    with pytest.raises(ImportError):
        exec("from gathered import absent")  # noqa: S102


def test_packages_of_others_are_imported_as_ever(gathered: Callable[[], set[str]]) -> None:
    """Nothing is late where the process is not ours alone."""
    gc.set_threshold(700)
    with late(["gathered"]):
        importlib.import_module("gathered")
    assert gathered() == set(PARTS) - {"__init__", "never"}


def test_other_threads_import_as_ever(gathered: Callable[[], set[str]]) -> None:
    """While one thread does without a package, another may import it."""
    with late(["gathered"]), absent(["gathered"]):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("gathered")
        thread = threading.Thread(target=importlib.import_module, args=("gathered",))
        thread.start()
        thread.join()
        assert "one" in gathered()


@pytest.mark.slow
def test_great_expectations_says_the_same_where_it_is_imported_in_part() -> None:
    """In a process of ours alone it imports one kind of data source, no database, and finds what it finds elsewhere."""
    code = """
import sys
from reinschrift.imports import collect_rarely
collect_rarely()
import pytest
ended = pytest.main(["-q", "-p", "no:cacheprovider", "-k", "engine or great_expectations or profile", sys.argv[1]])
others = ("great_expectations.datasource.fluent.spark", "sqlalchemy")
print("kinds", sum(name.startswith(others) for name in sys.modules))
sys.exit(ended)
"""
    tests = Path(__file__).parent / "snapshot" / "test_validate.py"
    command = [sys.executable, "-c", code, str(tests)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
    assert "100%" in done.stdout
    assert done.stdout.endswith("kinds 0\n")
