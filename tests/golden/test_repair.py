"""Golden cases of the repair of characters and of left-over markup; negatives must stay as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.settings.stages import EncodingSettings, MarkupSettings
from reinschrift.stages.markup import unmarked
from reinschrift.text.repair import repaired


def cases(name: str) -> list[Any]:
    found = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail] if case.get("known_failure") else [])
        for case in found
    ]


@pytest.mark.parametrize("case", cases("encoding"))
def test_characters_are_repaired_as_pinned(case: dict[str, str]) -> None:
    """Each case comes out as pinned; a negative is untouched."""
    text, counts = repaired(pa.array([case["given"]]), EncodingSettings())
    assert text.to_pylist() == [case["expected"]]
    assert any(count[0] for count in counts.values()) == (case["given"] != case["expected"])


@pytest.mark.parametrize("case", cases("markup"))
def test_markup_is_removed_as_pinned(case: dict[str, str]) -> None:
    """Each case comes out as pinned; a negative is untouched."""
    text, counts = unmarked(pa.array([case["given"]]), MarkupSettings())
    assert text.to_pylist() == [case["expected"]]
    assert any(count[0] for count in counts.values()) == (case["given"] != case["expected"])
    if case.get("negative"):
        assert case["given"] == case["expected"]
