"""Preferences for the use of content: Content-Usage (IETF AIPREF, a structured field) and Content-Signal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import http_sf

from reinschrift.stages.rights.signals import Effect, Signal, Statements

USAGE, SIGNAL = "content-usage", "content-signal"
USES = ("train-ai", "train-genai", "bots", "tdm", "ai", "genai")
"""Uses that training is, by the names of the drafts of AIPREF (draft-ietf-aipref-vocab); now it is `train-ai`."""
_SIGNALS = {"ai-train": {"no": "reserved", "yes": "allowed"}}
_PAIR = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\s*")


def find_preferences(stated: Statements) -> Iterator[Signal]:
    """Yield what headers and meta of a record say; rules in robots.txt are `robots.find_rules`."""
    for where, name, value in (*(("header", *header) for header in stated.headers), *stated.page):
        if name == USAGE and where in {"header", "meta"}:
            yield from usage(value, f"{where} {name}")
        elif name == SIGNAL and where in {"header", "meta"}:
            yield from content_signal(value, f"{where} {name}")


def usage(value: str, where: str) -> Iterator[Signal]:
    """Yield what a Content-Usage says of training; any `n` wins. What is no structured field is marked, no more."""
    try:
        parsed = http_sf.parse(value.strip().encode("ascii", "replace"), tltype="dictionary")
    except ValueError:
        yield Signal("aipref", where, value, "marked")
        return
    if not isinstance(parsed, dict):
        return
    members: dict[str, Any] = parsed
    answers = {str(members[use][0]) for use in USES if use in members}
    effect: Effect | None = "reserved" if "n" in answers else "allowed" if "y" in answers else None
    if effect:
        yield Signal("aipref", where, value, effect)


def content_signal(value: str, where: str) -> Iterator[Signal]:
    """Yield what a Content-Signal says of training: `ai-train=no` reserves, `ai-train=yes` allows."""
    found = {
        effect
        for part in value.lower().split(",")
        if (match := _PAIR.fullmatch(part)) and (effect := _SIGNALS.get(match[1], {}).get(match[2]))
    }
    if found:
        yield Signal("content-signal", where, value, "reserved" if "reserved" in found else "allowed")
