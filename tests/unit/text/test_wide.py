"""Text in UTF-16 and UTF-32 without a mark is recognised in any script, and nothing else is taken for it."""

from __future__ import annotations

import random

import pytest

from reinschrift.text.binary import is_plain
from reinschrift.text.decoding import decode
from reinschrift.text.wide import is_text, wide_charset

TEXTS = {
    "German": "Früh am Tag fuhren die Boote hinaus.\n",
    "Russian": "Утром лодки вышли в море и вернулись к вечеру.",
    "Greek": "Το πρωί οι βάρκες βγήκαν στη θάλασσα.",
    "Hebrew": "בבוקר יצאו הסירות לים וחזרו לקראת ערב.",
    "Arabic": "في الصباح خرجت القوارب إلى البحر وعادت مساءً.",
    "Hindi": "सुबह नावें समुद्र में गईं और शाम को लौटीं।",
    "Thai": "ตอนเช้าเรือออกทะเลและกลับมาตอนเย็น",
    "Amharic": "ጠዋት ጀልባዎቹ ወደ ባሕር ወጡ፣ ማታም ተመለሱ።",
    "Chinese": "早上船出海了，到了晚上才空手回来。人们在岸边等着。",
    "Taiwanese": "早上船出海了，到了晚上才空手回來。人們在岸邊等著。",
    "Japanese": "朝、船は海に出て、夕方になってようやく戻ってきた。",
    "Korean": "아침에 배들이 바다로 나갔다가 저녁에야 돌아왔다.",
}
NARROW = ("utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "cp1251", "cp1252", "koi8-r", "cp1256", "cp874")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("language", TEXTS)
def test_wide_text_of_any_script_is_recognised_and_read(language: str, charset: str) -> None:
    """From a sentence on, whichever byte comes first."""
    data = TEXTS[language].encode(charset)
    assert wide_charset(data) == (charset, 0)
    assert (decode(data).text, decode(data).used) == (TEXTS[language], charset)
    assert is_text(data)


@pytest.mark.parametrize("language", TEXTS)
def test_other_text_is_not_taken_for_wide(language: str) -> None:
    """In whatever charset it is, with stray NUL bytes and padding, and wherever it is cut."""
    for charset in NARROW:
        try:
            data = (TEXTS[language] * 5).encode(charset)
        except UnicodeEncodeError:
            continue
        for some in (data, data[1:], b"\0" + data[:40] + b"\0\0" + data[40:], data + bytes(600)):
            assert wide_charset(some) is None


def test_bytes_that_are_no_text_are_not_taken_for_wide() -> None:
    """Random ones, numbers of two and of four bytes, and zeros alone."""
    drawn = random.Random(3)
    for size in (20, 200, 4096):
        assert not any(is_text(drawn.randbytes(4096)) for _ in range(50))
        assert not any(wide_charset(drawn.randbytes(size)) for _ in range(200))
    assert wide_charset(b"".join(number.to_bytes(2, "little") for number in range(0, 60_000, 29))) is None
    assert wide_charset(b"".join(number.to_bytes(4, "little") for number in range(1000))) is None
    assert not is_text(bytes(4096))


@pytest.mark.parametrize("language", TEXTS)
def test_text_with_many_zero_bytes_is_text(language: str) -> None:
    """As records of fixed width and crashed disks leave it; its characters stay, the zeros are counted."""
    text = TEXTS[language].strip()
    data = (text * 3).encode() + bytes(3000)
    assert is_plain(data)
    assert decode(data).text == text * 3
    fields = b"".join(text.encode().ljust(400, b"\0") for _ in range(5))
    assert is_plain(fields)
    assert decode(fields).text == "\n".join([text] * 5)


def test_the_first_kilobytes_decide() -> None:
    """Damage behind five thousand bytes changes nothing, damage before three thousand shows something else."""
    text = (TEXTS["German"] * 200).encode("utf-16-le")
    damage = b"\x01\x00\x02\xd8" * 40
    assert wide_charset(text[:5000] + damage + text[5000:]) == ("utf-16-le", 0)
    assert wide_charset(text[:3000] + damage + text[3000:]) is None


@pytest.mark.parametrize(("bad", "is_one"), [(7, True), (12, False)])
def test_a_text_may_have_few_characters_that_nobody_writes(bad: int, *, is_one: bool) -> None:
    """Seven in a thousand are icons of a font, twelve are no text."""
    text = (TEXTS["Russian"] * 30)[: 1000 - bad] + "\ue001" * bad
    assert (wide_charset(text.encode("utf-16-le")) is not None) == is_one


@pytest.mark.parametrize(("characters", "is_one"), [(3, False), (5, True)])
def test_a_word_of_some_letters_is_a_text(characters: int, *, is_one: bool) -> None:
    """Three letters may be any six bytes."""
    assert (wide_charset("привет"[:characters].encode("utf-16-le")) is not None) == is_one


@pytest.mark.parametrize(("signs", "is_one"), [(0, False), (1, True), (5, True)])
def test_ideographs_have_signs_between_them(signs: int, *, is_one: bool) -> None:
    """One full stop in eighty characters is a sentence; bytes that are none at all are a table."""
    text = ("渔船的一是港湾海洋不了波浪堤防" * 6)[: 80 - signs] + "。" * signs
    assert (wide_charset(text.encode("utf-16-le")) is not None) == is_one


@pytest.mark.parametrize(("kana", "is_one"), [(10, False), (20, True), (60, True)])
def test_a_fourth_of_japanese_is_kana(kana: int, *, is_one: bool) -> None:
    """With the full stops between them; rare ideographs with fewer are bytes of something else."""
    text = "の" * kana + ("漁船港湾海洋波浪堤防" * 10)[: 95 - kana] + "。" * 5
    assert (wide_charset(text.encode("utf-16-le")) is not None) == is_one


@pytest.mark.parametrize(("every", "is_wide"), [(34, True), (80, False)])
def test_rare_controls_show_no_wide_text(every: int, *, is_wide: bool) -> None:
    """A full stop of Chinese is the one byte in 68 that no other charset has; one in 160 may be damage."""
    text = ("的了在船港海洋波浪堤防他这中大来上个国到说们为和你地出时要就可天路桥城" * 3)[: every - 1]
    assert (wide_charset(f"{text}。".encode("utf-16-le") * 6) is not None) == is_wide


@pytest.mark.parametrize(("frequent", "is_wide"), [(3, False), (5, True)])
def test_frequent_ideographs_show_chinese(frequent: int, *, is_wide: bool) -> None:
    """Five in a hundred are such as every text is full of; three may be numbers that look like ideographs."""
    text = "的" * frequent + ("渔船港海洋波浪堤防" * 11)[: 98 - frequent] + "。 "
    assert (wide_charset((text * 3).encode("utf-16-le")) is not None) == is_wide


@pytest.mark.parametrize(("hangul", "is_wide"), [(40, False), (55, True)])
def test_half_of_korean_is_hangul(hangul: int, *, is_wide: bool) -> None:
    """Numbers and Latin names are less than the other half."""
    text = ("나중에사람들이길을" * 7)[:hangul] + ("abcd efgh " * 6)[: 100 - hangul]
    assert (wide_charset((text * 3).encode("utf-16-le")) is not None) == is_wide
