"""How well each charset fits some bytes, as last time: which one wins may hang on little."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reinschrift.text.charsets import scores

CASES = json.loads(Path(__file__).with_name("charsets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """The log probability a high character, of the charsets that come first."""
    found = scores(case["text"].encode(case["charset"]))
    best = sorted(found, key=lambda name: -found[name])[: len(case["fits"])]
    assert {name: found[name] for name in best} == pytest.approx(case["fits"], abs=1e-4)
