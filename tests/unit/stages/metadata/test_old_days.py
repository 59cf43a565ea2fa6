"""Days of a life, and of times before all pages, in texts that are no page (K26: taken for metadata)."""

from __future__ import annotations

import pytest

import reinschrift

BODY = (
    "Am Morgen lag Nebel über den Feldern, und niemand sah die Reiter kommen, die von Norden her anrückten. Erst als "
    "die Glocke der Kirche läutete, liefen die Leute auf die Straße und suchten nach ihren Kindern."
)


@pytest.mark.parametrize(
    "line",
    [
        "Gestorben am 3. Mai 1987", "Geboren am 12. März 1901 in Oberau", "Born 7 November 1867, died 4 July 1934",
        "Né le 26 février 1802 à Besançon, mort le 22 mai 1885 à Paris", "* 4. 5. 1932, † 17. 8. 2019",
    ],
)  # fmt: skip
def test_a_line_of_a_life_is_no_title(line: str) -> None:
    """Nor is it debris; it stands below the name, or first."""
    for above in ("", "Anna Kern\n"):
        cleaned = reinschrift.clean(f"{above}{line}\n\n{BODY}")
        assert cleaned.metadata.get("title") != line
        assert line in cleaned.text


@pytest.mark.parametrize("day", ["14. Oktober 1806", "14 October 1806", "1. September 1939", "2 mai 1808", "3.5.1848"])
def test_a_day_before_all_pages_stays_in_a_text(day: str) -> None:
    assert day in reinschrift.clean(f"Die Schlacht\n{day}\n\n{BODY}").text


def test_a_day_of_our_time_is_a_date_line() -> None:
    cleaned = reinschrift.clean(f"Die Schlacht\n14. Oktober 2019\n\n{BODY}")
    assert "2019" not in cleaned.text


def test_a_headline_with_such_a_word_stays_the_title() -> None:
    """Without a day behind the word, or with words before it."""
    for title in ("Sänger Holm mit 81 Jahren gestorben", "Im Jahr 1998 geboren: drei junge Maler"):
        assert reinschrift.clean(f"{title}\n\n{BODY}").metadata["title"] == title
