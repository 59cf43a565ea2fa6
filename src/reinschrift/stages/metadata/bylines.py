"""What a line says of its author, with a word such as “Von” or “By” before the name or with a date beside it."""

from __future__ import annotations

import re
from functools import cache

from reinschrift.languages import all_words, one_of_words, section
from reinschrift.model.alone import labels
from reinschrift.stages.metadata.caseless import CASELESS_SCREEN, caseless_authors
from reinschrift.stages.metadata.dates import Date, find_dates, share_of_date, without_days
from reinschrift.stages.metadata.names import (
    TOKEN,
    first_names,
    is_name,
    leading_name,
    names_alone,
    no_names,
    small_words,
    split_names,
)
from reinschrift.stages.metadata.persons import is_given_name, is_label, is_nobodys, is_persons, is_place
from reinschrift.stages.metadata.words import words

BYLINE_SCREEN = rf"(?i)^[(– -]*(?:{one_of_words('metadata', 'byline')})(?:\b|:|(?-i:\p{{Lu}}\pL))|{CASELESS_SCREEN}"
"""What a byline begins with, for RE2 over a whole column."""

_HEAD_WORD = re.compile(r"[(–\s-]*(?P<word>[^\W\d_]+)\.?(?:\(in\)|[/*:]in\b)?(?P<colon>\s*:)?\s*")
_MARKS = "|".join(
    f"[{word[0].upper()}{word[0]}]{word[1:]}|{word.upper()}" for word in sorted(all_words("metadata", "author_marks"))
)
_MARKED = re.compile(rf"(?:^|[\s|/,·])(?:{_MARKS})\s+(?P<rest>[^\W\d].*)$")
_LABELLED = re.compile(rf"(?i)(?:^|\W)(?:{one_of_words('metadata', 'byline_heads')})\s?:\s*(?P<rest>[^|•·]+)")
_NICKNAME = re.compile(r"[^\W\d_][\w.-]{1,24}")
_SECTION = re.compile(rf"(?i)\s(?:{one_of_words('metadata', 'before_section')})\s(?-i:[^\W\d_a-z]).*$")
"""A section and the word before it: “by Stephen Bay in Growth”."""

MOST_GROUP_WORDS = 4
"""Words of the longest name of a desk or a company after “By”."""

MOST_LABEL_WORDS = 4
"""Words of the longest row that announces the author in the next one: “Ein Gastbeitrag von”."""


LONGEST_PREPOSITION = 3
"""Letters of the longest word such as “by”, “von”, “par”; behind “Author” a colon stands before a desk's name."""


def find_authors(line: str) -> list[str]:
    """Return the authors that a byline names, none if the line is not a byline.

    A byline begins with a word such as “Von”, “By”, “Autor:”, “Ursprünglicher Autor:”, “Geschrieben von”. After
    “Von” alone a name has at least two words; after a colon, or after “Geschrieben von”, one is enough.
    """
    known = words()
    if re.search(CASELESS_SCREEN, line) and (names := caseless_authors(line)):
        return names
    match, has_head = _HEAD_WORD.match(line), False
    while match:
        word = match["word"].lower()
        if word not in known.byline and word not in known.joints:
            return []
        rest = _without_date(line[match.end() :])
        has_head = has_head or word in known.byline_heads
        if has_head:  # an office may stand between it and the name: “Von unserem Redakteur Karl Weber”
            rest = _SECTION.sub("", rest)
            names = first_names(rest, fewest=1 if match["colon"] or match.start() or is_given_name(rest) else 2)
            if names and names[0].split()[0] not in known.byline_heads:
                return names
        elif match["colon"] and (names := names_alone(rest)):  # “Interview: Anna Klein”, and nothing else
            return names
        match = _HEAD_WORD.match(line, match.end())
    return []


def find_group(line: str) -> list[str]:
    """Return the desk or company that a byline names: “By The Harbour Editors”, “Posted by Kontor Nord”."""
    match, known, begun = _HEAD_WORD.match(line), words(), False
    while match and match["word"].lower() in known.byline:
        begun = match["word"].lower() in known.byline_heads
        rest = line[match.end() :]
        is_by = match["colon"] or len(match["word"]) <= LONGEST_PREPOSITION
        if begun and is_by and (group := _group(rest)):
            return [group]
        match = _HEAD_WORD.match(line, match.end())
    return []


def _group(text: str) -> str:
    """Return a text that can be the name of a desk or a company, "" if it is something else or a word of the page."""
    tokens = _without_date(text).strip(" .|,–-").split()
    known = words()
    small = [token.lower() for token in tokens]
    if (
        not 0 < len(tokens) <= MOST_GROUP_WORDS
        or " ".join(small) in labels()
        or any(word in known.byline for word in small)
        or is_place(" ".join(tokens))
        or is_label(" ".join(tokens))
    ):
        return ""
    is_written = all(
        TOKEN.fullmatch(token) and (token[0].isupper() or token.lower() in _beside_groups()) for token in tokens
    )
    own = [word for word in small if word not in no_names() and word not in small_words()]
    return " ".join(tokens) if is_written and own and tokens[0][0].isupper() else ""


def is_desk(text: str) -> bool:
    """Say whether a text is the name of a desk: up to four capital words, “Redaktion” first, or “Team” last.

    What else it holds is not only words of buttons and menus: “Support Team” is none.
    """
    tokens, known = text.lower().split(), words()
    is_called = len(tokens) > 1 and (tokens[0] in known.desks or tokens[-1] in known.desks | known.teams)
    return is_called and not _of_pages().issuperset({*tokens} - known.desks - known.teams) and _group(text) == text


def find_desk_or_alias(text: str) -> list[str]:
    """Return the desk, the company or the nickname that stands alone in a text, none if it is anything else."""
    small = text.lower()
    if small in _of_pages():
        return []
    is_alias = _NICKNAME.fullmatch(text) and small not in _no_nicknames()
    return [text] if (is_alias and not is_nobodys(text)) or _group(text) == text else []


def announces_authors(line: str) -> bool:
    """Say whether a row holds nothing but what stands before an author's name: “Von”, “Written by”, “Autor:”."""
    tokens = [word for token in line.split() if (word := token.lower().strip(".:–-"))]  # “Auteur :” has two signs
    known = words()
    return (
        0 < len(tokens) <= MOST_LABEL_WORDS
        and all(token in known.byline for token in tokens)
        and tokens[-1] in known.byline_heads
    )


def ends_byline(line: str, dates: list[Date]) -> bool:
    """Say whether a line is a byline that ends with its date: “Written by Grant Tinsley, PhD on April 29, 2018”.

    Behind the name may stand an office in capitals, and nothing that tells something.
    """
    before, known = line[: dates[0].start], words()
    authors = find_authors(before)
    if not authors or share_of_date(line[dates[0].start :]) < 1:
        return False
    rest = before.rpartition(authors[-1])[2].split()
    small = known.fillers | known.published | known.updated
    return all(word[0].isupper() or not word[0].isalpha() or word.lower().strip(".:,") in small for word in rest)


def authors_beside(line: str) -> list[str]:
    """Return the authors in a date line.

    They follow “von” or “by” (“… am 12. Juni 2017 von gizzmo”), or stand as names of persons between dates and
    separators (“Jonas Roth 13.12.2023, 4 min”, “25.10.2022 – Reiner Nagel”).
    """
    if re.search(CASELESS_SCREEN, line) and (names := caseless_authors(line)):
        return names
    labelled, marked = _LABELLED.search(line), _MARKED.search(line)
    if labelled and (names := _named(labelled["rest"].partition("/")[0])):
        return names
    if marked:  # an office may stand before the name: “von unserem Redakteur Karl Weber”
        return _named(marked["rest"]) or find_authors(line[marked.start() :].lstrip(" |/,·"))
    pieces = [_behind_label(piece) for piece in split_names(without_days(line))]
    names = [" ".join(leading_name(piece.split())[0]) for piece in pieces]
    persons = [name for name in names if is_name(name) and is_persons(name) and not is_place(name)]
    persons = persons or [piece for piece in map(str.strip, pieces) if is_desk(piece)]
    return persons or ([line.split(maxsplit=1)[0]] if _begins_with_given_name(line) else [])


def _named(text: str) -> list[str]:
    """Return the names that a text behind “by” or “Author:” begins with: of persons, of a desk, or a nickname."""
    rest = _SECTION.sub("", re.split(r"[|•·]", _without_date(text).strip(" .|,"))[0]).strip()
    while rest.split()[1:] and rest.split()[-1].lower().strip(".:") in words().published | words().updated:
        rest = rest.rsplit(maxsplit=1)[0]
    if names := first_names(rest, fewest=1):
        return names
    is_alias = _NICKNAME.fullmatch(rest) and rest.lower() not in _no_nicknames() and not is_nobodys(rest)
    group = _group(rest) or (rest if is_alias else "")
    return [group] if group else []


def _behind_label(piece: str) -> str:
    """Return a piece of a date line without the label before the name in it: “Author Anna Klein”."""
    first, _, rest = piece.strip().partition(" ")
    return rest if first.lower() in words().byline_heads else piece


def _begins_with_given_name(line: str) -> bool:
    """Say whether a line begins with a given name that is known, and goes on with a date: “Susan December 9, 2024”."""
    word, _, rest = line.partition(" ")
    dates = find_dates(rest)
    return is_given_name(word) and bool(dates) and not dates[0].start


@cache
def _no_nicknames() -> frozenset[str]:
    """Return the words that can follow “von” beside a date and are no one's name."""
    return no_names() | small_words()


@cache
def _of_pages() -> frozenset[str]:
    """Return what pages say of themselves, in small letters, and the agencies, which have a field of their own."""
    debris = (
        word for table in section("debris").values() for kind in table if kind != "byline" for word in table[kind]
    )
    return frozenset(debris) | labels().keys() | {name.lower() for name in all_words("metadata", "agencies")}


@cache
def _beside_groups() -> frozenset[str]:
    """Return the words that are written small in the name of a desk: “The Harbour editors”, “Amt für Umwelt”."""
    return words().no_names | words().desks | small_words()


def _without_date(text: str) -> str:
    """Return a text up to the first date in it, and without the “am” or “on” that leads to it."""
    dates = find_dates(text)
    tokens = text[: dates[0].start].split() if dates else text.split()
    while tokens and tokens[-1].lower() in words().fillers:
        tokens.pop()
    return " ".join(tokens)
