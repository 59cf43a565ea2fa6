"""The cases of `language.json` come out as they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.data.language import batch_of
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import add_languages

CASES = json.loads((Path(__file__).parent / "language.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    """The text, a document of its own, is found to be in the language."""
    after = add_languages(batch_of([[case["text"]]]), LanguageSettings())
    assert after.paragraphs["language"].to_pylist() == [case["language"]]
    assert after.documents["language"].to_pylist() == [case["language"]]
