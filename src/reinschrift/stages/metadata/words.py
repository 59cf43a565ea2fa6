"""The words of dates, bylines and newspaper sections in all languages, as the stage asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from reinschrift.languages import all_words, months


class Words(NamedTuple):
    """The lists as they are asked: `months` gives a number from 1, the others say whether a word is in them."""

    months: Mapping[str, int]
    weekdays: frozenset[str]
    published: frozenset[str]
    updated: frozenset[str]
    fillers: frozenset[str]
    byline: frozenset[str]
    byline_heads: frozenset[str]
    particles: frozenset[str]
    joints: frozenset[str]
    no_names: frozenset[str]
    desks: frozenset[str]
    teams: frozenset[str]
    also_names: frozenset[str]
    given_names: frozenset[str]
    places: frozenset[str]
    place_heads: frozenset[str]
    place_tails: frozenset[str]
    wishes: frozenset[str]
    no_persons: frozenset[str]
    sections: frozenset[str]


@cache
def words() -> Words:
    """Return the lists of all languages together; a document's language is not known yet when they are asked."""
    lists = {kind: all_words("metadata", kind) for kind in Words._fields if kind not in {"months", "weekdays"}}
    weekdays = all_words("dates", "weekdays") | all_words("dates", "short_weekdays")
    return Words(months=months(), weekdays=weekdays, **lists)
