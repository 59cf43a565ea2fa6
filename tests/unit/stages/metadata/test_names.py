"""Authors in lines of many languages."""

from __future__ import annotations

import pytest

from reinschrift.stages.metadata.bylines import announces_authors, find_authors
from reinschrift.stages.metadata.dates import find_dates
from reinschrift.stages.metadata.names import find_agency, is_name, names_with_office, unglued


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Autor: Ana Horvat", ["Ana Horvat"]),
        ("Автор: Анна Смирнова", ["Анна Смирнова"]),
        ("Συντάκτης: Ελένη Παπαδοπούλου", ["Ελένη Παπαδοπούλου"]),
        ("Szerző: Kovács Anna és Nagy Péter", ["Kovács Anna", "Nagy Péter"]),
        ("Kirjoittaja: Aino Virtanen", ["Aino Virtanen"]),
        ("Penulis: Siti Rahma", ["Siti Rahma"]),
        ("Der Hafen liegt still.", []),
    ],
)
def test_authors_are_named_in_many_languages(line: str, authors: list[str]) -> None:
    """After the word for author."""
    assert find_authors(line) == authors


@pytest.mark.parametrize("name", ["Maja Novak", "Marta Kowalska", "Plácido Domingo", "Κυριακή Παπαδοπούλου"])
def test_a_name_may_be_a_month_or_a_day_elsewhere(name: str) -> None:
    """Maja is May in Polish, Domingo is Sunday in Spanish; both are names first."""
    assert is_name(name)
    assert not is_name("Anna Mittwoch")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2024 m. gegužės", None), ("5. maijs 2024", "2024-05-05"), ("12 Agustus 2024", "2024-08-12"),
        ("3 мая 2024", "2024-05-03"), ("7 травня 2024", "2024-05-07"), ("1. siječnja 2024.", "2024-01-01"),
        ("9 май 2024", "2024-05-09"), ("14. maí 2024", "2024-05-14"), ("2024. május 5", "2024-05-05"),
    ],
)  # fmt: skip
def test_dates_are_read_in_many_languages(line: str, day: str | None) -> None:
    """By the names of months in the languages' files."""
    assert [str(found.day) for found in find_dates(line)] == ([day] if day else [])


@pytest.mark.parametrize(("row", "is_one"), [("Von", True), ("Ein Gastbeitrag von", True), ("Anna Schmidt", False)])
def test_a_row_may_announce_the_author_of_the_next(row: str, *, is_one: bool) -> None:
    """Three words do; a name does not."""
    assert announces_authors(row) == is_one


@pytest.mark.parametrize(
    "line",
    ["Berlin (dpa) – Der Hafen", "Ústí (ČTK) – Přístav", "Őriszentpéter (MTI) – A kikötő", "Жодино (TASS) – Порт"],
)
def test_a_dateline_begins_with_a_capital_of_any_script(line: str) -> None:
    """Not only with those of a few languages."""
    assert find_agency(line, is_body=True)
    assert find_agency(line[0].lower() + line[1:], is_body=True) is None


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        ("VonŁucja Nowak heute", "Von Łucja Nowak heute"),
        ("Anna ŠťastnáPublished 2024", "Anna Šťastná Published 2024"),
        ("Jan LisičPublished 2024", "Jan Lisič Published 2024"),
    ],
)
def test_names_glued_to_words_are_parted_in_any_script(line: str, parted: str) -> None:
    assert unglued(line) == parted


def test_a_name_nobody_knows_counts_behind_one_that_is_known_and_a_word_that_joins_them() -> None:
    """A place behind a comma does not."""
    assert names_with_office("Anna Berg and Jagpreet Chhatwal | Guest Columnists") == ["Anna Berg", "Jagpreet Chhatwal"]
    assert names_with_office("Anna Berg, New Harbour, Staff Writer") == ["Anna Berg"]
