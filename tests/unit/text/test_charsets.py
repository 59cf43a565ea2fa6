"""How well charsets fit bytes: how much of them is looked at, however long they are."""

from __future__ import annotations

import pytest

from reinschrift.text.charsets import scores

LINE = "Потом дороги расчистили, и автобусы снова поехали.\n"
"""43 letters."""
RUSSIAN, OTHER = LINE.encode("koi8-r"), LINE.encode("cp1251")
PLAIN = b"This line is plain, a long one, and it says little of the letters at the end of it all.\n"


def test_the_first_thousands_of_high_characters_are_weighed() -> None:
    """Those behind some 4100 say nothing, those before 3900 do: long files are detected as fast as short ones."""
    begun = RUSSIAN * 100
    assert scores(begun + RUSSIAN * 60) == scores(begun + OTHER * 60)
    before = RUSSIAN * 75
    assert scores(before + RUSSIAN * 20) != scores(before + OTHER * 20)


def test_the_first_lines_with_high_characters_are_a_sample() -> None:
    """Lines behind some twenty thousand bytes say nothing, those before fifteen thousand do; plain ones are passed."""
    line = b"a\xe4 " + b"x" * 197 + b"\n"
    assert scores(line * 105 + OTHER * 20) == scores(line * 105 + RUSSIAN * 20)
    assert scores(line * 75 + OTHER * 5) != scores(line * 75 + RUSSIAN * 5)
    assert scores(PLAIN * 400 + OTHER) == scores(OTHER)


def test_some_hundred_plain_words_tell_the_language() -> None:
    """Words behind the first 300 say nothing, and those behind the first 200 still do."""
    english, polish = b" the \xe9. ", b" przy \xe9. "
    assert scores(english * 310 + english * 90) == pytest.approx(scores(english * 310 + polish * 90))
    assert scores(english * 200 + english * 60) != pytest.approx(scores(english * 200 + polish * 60))
