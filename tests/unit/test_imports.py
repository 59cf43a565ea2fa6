"""What a process of ours need not do."""

from __future__ import annotations

import gc
import subprocess
import sys

from reinschrift.imports import NEW_OBJECTS
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


def test_imports_are_not_searched_for_garbage_that_is_found_all_the_same():
    """While the driver imports there are a few searches, none through all; what refers to itself goes in time."""
    done = subprocess.run([sys.executable, "-c", AFTER_IMPORTS], capture_output=True, text=True, check=True, timeout=60)
    searches, widest, most_garbage = map(int, done.stdout.split())
    assert searches < 30
    assert widest < 2
    assert most_garbage <= NEW_OBJECTS


def test_workers_look_for_garbage_rarely():
    """A worker imports as much as the driver."""
    with open_executor(RunSettings(workers=1)) as executor:
        assert run_on(executor, gc.get_threshold)[0] == NEW_OBJECTS
