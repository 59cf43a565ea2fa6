"""Bytes become text, whatever they are, and the record says how."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.decoding import decode

GERMAN = "Die Straße führt über den Fluß; die Brücke ist größer, als man gewöhnlich hört.\n" * 3
POLISH = "Zażółć gęślą jaźń, a później idź prosto aż do końca ulicy, gdzie będzie światło.\n" * 3
RUSSIAN = "Съешь ещё этих мягких французских булок да выпей же чаю, а потом иди домой.\n" * 3


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_all_its_forms(charset: str) -> None:
    """With a byte order mark or without, the text is the same, and the mark is no part of it."""
    decoded = decode(GERMAN.encode(charset))
    assert decoded.text == GERMAN
    assert decoded.used.startswith(charset[:6].removesuffix("-"))
    assert decoded.undecodable == 0


@pytest.mark.parametrize(
    ("text", "charset", "used"),
    [
        (GERMAN, "cp1252", "windows-1252"),
        (POLISH, "cp1250", "windows-1250"),
        (POLISH, "iso-8859-2", "iso-8859-2"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "cp866", "ibm866"),
        (RUSSIAN, "cp855", "ibm855"),
        ("ตอนเช้าเรือออกทะเลและกลับมาตอนเย็น ไม่มีปลาเลยสักตัวเดียว\n", "cp874", "windows-874"),
        ("今日は天気がいいですね。明日も晴れるでしょう。" * 5, "shift_jis", "cp932"),
        ("今日は天気がいいですね。明日も晴れるでしょう。" * 5, "iso2022_jp", "iso2022_jp"),
    ],
)
def test_other_charsets_are_detected(text: str, charset: str, used: str) -> None:
    """Nothing is declared, yet the letters tell."""
    decoded = decode(text.encode(charset))
    assert (decoded.text, decoded.detected, decoded.used, decoded.declared) == (text, used, used, None)


def test_valid_utf_8_wins_over_what_is_declared() -> None:
    """A wrong declaration does no harm, and is on record."""
    decoded = decode(GERMAN.encode(), "iso-8859-1")
    assert decoded == (GERMAN, "iso-8859-1", "utf-8", "utf-8", 0)


def test_a_sensible_declaration_is_followed() -> None:
    """A single sign is too little to detect by; the declaration decides."""
    data = "Preis: 5 € je Stück".encode("iso-8859-15")
    assert decode(data, "ISO-8859-15")[:2] == ("Preis: 5 € je Stück", "ISO-8859-15")
    assert decode(data, "ISO-8859-15").used == "iso-8859-15"


def test_a_senseless_declaration_is_overruled() -> None:
    """Russian declared as Latin-1, the fault of many old pages, is Russian."""
    decoded = decode(RUSSIAN.encode("cp1251"), "iso-8859-1")
    assert (decoded.text, decoded.detected, decoded.used) == (RUSSIAN, "windows-1251", "windows-1251")


@pytest.mark.parametrize("declared", ["", "x-user-defined", "klingon", "none", "utf-8", "rot13", "hex", "\0", "ü"])
def test_a_useless_declaration_is_passed_over(declared: str) -> None:
    """A name that is no charset of bytes changes nothing."""
    assert decode(GERMAN.encode("cp1252"), declared).text == GERMAN


def test_undecodable_bytes_are_counted() -> None:
    """A few broken bytes make no other charset of UTF-8; each is marked and counted."""
    decoded = decode(GERMAN.encode() + b"\xff kaputt \xc3")
    assert decoded.text == GERMAN + "\ufffd kaputt \ufffd"
    assert (decoded.used, decoded.undecodable) == ("utf-8", 2)


def test_a_replacement_character_of_the_file_is_not_counted() -> None:
    """What an earlier reader lost is not lost again."""
    assert decode("f\ufffdr".encode()).undecodable == 0
    assert decode((GERMAN + "f\ufffdr").encode() + b"\xff").undecodable == 1


def test_nul_bytes_are_left_out_and_counted() -> None:
    """A NUL is no character of text."""
    assert decode(b"eins\0zwei\0" + GERMAN.encode()) == ("einszwei" + GERMAN, None, "utf-8", "utf-8", 2)


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "cp1251", "big5", "nonsense"]))
def test_any_bytes_become_text(data: bytes, declared: str | None) -> None:
    """No bytes and no declaration make it fail, and the text can be written as UTF-8."""
    decoded = decode(data, declared)
    assert decoded.text.encode().decode() == decoded.text
    assert "\0" not in decoded.text
    assert decoded.declared == declared


@given(st.text(max_size=200))
def test_utf_8_is_read_as_written(text: str) -> None:
    """Whatever is valid UTF-8 comes back, but for NULs and a mark at the beginning."""
    data = text.encode("utf-8", "ignore")
    if b"\0" not in data and b"\x1b$" not in data:
        assert decode(data).text == data.decode("utf-8-sig")


@pytest.mark.parametrize(("lines", "used"), [(0, "iso2022_jp"), (190, "iso2022_jp"), (310, "utf-8")])
def test_japanese_in_seven_bits_shows_itself_early(lines: int, used: str) -> None:
    """Within four kilobytes; later the same signs are part of a program's output."""
    decoded = decode(b"plain line here\n" * lines + "これは日本語の文章です。".encode("iso2022_jp"))
    assert decoded.used == used


@pytest.mark.parametrize(("right", "is_utf_8"), [(4, False), (5, True)])
def test_utf_8_with_errors_has_more_right_than_wrong(right: int, *, is_utf_8: bool) -> None:
    """Five characters for each broken one outweigh what is declared; four may be chance."""
    data = ("x " + "é y " * right).encode() + b"Gr\xc3\n"
    assert (decode(data, "koi8-r").used == "utf-8") == is_utf_8


@pytest.mark.parametrize(
    ("text", "charset", "declared", "used"),
    [
        ("Über Nacht fiel Schnee, und die Straßen blieben für Stunden gesperrt.\n", "cp1254", "iso-8859-16", None),
        ("Õhtul sadas lund ja teed jäid tundideks suletuks, öösel ka.\n", "cp1252", "iso-8859-2", "windows-1252"),
    ],
)
def test_a_declaration_gives_way_to_what_fits_far_better(
    text: str, charset: str, declared: str, used: str | None
) -> None:
    """Both declared charsets fit worse than another: by 1.3 a character it is followed, by 1.9 no more."""
    decoded = decode(text.encode(charset), declared)
    assert decoded.detected != declared
    assert decoded.used == (used or declared)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Name\0\0\0\0Ort\0\0\0", "Name\nOrt"),
        (b"\0\0Ein Satz.\0Noch einer.\0", "Ein Satz.\nNoch einer."),
        (b"Ein W\0rt und noch eins", "Ein Wrt und noch eins"),
        (b"Ein\0Satz\0ohne\0einen\0Leerschritt", "Ein Satz ohne einen Leerschritt"),
        (b"Ei\0ns\0", "Eins"),
        (b"Ein\0Satz\0hier", "EinSatzhier"),
        (b"Ein\0Satz\0steht\0hier", "Ein Satz steht hier"),
        (b"Zeile \0\0\nZeile", "Zeile \nZeile"),
    ],
)
def test_nul_bytes_part_what_they_stand_between(data: bytes, text: str) -> None:
    """K21: fields of fixed width, entries, words; within a word of a text a NUL is a slip."""
    assert decode(data).text == text
