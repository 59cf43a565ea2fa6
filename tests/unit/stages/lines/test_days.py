"""Lines that are a day and nothing else."""

import re

import pytest

from reinschrift.stages.lines.days import is_day
from reinschrift.text.date_forms import ALONE_SCREEN


@pytest.mark.parametrize(
    "line",
    [
        "12. Mai 2024",
        "Stand: 12.05.2024",
        "Montag, 12. Mai 2024, 14:30 Uhr",
        "12. Mai 2024 um 14.30 Uhr",
        "May 12, 2024 at 2:33 pm",
        "12 de mayo de 2024",
        "12. května 2024 | 8:15",
        "2024-05-12T08:15",
        "12. Mai 24",
        "Club News11.23.2024",
        "Jane Miller |July 15, 2025",
        "Jane Miller | 15.07.2025",
    ],
)
def test_a_day_with_its_time(line: str) -> None:
    """In every language whose months are known, with two words before it at most."""
    assert re.search(ALONE_SCREEN, line)
    assert is_day(line)


@pytest.mark.parametrize(
    "line",
    [
        "12. Affen 2024",
        "Version 69.0.3686.49",
        "Am 12. Mai 2024 kamen wir",
        "Es war am 12. Mai 2024",
        "12. Mai 2024, 14:30 Uhr in Wien",
        "Jane Anna Miller |July 15, 2025",
        "Release 1.15.24",
        "Club News23.13.2024",
        "* 3. Mai 1931",
        "geb. 3. Mai 1931",
        "(1871 – 3. Mai 1931",
        "3.2.1199",
        "03.05.1931 – 14.02.2019",
        "3. Mai 1931 - 14. Februar 2019",
        "Mai",
    ],
)
def test_what_is_more_or_less_than_a_day(line: str) -> None:
    """A word more is a text's; no day is one that the calendar lacks, or a birth."""
    assert not is_day(line)
