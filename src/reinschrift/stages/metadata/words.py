"""The words of `words.json`: months, weekdays, labels, agencies and sections in the languages of Europe."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Words(NamedTuple):
    """The lists as they are asked: `months` gives a number from 1, the others say whether a word is in them."""

    months: dict[str, int]
    weekdays: frozenset[str]
    published: frozenset[str]
    updated: frozenset[str]
    fillers: frozenset[str]
    byline: frozenset[str]
    byline_heads: frozenset[str]
    particles: frozenset[str]
    joints: frozenset[str]
    no_names: frozenset[str]
    sections: frozenset[str]
    agencies: tuple[str, ...]


@cache
def words() -> Words:
    """Return the lists; the file is read once.

    A month's name that means two months keeps the first language's: `listopada` is November (Polish), not
    October (Croatian).
    """
    text = (files("reinschrift.stages.metadata") / "words.json").read_text(encoding="utf-8")
    lists: dict[str, Any] = json.loads(text)
    months: dict[str, int] = {}
    for names in lists["months"].values():
        for number, forms in enumerate(names, start=1):
            for form in forms.split():
                months.setdefault(form, number)
    sets = {name: frozenset(lists[name].split()) for name in lists if name not in ("months", "agencies")}
    return Words(months=months, agencies=tuple(lists["agencies"]), **sets)
