"""The cases of `paragraphs.json` come out as they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

CASES = json.loads((Path(__file__).parent / "paragraphs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """The paragraphs have these kinds, and none where one repeats another."""
    batch = find_paragraphs(find_metadata(batch_of([case["text"]]), MetadataSettings()), ParagraphsSettings())
    rows = batch.paragraphs.to_pylist()
    assert [row["kind"] for row in rows] == case["kinds"]
    assert all((row["reason"] == "repeats_content") == (row["kind"] is None) for row in rows)
    assert case.get("first") in (None, rows[0]["text"])
