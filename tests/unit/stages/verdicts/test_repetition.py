"""A document that repeats itself goes only if it has hardly any words of its own."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts.judge import judge
from reinschrift.stages.verdicts.policies import rules

NAMES = [
    "Kolben", "Ventil", "Kurbel", "Lager", "Kessel", "Feuerung", "Schwungrad",
    "Manometer", "Pleuel", "Rost", "Deckel", "Hebel", "Gestell", "Riemen",
]  # fmt: skip
FIGURES = [f"Fig. {number}. {name} der Wasserhebemaschine." for number, name in enumerate(NAMES * 2, start=1)]
POST = [
    "Heute früh um fünf am Wasser gewesen, Nebel bis zum Knie und kein Mensch weit und breit. " * 3,
    "#nebel #boot " * 6,
]
TABLE = [f"{name} {number} {number * 3} {number * 7},5 {number * 11}" for number, name in enumerate(NAMES, start=20)]
WORDS = sorted({f"{one}{other.lower()}" for one in NAMES for other in NAMES})[:80]


def against(rows: list[str], **given: object) -> set[str]:
    """Return the rules that speak against a German text."""
    language = pa.array(["de"])
    quality = quality_of(pa.array(rows, pa.string()), np.array([0, len(rows)]), language)
    judged = judge(quality, language, VerdictsSettings.model_validate(given))
    return {name for name, applies in zip(judged.names, judged.applies[:, 0], strict=True) if applies}


@pytest.mark.parametrize("rows", [FIGURES, POST, TABLE, WORDS, [f"• {word}" for word in WORDS]])
def test_lists_of_figures_posts_tables_and_words_stay(rows: list[str]) -> None:
    """What has a form of its own is text, though no prose."""
    assert against(rows) == set()


def test_a_phrase_over_and_over_goes() -> None:
    """Whether in one line or in many: its words are few."""
    phrase = "jetzt günstig kaufen hier klicken"
    assert against([f"{phrase} " * 40])
    assert against([phrase] * 40)
    assert against([f"{phrase}, {number}" for number in range(40)])


def test_rules_of_repetition_are_those_of_sequences_lines_and_paragraphs() -> None:
    """The share of different words matters to them alone, and only where a policy asks for it."""
    names = {rule.name for rule in rules() if rule.of_repetition}
    assert names == {name for name in (rule.name for rule in rules()) if "dup" in name or "_top_" in name}
    assert "gopher_top_3_gram" in against(FIGURES[:14], policy="gopher")


def test_a_text_of_few_words_is_judged_up_to_the_share() -> None:
    """A quarter of different words is still few, more is not."""
    few = ["Tor Tor Tor Tor " * 15]
    assert "gopher_top_2_gram" in against(few)
    more = ["Tor Tor Tor Tor " * 15 + " ".join(f"{name}a {name}b" for name in NAMES)]
    assert "gopher_top_2_gram" not in against(more, thresholds={"gopher_top_2_gram": 0.1})
