"""A day of birth or death is no day of publication."""

from __future__ import annotations

import pytest

from reinschrift.stages.metadata.dates import find_dates, is_date_line


@pytest.mark.parametrize(
    "line",
    [
        "* 3. Mai 1931   † 12. November 2019",
        "geb. 7.2.1944 in Emden",
        "Born on June 4, 1920",
        "née le 9 juin 1938",
        "ur. 3 maja 1931",
        "14. April 1929 – 2. Januar 2011",
        "✝ 12.11.2019",
        "(3 March 1871 – 9 May 1944)",
        "Karl Weber (1871–9 May 1944)",
        "1 September 1999 – 2 September 2005",
    ],
)
def test_days_of_a_life_are_no_dates_of_a_text(line: str) -> None:
    """Signs and words of birth and death before a day, or two days a life apart."""
    assert find_dates(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Erschienen 3. Mai 2001, aktualisiert 12. Mai 2024",
        "12. Mai 2024 – 14. Mai 2024",
        "12. Mai 2023 – 10. Mai 2024",
        "Bornheim, 4. Juni 2020",
        "Nato-Gipfel: 4. Juni 2020",
    ],
)
def test_other_days_are_found(line: str) -> None:
    """Two editions may lie far apart where the line says so; places and names are no words of birth."""
    assert find_dates(line)


@pytest.mark.parametrize(("year", "n_dates"), [(2010, 2), (2008, 0)])
def test_two_days_of_one_line_are_a_life_where_fifteen_years_lie_between(year: int, n_dates: int) -> None:
    """Fewer lie between editions of a page, or between a text and what it refers to."""
    assert len(find_dates(f"3. Mai {year}, 12. Mai 2024")) == n_dates


def test_the_value_of_a_definition_is_no_date_line() -> None:
    """Laws and forms write the name above and the value behind a colon."""
    line = ":   2017-05-26"
    assert find_dates(line)
    assert not is_date_line(line, find_dates(line))
