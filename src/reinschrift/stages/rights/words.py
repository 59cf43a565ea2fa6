"""Reservations in natural language: found in footers and texts, marked, and held back if the settings say so.

Whether such words are machine-readable in the sense of § 44b (3) UrhG is disputed (OLG Hamburg, 5 U 104/24, says no).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import matching, one_chunk
from reinschrift.languages import all_words
from reinschrift.stages.rights.signals import Signal, Statement

SCHEME = "words"
_SIGNS = ("reserved",)
_AROUND = 120
"""Characters kept on both sides of the words."""


@cache
def pattern() -> str:
    """Return all reservations as one regular expression (RE2), upper and lower case alike.

    Each is searched in sentences of a footer and in whole texts; so each must be rare where nobody reserves anything.
    """
    return _any_of(sorted(all_words("rights", "reservations")))


@cache
def screen() -> str:
    """Return what every reservation holds a piece of as one regular expression (RE2), fifty times as fast."""
    return _any_of(sorted(all_words("rights", "screen")))


def _any_of(expressions: Iterable[str]) -> str:
    return "(?i)(?:" + "|".join(expressions) + ")"


@cache
def _compiled() -> re.Pattern[str]:
    return re.compile(pattern().replace(r"\pL", r"[^\W\d_]"))


def in_statements(page: tuple[Statement, ...]) -> Iterator[Signal]:
    """Yield the sentences of a page's footer, or elsewhere in it, and meta tags that reserve rights in words."""
    for stated in page:
        if stated.where in {"footer", "text", "meta", "json-ld"} and _compiled().search(stated.value):
            yield Signal(SCHEME, f"{stated.where} {stated.name}", stated.value, _SIGNS, marks=True)


def reserving_texts(texts: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.bool_]:
    """Say of each text whether words of a reservation are in it; all are screened, the few that pass are searched."""
    column = one_chunk(texts)
    found = matching(column, screen())
    few = column.filter(pa.array(found))
    found[found] = matching(few, pattern())
    return found


def in_text(text: str) -> Iterator[Signal]:
    """Yield the first words of a reservation in a text, with what stands around them in their line."""
    if match := _compiled().search(text):
        start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
        begin = text.rfind("\n", start, match.start()) + 1 or start
        stop = text.find("\n", match.end(), end)
        yield Signal(SCHEME, "text", text[begin : stop if stop >= 0 else end].strip(), _SIGNS, marks=True)
