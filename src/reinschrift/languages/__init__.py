"""What is known of each language: one TOML file a language, `any.toml` for what is the same in all of them.

A section is a table of the file (`debris`, `alone`, `foot`, `banner`, `dates`, `metadata`, `pages`, `labels`, `cues`,
`bylines`, `notices`, `stubs`, `rights`, `detection`, `policies`, `fields`, `hints`, `wiki`, `syllables`,
`characters`, `spelling`, `compounds`) or a list at its top (`function_words`, `stop_words`, `conjunctions`).
`ordinal_period` says
that a number with a period is an ordinal (3. Mai), by CLDR's rules. A new language is a new file, named nowhere else.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent
ANY = "any"
"""The name of the file whose words belong to no single language."""


@cache
def language_files() -> Mapping[str, Mapping[str, Any]]:
    """Return the content of every file by its language's tag, in the order of the tags; read once a process."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: file.stem)
    return MappingProxyType({file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files})


def section(name: str) -> dict[str, Any]:
    """Return one section of every language that has it, by the language's tag."""
    return {tag: content[name] for tag, content in language_files().items() if name in content}


def words(name: str, kind: str) -> dict[str, list[str]]:
    """Return the list `kind` in the section `name` of every language that has it, by the language's tag."""
    return {tag: table[kind] for tag, table in section(name).items() if kind in table}


def all_words(name: str, kind: str) -> frozenset[str]:
    """Return what any language has in the list `kind` of the section `name`."""
    return frozenset(word for listed in words(name, kind).values() for word in listed)


def one_of_words(name: str, kind: str) -> str:
    """Return a pattern of the words that any language has in the list `kind` of the section `name`, longest first."""
    return "|".join(map(re.escape, sorted(all_words(name, kind), key=lambda word: (-len(word), word))))


def one_of_patterns(name: str, kind: str) -> str:
    """Return a pattern of the patterns that any language has in a list, longest first."""
    return "|".join(sorted(all_words(name, kind), key=lambda pattern: (-len(pattern), pattern)))


def listed(name: str) -> frozenset[str]:
    """Return what any language has in the list `name` at the top of its file."""
    return frozenset(word for table in section(name).values() for word in table)


@cache
def also() -> Mapping[str, str]:
    """Return the tags that share the file of another, and which: Nynorsk and bare Norwegian that of Bokmål."""
    return MappingProxyType(
        {other: tag for tag, content in language_files().items() for other in content.get("also", ())}
    )


@cache
def months() -> Mapping[str, int]:
    """Return the number, from 1, of each month's name and short form in every language, in small letters.

    A name is also known without its accents (`fevrier`). No name means two months: one that does, as `listopad` in
    Polish and in Croatian, stands only in the language with more texts.
    """
    known: dict[str, int] = {}
    for kind in ("months", "short_months"):
        for table in words("dates", kind).values():
            for number, forms in enumerate(table, start=1):
                for form in forms:
                    known.setdefault(form, number)
    for form, number in list(known.items()):
        known.setdefault(without_accents(form), number)
    return MappingProxyType(known)


def month_names() -> dict[str, list[str]]:
    """Return the full names of the months by language; short forms are words of other languages too often."""
    return {tag: [form for forms in table for form in forms] for tag, table in words("dates", "months").items()}


def without_accents(word: str) -> str:
    """Return a word without the marks over and under its letters."""
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))
