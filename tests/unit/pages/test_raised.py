"""References to notes stand in brackets, raised and lowered digits are written so; letters and words stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.pages.markup import Markup
from reinschrift.pages.raised import with_raised
from reinschrift.pages.read import read_fragment


def text_of(html: str) -> str:
    """Return what a paragraph of a book or page says."""
    return read_fragment(f"<p>{html}</p>".encode())[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Am Netz liegen 230<sup><a href='#n2'>2</a></sup> Volt.", "Am Netz liegen 230[2] Volt."),
        ("Man zieht daran.<sup id=r1><a class=x href='#n1'> 1 </a></sup> Dann", "Man zieht daran.[ 1 ] Dann"),
        ("Man zieht daran.<a href='#n1'><sup>12</sup></a> Dann", "Man zieht daran.[12] Dann"),
        ("the valve<a role=doc-noteref href='#n'>3</a> is", "the valve[3] is"),
        ("the valve<a class='footnote-ref' href='#n'>a</a> is", "the valve[a] is"),
        ("la vanne<sup><a href='#n'>†</a></sup> est", "la vanne[†] est"),
        ("the valve<sup><a href='#n'>[4]</a></sup> is", "the valve[4] is"),
        (
            "10<sup>3</sup> Meter, 25 m<SUP>2</SUP>, 10<sup>-6</sup> und x<sup>n+1</sup>",
            "10³ Meter, 25 m², 10⁻⁶ und xⁿ⁺¹",
        ),
        ("CO<sub>2</sub> and H<sub>2</sub>SO<sub>4</sub>", "CO₂ and H₂SO₄"),
        ("Man zieht daran.<sup>1</sup> Dann", "Man zieht daran.¹ Dann"),
    ],
)
def test_digits_do_not_run_into_what_they_follow(html: str, text: str) -> None:
    """`230` with a note is not `2302`, and ten to the third is not `103`."""
    assert text_of(html) == text.replace("[ 1 ]", "[1]")


@pytest.mark.parametrize(
    "html",
    ["1<sup>st</sup>", "M<sup>lle</sup> Rey", "Name<sup>®</sup>", "a<sub>n</sub>", "a<sup>+</sup>",
     "a<sup>1234567</sup>", "<a href=x>2</a>", "<a href=x>read</a>", "<sup><a href=x>note</a></sup>",
     "<support>2</support>"],
)  # fmt: skip
def test_all_else_stays(html: str) -> None:
    """Letters, signs, long numbers, and links that are no references."""
    assert with_raised(Markup(html.encode())).data == html.encode()


@given(st.text(st.sampled_from("<>/asup b12[]=\"'†"), max_size=40).map(str.encode))
def test_twice_changes_nothing_more(page: bytes) -> None:
    """What is in brackets, or Unicode's own, is not looked at again."""
    once = with_raised(Markup(page)).data
    assert with_raised(Markup(once)).data == once
