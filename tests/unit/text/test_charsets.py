"""How well charsets fit bytes: how much of them is looked at, however long they are."""

from __future__ import annotations

import unicodedata

import pytest

from reinschrift.text.charsets import scores
from reinschrift.text.decoding import decode

LINE = "Потом дороги расчистили, и автобусы снова поехали.\n"
"""43 letters."""
RUSSIAN, OTHER = LINE.encode("koi8-r"), LINE.encode("cp1251")
PLAIN = b"This line is plain, a long one, and it says little of the letters at the end of it all.\n"


def test_the_first_thousands_of_high_characters_are_weighed() -> None:
    """Those behind some 4100 say nothing, those before 3900 do: long files are detected as fast as short ones."""

    def weighed(data: bytes) -> tuple[float, float]:
        found = scores(data)
        return found["koi8-r"], found["windows-1251"]

    begun = RUSSIAN * 100
    assert weighed(begun + RUSSIAN * 60) == weighed(begun + OTHER * 60)
    before = RUSSIAN * 75
    assert weighed(before + RUSSIAN * 20) != weighed(before + OTHER * 20)


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


ARABIC = "تجمع مئات من سكان القرية على ضفة النهر، وقال المحافظ إن الجسر سيختصر الطريق إلى المدرسة."
THAI = "เมื่อวานนี้ชาวบ้านหลายร้อยคนมารวมตัวกันที่ริมแม่น้ำ"
VIETNAMESE = "Hôm qua hàng trăm người dân đã tụ tập bên bờ sông để xem cây cầu mới."
ITALIAN = "Così però non si può più andare: la città è già lì, dirà virtù chi verrà di lunedì."


def with_marks(text: str) -> str:
    """Return a text as windows-1258 has it: the marks of tones behind their letters."""
    tones = {*"\u0300\u0301\u0303\u0309\u0323"}
    apart = [unicodedata.normalize("NFD", character) for character in text]
    return "".join(
        unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in tones))
        + "".join(sign for sign in signs if sign in tones)
        for signs in apart
    )


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (ARABIC, "iso-8859-6"), (ARABIC, "cp1256"), (ARABIC[:14], "iso-8859-6"), (THAI, "cp874"), (THAI[:20], "cp874"),
        (with_marks(VIETNAMESE), "cp1258"), (with_marks(VIETNAMESE[:30]), "cp1258"), (ITALIAN, "cp1252"),
        (ITALIAN, "mac-roman"), ("Εκατοντάδες κάτοικοι συγκεντρώθηκαν", "iso-8859-7"), (LINE, "iso-8859-5"),
    ],
)  # fmt: skip
def test_marks_over_letters_are_weighed_as_letters(text: str, charset: str) -> None:
    """Kind: charsets not recognised (K10). Thai has vowels over letters, Vietnamese marks of tones behind them."""
    assert decode(text.encode(charset)).text == text
