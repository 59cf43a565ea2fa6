"""Reservations in natural language: found in footers and texts, marked, and held back if the settings say so.

Whether such words are machine-readable in the sense of § 44b (3) UrhG is disputed (OLG Hamburg, 5 U 104/24, says no).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk
from reinschrift.stages.rights.signals import Effect, Signal, Statement

SCHEME = "words"
_AROUND = 120
"""Characters kept on both sides of the words."""


@cache
def pattern() -> str:
    """Return all reservations as one regular expression (RE2)."""
    file = resources.files(__package__).joinpath("words.toml")
    languages: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return "(?i)(?:" + "|".join(words for language in languages.values() for words in language) + ")"


@cache
def _compiled() -> re.Pattern[str]:
    return re.compile(pattern().replace(r"\pL", r"[^\W\d_]"))


def in_statements(page: tuple[Statement, ...], effect: Effect) -> Iterator[Signal]:
    """Yield the sentences of a page's footer, or elsewhere in it, and meta tags that reserve rights in words."""
    for said in page:
        if said.where in {"footer", "text", "meta", "json-ld"} and _compiled().search(said.value):
            yield Signal(SCHEME, f"{said.where} {said.name}", said.value, effect)


def reserving_texts(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Say of each text whether words of a reservation are in it; one pass of RE2 over the column."""
    return one_chunk(pc.match_substring_regex(texts, pattern()))


def in_text(text: str, effect: Effect) -> Iterator[Signal]:
    """Yield the first words of a reservation in a text, with what stands around them in their line."""
    if match := _compiled().search(text):
        start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
        begin = text.rfind("\n", start, match.start()) + 1 or start
        stop = text.find("\n", match.end(), end)
        yield Signal(SCHEME, "text", text[begin : stop if stop >= 0 else end].strip(), effect)
