"""The cases of `split.json` come out as they say."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from reinschrift.stages.lines.split import split_lines

CASES = json.loads((Path(__file__).parent / "split.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, list[str] | str]) -> None:
    """The text, a document of its own, has these logical lines."""
    assert split_lines(pa.array([case["text"]]))["text"].to_pylist() == case["lines"]
