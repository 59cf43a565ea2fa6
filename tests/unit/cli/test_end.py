"""How the process of a command ends: with its status and whole output, and without the destructors of libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import atexit, sys
import reinschrift.cli as cli

class Library:
    def __del__(self):
        print("destroyed")

sys.library = Library()

def main(prog_name):
    atexit.register(print, "registered later")
    print("out")
    {ends}

cli.main = main
cli.start()
"""


@pytest.mark.parametrize(
    ("ends", "status", "error"),
    [("pass", 0, ""), ("sys.exit(0)", 0, ""), ("sys.exit(2)", 2, ""), ("sys.exit(None)", 0, ""),
     ("sys.exit('no')", 1, "no"), ("1 / 0", 1, "ZeroDivisionError")],
)  # fmt: skip
def test_a_process_ends_with_its_status_and_output_and_no_destructors(ends: str, status: int, error: str) -> None:
    """Arrow's abort a process whose work is done, now and then."""
    run = [sys.executable, "-c", SCRIPT.format(ends=ends)]
    ended = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (status, "out\nregistered later\n")
    assert error in ended.stderr
