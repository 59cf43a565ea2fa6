"""Names of authors and news agencies in a byline."""

from __future__ import annotations

import re
from functools import cache

from reinschrift.languages import all_words
from reinschrift.stages.metadata.dates import find_dates
from reinschrift.stages.metadata.words import words

_AGENCY_WORDS = "|".join(re.escape(name) for name in sorted(words().agencies, key=len, reverse=True))

BYLINE_SCREEN = "(?i)^[(– -]*(?:" + "|".join(sorted(words().byline)) + r")(?:\b|:)"
"""What a byline begins with, for RE2 over a whole column."""

AGENCY_SCREEN = rf"(?:^|[(/,;:|© ])(?:{_AGENCY_WORDS})(?:$|[)/,;| -])"
"""What a line that names an agency matches, for RE2 over a whole column."""

_AGENCY_HEADS = "|".join(sorted(all_words("metadata", "agency_heads")))
_AGENCY_LINE = re.compile(
    rf"^[(\[]?(?:(?:{_AGENCY_HEADS})[:\s]+)?"
    rf"(?P<name>{_AGENCY_WORDS})(?:-\w+)?(?:\s?[/,]\s?[\w.-]{{2,12}}){{0,3}}[)\].]?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"^[A-ZÄÖÜÉŠČŁŻ][\w./ ’'-]{{1,40}}(?:, [^()]{{3,24}})? [(\[](?P<name>{_AGENCY_WORDS})(?:[-/]\w+)?[)\]]"
    rf"|^[(\[](?P<bare>{_AGENCY_WORDS})(?:[-/]\w+)?[)\]]"
)
_CLOSING = re.compile(rf"[(\[](?P<name>{_AGENCY_WORDS})(?:[-/]\w+)*[)\]]\.?$")

_HEAD_WORD = re.compile(r"[(–\s-]*(?P<word>[^\W\d_]+)(?:\(in\)|[/*:]in\b)?(?P<colon>\s*:)?\s*")
_MARKS = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in sorted(all_words("metadata", "author_marks")))
_MARKED = re.compile(rf"(?:^|[\s|/,·])(?:{_MARKS})\s+(?P<rest>[^\W\d].*)$")
_TOKEN = re.compile(r"[^\W\d_][\w’'.-]*")
_SPLIT = re.compile(r"\s*(?:,|;|&|\||•|·|/|\s[–—-]\s|\n|\(|\))\s*")
MOST_TOKENS = 5
"""Words of the longest name."""


def is_name(text: str, *, fewest: int = 2) -> bool:
    """Say whether a text can be a person's name: capitalised words, particles small, nothing else."""
    known = words()
    tokens = text.split()
    if not fewest <= len(tokens) <= MOST_TOKENS:
        return False
    big = 0
    for token in tokens:
        if not _TOKEN.fullmatch(token):
            return False
        if token[0].isupper():
            big += 1
        elif token not in known.particles:
            return False
    return big >= fewest and not any(token.lower() in _no_names() for token in tokens if token not in known.particles)


@cache
def _no_names() -> frozenset[str]:
    """Return the words that stand beside names and are none."""
    known = words()
    beside = known.no_names | known.published | known.updated | known.byline | known.sections
    return (beside | known.weekdays | known.months.keys()) - known.also_names


def _cleaned(piece: str) -> str:
    """Return a piece of a line without the labels after a name in it (“Sara Zinnecker Stand”)."""
    tokens = piece.strip(" .:").split()
    while tokens and tokens[-1].lower().strip(".:") in _no_names():
        tokens.pop()
    return " ".join(tokens)


def _names_of(text: str, *, fewest: int) -> list[str]:
    """Return the names that a text begins with; what follows the names (place, date, paper) ends the list."""
    joints = "|".join(sorted(words().joints))
    names: list[str] = []
    for piece in _SPLIT.split(re.sub(rf"\s(?:{joints})\s", ", ", text)):
        cleaned = _cleaned(piece)
        if not cleaned:
            continue
        if not is_name(cleaned, fewest=fewest if not names else 2):
            break
        if cleaned not in words().agencies:
            names.append(cleaned)
    return names


def find_authors(line: str) -> list[str]:
    """Return the authors that a byline names, none if the line is not a byline.

    A byline begins with a word such as “Von”, “By”, “Autor:”, “Ursprünglicher Autor:”, “Geschrieben von”. After
    “Von” alone a name has at least two words; after a colon one is enough.
    """
    known = words()
    match = _HEAD_WORD.match(line)
    while match:
        word = match["word"].lower()
        if word not in known.byline and word not in known.joints:
            return []
        if word in known.byline_heads:
            names = _names_of(_without_date(line[match.end() :]), fewest=1 if match["colon"] else 2)
            if names:
                return names
        match = _HEAD_WORD.match(line, match.end())
    return []


def authors_beside(line: str, start: int, end: int) -> list[str]:
    """Return the authors in a date line whose date stands from `start` to `end`.

    They follow “von” or “by” (“… am 12. Juni 2017 von gizzmo”), or stand as a name before the date or between
    separators (“Jonas Roth 13.12.2023, 4 min”, “25.10.2022 – Reiner Nagel”).
    """
    marked = _MARKED.search(line)
    if marked:
        return _names_of(_without_date(marked["rest"]), fewest=1)
    for part in (line[:start], line[end:]):
        names = [cleaned for cleaned in map(_cleaned, _SPLIT.split(part)) if is_name(cleaned)]
        if names:
            return names[:1] if part is not line[:start] else names
    return []


def _without_date(text: str) -> str:
    """Return a text up to the first date in it, and without the “am” or “on” that leads to it."""
    dates = find_dates(text)
    tokens = text[: dates[0].start].split() if dates else text.split()
    while tokens and tokens[-1].lower() in words().fillers:
        tokens.pop()
    return " ".join(tokens)


def find_agency(line: str, *, is_body: bool) -> str | None:
    """Return the agency that a line names: a line of its own, a dateline “Berlin (dpa) –”, or “(dpa)” at its end."""
    matches = (_DATELINE.match(line), _CLOSING.search(line)) if is_body else (_AGENCY_LINE.match(line),)
    names = (name for match in matches if match for name in match.groupdict().values() if name)
    return next(names, None)
