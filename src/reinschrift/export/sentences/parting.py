"""Paragraphs to sentences, and sentences to words, for forms that ask for both."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from reinschrift.errors import ConfigError
from reinschrift.kinds import CODE, KINDS, TABLE, VERSE
from reinschrift.text.characters import classes_of, ranges_of
from reinschrift.text.fold import HAN, KIND_SHIFT, fold

_BY_LINES = frozenset({KINDS[TABLE], KINDS[CODE], KINDS[VERSE]})
"""Kinds whose lines are their sentences."""


class Word(NamedTuple):
    """A word or a sign."""

    form: str
    space_after: bool
    """Whether white space stands between it and the next; never after the last of a sentence."""


def check_segmenter() -> None:
    """Raise `ConfigError` where the package that finds sentences is not installed."""
    if importlib.util.find_spec("sentencex") is None:
        raise ConfigError(
            "This form has sentences, and the package that finds them is not installed.",
            hint='Install it with pip install "reinschrift[sentences]".',
        )


def sentences_of(text: str, kind: str, language: str | None) -> list[str]:
    """Return the sentences of a paragraph, none of them empty, each on one line without white space around it."""
    if kind in _BY_LINES:
        parts: list[str] = text.splitlines()
    else:
        from sentencex import segment  # noqa: PLC0415  # an extra

        parts = list(segment(language or "und", text))
    return [one for part in parts if (one := " ".join(part.split()))]


def words_of(sentence: str) -> Iterator[Word]:
    """Yield the words and signs of a sentence.

    A word is a run of letters, marks and digits, with hyphens, apostrophes and, between digits, points, commas and
    colons within it; a Han or kana character is one, as to the one tokeniser; any other sign is one, equal ones in a
    row together.
    """
    end = len(sentence)
    for found in _word().finditer(sentence):
        yield Word(found[0], space_after=found.end() < end and sentence[found.end()].isspace())


@cache
def _word() -> re.Pattern[str]:
    alone = ranges_of(fold().table >> KIND_SHIFT == HAN)
    marks = ranges_of(classes_of({"M": 1}) == 1)  # to Python they are no part of a word
    letter = rf"[^\W{alone}]|[{marks}]"
    run = f"(?:{letter})(?:{letter})*"
    return re.compile(rf"\d+(?:[.,:]\d+)+|[{alone}]|{run}(?:[-‐'’]{run})*|(\S)\1*")
