"""Joins several names, such as those of a text's authors, into one value, the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable

BETWEEN = "; "
"""What stands between two names: a comma parts a family's name from a given one."""


def joined(names: Iterable[str]) -> str:
    """Return names as one text, each once, in their order; empty ones are none."""
    return BETWEEN.join(dict.fromkeys(name for name in names if name))
