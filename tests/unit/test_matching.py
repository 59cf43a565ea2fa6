"""Texts that match a pattern: the screen without counts loses none and adds none."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.columns import matching
from reinschrift.stages.lines.banners import CALLS, _calls
from reinschrift.stages.paragraphs.interviews import _SPEAKER
from reinschrift.stages.rights import words

PATTERNS = [*(_calls(kind) for kind in CALLS), _SPEAKER, words.pattern(), "^a{2,3}?b", r"^\x{61}{1,2}\{1,2\}$"]
PIECES = [
    "Eva", "a", "aa", "{1,2}", "b", ":", " ", "(EM)", "Lesezeit: ca. 4 Min.", "reading time 5 minutes", "x" * 40, "\n",
    "no text and data mining", "Text und Data Mining ist vorbehalten", "Newsletter abonnieren", ".",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.lists(st.none() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=8))
def test_the_screen_changes_nothing(pattern: str, texts: list[str | None]) -> None:
    """What Arrow finds by the pattern alone is found, and nothing else; null matches nothing."""
    column = pa.array(texts, pa.string())
    found = pc.fill_null(pc.match_substring_regex(column, pattern), pa.scalar(value=False))
    assert matching(column, pattern).tolist() == found.to_pylist()


def test_without_a_text_nothing_is_compiled() -> None:
    """Not even to find out that the pattern is wrong."""
    assert matching(pa.array([], pa.string()), "(").tolist() == []
    assert matching(pa.array([None, None], pa.string()), "(").tolist() == [False, False]
    with pytest.raises(pa.ArrowInvalid):
        matching(pa.array(["a"]), "(")
