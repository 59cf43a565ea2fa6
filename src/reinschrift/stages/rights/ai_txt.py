"""Spawning's ai.txt: the form of robots.txt, but of what may be trained on instead of what may be fetched."""

from __future__ import annotations

from collections.abc import Iterator

from reinschrift.stages.rights.robots import parsed_rules
from reinschrift.stages.rights.signals import Signal, Statements

SCHEME = "ai-txt"
CLOSED = "closed"
_EVERYBODY = "*"


def find_rules(stated: Statements) -> Iterator[Signal]:
    """Yield that the record's path is closed to everybody; that it is open says no more than silence."""
    if stated.ai_txt is not None and not parsed_rules(stated.ai_txt).can_fetch(stated.path, _EVERYBODY):
        yield Signal(SCHEME, "ai.txt", f"{stated.path} is closed", (CLOSED,))
