"""K12: a hyphen at a line's end before a small letter divides a word, or belongs to it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.stages.lines.split import split_lines


def text_of(text: str) -> str:
    return " ".join(split_lines(pa.array([text.replace("⏎", "\n")]))["text"].to_pylist())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was the start of the twenty-⏎first century in the town.", "twenty-first"),
        ("She was a well-⏎known painter of the coast, and he was self-⏎taught.", "well-known painter"),
        ("He was a self-⏎taught builder of boats in the harbour.", "self-taught"),
        ("The state-of-⏎the-art pump and the out-⏎of-date one are in the hall.", "state-of-the-art"),
        ("The state-⏎of-the-art pump is in the hall.", "state-of-the-art"),
        ("Her mother-in-⏎law was in the house by the river.", "mother-in-law"),
        ("It was a web-⏎based tool for the boats of the town.", "web-based"),
        ("The long-⏎term plan of the town is to build a bridge.", "long-term"),
        ("La ville est peut-⏎être plus grande que les autres.", "peut-être"),
        ("Les gens de la ville ont-⏎ils vu le pont dans la nuit ?", "ont-ils"),
        ("Der Verein hat das deutsch-⏎polnische Fest in der Stadt begonnen.", "deutsch-polnische"),
        ("Меня кто-⏎то звал из дома, но я не пошёл, и это было не так.", "кто-то"),
        ("Она жила на северо-⏎западе страны, а не там.", "северо-западе"),
        ("Jest to polsko-⏎niemiecki dom, który nie jest na rynku.", "polsko-niemiecki"),
        ("Má-⏎li to tak, není to pro nás a je to na ně.", "Má-li"),
        ("Na segunda-⏎feira ele foi para a cidade e não voltou.", "segunda-feira"),
        ("A venit într-⏎un oraș care nu este pe hartă și să fie.", "într-un"),
        ("De oud-⏎minister is niet in de stad en het is een feest.", "oud-minister"),
        ("Orang-⏎orang itu tidak ada di rumah yang besar.", "Orang-orang"),
        ("Він був на південно-⏎західній дорозі, а не там, і це так.", "південно-західній"),
    ],
)
def test_a_word_keeps_its_own_hyphen(text: str, expected: str) -> None:
    """By what is known of the language of the document, whose function words are most."""
    assert expected in text_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Ver-⏎fassung ist in der Stadt nicht bekannt.", "Verfassung"),
        ("Der deutsch-⏎sprachige Teil des Landes ist nicht groß.", "deutschsprachige"),
        ("Die Well-⏎blechhütte steht an dem Weg und ist alt.", "Wellblechhütte"),
        ("He found him-⏎self in the middle of the lake.", "himself"),
        ("The well-⏎ness of the people was his care in the town.", "wellness"),
        ("The child was un-⏎known to all of them in the town.", "unknown"),
        ("The cor-⏎related numbers are in the tables of the town.", "correlated"),
        ("Six-⏎teen of them and seven-⏎ty of the others came in.", "Sixteen of them and seventy"),
        ("Il est parti, et mer-⏎ci à tous pour la fête de la ville.", "merci"),
        ("Он стал военно-⏎пленным и не был дома, что это.", "военнопленным"),
        ("W społeczno-⏎ści nie ma tego, co jest w domu.", "społeczności"),
        ("Le bon-⏎bon est dans la rue de la ville pour les gens.", "bonbon"),
        ("The self\u00ad⏎taught builder was in the harbour.", "selftaught"),
    ],
)
def test_a_divided_word_loses_its_hyphen(text: str, expected: str) -> None:
    """Where nothing says that the hyphen is the word's own; a soft hyphen never is."""
    assert expected in text_of(text)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("The re-entry went well.", "the re-entry team"),
        ("The reentry went well.", "the reentry team"),
        ("The reentry, the Reentry and the re-entry went well.", "the reentry team"),
        ("The re-entry, the Re-entry and the reentry went well.", "the re-entry team"),
        ("The re-entry and the reentry went well.", "the reentry team"),
    ],
)
def test_the_document_shows_how_it_writes_a_word(rest: str, expected: str) -> None:
    """Whichever form is more frequent elsewhere in it; where both are, the one word."""
    assert expected in text_of(f"They met the re-⏎entry team.\n\n{rest}")
    assert expected in text_of(f"{rest}\n\nThey met the re-⏎entry team.")


def test_another_document_shows_nothing() -> None:
    """Each document counts its own words."""
    texts = ["The re-entry went well.", "They met the re-\nentry team."]
    assert split_lines(pa.array(texts))["text"].to_pylist() == ["The re-entry went well.", "They met the reentry team."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The non-linear and non-empty sets are of use; a non-⏎trivial one is not.", "non-trivial"),
        ("The non-linear sets are of use; a non-⏎trivial one is not.", "nontrivial"),
        ("They sold soot-stained and rain-stained maps, and some wine-⏎stained ones.", "wine-stained"),
        ("They sold soot-stained maps, and some wine-⏎stained ones.", "winestained"),
        ("They saw by-roads and by-lanes of the town, and a by-⏎way.", "byway"),
        ("They saw tip-top and flip-top boxes of the town, and a lap-⏎top.", "laptop"),
        ("They saw ox-carts and ox-hides in the town, and an ox-⏎eye.", "oxeye"),
        ("They saw elk-carts and elk-hides in the town, and an elk-⏎horn.", "elk-horn"),
    ],
)
def test_two_compounds_with_a_part_are_a_habit(text: str, expected: str) -> None:
    """But not with a function word, or with a part of two letters before the hyphen or of three behind it."""
    assert expected in text_of(text)


@pytest.mark.parametrize(("word", "is_doubled"), [("bon", False), ("mari", True), ("sayur", True)])
def test_a_doubled_word_has_four_letters(word: str, *, is_doubled: bool) -> None:
    """Three are a syllable that comes twice."""
    assert (f"{word}-{word}" in text_of(f"Ada {word}-⏎{word} di rumah yang besar itu.")) == is_doubled


def test_a_text_without_function_words_is_in_any_language() -> None:
    """Two words may be all."""
    assert text_of("Segunda-⏎feira") == "Segunda-feira"
    assert text_of("Ver-⏎fassung") == "Verfassung"
