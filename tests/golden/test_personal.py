"""The cases of `personal.json` come out as they say; what is no personal data stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings

CASES = json.loads((Path(__file__).parent / "personal.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    """The text is masked as written."""
    masked, _ = mask_texts(pa.array([case["text"]]), PersonalSettings())
    assert masked.to_pylist() == [case["masked"]]
