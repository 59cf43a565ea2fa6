"""The cases of `verdicts.json` come out as they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts.judge import judge

CASES = json.loads((Path(__file__).parent / "verdicts.json").read_text(encoding="utf-8"))
POLICIES = ("reinschrift", "gopher", "c4", "fineweb", "fineweb2")


def rules_of(case: dict[str, Any], policy: str) -> list[str]:
    """Return the rules of a policy that speak against the text of a case, in their order."""
    text = case.get("text") or case.get("prefix", "") + case["unit"] * case["times"]
    paragraphs, language = pa.array(text.split("\n"), pa.string()), pa.array([case["language"]])
    quality = quality_of(paragraphs, np.array([0, len(paragraphs)]), language)
    settings = VerdictsSettings.model_validate({"policy": policy, "from_words": case.get("from_words")})
    judged = judge(quality, language, settings)
    return [name for name, speaks in zip(judged.names, judged.applies[:, 0], strict=True) if speaks]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """These rules speak against the text (`policy`), or these among others (`_with`), or not these (`_without`)."""
    asked = [policy for policy in POLICIES if {policy, f"{policy}_with", f"{policy}_without"} & set(case)]
    assert asked
    for policy in asked:
        found = rules_of(case, policy)
        assert found == case.get(policy, found)
        assert set(case.get(f"{policy}_with", [])) <= set(found)
        assert not set(case.get(f"{policy}_without", [])) & set(found)
