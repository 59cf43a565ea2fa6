"""Words that are debris where they stand alone on a page: buttons, labels of advertisements, links to edit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from reinschrift.languages import all_words, section
from reinschrift.text.signs import SENTENCE_ENDS, one_of

MOST_WORDS = 12
"""Words of the longest line that is looked at."""
_SIGNS = "|·•›»«‹/\\()[]{}<>→←↑↓▲▼,;:–—\n\t+*✕×"
_BETWEEN = re.compile(rf"{one_of(_SIGNS + SENTENCE_ENDS)}+|\s-\s")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
"""A word of a button: a number is one, too, and a period belongs to none, as it may be the end of a sentence."""
_OF_FOOT = "legal"
_NUMBERED = re.compile(r"^\d{1,3} | \d{1,3}$")


@cache
def labels() -> Mapping[str, str]:
    """Return the words that stand alone, in small letters with one space between them, and the reason of each."""
    return MappingProxyType({
        words: reason
        for table in section("alone").values()
        for reason, listed in table.items()
        for words in listed
    })  # fmt: skip


def parts_of(text: str) -> list[str]:
    """Return the parts of a line between its signs, in small letters."""
    parts = (" ".join(_WORD.findall(part)) for part in _BETWEEN.split(text.lower().replace("’", "'")))
    return [part for part in parts if part]


@cache
def beside() -> frozenset[str]:
    """Return the words of a page's foot that count only beside others: “Kontakt” beside “Impressum”."""
    return all_words("foot", "beside")


def label_of(text: str) -> str | None:
    """Return the reason of a line that is made of such words alone; None of any other.

    A number beside them counts for nothing (“Kommentare 12”).
    """
    parts = [part for part in parts_of(text) if not part.isdecimal()]
    known = labels()
    found = [known.get(part) or known.get(_NUMBERED.sub("", part)) for part in parts]
    first = next(filter(None, found), None)
    if first == _OF_FOOT:
        found = [reason or (first if part in beside() else None) for part, reason in zip(parts, found, strict=True)]
    return first if found and all(found) else None


def has_label(text: str, reason: str) -> bool:
    """Say whether one part of a line is such a word with that reason."""
    known = labels()
    return any(known.get(part) == reason for part in parts_of(text))
