"""Telephone numbers in runs of digits: international, national, North American, or named so by the words before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reinschrift.personal.checksums import is_issn
from reinschrift.personal.cues import BEFORE, any_of, cue_at_start, glued_cue, has_cue, has_word
from reinschrift.personal.dialled import is_dialled
from reinschrift.personal.digit_groups import Run
from reinschrift.personal.no_phones import (
    MOST_NATIONAL,
    YEAR,
    are_years,
    in_pairs,
    in_sum,
    is_counted,
    is_date,
    is_law,
    is_row,
    is_time,
)

# Digits of a number without its country code, fewest and most (numbering plans collected by the ITU, E.164).
_NATIONAL_DIGITS = {
    "1": (10, 10), "7": (10, 10), "20": (8, 10), "27": (9, 9), "30": (10, 10), "31": (9, 9), "32": (8, 9),
    "33": (9, 9), "34": (9, 9), "36": (8, 9), "39": (6, 11), "40": (9, 9), "41": (9, 9), "43": (5, 13), "44": (9, 10),
    "45": (8, 8), "46": (7, 10), "47": (8, 8), "48": (9, 9), "49": (6, 13), "90": (10, 10), "350": (8, 8),
    "351": (9, 9), "352": (4, 11), "353": (7, 9), "354": (7, 9), "355": (8, 9), "356": (8, 8), "357": (8, 8),
    "358": (5, 11), "359": (7, 9), "370": (8, 8), "371": (8, 8), "372": (7, 8), "373": (8, 8), "375": (9, 9),
    "377": (8, 9), "380": (9, 9), "381": (6, 12), "382": (8, 9), "383": (8, 9), "385": (8, 9), "386": (8, 8),
    "387": (8, 8), "389": (8, 8), "420": (9, 9), "421": (9, 9), "423": (7, 9), "800": (8, 8),
}  # fmt: skip
_ELSEWHERE = (6, 12)
_LONGEST = 15  # digits of any number with its country code (E.164)
_JOINERS = frozenset((
    " ", "-", "/", ".", "–", " - ", " / ", " – ", "- ", "/ ", " -", " /", "-/", ")", ") ", ")/", ") /", ") / ", ")-",
    ") - ", " )", " ) ", "‑", "‐", ".-", "/-",
))  # fmt: skip
_PLAIN_BEFORE = re.compile(rb"(?:^|[ \t\n\"'>|:;]|[^\x00-\x7f])\({0,2}\Z")
_INSIDE = re.compile(rb"[0-9]:\Z|[=<>] \Z|(?i:\burn:[a-z0-9:.-]*)\Z")  # 12:…, x = …, urn:nbn:de:…
_LONGEST_NAME = 32  # bytes of a name in a URN's that a number ends
_PLUS_BEFORE = re.compile(rb"(?:^|[^\w+])\(?\+\(?\Z")
_SHORT_NAME = re.compile(rb"(?<![\w\x80-\xff])(?:(?:[TtFfMm]|TM) ?:[ \t]{0,2}[+(\d]|T [0+(])\Z")
_BROKEN_OFF = re.compile(rb"[A-Za-z0-9_%=@]|[.,:]\d|\xe2\x82\xac| ?(?:\xe2\x82\xac|[$%])|-[A-Za-z0-9]{2,}\d")
_GLUED = re.compile(rb"[A-Za-z]")
FEWEST_DIGITS = 5
_FEWEST_NATIONAL = 8
_AREA = re.compile(r"0[1-9]\d{0,4}")
_MOBILE = re.compile(r"01(?:5[1-9]|6[0-3]|7\d)\d{7,8}")  # German mobile numbers, written without a break
_BRACKETED = 3  # groups that one bracket holds at most: (0 30), (+49 30)
_NORTH_AMERICA = ([3, 3, 4], [1, 3, 3, 4])


def find_phones(run: Run) -> Iterator[tuple[int, int]]:
    """Yield start and end in the text of each telephone number of a run."""
    named = is_named(run.text, run.start)
    if is_dialled(run.text, run.start) and not (named and " " in run.gaps):  # `tel:` may be a label, too
        yield from _dialled(run)
        return
    named = named or _is_called(run)
    if not named and is_row(run):
        return
    group = behind = 0
    while group < len(run.groups):
        last = _international(run, group) if _has_plus(run, group) else None
        if last is None and (group == behind or _stands_alone(run, group)):
            last = _from_abroad(run, group)
            last = _with_cue(run) if last is None and named and group == 0 else last
            last = last if last is not None else _national(run, group)
        if last is None:
            group += 1
            continue
        yield _bounds(run, group, last)
        group = behind = last + 1


def _dialled(run: Run) -> Iterator[tuple[int, int]]:
    """Yield a number that an address of a page dials: its digits, with what stands between in a link (`tel:`)."""
    last = 0
    while last < len(run.gaps) and run.gaps[last] in {"-", "."}:
        last += 1
    if FEWEST_DIGITS < sum(map(len, run.groups[: last + 1])) <= _LONGEST + 2:
        yield run.start, run.end_of(last)


def is_named(text: bytes, start: int) -> bool:
    """Say whether the words before a number call it a telephone number, with nothing between if it begins as one."""
    if _SHORT_NAME.search(text[max(0, start - 6) : start + 1]) is not None or has_cue("phone", text, start):
        return True
    if _which().search(text[max(0, start - BEFORE) : start]) is not None:
        return True
    is_glued = text[start - 1 : start].isalpha() and text[start : start + 1] in {b"0", b"+", b"("}
    return is_glued and glued_cue("phone").search(text[max(0, start - BEFORE) : start]) is not None


@cache
def _which() -> re.Pattern[bytes]:
    """Return what ends with a short word for a telephone and which one it is: Tel. G., tél. dom. :, tel. kontaktowy."""
    short = any_of("phone_short")
    return re.compile(
        rb"(?i)(?<![\w\x80-\xff])(?:%s)\. ?[a-z\x80-\xff]{1,12}(?:\.? ?:|\.)?[ \t]{0,2}[+(]{0,2}\Z" % short
    )


def _is_called(run: Run) -> bool:
    is_long = sum(map(len, run.groups)) >= _FEWEST_NATIONAL  # as long as national ones are
    return is_long and _is_free(run, 0) and is_called(run.text, run.start)


def is_called(text: bytes, start: int) -> bool:
    """Say whether somebody is called in the sentence before a number, which no word right before says to be another."""
    return has_word("call", text, start) and not has_cue("not_phone", text, start)


def _bounds(run: Run, group: int, last: int) -> tuple[int, int]:
    """Return start and end with plus sign and bracket; a bracket that nothing closes belongs to the sentence."""
    start, end = run.starts[group], run.end_of(last)
    while start > run.start and run.text[start - 1 : start] in {b"+", b"("}:
        if run.text[start - 1 : start] == b"(" and run.text.count(b"(", start, end) == run.text.count(b")", start, end):
            break
        start -= 1
    return start, end


def _has_plus(run: Run, group: int) -> bool:
    start = run.starts[group]
    before = run.text[max(0, start - 4) : start]
    return b"+" in before and _PLUS_BEFORE.search(before) is not None


def _international(run: Run, group: int) -> int | None:
    """Return the last group of a number whose country code this group begins with; none if it is no number."""
    code, limits = _country(run.groups[group])
    return _extend(run, group, (len(code) + limits[0], len(code) + limits[1] + 1))


def _from_abroad(run: Run, group: int) -> int | None:
    """Return the last group of an international number that begins with 00."""
    digits = run.groups[group]
    if not digits.startswith("00") or digits.startswith("000") or not _is_free(run, group):
        return None
    code, limits = _country(digits[2:] or "".join(run.groups[group + 1 : group + 2]))
    in_one_piece = len(run.groups) == group + 1
    if code not in _NATIONAL_DIGITS or (in_one_piece and code not in {"49", "43", "41"}):
        return None
    return _extend(run, group, (len(code) + limits[0] + 2, len(code) + limits[1] + 3))


def _country(digits: str) -> tuple[str, tuple[int, int]]:
    for length in (1, 2, 3):
        if digits[:length] in _NATIONAL_DIGITS:
            return digits[:length], _NATIONAL_DIGITS[digits[:length]]
    return digits[:2], _ELSEWHERE


def _extend(run: Run, group: int, limits: tuple[int, int]) -> int | None:
    """Return the last group that a number of `limits` digits, begun at `group`, can have; none if none fits.

    It is the longest that what follows does not break off: 030 123456 8.204,95 ends before the sum.
    """
    total, last = len(run.groups[group]), group
    best = last if total >= limits[0] and _ends_well(run, last) else None
    while last < len(run.gaps) and _joins(run, group, last):
        following = run.groups[last + 1]
        if total + len(following) > limits[1] or (total >= limits[0] and _begins_anew(run, group, last)):
            break
        last += 1
        total += len(following)
        if total >= limits[0] and _ends_well(run, last):
            best = last
    return best if len(run.groups[group]) <= limits[1] else None


def _begins_anew(run: Run, group: int, last: int) -> bool:
    """Say whether the group behind `last` is an area code with a number of its own, as the one from `group` on is."""
    rest = run.groups[last + 1 :]
    is_code = rest[0].startswith("0") and " " in run.gaps[last]
    is_code = is_code and (len(rest[0]) > 2 or (in_pairs(run.groups[group : last + 1]) and in_pairs(rest[:5])))  # noqa: PLR2004
    return is_code and sum(map(len, rest)) >= _FEWEST_NATIONAL


def _joins(run: Run, group: int, last: int) -> bool:
    """Say whether what stands behind the group `last` joins it to the next one of the same number."""
    gap = run.gaps[last]
    if gap.endswith("("):  # only around an area code or its zero: +49 (0)30, +43 (1) 533
        is_abroad = run.groups[group].startswith("00") or _has_plus(run, group)
        return gap in {" (", "(", "-(", "–(", "/(", " / ("} and last == group and is_abroad
    opened = last - group < _BRACKETED and b"(" in run.text[max(0, run.starts[group] - 2) : run.starts[last]]
    if opened and ")" not in gap and gap in {" - ", " – "}:  # (093 - 889) is counted, not dialled
        return False
    return gap in _JOINERS and (opened or ")" not in gap)


def _ends_well(run: Run, last: int) -> bool:
    if last == len(run.groups) - 1:
        is_amount = cue_at_start("unit").match(run.text, run.end) is not None
        return not is_amount and _BROKEN_OFF.match(run.text, run.end) is None
    return not in_sum(run, last) and run.gaps[last] not in {".", "-", "/", "‑", "‐"}


def _with_cue(run: Run) -> int | None:
    """Return the last group of a number that the words before it call a telephone number."""
    if is_date(run, 0) or is_time(run, 0) or are_years(run) or is_counted(run) or is_law(run):
        return None
    if len(set("".join(run.groups))) == 1 or (run.groups[0] == "0" and run.gaps[:1] == (".",)):  # 000000, 0.12.11
        return None
    fewest = _FEWEST_NATIONAL if run.groups[0].startswith("0") else FEWEST_DIGITS
    last = _extend(run, 0, (fewest, _LONGEST))
    return last if last is not None else _extend(run, 0, (FEWEST_DIGITS, _LONGEST))


def _national(run: Run, group: int) -> int | None:
    """Return the last group of a number that its form alone shows to be one, with its area code."""
    in_america = _is_north_american(run, group)
    if not in_america and not run.groups[group].startswith("0"):
        return None
    if not _is_free(run, group) or (group == 0 and has_cue("not_phone", run.text, run.start)):
        return None
    if in_america:
        return group + 2 + (len(run.groups[group]) == 1)
    first = run.groups[group]
    bracket = run.text[run.starts[group] - 1 : run.starts[group]] == b"("
    spaced = first == "0" and group < len(run.gaps) and run.gaps[group] == " "
    in_pieces = spaced and (bracket or run.gaps[group + 1 : group + 2] in {("/",), (" / ",), ("-",), (" - ",)})
    if in_pieces or _MOBILE.fullmatch(first):
        return _extend(run, group, (_FEWEST_NATIONAL, MOST_NATIONAL) if in_pieces else (len(first), len(first)))
    if not _AREA.fullmatch(first) and not (first.startswith("01") and len(first) <= 6):  # noqa: PLR2004  # 015112
        return None
    last = _extend(run, group, (_FEWEST_NATIONAL, MOST_NATIONAL))
    return None if last is None or last == group or not _has_form(run, group, last) else last


def _is_free(run: Run, group: int) -> bool:
    """Say whether what stands before a group leaves it to be the beginning of a number."""
    if group:
        return True
    if _INSIDE.search(run.text[max(0, run.starts[0] - _LONGEST_NAME) : run.starts[0]]):
        return False
    return _PLAIN_BEFORE.search(run.text[max(0, run.starts[0] - 3) : run.starts[0]]) is not None


def _stands_alone(run: Run, group: int) -> bool:
    """Say whether a group inside a run may begin a number: after a date, a year, or a wide gap."""
    gap = run.gaps[group - 1]
    if _GLUED.match(run.text[max(0, run.start - 1) : run.start]):
        return False
    if gap.startswith(". ") or (gap.endswith("(") and gap != "("):
        return True
    if gap in {" - ", " / ", " – "}:
        return len(run.groups[group]) > 2 and not is_time(run, max(0, group - 2))  # noqa: PLR2004
    if gap != " ":
        return False
    return YEAR.fullmatch(run.groups[group - 1]) is not None or (group > 2 and is_date(run, group - 3))  # noqa: PLR2004


def _is_north_american(run: Run, group: int) -> bool:
    lengths = [len(digits) for digits in run.groups[group : group + 4]]
    long = lengths == _NORTH_AMERICA[1] and run.groups[group] == "1"
    if not long and lengths[:3] != _NORTH_AMERICA[0]:
        return False
    first = group + long
    if first + 3 != len(run.groups) or not _ends_well(run, first + 2):
        return False
    area, exchange = run.groups[first : first + 2]
    one, other = run.gaps[first : first + 2]
    bracket = run.text[run.starts[first] - 1 : run.starts[first]] == b"(" and one in {") ", ")", ")-"}
    return min(area[0], exchange[0]) > "1" and other in {"-", ".", " "} and (bracket or one == other != " ")


def _has_form(run: Run, group: int, last: int) -> bool:
    """Say whether groups that begin with an area code are a number and no date, hours, file number or ISSN."""
    groups, gaps = run.groups[group : last + 1], run.gaps[group:last]
    if len(groups) == 5 and all(len(digits) == 2 for digits in groups):  # noqa: PLR2004  # French numbers
        return len(set(gaps)) == 1 or (groups[0] == "06" and gaps[1:] == (" ",) * 3)  # Dutch mobile numbers: 06 - 12 …
    if is_date(run, group) or gaps.count("/") > 1:
        return False
    if len(groups) == 2:  # noqa: PLR2004
        joined = "".join(groups)
        if YEAR.fullmatch(groups[1]) or (gaps == ("-",) and len(joined) == 8 and is_issn(joined)):  # noqa: PLR2004
            return False
    if len(groups[0]) == 2 and gaps[0] == ".":  # noqa: PLR2004
        return len(groups[1]) > 5  # noqa: PLR2004
    bracket = ")" in gaps[0]
    return bracket or len(groups[0]) != 2 or len(groups[1]) != 2 or len(groups) > 3  # noqa: PLR2004
