"""The languages by their BCP-47 tags: what each detector calls them, and which belong together."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

UNKNOWN = "und"
"""The tag of a text whose language nobody could tell, or that is in none."""

SEVERAL = "mul"
"""The tag of a document without a language of its own: none holds half of its letters."""

DOMINANT_LETTERS = 0.5
"""The share of the decided letters that makes a language the document's."""


@cache
def data_file(name: str) -> dict[str, Any]:
    """Return a TOML file that lies beside this module."""
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def tag_of(label: str) -> str:
    """Return the BCP-47 tag for what a detector calls a language."""
    tag: str = data_file("languages.toml")["labels"].get(label, label)
    return tag


def group_of(tag: str) -> str:
    """Return the group a language is compared by: Norwegian, Serbo-Croatian, or the language without its script."""
    language = tag.partition("-")[0]
    group: str = data_file("languages.toml")["groups"].get(language, language)
    return group
