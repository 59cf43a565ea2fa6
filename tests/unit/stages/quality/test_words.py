"""Where words end."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.stages.quality.characters import SPACE, character_table
from reinschrift.stages.quality.words import Text, next_word
from reinschrift.text.utf8 import decode


def words_of(text: str, has_ordinals: int = 0) -> list[str]:
    data = np.frombuffer(text.encode(), np.uint8)
    whole, words, at, follows_space = Text(data, character_table(), has_ordinals), [], 0, 1
    while at < len(data):
        code, end = decode(data, at)
        is_space = bool(whole.table[code] & SPACE)
        if not is_space:
            end = next_word(whole, at, len(data), follows_space).end
            words.append(data[at:end].tobytes().decode())
        at, follows_space = end, int(is_space)
    return words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Müller-Thurgau, gut!", "Der Müller-Thurgau , gut !"),
        ("„Ja“, sagte sie …", "„ Ja “ , sagte sie …"),
        ("don't l’homme dell'arte", "don't l’ homme dell' arte"),
        ("1.234,56 Euro um 12:30 Uhr", "1.234,56 Euro um 12:30 Uhr"),
        ("2024-11-22", "2024 - 11 - 22"),
        ("Ende.Anfang", "Ende . Anfang"),
        ("z.B. so", "z.B. so"),
        ("Punkt A.", "Punkt A ."),
        ("Hm... ja", "Hm ... ja"),
        ("Siehe https://example.org/a-b?c=1, dort", "Siehe https://example.org/a-b?c=1 , dort"),
        ("httpd ist kein Link", "httpd ist kein Link"),
        ("ls --help /etc -5", "ls --help /etc -5"),
        ("(-5)", "( - 5 )"),
        ("漢字 かな ก", "漢 字 か な ก"),
        ("gut😀so", "gut 😀 so"),
        ("a\u0301b", "a\u0301b"),
        ("§ 5 € 7", "§ 5 € 7"),
    ],
)
def test_words(text: str, words: str) -> None:
    """Words, signs, addresses, numbers and characters of scripts without spaces part as the module says."""
    assert words_of(text) == words.split(" ")


def test_ordinals_keep_their_period_where_the_language_has_them() -> None:
    """The period of "3." is part of the number in German, the end of a sentence in English."""
    assert words_of("am 3. Mai", 1) == ["am", "3.", "Mai"]
    assert words_of("on page 3. Then", 0) == ["on", "page", "3", ".", "Then"]


def test_a_word_at_the_end_of_the_bytes_is_whole() -> None:
    """Nothing is read behind the last byte, whatever the last character joins."""
    for text in ("a-", "a.", "1,", "l'", "http://", "www", "-", "…", "é", "z.B."):
        assert "".join(words_of(text, 1)) == text
