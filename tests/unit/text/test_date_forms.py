"""How dates are written in lines: one grammar for lines, pages and records."""

from datetime import date

import pytest

from reinschrift.text.date_forms import ALONE, IN_TEXT, days_in, month_of
from reinschrift.text.periods import is_a_period, is_of_a_life


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12. Mai 2024", [date(2024, 5, 12)]),
        ("Stand: 12.5.24, 10 Uhr", [date(2024, 5, 12)]),
        ("am 3.4.69 und am 3.4.70", [date(2069, 4, 3), date(1970, 4, 3)]),
        ("Wien28.09.1912:44", [date(2019, 9, 28)]),
        ("12.05.202410:30", [date(2024, 5, 12)]),
        ("May 12th, 2024", [date(2024, 5, 12)]),
        ("12th of May 2024", [date(2024, 5, 12)]),
        ("2 d’abril de 2021", [date(2021, 4, 2)]),
        ("2024. május 12", [date(2024, 5, 12)]),
        ("2024/5/12", [date(2024, 5, 12)]),
        ("25/12/2023 or 12/25/2023", [date(2023, 12, 25)] * 2),
        ("11.23.2024, 11.12.2024", [date(2024, 11, 23), date(2024, 12, 11)]),
        ("Driver 1.15.20 and 23.13.2024", []),
        ("Opera 69.0.3686.49", []),
        ("31.02.2024", []),
        ("12 Affen 2024", []),
        ("im Mai 1824 und am 3. Mai 1824", []),
    ],
)
def test_days_of_a_text(text: str, expected: list[date]) -> None:
    """In digits or with a month's name; what is no day is passed over, and so are years of older centuries."""
    assert [day for day, _ in days_in(text, IN_TEXT, month_first=False)] == expected


def test_a_day_alone_may_be_of_any_year() -> None:
    """The day of an old letter stands in a line of its own."""
    assert [day for day, _ in days_in("3. Mai 1824", ALONE, month_first=False)] == [date(1824, 5, 3)]
    assert [day for day, _ in days_in("3. Mai 24", ALONE, month_first=False)] == [date(2024, 5, 3)]


@pytest.mark.parametrize(
    ("month_first", "expected"), [(False, [date(2024, 4, 3)]), (True, [date(2024, 3, 4)]), (None, [])]
)
def test_what_comes_first_is_asked(*, month_first: bool | None, expected: list[date]) -> None:
    """Without an answer such a day is unclear; with full stops the day comes first."""
    assert [day for day, _ in days_in("03/04/2024", IN_TEXT, month_first=month_first)] == expected
    assert [day for day, _ in days_in("03.04.2024", IN_TEXT, month_first=month_first)] == [date(2024, 4, 3)]


def test_a_month_is_known_by_its_beginning() -> None:
    """If no other begins so, and in capitals, too."""
    assert [month_of(name) for name in ("MÄRZ", "Febru", "ju", "ma")] == [3, 2, 0, 0]


def test_days_of_lives_and_times() -> None:
    """A sign or a word of birth before a day, and a dash between two that lie more than a year apart."""
    assert is_of_a_life("Anna Weiss * ")
    assert is_of_a_life("born on ")
    assert not is_of_a_life("erschienen am ")
    assert is_a_period(date(2020, 1, 1), " – ", date(2021, 1, 2))
    assert not is_a_period(date(2020, 1, 1), " – ", date(2021, 1, 1))
    assert not is_a_period(date(2020, 1, 1), " und ", date(2023, 1, 1))
