"""Preferences for the use of content: Content-Usage (IETF AIPREF, a structured field) and Content-Signal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import http_sf

from reinschrift.stages.rights.signals import Signal, Statements

USAGE, SIGNAL = "content-usage", "content-signal"
_ANSWERS = {"n": "n", "no": "n", "false": "n", "y": "y", "yes": "y"}
_PAIR = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\s*")


def find_preferences(stated: Statements) -> Iterator[Signal]:
    """Yield what headers and meta of a record say; rules in robots.txt are `robots.find_rules`."""
    for where, name, value in (*(("header", *header) for header in stated.headers), *stated.page):
        if name == USAGE and where in {"header", "meta"}:
            yield from usage(value, f"{where} {name}")
        elif name == SIGNAL and where in {"header", "meta"}:
            yield from content_signal(value, f"{where} {name}")


def usage(value: str, where: str) -> Iterator[Signal]:
    """Yield what a Content-Usage says, label by label. What is no structured field is marked, no more.

    `n` may be written `no` or `?0`; a name alone, without a value, says nothing.
    """
    try:
        parsed = http_sf.parse(value.strip().lower().encode("ascii", "replace"), tltype="dictionary")
    except ValueError:
        yield Signal("aipref", where, value, marks=True)
        return
    if not isinstance(parsed, dict):
        return
    members: dict[str, Any] = parsed
    answers = {label: _ANSWERS.get(str(member[0]).lower()) for label, member in members.items()}
    signs = tuple(f"{label}={answer}" for label, answer in answers.items() if answer)
    if signs:
        yield Signal("aipref", where, value, signs)


def content_signal(value: str, where: str) -> Iterator[Signal]:
    """Yield what a Content-Signal says: `search`, `ai-input` and `ai-train`, each `yes` or `no`."""
    pairs = (_PAIR.fullmatch(part) for part in re.split("[,;]", value.lower()))
    signs = tuple(f"{pair[1]}={pair[2]}" for pair in pairs if pair and pair[2] in {"yes", "no"})
    if signs:
        yield Signal("content-signal", where, value, signs)
