"""The cases of `lines.json` come out as they say: each line is content (null) or has a reason, or one of several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import judge_lines
from tests.rows import lines_of

CASES = json.loads((Path(__file__).parent / "lines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """The lines, a document of their own, get these reasons."""
    texts = [text for text, _ in case["lines"]]
    reasons = judge_lines(lines_of(texts), pa.nulls(1, pa.string()), LinesSettings())["reason"].to_pylist()
    allowed = [reason if isinstance(reason, list) else [reason] for _, reason in case["lines"]]
    wrong = [
        (text, reason) for text, reason, options in zip(texts, reasons, allowed, strict=True) if reason not in options
    ]
    assert not wrong
