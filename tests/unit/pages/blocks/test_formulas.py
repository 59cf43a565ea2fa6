"""Formulas and pictures of formulas: their source stands in the sentence, once."""

import pytest

from reinschrift.pages.blocks import extract


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<math alttext="x^2 &lt; 1"><mi>x</mi></math>', "x^2 < 1"),
        ("<math><mi>x</mi> <mo>=</mo>\n<mn>4</mn></math>", "x = 4"),
        (
            '<math><mi>q</mi><annotation encoding="application/x-tex">\\frac{q}{2}</annotation></math>',
            "\\frac{q}{2}",
        ),
        ("<math><mi>ä</mi><mo>&lt;</mo><mn>1</mn></math>", "ä<1"),
        ('<img class="tex" src="f.gif" alt="\\pi r^2">', "\\pi r^2"),
        ('<span style="display:none"><math alttext="a"><mi>a</mi></math></span><img class="mwe-math" alt="a">', "a"),
        ('<span class="katex"><span><math><mi>b</mi></math></span><span aria-hidden="true">b</span></span>', "b"),
    ],
)
def test_a_formula_stands_in_its_sentence(inside: str, text: str) -> None:
    """As its author wrote it; what is hidden or drawn beside it comes once."""
    extracted, _ = extract(f"<p>Die Zahl {inside} ist gemeint.</p>".encode())
    assert extracted.text == f"Die Zahl {text} ist gemeint."


def test_a_formula_as_long_as_a_page_is_left_out() -> None:
    """No sentence goes on around it."""
    extracted, _ = extract(f"<p>Die Matrix <math>{'<mn>1</mn>' * 500}</math> ist groß.</p>".encode())
    assert extracted.text == "Die Matrix ist groß."


def test_a_picture_of_something_else_has_no_text() -> None:
    """Its description is no part of the sentence."""
    extracted, _ = extract(b'<p>The river <img src="a.jpg" alt="a wide river in spring"> rose.</p>')
    assert extracted.text == "The river rose."
