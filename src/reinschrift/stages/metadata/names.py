"""Names of authors and news agencies in a byline."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise, takewhile, zip_longest

from reinschrift.languages import all_words, listed, one_of_patterns, one_of_words
from reinschrift.model.lexicon import is_phrase
from reinschrift.stages.metadata.persons import is_nobodys, is_persons
from reinschrift.stages.metadata.words import words
from reinschrift.text.characters import one_in
from reinschrift.text.words import WRITTEN_WORD

_AGENCY_WORDS = one_of_words("metadata", "agencies")


AGENCY_SCREEN = rf"(?:^|[(/,;:|© ])(?:{_AGENCY_WORDS})(?:$|[)/,;| -])"
"""What a line that names an agency matches, for RE2 over a whole column."""

_AGENCY_LINE = re.compile(
    rf"^[(\[]?(?:(?:{one_of_words('metadata', 'agency_heads')})[:\s]+)?"
    rf"(?P<name>{_AGENCY_WORDS})(?:-\w+)?(?:\s?[/,]\s?[\w.-]{{2,12}}){{0,3}}[)\].]?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"^{one_in('Lu')}[\w./ ’'-]{{1,40}}(?:, [^()]{{3,24}})? [(\[](?P<name>{_AGENCY_WORDS})(?:[-/]\w+)?[)\]]"
    rf"|^[(\[](?P<bare>{_AGENCY_WORDS})(?:[-/]\w+)?[)\]]"
)
_CLOSING = re.compile(rf"[(\[](?P<name>{_AGENCY_WORDS})(?:[-/]\w+)*[)\]]\.?$")

TOKEN = re.compile(WRITTEN_WORD)
_SPLIT = re.compile(r"\s*(?:,|;|&|\||•|·|/|—|\s[–-]\s|\n|\(|\)|@\w+)\s*")
_MAY_BE_GLUED = re.compile(r"[a-z\x80-\U0010ffff][A-Z\x80-\U0010ffff]")
"""What every place has where a small letter stands before a capital; no pair of letters need be looked at elsewhere."""
_GLUED_DIGITS = re.compile(
    r"(?<=[^\W\d_]{2})(?=\d{1,2}[./]\d|(?:19|20)\d\d-\d)|(?<=\d\d)(?=[^\W\d_]{3})"
    r"|(?<=\D(?:19|20)\d\d)(?=\d{1,2}[.:])"
)
_AGO = re.compile(rf"(?i)(?:(?<![^\W\d_])|(?=\d))(?:{one_of_patterns('dates', 'ago')})(?![^\W\d_])")
MOST_TOKENS = 5
"""Words of the longest name."""


MOST_OFFICE_WORDS = 8
"""Words of the longest office behind a name."""


def is_name(text: str, *, fewest: int = 2) -> bool:
    """Say whether a text can be a person's name: capitalised words, particles small, nothing else."""
    name, rest = leading_name(text.split())
    return not rest and len(name) >= fewest and sum(token[0].isupper() for token in name) >= fewest


def names_alone(row: str, *, known: bool = True) -> list[str]:
    """Return the names of a row that holds nothing but names, none if it holds anything else.

    Each begins with a given name that is known, if such are wanted.
    """
    text = _with_commas(without_ago(unglued(row)).strip(" .:*•|–-0123456789"))
    names = [name for piece in _SPLIT.split(text) if (name := _cleaned(piece))]
    if not all(map(is_name, names)) or not all_words("metadata", "agencies").isdisjoint(names):
        return []
    if any(map(is_nobodys, names)):
        return []
    return names if not known or all(map(is_persons, names)) or (names and _is_enumeration(row, names)) else []


def without_ago(text: str) -> str:
    """Return a text without what says how long ago something was: “Anna Klein5 hours ago”."""
    return _AGO.sub("", text).strip()


def _is_enumeration(row: str, names: list[str]) -> bool:
    """Say whether a row lists names as a sentence does, one of them known: “Anna Klein, Ximunde Oksaar & Bo Li”."""
    last = re.compile(rf"(?:&|\s(?:{'|'.join(sorted(words().joints))}))\s{re.escape(names[-1])}\W*$")
    return len(names) > 1 and any(map(is_persons, names)) and last.search(row) is not None


def names_with_office(row: str) -> list[str]:
    """Return the names at the beginning of a row that goes on with degrees or an office: “Anna Klein, MD, PhD”.

    The first piece is a person's by a known given name, and whatever follows is written in capitals, too.
    """
    pieces = [piece.strip(" .:") for piece in _SPLIT.split(_with_commas(unglued(row).strip(" .:*•|–-")))]
    names = list(takewhile(lambda piece: is_name(piece) and is_persons(piece), pieces))
    while names and len(names) < len(pieces) and is_name(pieces[len(names)]) and _is_joined(row, pieces[len(names)]):
        names.append(pieces[len(names)])
    rest = [word for piece in pieces[len(names) :] for word in piece.split()]
    is_office = all(word[0].isupper() or word in small_words() for word in rest) and len(rest) <= MOST_OFFICE_WORDS
    return names if rest and is_office else []


def _is_joined(row: str, name: str) -> bool:
    """Say whether a word such as “and” stands before a name of a row."""
    return re.search(rf"(?:&|\s(?:{'|'.join(sorted(words().joints))}))\s{re.escape(name)}", row) is not None


def says_by(row: str, name: str) -> bool:
    """Say whether a row has a word such as “by” or “von” before a name: “Written by Anna”, “Mehr von Anna Klein”."""
    before = row.partition(f" {name}")[0].split()
    return bool(before) and before[-1].lower() in words().byline_heads


def unglued(line: str) -> str:
    """Return a line with a space between words that lost it: “VonAnna KleinPublished Jul 17”."""
    line = _GLUED_DIGITS.sub(" ", line)
    if not _MAY_BE_GLUED.search(line) or not any(a.islower() and b.isupper() for a, b in pairwise(line)):
        return line
    match = _front_glue().match(line)
    line = f"{match[0]} {line[match.end() :]}" if match else line
    return _inner_glue().sub(" ", line)


@cache
def _front_glue() -> re.Pattern[str]:
    """Return what finds a word such as “Von” that is glued to the name behind it."""
    heads = "|".join(sorted(word.capitalize() for word in words().byline_heads if len(word) < MOST_TOKENS))
    return re.compile(rf"(?:{heads})(?={one_in('Lu')}[^\W\d_]+ )")


@cache
def _inner_glue() -> re.Pattern[str]:
    """Return what finds the place before a label or a month that is glued to a small letter."""
    known = words()
    labels = known.published | known.updated | known.months.keys() | known.byline | known.no_names | known.desks
    ends = "|".join(sorted((re.escape(word.capitalize()) for word in labels if len(word) > 2), key=len, reverse=True))  # noqa: PLR2004  # letters
    return re.compile(rf"(?<={one_in('Ll')})(?=(?:{ends})\b)")


@cache
def no_names() -> frozenset[str]:
    """Return the words that stand beside names and are none."""
    known = words()
    beside = known.no_names | known.desks | known.published | known.updated | known.byline | known.sections
    return (beside | known.weekdays | known.months.keys()) - known.also_names - known.given_names


def leading_name(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Return the words of a name that some words begin with, and the words behind it."""
    known = words()
    end = 0
    for token, following in zip_longest(tokens, tokens[1:], fillvalue=""):
        if end > 1 and following and is_phrase(f"{token} {following}", "comment_form"):
            break  # “Karl Roth Keine Kommentare”
        if end > 1 and not token.isupper() and token not in known.particles and "".join(tokens[:end]).isupper():
            break  # “ANNA KLEIN Harbour Press”
        if not TOKEN.fullmatch(token) or (token[0].islower() and token not in known.particles):
            break
        if token not in known.particles and token.lower().strip(".") in no_names():
            break
        end += 1
    while end and tokens[end - 1] in known.particles:
        end -= 1
    return (tokens[:end], tokens[end:]) if end <= MOST_TOKENS else ([], tokens)


def _cleaned(piece: str) -> str:
    """Return a piece of a line without the labels after a name in it (“Sara Zinnecker Stand”)."""
    tokens = piece.strip(" .:").split()
    while tokens and tokens[-1].lower().strip(".:") in no_names():
        tokens.pop()
    return " ".join(tokens)


def _with_commas(text: str) -> str:
    """Return a text with commas in place of “and” in any language."""
    joints = "|".join(sorted(words().joints))
    return re.sub(rf",?\s(?:{joints})\s", ", ", text)


def split_names(text: str) -> list[str]:
    """Return the pieces of a text between commas, bars, brackets and words such as “and”."""
    return _SPLIT.split(_with_commas(text))


def first_names(text: str, *, fewest: int) -> list[str]:
    """Return the names that a text begins with; what follows the names (place, date, paper, office) ends the list."""
    names: list[str] = []
    for piece in split_names(text):
        if not piece.strip(" .:"):
            continue
        tokens, rest = leading_name(piece.strip(" .:").split())
        name = " ".join(tokens)
        least = 2 if names or rest else fewest
        is_cut_well = (
            not rest or not rest[0][0].isupper() or name.isupper() or ":" in rest[0] or rest[0].lower() in no_names()
        )
        if sum(token[0].isupper() for token in tokens) < least or not is_cut_well:
            break
        if names and is_persons(names[0]) and not is_persons(name) and not _is_joined(text, name):
            break  # an office or a place: “Anna Klein, Trial Attorney”
        if is_nobodys(name):
            break
        if name not in all_words("metadata", "agencies"):
            names.append(name)
        if rest:
            break
    return names


@cache
def small_words() -> frozenset[str]:
    """Return the function words of all languages."""
    return listed("function_words")


def find_agency(line: str, *, is_body: bool) -> str | None:
    """Return the agency that a line names: a line of its own, a dateline “Berlin (dpa) –”, or “(dpa)” at its end."""
    matches = (_DATELINE.match(line), _CLOSING.search(line)) if is_body else (_AGENCY_LINE.match(line),)
    names = (name for match in matches if match for name in match.groupdict().values() if name)
    return next(names, None)
