"""Says which field of records is what to us: by the names they usually go by, else by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.text.dates import read_date

ADDRESS = re.compile(r"https?://\S+")
LEAST_WORDS = 5.0
"""Words that the values of a field have on average for it to be the text."""
MOST_PATHS = 200


class Fields(NamedTuple):
    """What the records of a source hold, by the names that stand there, dotted where nested."""

    usual: dict[str, str]
    """Our fields and theirs, found by name: the register need not say them."""
    mapped: dict[str, str]
    """Our fields and theirs, found by what they hold."""
    unread: tuple[str, ...]
    """Theirs that are none of ours."""


def recognise_fields(records: Sequence[Mapping[str, Any]]) -> Fields:
    """Return which of the fields of records are ours; `mapped` holds `text` where no name says which field is it."""
    finder = FieldFinder({})
    values: dict[str, list[str]] = {}
    usual: dict[str, tuple[int, str]] = {}
    for record in records:
        for path, value in _strings(record, "", finder):
            if path in values or len(values) < MOST_PATHS:
                values.setdefault(path, []).append(value)
            place = finder.place_of(path)
            if place is not None and value and place.rank < usual.get(place.ours, (place.rank + 1, ""))[0]:
                usual[place.ours] = (place.rank, path)
    found = {ours: path for ours, (_, path) in usual.items()}
    others = [path for path in values if finder.place_of(path) is None]
    mapped = {} if {"text", "html"} & found.keys() else _one("text", _longest({path: values[path] for path in others}))
    for ours, holds in (("url", ADDRESS.fullmatch), ("published", _is_day)):
        if ours not in found:
            free = [path for path in others if path not in mapped.values()]
            like_it = [path for path in free if any(values[path]) and all(holds(each) for each in values[path] if each)]
            mapped |= _one(ours, like_it[0] if len(like_it) == 1 else None)
    return Fields(found, mapped, tuple(path for path in others if path not in mapped.values()))


def _strings(record: Mapping[str, Any], prefix: str, finder: FieldFinder) -> Iterator[tuple[str, str]]:
    """Yield the paths of all fields of a record with their values; those that hold no text with an empty one."""
    for name, value in record.items():
        path = f"{prefix}{name}"
        place = finder.place_of(path)
        if isinstance(value, Mapping) and (place is None or place.ours == "text" or finder.holds_fields(path)):
            yield from _strings(value, f"{path}.", finder)
        else:
            yield path, value if isinstance(value, str) else "" if value is None or place is None else str(value)


def _longest(values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the field whose values have the most words on average, if that is enough to be a text."""
    # Words are what blanks part, so that an address or a moment is one.
    words = {path: sum(len(each.split()) for each in found) / len(found) for path, found in values.items()}
    best = max(words, key=words.__getitem__, default=None)
    return best if best is not None and words[best] >= LEAST_WORDS else None


def _is_day(value: str) -> bool:
    return not value.strip().isdigit() and read_date(value) is not None  # a bare number may count anything


def _one(ours: str, path: str | None) -> dict[str, str]:
    return {} if path is None else {ours: path}
