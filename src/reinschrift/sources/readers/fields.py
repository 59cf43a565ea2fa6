"""Finds our fields in a record: as the register maps them, else by the names that corpora usually give them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from reinschrift.languages import section
from reinschrift.sources.readers.values import as_text
from reinschrift.text.spelling import in_two_letters

SAME_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "æ": "ae", "đ": "d"})
"""Letters that are written as others where a keyboard or a program lacks them, and that Unicode does not take apart."""

VOCABULARY = re.compile(r"(?:dc|dcterms|dct|og|schema|article|citation|prism|meta)[:._](?=.)", re.IGNORECASE)
"""What stands before a name that a vocabulary for metadata defines: `dc:title`, `article:published_time`."""

WRAPPERS = ("_source",)
"""As `NESTED`, where the sign before the name counts: so search engines wrap the records that they export."""

FIRST = "en"
"""The language whose names for fields win: those of programs and vocabularies are taken from it."""

CHATS = frozenset({"messages"})
"""Fields that are a text only if they hold a chat; in other records each message is a text of its own."""

NESTED_RANK = 1000
MOST_NAMES = 100_000
MOST_JSON_CHARS = 100_000
"""Characters of a text that is looked at as metadata written as JSON."""


class Place(NamedTuple):
    """Which of our fields something in a record is, and how good a place for it; the lowest rank wins."""

    ours: str
    rank: int


def plain_name(name: str) -> str:
    """Return a field's name without what names differ in for no reason: letter case, accents, signs, blanks."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(SAME_LETTERS))
    return re.sub(r"[\W_]", "", letters).translate(SAME_LETTERS)


def _spellings(name: str) -> Iterator[str]:
    yield plain_name(name)
    yield plain_name(in_two_letters(name))


def _read_usual() -> dict[str, tuple[str, ...]]:
    by_language = section("fields")
    names: dict[str, dict[str, None]] = {ours: {} for ours in by_language[FIRST]}
    for tag in sorted(by_language, key=lambda tag: (tag != FIRST, tag)):
        for ours, listed in by_language[tag].items():
            names[ours] |= dict.fromkeys(form for name in listed for form in _spellings(name))
    return {ours: tuple(forms) for ours, forms in names.items()}


_LISTED = _read_usual()
NESTED = frozenset(_LISTED["nested"])
"""Fields of a record in which further fields are looked for, after its own."""
USUAL: Mapping[str, tuple[str, ...]] = {ours: names for ours, names in _LISTED.items() if ours != "nested"}
"""Our fields, and the names they usually go by, as `plain_name` gives them, best first.

`html` is read as pages are, where a record has no text.
"""

_USUAL_PLACES = {name: Place(ours, rank) for ours, names in USUAL.items() for rank, name in enumerate(names)}


class FieldFinder:
    """Finds our fields in the records of one source; remembers what a name meant."""

    def __init__(self, mapped: Mapping[str, str]) -> None:
        self.mapped = dict(mapped)
        self._places: dict[str, Place | None] = {}

    def place_of(self, name: str) -> Place | None:
        """Return what a field called `name` (dotted if nested) is to us, or none."""
        if name not in self._places:
            place = self._look_up(name)
            if len(self._places) >= MOST_NAMES:
                self._places.clear()  # names that are values, such as those of a map
            self._places[name] = place
        return self._places[name]

    def holds_fields(self, name: str) -> bool:
        """Say whether our fields may be found within what is called `name`: it is metadata, or the register says so."""
        return _is_nested(name) or any(theirs.startswith(f"{name}.") for theirs in self.mapped.values())

    def _look_up(self, name: str) -> Place | None:
        ours = next((ours for ours, theirs in self.mapped.items() if theirs == name), None)
        if ours is not None:
            return Place(ours, 0)
        group, dot, inner = name.rpartition(".")
        if dot and not (_is_nested(group) or self._is_text(group)):
            return self._usual(name) if VOCABULARY.match(name) else None
        place = self._usual(inner)
        return place._replace(rank=place.rank + NESTED_RANK) if place and dot else place

    def _usual(self, name: str) -> Place | None:
        found = _USUAL_PLACES.get(plain_name(name))
        if found is None and (vocabulary := VOCABULARY.match(name)):
            found = _USUAL_PLACES.get(plain_name(name[vocabulary.end() :]))
            found = found and found._replace(rank=found.rank + NESTED_RANK)
        return None if found is None or found.ours in self.mapped else found

    def _is_text(self, group: str) -> bool:
        place = self.place_of(group)
        return place is not None and place.ours == "text"

    def values_of(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Return the text of each of our fields that the record holds; of several places the best that is not empty."""
        best: dict[str, tuple[int, str]] = {}
        self._collect(record, "", best)
        return {ours: value for ours, (_, value) in best.items()}

    def _collect(self, record: Mapping[str, Any], prefix: str, best: dict[str, tuple[int, str]]) -> None:
        for name, value in record.items():
            path = f"{prefix}{name}"
            place = self.place_of(path)
            if place is not None and (place.rank == 0 or plain_name(name) not in CHATS or is_chat(value)):
                known = best.get(place.ours)
                if (known is None or place.rank < known[0]) and (written := as_text(place.ours, value)):
                    best[place.ours] = (place.rank, written)
                if place.ours != "text" and not self.holds_fields(path):
                    continue
            if type(value) is dict:
                self._collect(value, path + ".", best)
            elif isinstance(value, str | list | tuple) and self.holds_fields(path):
                self._collect(as_mapping(value), path + ".", best)


@lru_cache(maxsize=10_000)  # asked for each field of each record
def _is_nested(path: str) -> bool:
    return all(step in WRAPPERS or plain_name(step) in NESTED for step in path.split("."))


def is_chat(value: Any) -> bool:
    """Say whether a value is a list of turns, each of which says who speaks: so programs write one conversation."""
    return isinstance(value, list | tuple) and all(isinstance(turn, Mapping) and "role" in turn for turn in value)


def nested(path: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value as what stands at a dotted path of a record."""
    for step in reversed(path.split(".")):
        value = {step: value}
    return dict(value)


def as_mapping(value: Any) -> dict[str, Any]:
    """Return metadata as names with their values: an object, one written as JSON, or pairs; empty if it is none."""
    if isinstance(value, str) and value.lstrip().startswith("{") and len(value) <= MOST_JSON_CHARS:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    if isinstance(value, Mapping):
        return {str(name): each for name, each in value.items()}
    return dict(_pairs(value)) if isinstance(value, list | tuple) else {}


def _pairs(entries: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for entry in entries:
        if isinstance(entry, Mapping):
            name = next((entry[key] for key in ("key", "name", "property", "field") if key in entry), None)
            value = next((entry[key] for key in ("value", "content") if key in entry), None)
        elif isinstance(entry, list | tuple) and len(entry) == 2:  # noqa: PLR2004  # a name and its value
            name, value = entry
        else:
            continue
        if isinstance(name, str):
            yield name, value
