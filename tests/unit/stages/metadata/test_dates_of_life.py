"""Dates in a line: which are of the text."""

from reinschrift.stages.metadata.dates import find_dates


def test_days_of_a_life_are_no_dates_of_a_text() -> None:
    """Births and deaths, by their signs and words."""
    for line in (
        "* 3. Mai 1931   † 12. November 2019",
        "geb. 3.5.1931",
        "Born on May 3, 1931",
        "gestorben am 1.2.2003",
        "Born | 3 May 1931",
        "Gestorben | 1.2.2003",
    ):
        assert find_dates(line) == []
    assert len(find_dates("12. Mai 2024")) == 1
