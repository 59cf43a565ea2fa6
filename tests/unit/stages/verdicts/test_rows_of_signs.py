"""Rulers, leaders and marks of quoted mail are no words, so no sound document goes by rules for repetition."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts.judge import judge

PROSE = (
    "Der Verein pflegt seit elf Jahren die alten Obstwiesen am Hang über dem Dorf. Im Winter werden die Bäume "
    "geschnitten, im Frühjahr kommen junge dazu, und im Herbst ernten alle zusammen. Aus den Äpfeln wird Saft, der "
    "Rest bleibt für die Vögel liegen. Wer helfen will, findet uns jeden zweiten Samstag bei der Hütte."
)
HEADS = ("Obstwiesen", "Winter", "Ernte", "Termine")
SIGNS = "=-_*~#+.·•─━═│|/\\<>!?:;^%&@…°×«»★☆●■▪◆→🌻🙂"


def reasons_for(*paragraphs: str, language: str = "de") -> list[str]:
    signals = quality_of(pa.array(paragraphs, pa.string()), np.array([0, len(paragraphs)]), pa.array([language]))
    judged = judge(signals, pa.array([language]), VerdictsSettings())
    return [name for name, applies in zip(judged.names, judged.applies[:, 0], strict=True) if applies]


@given(
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=3).map("".join),
    st.integers(3, 60),
    st.sampled_from(["", " ", "  "]),
    st.integers(1, 4),
)
def test_no_row_of_signs_takes_a_sound_text_away(unit: str, times: int, between: str, rulers: int) -> None:
    """Whatever the sign, alone or in a pattern, spaced or not, one ruler or several."""
    ruler = between.join([unit] * times)
    if len(set(unit)) == 1 or len(unit) * times >= 6:
        assert reasons_for(*(row for head in HEADS[:rulers] for row in (ruler, head)), PROSE, ruler) == []


@pytest.mark.parametrize(
    "lines",
    [
        "Linsensuppe" + "." * 40 + "6,50\nSauerbraten" + "." * 40 + "14,90\nApfelstrudel" + "." * 39 + "5,80",
        "Vorname . . . . . . . . . . . . .\nNachname . . . . . . . . . . . . .\nOrt . . . . . . . . . . . . .",
        "> > > Was macht ihr gegen Schnecken?\n> > Ich nehme Kaffeesatz.\n> Hilft das?\n>> Ja.\n> Danke.",
        "# Eins\n## Zwei\n### Drei\n#### Vier\n##### Fünf",
        "+-----+-----+\n| a   | b   |\n+-----+-----+\n| 1   | 2   |\n+-----+-----+",
    ],
)
def test_leaders_quotes_and_frames_are_no_reason(lines: str) -> None:
    """Menus, forms, quoted mail, headings and drawn tables beside prose."""
    assert reasons_for(lines, PROSE) == []


@pytest.mark.parametrize("sign", ["!", "=", "★", "- "])
def test_a_text_of_signs_alone_goes(sign: str) -> None:
    """Two words among thousands of signs are no text, whatever their number of words."""
    assert reasons_for("Angebot", *[sign * 200] * 40, "heute") == ["mostly_signs"]


def test_a_title_between_two_rulers_stays() -> None:
    """A short document may well be a heading with its frame."""
    assert reasons_for("#" * 72, "Hinweise", "#" * 72) == []


def test_true_repetition_still_goes() -> None:
    """The rules hold for words as before."""
    assert reasons_for(*["Jetzt kaufen und sparen"] * 40)
