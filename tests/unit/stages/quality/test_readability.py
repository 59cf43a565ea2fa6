"""How hard a text is to read: three formulas, held to figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.stages.quality import quality_of
from reinschrift.stages.quality.characters import character_table
from reinschrift.stages.quality.readability import NAMES, measure_readability
from reinschrift.text.words import text_column

TEXT = "Der Hund lief über die Straße. Die Verwaltungsvorschrift regelt die Voraussetzungen der Genehmigung."


def formulas(*paragraphs: str, language: str = "de") -> dict[str, float | None]:
    quality = quality_of(pa.array(paragraphs), np.array([0, len(paragraphs)]), pa.array([language]))
    return {name: quality.field(name)[0].as_py() for name in NAMES}


def test_the_formulas_are_those_of_their_authors() -> None:
    """13 words in two sentences, 27 syllables; three are long and have three syllables or more, seven have one."""
    found = formulas(TEXT)
    share = 300 / 13
    assert found["lix"] == pytest.approx(6.5 + share)
    assert found["flesch_amstad"] == pytest.approx(180 - 6.5 - 58.5 * 27 / 13)
    assert found["wiener_sachtextformel"] == pytest.approx(
        0.1935 * share + 0.1672 * 6.5 + 0.1297 * share - 0.0327 * 700 / 13 - 0.875
    )


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("Haus", 1), ("Häuser", 2), ("Nation", 3), ("Quelle", 2), ("Theater", 3), ("Bauer", 2), ("Yacht", 1),
        ("System", 2), ("Liebe", 2), ("Schnee", 1), ("seien", 2), ("ÜBUNG", 2), ("Donaudampfschifffahrt", 5),
        ("ge\u0308ht", 1), ("Pst", 1), ("Poesie", 3),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, syllables: int) -> None:
    """By Amstad's formula of a sentence of one word: 180 - 1 - 58.5 a syllable."""
    assert formulas(f"{word}.")["flesch_amstad"] == pytest.approx(179 - 58.5 * syllables, abs=1e-3)


def test_a_long_word_has_more_than_six_letters() -> None:
    """Marks and digits are no letters of it; an apostrophe ends it."""
    assert formulas("Garten.")["lix"] == 1
    assert formulas("Gärtner.")["lix"] == 101
    assert formulas("Ga\u0308rten.")["lix"] == 1
    assert formulas("l'arbre12345.", language="fr")["lix"] == 2


def test_what_does_not_apply_is_null() -> None:
    """No words, no formula; German's own for German and its neighbours alone."""
    assert set(formulas("12 + 3").values()) == {None}
    assert set(formulas("", language="de").values()) == {None}
    french = formulas("Il est là.", language="fr")
    assert (french["lix"], french["flesch_amstad"], french["wiener_sachtextformel"]) == (3, None, None)
    assert formulas("Grüezi mitenand.", language="gsw")["flesch_amstad"] is not None


def test_paragraphs_of_a_document_count_together() -> None:
    """And those of two documents apart."""
    texts = text_column(pa.array(["Ein Wort.", "Noch zwei Worte.", "Ein Wort."]))
    bounds, german = np.array([0, 2, 3]), pa.array(["de", "de"])
    found = measure_readability(texts, bounds, character_table(), np.array([2, 1]), german)
    assert found["lix"].to_pylist() == [2.5, 2.0]
