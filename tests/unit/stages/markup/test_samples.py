"""Where a text shows markup on purpose: how many lines, words and tags it takes."""

from __future__ import annotations

import pytest

from reinschrift.stages.markup.samples import in_samples
from reinschrift.stages.markup.tags import remove

SAMPLE = "<ul><li>eins</li>\n</ul>"
LEAD = "So sieht eine Liste aus:"
LEFT_OVER = "Der <b>Hafen</b> liegt still, und kein Schiff kommt heute noch hinein."


def stays(text: str) -> bool:
    return SAMPLE in remove(text)[0]


def test_two_lines_of_tags_below_a_lead_are_a_sample() -> None:
    """A line of tags alone is left-over markup."""
    assert stays(f"{LEAD}\n{SAMPLE}\nDas war sie.")
    assert "<li>" not in remove(f"{LEAD}\n{SAMPLE.replace(chr(10), '')}\nDas war sie.")[0]


@pytest.mark.parametrize(
    ("lead", "is_one"),
    [("Beispiel eins:", True), ("Beispiel:", False), ("12.3.4: 5-6-7 8.9:", False), ("Kein Punkt", False)],
)
def test_two_words_that_end_as_a_lead_does_speak_of_a_sample(lead: str, *, is_one: bool) -> None:
    """One word may be a label, and figures are none; without words around it all is left-over markup."""
    assert stays(f"{lead}\n{SAMPLE}\n") == is_one


def test_a_long_line_of_words_speaks_of_a_sample_however_it_ends() -> None:
    """Some forty letters are no heading any more."""
    assert stays(f"So sieht die Liste aus die wir auf der Seite haben\n{SAMPLE}\n")
    assert not stays(f"So sieht eine Liste auf Seiten aus\n{SAMPLE}\n")


@pytest.mark.parametrize(
    ("line", "is_sample"),
    [
        (LEFT_OVER, False),
        (LEFT_OVER.replace("</b>", ""), True),
        ("Der <b>Hafen</b> liegt still, kein Schiff kommt, und es ist Abend.", False),
        ("Der <b>Hafen</b> liegt still und leer.", True),
    ],
)
def test_prose_with_left_over_tags_makes_all_tags_left_over(line: str, *, is_sample: bool) -> None:
    """Two of them in forty characters of text or more: such a text has lost its markup everywhere."""
    text = f"{LEAD}\n{SAMPLE}\n\nDas war sie.\n\n{line}"
    spans = [(at, text.index(">", at) + 1) for at, sign in enumerate(text) if sign == "<"]
    assert in_samples(text, spans, [True] * len(spans))[0] == is_sample
