"""Files whose lines are in more than one charset: each line is read in the one it is in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.decoding import decode
from reinschrift.text.mixed import lines_beyond_plain, read_mixed

GERMAN = "Über Nacht fiel Schnee, und die Straßen blieben für Stunden gesperrt.\n"
TEXTS = {
    "cp1252": "Später räumte man auf: „Früh genug“, hieß es – größer wäre die Mühe geworden.\n",
    "cp850": "Später räumte man auf, und größer wäre die Mühe nicht geworden.\n",
    "mac-roman": "Später räumte man auf, und größer wäre die Mühe nicht geworden.\n",
    "cp1250": "Později přišel čas uklízet, a práce byla větší než předtím.\n",
    "iso8859-2": "Później przyszedł czas sprzątania, a praca była cięższa niż przedtem.\n",
    "cp1251": "Потом дороги расчистили, и автобусы снова поехали.\n",
    "koi8-r": "Потом дороги расчистили, и автобусы снова поехали.\n",
    "cp1253": "Αργότερα καθάρισαν τους δρόμους και όλα κύλησαν.\n",
    "gb18030": "后来人们清理了道路，公共汽车又开始行驶了。这是很大的工作。\n",
    "cp932": "そのあと道はきれいになり、バスはまた走りはじめた。\n",
    "cp949": "나중에 사람들이 길을 치웠고 버스는 다시 달리기 시작했다.\n",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("charset", TEXTS)
def test_lines_of_two_charsets_are_read_as_what_they_are(charset: str, end: str) -> None:
    """Whichever there are more of, and in whatever order."""
    one, other = GERMAN.replace("\n", end), TEXTS[charset].replace("\n", end)
    for wanted in ([one, other, one], [other] * 5 + [one], [one] * 40 + [other], [other, one, other, one]):
        data = b"".join(text.encode("utf-8" if text == one else charset) for text in wanted)
        decoded = decode(data)
        assert decoded.text == "".join(wanted)
        assert (decoded.undecodable, decoded.used[:9]) == (0, "utf-8 and")


def test_lines_of_three_charsets_are_read_as_what_they_are() -> None:
    """As a log has them that machines of all kinds write to."""
    data = (
        GERMAN.encode() * 2 + TEXTS["cp1252"].encode("cp1252") * 3 + TEXTS["cp1251"].encode("koi8-r") + GERMAN.encode()
    )
    assert decode(data).text == GERMAN * 2 + TEXTS["cp1252"] * 3 + TEXTS["cp1251"] + GERMAN


def test_two_charsets_in_one_line_are_read_as_what_they_are() -> None:
    """What is UTF-8 in it stays that."""
    data = GERMAN.encode() + "Aus Müller wurde ".encode() + "Möller, aus Jäger Jörn.\n".encode("cp1252")
    assert decode(data).text == GERMAN + "Aus Müller wurde Möller, aus Jäger Jörn.\n"


@pytest.mark.parametrize("cut", ["Gr\xc3", "Stra\xc3e", "sagte er\xe2\x80.", "\x9fe allein", "zu \xe2\x82 teuer"])
def test_damaged_utf8_stays_utf8(cut: str) -> None:
    """A character that is cut off is marked, and not read as letters of another charset."""
    decoded = decode(GERMAN.encode() * 3 + cut.encode("latin-1") + b"\n" + GERMAN.encode())
    assert (decoded.used, decoded.undecodable) == ("utf-8", 1)
    assert decoded.text.count("\ufffd") == 1
    assert decoded.text.replace("\ufffd", "").startswith(GERMAN * 3)


@pytest.mark.parametrize("charset", TEXTS)
def test_text_of_one_charset_is_not_mixed(charset: str) -> None:
    """Also where a line of it happens to be UTF-8, as two ideographs may."""
    data = (TEXTS[charset] * 8).encode(charset)
    assert read_mixed(data, None) is None
    assert decode(data).text == TEXTS[charset] * 8
    assert decode((TEXTS["gb18030"] * 8).encode("gb18030") + b"\xc8\xa1\n").used == "gb18030"


@pytest.mark.parametrize(
    ("lines", "is_mixed"), [(7 * ["ȡ"], False), (8 * ["ȡ"], True), (["ȡȡȡ"], False), (["ȡȡȡȡ"], True)]
)
def test_so_many_characters_of_utf8_are_no_accident(lines: list[str], *, is_mixed: bool) -> None:
    """Two bytes of GB 18030 may be a character of UTF-8: eight times in a file, or four in a line, they never are."""
    data = (TEXTS["gb18030"] * 8).encode("gb18030") + "".join(f"{line}\n" for line in lines).encode()
    assert (read_mixed(data, None) is not None) == is_mixed


def test_a_declared_charset_is_that_of_the_other_lines() -> None:
    """If it makes sense there."""
    data = GERMAN.encode() + "größer\n".encode("cp850") + GERMAN.encode()
    assert decode(data, "cp850").text == GERMAN + "größer\n" + GERMAN
    assert decode(GERMAN.encode() + TEXTS["cp1252"].encode("cp1252"), "utf-8").text == GERMAN + TEXTS["cp1252"]


@given(st.lists(st.binary(max_size=12), max_size=6), st.sampled_from([None, "cp1252", "rot13", "gb18030"]))
def test_any_lines_are_read(lines: list[bytes], declared: str | None) -> None:
    """Whatever they are, plain characters stay and nothing is raised."""
    data = b"\n".join([*lines, GERMAN.encode()])
    assert decode(data, declared).text is not None


def test_a_word_alone_is_read_in_the_charset_that_more_people_write() -> None:
    """Two letters are enough for windows-1250, though more files are in windows-1252."""
    assert decode(GERMAN.encode() + "później\n".encode("cp1250") + GERMAN.encode()).text == f"{GERMAN}później\n{GERMAN}"


@given(st.lists(st.sampled_from([b"a", b"bc ", b"\xe4", b"\n", b"\r"])).map(b"".join))
def test_lines_with_other_bytes_are_found_whole(data: bytes) -> None:
    """Just as a pattern for such a line finds them, which takes the square of a long one's time."""
    whole = re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data)
    assert lines_beyond_plain(data) == [found.span() for found in whole]
