"""The cases of `metadata.json` come out as they say; what a case does not name is not found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata

CASES = json.loads((Path(__file__).parent / "metadata.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    """Title, author, date, section are what the case says, or nothing."""
    found = find_metadata(batch_of([case["text"]]), MetadataSettings()).documents.to_pylist()[0]
    for field in ("title", "author", "published", "section"):
        value = None if found[field] is None else str(found[field])
        assert value == case.get(field), field
    assert case.get("agency") in (None, found["agency"])
