"""Runs of digits that are no telephone numbers: dates, times of the day, rows of a count, a draw or a timetable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reinschrift.personal.cues import cue_at_start
from reinschrift.personal.digit_groups import Run

YEAR = re.compile(r"(?:19|20)\d\d")
_ANY_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
MOST_COUNTED = 8
"""Digits before the last group of a row that is counted; nine are a Polish number, and the last group a sum."""
MOST_NATIONAL = 14
_HIGHEST_DRAWN = 50
"""The highest number that is drawn: 49 in German lotteries, 50 in European ones."""
_MOST_GROUPS = {2: 6, 3: 3}
"""Groups of two and of three digits in a telephone number: five pairs in France, six in German ones written in pairs;
area codes of three digits leave eight at most to the number (030, 089)."""
_DASHES = frozenset(("-", "–", " - ", " – ", "‑", "‐"))
_MONEY = re.compile(rb" ?(?:\xe2\x82\xac|[$%])")
_GAPS_OF_ROWS = frozenset((" ", "-", " / ", " - ", " – "))


def is_row(run: Run) -> bool:
    """Say whether groups, all as long and as far apart, are a row of some kind."""
    groups = run.groups
    if len(groups) == 2:  # noqa: PLR2004
        return _are_hours(run)
    if len({len(digits) for digits in groups}) > 1 or len(set(run.gaps)) != 1 or run.gaps[0] not in _GAPS_OF_ROWS:
        return False
    opening = run.text[run.start : run.starts[0]]
    return b"(" not in opening and b"+" not in opening and (run.gaps[0] == " / " or _counts(run))


def _counts(run: Run) -> bool:
    """Say whether groups of one length rise as numbers of a draw or a timetable do, or are too many for a number."""
    groups = run.groups
    numbers = [int(digits) for digits in groups]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    is_drawn = len(groups[0]) == 2 and len(groups) > 4 and min(steps) > 0 and numbers[-1] <= _HIGHEST_DRAWN  # noqa: PLR2004
    if is_drawn or run.gaps[0] != " ":
        return is_drawn
    are_times = len(groups[0]) == 4 and all(map(_is_hour, groups))  # noqa: PLR2004  # 0612
    if (len(steps) == 1 and (steps == {1} or not in_pairs(groups))) or (are_times and min(steps) > 0):
        return True
    several = all(in_pairs(groups[at : at + 5]) for at in range(0, len(groups), 5))
    most = _MOST_GROUPS.get(len(groups[0]), len(groups))
    too_many = sum(map(len, groups)) > MOST_NATIONAL or len(groups) > most
    return too_many and not several


def _are_hours(run: Run) -> bool:
    """Say whether two groups are an hour and a later one, without colons: 0930–1815."""
    first, last = run.groups
    is_span = len(first) == len(last) == 4 and run.gaps[0] in _DASHES and first < last  # noqa: PLR2004
    is_sure = "–" in run.gaps[0] or int(last) % 5 == 0  # a hyphen joins area codes as well
    return is_span and is_sure and _is_hour(first) and _is_hour(last)


def _is_hour(digits: str) -> bool:
    return int(digits) <= 2400 and int(digits) % 100 < 60  # noqa: PLR2004


def in_pairs(groups: Sequence[str]) -> bool:
    """Say whether groups are a French number: five pairs, of which the first begins with 0."""
    return len(groups) == 5 and groups[0][0] == "0" and all(len(digits) == 2 for digits in groups)  # noqa: PLR2004


def in_sum(run: Run, group: int) -> bool:
    """Say whether a sum in thousands ends the run that a digit alone begins, at `group` or before it.

    As in 0211 320413 1 320 Euro, where the 1 is none of the number's.
    """
    first = len(run.groups) - 1
    while first > 0 and len(run.groups[first]) == 3:  # noqa: PLR2004
        first -= 1
    is_sum = 0 < first <= group and len(run.groups[first]) == 1 and set(run.gaps[first - 1 :]) == {" "}
    return is_sum and is_unit(run)


def are_years(run: Run) -> bool:
    """Say whether all groups are years: of our time in any order, older ones if each is later than the one before."""
    groups = run.groups
    if all(map(YEAR.fullmatch, groups)):
        return True
    return len(groups) > 1 and all(map(_ANY_YEAR.fullmatch, groups)) and all(a < b for a, b in pairwise(groups))


def is_counted(run: Run) -> bool:
    """Say whether groups of one length, or of thousands, stand before what they count: 120 340 560 points."""
    groups = run.groups
    if groups[0].startswith("0") or set(run.gaps) - {" "}:
        return False
    is_even = len({len(digits) for digits in groups[1:]}) <= 1 and len(groups[0]) <= len(groups[-1])
    if sum(map(len, groups[:-1])) > MOST_COUNTED:
        return False
    is_sum = cue_at_start("counted").match(run.text, run.end) is not None or is_unit(run)
    return len(groups) > 1 and is_even and is_sum


def is_law(run: Run) -> bool:
    """Say whether a number and a year are a law's: 150 / 2002 Sb."""
    groups = run.groups
    is_of_year = len(groups) == 2 and len(groups[0]) <= len(groups[1]) and YEAR.fullmatch(groups[1]) is not None  # noqa: PLR2004
    return is_of_year and cue_at_start("law").match(run.text, run.end) is not None


def is_unit(run: Run) -> bool:
    """Say whether what stands behind a run makes a sum of its end."""
    return _MONEY.match(run.text, run.end) is not None or cue_at_start("unit").match(run.text, run.end) is not None


def is_date(run: Run, group: int) -> bool:
    """Say whether three groups are a day, month and year, in either order, with the same mark between them alone."""
    parts, gaps = run.groups[group : group + 3], [gap.strip() for gap in run.gaps[group : group + 2]]
    if len(parts) < 3 or len(set(gaps)) > 1 or gaps[0] not in {".", "-", "/", ""}:  # noqa: PLR2004
        return False
    if gaps[0] and run.gaps[group + 2 : group + 3] == (gaps[0],):  # 10.12.13.45
        return False
    lengths = [len(part) for part in parts]
    if lengths[0] == 4 and lengths[1:] == [2, 2]:  # noqa: PLR2004
        return YEAR.fullmatch(parts[0]) is not None and int(parts[1]) <= 12 and int(parts[2]) <= 31  # noqa: PLR2004
    if max(lengths[:2]) > 2 or lengths[2] not in {2, 4}:  # noqa: PLR2004
        return False
    small, large = sorted((int(parts[0]), int(parts[1])))
    fits = 1 <= small <= 12 and large <= 31  # noqa: PLR2004
    return fits and (YEAR.fullmatch(parts[2]) is not None or (lengths[2] == 2 and gaps[0] != ""))  # noqa: PLR2004


def is_time(run: Run, group: int) -> bool:
    """Say whether four groups are two times of the day: 08.00 - 12.30."""
    parts, gaps = run.groups[group : group + 4], run.gaps[group : group + 3]
    if len(parts) < 4 or gaps[::2] != (".", ".") or gaps[1] == "." or any(len(part) > 2 for part in parts):  # noqa: PLR2004
        return False
    return all(int(hour) <= 24 for hour in parts[::2]) and all(int(minute) < 60 for minute in parts[1::2])  # noqa: PLR2004
