"""Character references mean the same in pages, in values of pages and in texts."""

from __future__ import annotations

import html
import re
from html.entities import html5

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reinschrift.pages import read_page
from reinschrift.pages.blocks import block_texts, parse
from reinschrift.settings.read import ReadSettings
from reinschrift.text.references import MEANINGS, read_reference, room_for, unescape

_PIECES = st.one_of(
    st.sampled_from([f"&{name}" for name in html5]),
    st.integers(0x20, 0x7E).map("&#{};".format),
    st.integers(0xA0, 0xD7FF).map("&#x{:X}".format),
    st.sampled_from(
        ["&", "#", ";", "x", "=", "&#", "&#x", "&am", "&amp;lt;", "&#0;", "&#xD800;", "&#9999999;", "&#150;"]
    ),
    st.text(max_size=3),
)


@given(st.lists(_PIECES).map("".join))
@example("&notit; &nLt;&nGt;&nLt;&fjlig; &copy=3 &CounterClockwiseContourIntegral;")
def test_texts_are_read_as_the_standard_library_reads_them(text: str) -> None:
    """But for numbers that are no character of a text."""
    if not any(0xFDD0 <= ord(character) < 0xFDF0 for character in text):
        assert unescape(text) == html.unescape(text)


def test_every_name_means_the_same_in_the_text_of_a_page() -> None:
    """Those of two characters, too; white space of a page is a space."""
    shown = block_texts(parse("".join(f"<p>a&{name};b</p>" for name in MEANINGS).encode()))
    meant = [re.sub(r"[\t\n\xa0 ]+", " ", f"a{unescape(f'&{name};')}b") for name in MEANINGS]
    assert dict(zip(MEANINGS, shown, strict=True)) == dict(zip(MEANINGS, meant, strict=True))


@pytest.mark.parametrize(
    ("number", "meant"),
    [("1", ""), ("x1F", " "), ("127", ""), ("129", ""), ("xFDD0", ""), ("xFFFF", ""), ("x10FFFE", "")],
)
def test_what_no_text_may_hold_is_nothing(number: str, meant: str) -> None:
    """Separators alone part what stands beside them."""
    assert unescape(f"a&#{number};b") == f"a{meant}b"
    for page in ("<p>a&#{};b</p>", "<pre>a&#{};b</pre>", "<p>x <math alttext='a&#{};b'></math>"):
        assert block_texts(parse(page.format(number).encode()))[0].removeprefix("x ") == f"a{meant}b"


def test_what_is_read_has_room() -> None:
    """A page of nothing but the references that grow, and one that is cut off within one."""
    page = b"<p>" + b"&nLt;" * 10_000
    assert block_texts(parse(page)) == ["\u226a\u20d2" * 10_000]
    assert room_for(5) == 6
    assert read_reference(np.frombuffer(b"&nL", np.uint8), 0)[0] == -1
    assert read_page(b"<title>A &amp;amp; B</title><p>x", None, None, ReadSettings()).fields["title"] == "A & B"
