"""Laws of the repair of characters and markup: twice is once, batches do not matter, clean text is left alone."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings.stages import EncodingSettings, MarkupSettings
from reinschrift.stages.markup import unmarked
from reinschrift.text.repair import characters, mojibake, repaired
from reinschrift.text.repair.unicode_form import compose

ENCODING, MARKUP = EncodingSettings(), MarkupSettings()
WORDS = (
    "Größe",
    "über",
    "naïve",
    "İstanbul",
    "Ёж",
    "“so”",
    "„da“",
    "– ",
    "…",
    "5 €",
    "à",
    "œuvre",
    "<3",
    "a < b",
    "x=1",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FAULTS = st.sampled_from([
    "\r\n", "\r", "\x85", "\u2028", "\xa0", "\u3000", "\xad", "\u200b", "\u200d", "\u200e", "\ufeff", "\x00", "\x1b[1m",
    "\b", "u\u0308", "\u0323\u0307", "\u1100\u1161", "Ã¼", "â€œ", "Ã", " ", "ï»¿", "â€¨", "\x93", "Â", "\U000e0067",
])  # fmt: skip
MARKS = st.sampled_from([
    "&amp;", "amp;", "&", "#34;", "&lt;", "&gt;", "<", ">", "b", "/", "<p>", "</p>", "<br>", "<b>", "</b>", "<!--",
    "-->", "<script>", "</script>", ' class="x"', " data-a=", '"', "`", "quot;", "&nbsp;", "&shy;", "AMPERSAND#38;",
    "\n", " x",
])  # fmt: skip
DAMAGED = st.lists(TEXTS | FAULTS | st.sampled_from(WORDS), max_size=12).map("".join)
MARKED = st.lists(MARKS | st.sampled_from(WORDS), max_size=14).map("".join)
CLEAN = st.lists(st.sampled_from((*WORDS, "\n", " ", "Wort", "und")), max_size=30).map(" ".join)


def as_rows(result: tuple[pa.Array, Any]) -> list[tuple[Any, ...]]:
    text, counts = result
    return list(zip(text.to_pylist(), *(counts[kind].tolist() for kind in counts), strict=True))


@given(st.lists(DAMAGED, max_size=5))
def test_characters_repaired_twice_are_repaired_once(texts: list[str]) -> None:
    """A second repair finds nothing to do."""
    once, _ = repaired(pa.array(texts, pa.string()), ENCODING)
    twice, counts = repaired(once, ENCODING)
    assert twice.to_pylist() == once.to_pylist()
    assert not any(count.any() for count in counts.values())


@given(st.lists(MARKED, max_size=5))
def test_markup_removed_twice_is_removed_once(texts: list[str]) -> None:
    """A second removal finds nothing to do."""
    once, _ = unmarked(pa.array(texts, pa.string()), MARKUP)
    twice, counts = unmarked(once, MARKUP)
    assert twice.to_pylist() == once.to_pylist()
    assert not any(count.any() for count in counts.values())


@given(st.lists(DAMAGED | MARKED, min_size=2, max_size=6), st.integers(1, 5))
def test_batches_do_not_matter(texts: list[str], cut: int) -> None:
    """Two parts of a column give what the whole gives, also as slices of it, text and counts."""
    column = pa.array(texts, pa.string())
    for repair in (partial(repaired, settings=ENCODING), partial(unmarked, settings=MARKUP)):
        parts = [as_rows(repair(part)) for part in (column[:cut], column[cut:])]
        assert as_rows(repair(column)) == parts[0] + parts[1]


@given(CLEAN)
def test_clean_text_is_left_alone(text: str) -> None:
    """What a careful author writes comes back as it was, and nothing is counted."""
    column = pa.array([text])
    for result, counts in (repaired(column, ENCODING), unmarked(column, MARKUP)):
        assert result.to_pylist() == [text]
        assert not any(count.any() for count in counts.values())


@given(st.lists(DAMAGED, max_size=5))
def test_composition_is_that_of_the_standard_library(texts: list[str]) -> None:
    """Composing only suspicious stretches gives the NFC of the whole text."""
    composed, counts = compose(pa.array(texts, pa.string()))
    assert composed.to_pylist() == [unicodedata.normalize("NFC", text) for text in texts]
    assert [bool(count) for count in counts] == [not unicodedata.is_normalized("NFC", text) for text in texts]


@given(st.lists(DAMAGED, max_size=5))
def test_what_the_screens_pass_needs_no_repair(texts: list[str]) -> None:
    """A text that ftfy would mend is seen by the pattern, one with odd characters by the kernel."""
    column = pa.array(texts, pa.string())
    seen = np.array([mojibake.mend_line(text) != text for text in texts], bool)
    flagged = pa.compute.match_substring_regex(column, mojibake.screen()).to_numpy(zero_copy_only=False)
    assert not (seen & ~flagged).any()
    cleaned, _ = characters.clean(column, frozenset({"controls", "spaces", "hyphens", "line_ends"}))
    assert cleaned.equals(column) or characters.suspicious(column)[0]


@given(DAMAGED)
def test_every_word_survives(text: str) -> None:
    """With mojibake left alone, only invisible characters, spaces and line ends change: the rest stays in order."""
    settings = EncodingSettings(mojibake=False, unicode_form=False, controls=False)
    result, _ = repaired(pa.array([text]), settings)
    gone = "\xad-"
    before = "".join(text.translate(dict.fromkeys(map(ord, gone))).split())
    after = "".join(result[0].as_py().translate(dict.fromkeys(map(ord, gone))).split())
    assert after == before
