"""Characters that show nothing go before anything is measured, hashed or compared; those that shape a sign stay."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reinschrift
from reinschrift.settings.stages import EncodingSettings
from reinschrift.text.repair import repaired
from tests.steps import project_of, rebuild_here

SELECTORS = [chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))]


def clean(text: str) -> tuple[str, int]:
    texts, counts = repaired(pa.array([text]), EncodingSettings())
    return texts[0].as_py(), int(counts["controls"][0])


@given(st.text(st.sampled_from("abcäßжя 12.,é"), min_size=1), st.lists(st.sampled_from(SELECTORS), min_size=1))
def test_selectors_behind_letters_go_on_record(text: str, selectors: list[str]) -> None:
    """Whatever message a run of them spells, and wherever it stands."""
    marked = text[:1] + "".join(selectors) + text[1:] + "\ufeff" + "".join(selectors)
    assert clean(marked) == (clean(text)[0], 2 * len(selectors) + 1)


@pytest.mark.parametrize(
    "text", ["☀️ hell", "Taste 1️⃣ und #️⃣", "❤️‍🔥", "葛\U000e0100城", "漢\ufe00字", "ᠮᠣ\u180bᠩ", "©️ 2026"]
)
def test_selectors_that_shape_a_sign_stay(text: str) -> None:
    """An emoji, an ideograph, a Mongolian letter, a digit that becomes a key."""
    assert clean(text) == (text, 0)


def test_only_the_first_selector_shapes() -> None:
    """A run behind an emoji is a carrier from the second on."""
    assert clean("🙂" + "\ufe0f" * 9 + " ja") == ("🙂\ufe0f ja", 8)


def test_a_marked_copy_does_not_win_over_the_clean_one(tmp_path: Path) -> None:
    """Three hundred selectors make no text longer: the two are the same, and no selector is published."""
    text = "Die Mühle am Bach steht seit dem Winter leer, und niemand weiß, wer sie im Frühjahr wieder öffnen wird."
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, "utf-8")
    (tmp_path / "raw" / "b.txt").write_text(text[:40] + "".join(SELECTORS) + text[40:], "utf-8")
    rebuild_here(project_of(tmp_path / "raw", tmp_path / "out"))
    snapshot = reinschrift.open(tmp_path / "out")
    assert snapshot.documents.to_arrow()["text"].to_pylist() == [text]
    assert [row["reason"] for row in snapshot.removed.to_arrow().to_pylist()] == ["exact_duplicate"]
