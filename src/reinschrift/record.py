"""One record as a reader gives it, or why it could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

PROBLEM_CHARS = 10_000
"""Characters that are kept of the text of a record that could not be read."""


class Problem(NamedTuple):
    """Why a record could not be read."""

    name: str
    detail: str


class Record(NamedTuple):
    """What a reader made of one record."""

    number: int
    text: str
    fields: dict[str, str]
    """Our fields other than the text, as they are written in the record."""
    problem: Problem | None = None
    decoding: tuple[str | None, str | None, str, int] | None = None
    """Encoding declared, detected, used; bytes that none could be made of."""
    markup: Mapping[str, Any] | None = None
    """What only pages and archives say: values for the columns `MARKUP_FIELDS` of the table of records."""
