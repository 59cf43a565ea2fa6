"""How a date is written: in digits or with a month's name, in the languages of Europe. No other module knows it.

Whoever reads dates takes one of the patterns, which differ in the years that they take alone, and asks `day_of` or
`days_in` for the days. The names of months and the small words beside them are in the files of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from reinschrift.languages import all_words, months, one_of_words

IN_TEXT_SCREEN = r"(?:19|20)\d\d|\d[./ -]{1,2}\d{1,2}[./ -]{1,2}\d\d"
ALONE_SCREEN = r"\d.*\d\d"
"""What every line with a date `IN_TEXT`, or `ALONE`, matches, for RE2 over a whole column. They are this simple because
RE2 compiles a pattern anew for each column: one that knows the names of months took longer to compile than to match."""

FIRST_YEAR, LAST_YEAR = 1500, 2100  # print began before, but what claims so in a record is a slip
PIVOT = 70
"""Years of two digits below it are of this century."""
_SHORT_YEAR = 2
"""Its digits."""
SHORTEST_BEGINNING = 3
"""Letters of a month's name that may stand for the whole (`Janu.`), if only one month begins so."""

_LONGEST_NAME = max(map(len, months()))
_NAME = rf"[^\W\d_]{{{SHORTEST_BEGINNING},{_LONGEST_NAME}}}"
_ORDINAL = rf"(?:\.|{one_of_words('dates', 'ordinals')})?"
_SMALL = "|".join(sorted(f"{word}\\s" if word[-1].isalpha() else word for word in all_words("dates", "of")))
_OF = rf"(?:{_SMALL})?"
"""Words between a day, its month and the year: `3 de mayo de 2024`."""
_GAP = r"[\s./-]{0,2}"
_CLOSE = r"(?:(?!\d)|(?=\d{1,2}[.:]))"  # another date or a time may be glued to the year
TIME = r"T?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:[.]\d+)?(?:Z|[+-]\d\d:?\d\d)?(?!\d)"
"""A time of the day."""


def _pattern(year: str, short_year: str = "", short_year_of_name: str = "") -> re.Pattern[str]:
    """Return the pattern of dates in years of four digits, and of two in those forms that take them."""
    return re.compile(
        rf"""
        (?<!\d)(?P<y1>{year})(?P<s1>[-./])\s?(?P<m1>\d{{1,2}})(?P=s1)\s?(?P<d1>\d{{1,2}})(?!\d)
        | (?<!\d)(?P<d2>\d{{1,2}})(?P<s2>[./-])\s?(?P<m2>\d{{1,2}})(?P=s2)\s?(?P<y2>{year}{short_year}){_CLOSE}
        | (?<!\d)(?P<d3>\d{{1,2}}){_ORDINAL}{_GAP}{_OF}(?P<n3>{_NAME})\.?,?{_GAP}{_OF}
          (?P<y3>{year}{short_year_of_name}){_CLOSE}
        | (?<![^\W\d_])(?P<n4>{_NAME})\.?\s{{1,2}}(?P<d4>\d{{1,2}}){_ORDINAL},?\s(?P<y4>{year}){_CLOSE}
        | (?<!\d)(?P<y5>{year})\.\s(?P<n5>{_NAME})\s(?P<d5>\d{{1,2}})(?!\d)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


_SHORT = r"|\d\d(?!\d)|\d\d(?=\d\d:\d\d)"  # a time may be glued to it: 28.09.1912:44
IN_TEXT = _pattern(r"(?:19|20)\d\d(?!:\d)", _SHORT)
"""A date within other words: years of the last two centuries, of two digits only where all is digits."""
ALONE = _pattern(r"\d{4}(?!:\d)", _SHORT, _SHORT)
"""A date that stands in a line of its own: any year."""
STATED = _pattern(r"\d{4}")
"""A date in a record's field: a year of four digits, since one of two is unclear."""
EAST_ASIAN = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
"""A date as Chinese, Japanese and Korean write it, in a record's field: 2024年5月6日, 2024년 5월 6일."""


def days_in(text: str, pattern: re.Pattern[str], *, month_first: bool | None) -> Iterator[tuple[date, re.Match[str]]]:
    """Yield the days that a text names, in order, each with its match; what matches and is no day is passed over."""
    for match in pattern.finditer(text):
        if day := day_of(match, month_first=month_first):
            yield day, match


def day_of(match: re.Match[str], *, month_first: bool | None) -> date | None:
    """Return the day that a match of one of the patterns names, none if there is no such day.

    `month_first` says how `03/04/2024` is to be read (2024-03-04); with None it is unclear. With full stops the day
    comes first. Where only one order gives a day, it is that; with full stops in years of four digits alone, since
    `1.15.20` is a version sooner than a day.
    """
    group = match.groupdict()
    form = next(number for number in "12345" if group[f"d{number}"])
    year, day = group[f"y{form}"], group[f"d{form}"]
    if form in "345":
        return _day(year, month_of(group[f"n{form}"]), day)
    day_first = _day(year, group[f"m{form}"], day)
    if form == "1" or (group["s2"] == "." and (day_first or len(year) == _SHORT_YEAR)):
        return day_first
    other = _day(year, day, group["m2"])
    if None in {day_first, other} or day_first == other:
        return day_first or other
    return None if month_first is None else other if month_first else day_first


@lru_cache(maxsize=1 << 12)
def month_of(name: str) -> int:
    """Return the number of the month that a word names in any language, in full, short, or by a clear beginning; or 0.

    >>> month_of("März"), month_of("Janu"), month_of("Affen")
    (3, 1, 0)
    """
    known, name = months(), name.lower()
    if name in known:
        return known[name]
    meant = {number for form, number in known.items() if form.startswith(name)}
    return meant.pop() if len(meant) == 1 and len(name) >= SHORTEST_BEGINNING else 0


def plausible_day(year: int, month: int, day: int) -> date | None:
    """Return a day, none if there is no such day or nothing can be of that year."""
    try:
        return date(year, month, day) if FIRST_YEAR < year < LAST_YEAR else None
    except ValueError:
        return None


def _day(year: str, month: str | int, day: str) -> date | None:
    number = int(year)
    if len(year) == _SHORT_YEAR:
        number += 2000 if number < PIVOT else 1900
    return plausible_day(number, int(month), int(day))
