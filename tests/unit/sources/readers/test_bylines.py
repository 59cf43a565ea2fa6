"""K25: fields of records keep the name and not what a byline says around it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.sources.readers.bylines import without_byline, without_bylines


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("By Anna Reed", "Anna Reed"),
        ("BY ANNA REED", "ANNA REED"),
        ("by: Anna Reed", "Anna Reed"),
        ("Written by Anna Reed", "Anna Reed"),
        ("By Reuters", "Reuters"),
        ("Story by Anna Reed and Tom Hill", "Anna Reed and Tom Hill"),
        ("Von Anna Kern", "Anna Kern"),
        ("VON ANNA KERN", "ANNA KERN"),
        ("Autor: Jan Kern", "Jan Kern"),
        ("Ein Gastbeitrag von Jan Kern", "Jan Kern"),
        ("Text und Fotos: Jan Kern", "Jan Kern"),
        ("Par Léa Morel", "Léa Morel"),
        ("Rédigé par Léa Morel", "Léa Morel"),
        ("Por Ana Ruiz", "Ana Ruiz"),
        ("Escrito por Ana Ruiz", "Ana Ruiz"),
        ("A cura di Mara Russo", "Mara Russo"),
        ("Door Jan de Wit", "Jan de Wit"),
        ("Av Anna Holm", "Anna Holm"),
        ("Autor: Piotr Wilk", "Piotr Wilk"),
        ("Автор: Анна Белова", "Анна Белова"),
        ("Текст: Иван Котов", "Иван Котов"),
        ("Yazan: Ayşe Kaya", "Ayşe Kaya"),
        ("Oleh Budi Santoso", "Budi Santoso"),
        ("作者：王芳", "王芳"),
        ("文／王芳", "王芳"),
        ("记者 王芳", "王芳"),
        ("執筆：山田太郎", "山田太郎"),
        ("山田太郎（著）", "山田太郎"),
        ("김철수 기자", "김철수"),
        ("بقلم: سلمى حداد", "سلمى حداد"),
        ("بقلم سلمى حداد", "سلمى حداد"),
        ("लेखक: मीना शर्मा", "मीना शर्मा"),
    ],
)
def test_the_words_of_a_byline_go(written: str, name: str) -> None:
    """In eighteen languages: before the name, with a colon or without, or behind it."""
    assert without_byline(written) == name


@pytest.mark.parametrize(
    "name",
    [
        "Von Weizsäcker, Richard",
        "Von der Leyen, Ursula",
        "von Trotha",
        "Von Trotha",
        "Av Uggla",
        "Di Maria, Angel",
        "Byron, George",
        "Parker Dorothy",
        "Portia Ruiz",
        "文天祥",
        "文 天祥",
        "Author",
        "By",
        "Text",
        "Theo Nguyen",
        "Jan Kern",
        "Story Musgrave",
        "Blog",
    ],
)
def test_names_that_begin_as_a_byline_stay(name: str) -> None:
    """Particles of names, names that begin with such a word, and the words alone."""
    assert without_byline(name) == name


def test_each_of_several_authors_is_read() -> None:
    """Empty values and others stay as they are."""
    written = pa.array(["By Anna Reed; By Tom Hill", None, "Ina Mohr", "Von Anna Kern"])
    assert without_bylines(written).to_pylist() == ["Anna Reed; Tom Hill", None, "Ina Mohr", "Anna Kern"]
    assert without_bylines(pa.nulls(2, pa.string())).to_pylist() == [None, None]


def test_a_long_value_is_no_byline() -> None:
    assert without_byline("By " + "Anna " * 30 + "Reed") == "Anna " * 30 + "Reed"
    assert without_byline("By " + "Anna " * 50 + "Reed") == "By " + "Anna " * 50 + "Reed"
