"""A gate without its data says so: it is skipped with the name of the variable, and neither fails nor passes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

GATES = Path(__file__).parent
IN_THE_TREE = (
    "test_repeated.py", "test_small.py", "test_personal.py", "test_personal_forms.py", "test_personal_patterns.py",
    "test_missing_data.py",
)  # fmt: skip
"""Gates whose data are in the tree."""
OWN = "tests/gates/test_harm.py::test_our_own_clean_texts_come_out_whole"
"""The one test of the others whose texts are in the tree."""


@pytest.mark.slow
def test_gates_without_data_name_the_variable(tmp_path: Path) -> None:
    """Every gate that needs the large data, slow ones too, is skipped, and every reason names the variable."""
    gates = [str(file) for file in sorted(GATES.glob("test_*.py")) if file.name not in IN_THE_TREE]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "slow or not slow", "-p", "no:cacheprovider", "--deselect", OWN, *gates],
        cwd=GATES.parents[1],
        env={**os.environ, "REINSCHRIFT_EVALUATION_DATA": str(tmp_path / "none" / "data"), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    reasons = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert re.fullmatch(r"\d+ skipped, \d+ deselected in .*", done.stdout.splitlines()[-1]), done.stdout[-2000:]
    assert reasons
    assert [line for line in reasons if "REINSCHRIFT_EVALUATION_DATA" not in line] == []
