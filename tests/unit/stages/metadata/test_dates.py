"""Which day a date in a line means, and which words may stand beside it."""

from __future__ import annotations

from datetime import date

import pytest

from reinschrift.stages.metadata.dates import find_dates, is_date_line


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12.05.98", date(1998, 5, 12)),
        ("12.05.71", date(1971, 5, 12)),
        ("12.05.68", date(2068, 5, 12)),
        ("12.05.24", date(2024, 5, 12)),
        ("12.05.1924", date(1924, 5, 12)),
    ],
)
def test_a_short_year_is_of_the_century_of_those_who_write_so(written: str, meant: date) -> None:
    """Years from seventy on are of the last one: then the first pages of today's archives were typed."""
    assert [found.day for found in find_dates(written)] == [meant]


@pytest.mark.parametrize(
    "line",
    [
        "12 DE MARÇO DE 2021",
        "PUBLICADO EL 12 DE MARZO DE 2021",
        "Publicado em 12 de março de 2021",
        "12TH OF MARCH 2021",
    ],
)
def test_capitals_and_joining_words_are_read(line: str) -> None:
    """A line in capitals, as above a headline, says the same."""
    found = find_dates(line)
    assert [one.day for one in found] == [date(2021, 3, 12)]
    assert is_date_line(line, found)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Von Anna Maria Schmidt 12.05.2024", True),
        ("Anna Maria Luise Schmidt 12.05.2024", True),
        ("Anna Maria Luise Sophie Schmidt 12.05.2024", False),
        ("Das Treffen der alten Freunde 12.05.2024", False),
    ],
)
def test_a_name_may_stand_beside_a_date(line: str, *, is_one: bool) -> None:
    """One of up to four words: five are a heading or a list."""
    assert is_date_line(line, find_dates(line)) == is_one


@pytest.mark.parametrize(
    "line",
    [
        "September 1, 2016 September 8, 2016 Anna Berg",
        "Posted in Travel by Anna Berg on December 18, 2025",
        "Ultimo aggiornamento: 19 dicembre 2025, pubblicato 18 dicembre 2025",
        "Опубликовано 18 декабря 2025 г.",
        "Offentliggjort d. 18. december 2025",
        "Opublikowano: 18 grudnia 2025 przez Ewa Mała",
    ],
)
def test_what_stands_around_a_date_of_publication(line: str) -> None:
    """A second date with its comma, a section before the name, words for the year and the day."""
    assert is_date_line(line, find_dates(line))
