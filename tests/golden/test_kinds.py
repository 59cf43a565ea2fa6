"""Kinds of faults from public reports, each in a language or markup that its first cases did not have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reinschrift.look.inspect import inspect_file
from reinschrift.project import load_project

CASES = json.loads(Path(__file__).with_name("kinds.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["kind"] for case in CASES])
def test_other_instances_of_a_kind_come_out_right(case: dict[str, Any], tmp_path: Path) -> None:
    """What is content is kept as it is written, what is debris is removed."""
    file = tmp_path / case["file"]
    file.write_text(case["input"], encoding="utf-8")
    (found,) = inspect_file(load_project(None, (), [str(file)]), str(file))
    assert found["removed"] is None
    kept = "\n\n".join(line["text"] for line in found["lines"] if line["reason"] is None)
    assert [piece for piece in case["keep"] if piece not in kept] == []
    assert [piece for piece in case["drop"] if piece in kept] == []
