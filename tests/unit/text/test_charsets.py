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


@pytest.mark.parametrize(("kana", "is_japanese"), [(3, True), (5, True), (2, False)])
def test_a_fourth_of_japanese_is_kana(kana: int, *, is_japanese: bool) -> None:
    """Of ten characters three are; with two, other readings of the same bytes are as good."""
    text = ("のはをがに"[:kana] + "漁船港湾海洋波浪堤防"[: 12 - kana]) * 20
    assert ("euc_jp" in scores(text.encode("euc_jp"))) == is_japanese


@pytest.mark.parametrize(("frequent", "is_chinese"), [(5, True), (3, False)])
def test_some_ideographs_are_most_frequent(frequent: int, *, is_chinese: bool) -> None:
    """Five in a hundred are such as every text is full of; three are a list of names, or no Chinese."""
    text = "的" * frequent + "渔船港湾海洋波浪堤防" * 9 + "渔船港湾海洋波浪堤防"[: 10 - frequent]
    assert ("gb18030" in scores(text.encode("gb18030"))) == is_chinese


@pytest.mark.parametrize(("latin", "is_japanese"), [(2, True), (4, False)])
def test_east_asian_characters_stand_among_themselves(latin: int, *, is_japanese: bool) -> None:
    """Of ten characters two may touch a Latin letter; where four do, it is Latin text misread."""
    written = "のはをがにのは漁船港"
    text = "".join(each + "a" * (number < latin) for number, each in enumerate(written)) * 20
    assert ("euc_jp" in scores(text.encode("euc_jp"))) == is_japanese
